package perks

import (
	"fmt"

	"assay/app/db"
	"assay/models"
)

// Use is the step that uses perks of a member: a coupon once, a benefit so often
// in the year of the day as its policy says. The rest of each line is that of
// the template, whose request key is the document's. Refused on field perks when
// another till was first.
func Use(tx *db.Tx, at models.Moment, who models.Who, of models.PerkUse, effects []models.PerkEffect, points models.PointsPolicy) error {
	of.Year, of.EnteredBy, of.EnteredByID, of.EnteredAt = of.UsedOn.Year(), who.Name, who.ID, at.At
	for _, e := range effects {
		u := of
		u.Code, u.NameZh, u.NameEn, u.Kind, u.OffFen, u.Points = e.Code, e.NameZh, e.NameEn, e.Kind, e.OffFen, e.Points
		u.RequestKey = fmt.Sprintf("%s:%s", of.RequestKey, e.Key)
		var err error
		if u.CostFen, err = e.Cost(points); err != nil {
			return err
		}
		if e.VoucherID != 0 {
			u.VoucherID, err = &e.VoucherID, spendVoucher(tx, e.HeldPerk, u.UsedOn)
		} else {
			u.Seat, err = seat(tx, e.HeldPerk, u)
		}
		if err != nil {
			return err
		}
		if err := tx.Create(&u).Error; err != nil {
			if db.IsDuplicate(err) {
				return db.ErrRetry
			}
			return err
		}
	}
	return nil
}

func spendVoucher(tx *db.Tx, o models.HeldPerk, on models.Date) error {
	n, err := tx.Change("UPDATE perk_vouchers SET used_on = ? WHERE id = ? AND used_on IS NULL AND cancelled_on IS NULL AND from_on <= ? AND until_on >= ?", on, o.VoucherID, on, on)
	if err == nil && n != 1 {
		err = models.PerkRefused(o.Key, models.PerkUsedUp)
	}
	return err
}

// seat is the lowest free place among the uses of a benefit in the year. Two
// tills that read the same places meet at the unique key, and the later one
// reads again.
func seat(tx *db.Tx, o models.HeldPerk, u models.PerkUse) (*int, error) {
	var taken []struct {
		MemberID int64
		Seat     int
	}
	err := tx.Raw("SELECT member_id, seat FROM perk_uses WHERE code = ? AND year = ? AND seat IS NOT NULL AND "+family+tx.Latest(), u.Code, u.Year, u.MemberID, u.MemberID).Scan(&taken).Error
	if err != nil {
		return nil, err
	}
	if o.PerYear > 0 && len(taken) >= o.PerYear {
		return nil, models.PerkRefused(o.Key, models.PerkUsedUp)
	}
	var own []int
	for _, t := range taken {
		if t.MemberID == u.MemberID {
			own = append(own, t.Seat)
		}
	}
	free := models.FreeSeat(own)
	return &free, nil
}

// Return is the step that takes back the uses of a slip of which nothing is
// left: benefits count as not used, coupons are open again for the policy's days
// at least. Doing it again changes nothing.
func Return(tx *db.Tx, on models.Date, slipID int64) error {
	var used []models.PerkUse
	if err := tx.Raw("SELECT * FROM perk_uses WHERE slip_id = ? AND reversed_on IS NULL ORDER BY id"+tx.Latest(), slipID).Scan(&used).Error; err != nil || len(used) == 0 {
		return err
	}
	rules, err := RulesOn(tx.DB, on)
	if err != nil {
		return err
	}
	for _, u := range used {
		if _, err := tx.Change("UPDATE perk_uses SET reversed_on = ?, seat = NULL WHERE id = ?", on, u.ID); err != nil {
			return err
		}
		if u.VoucherID == nil {
			continue
		}
		var v models.Voucher
		if err := tx.Raw("SELECT * FROM perk_vouchers WHERE id = ?"+tx.Latest(), *u.VoucherID).Scan(&v).Error; err != nil {
			return err
		}
		if _, err := tx.Change("UPDATE perk_vouchers SET used_on = NULL, until_on = ? WHERE id = ?", rules.RestoredUntil(v.UntilOn, on), v.ID); err != nil {
			return err
		}
	}
	return nil
}
