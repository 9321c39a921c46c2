package perks

import (
	"context"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// IssueInput gives a member a coupon of a kind by hand.
type IssueInput struct {
	MemberID   int64
	StoreID    int64
	Code       string
	Reason     string
	RequestKey string
}

// Issue gives a member of the scope a coupon, with a reason that the trail
// keeps. The same key again is the first coupon; with another content it is
// db.ErrKeyReused.
func (s *Service) Issue(ctx context.Context, who models.Who, scope models.Scope, in IssueInput) (models.Voucher, error) {
	at, q := s.Clock.Moment(), s.DB.Read(ctx)
	var v models.Voucher
	if err := models.CheckReason(in.Reason); err != nil {
		return v, err
	}
	if err := checkKey(in.RequestKey); err != nil {
		return v, err
	}
	m, err := HolderInScope(q, scope, in.MemberID)
	if err != nil {
		return v, err
	}
	if err := checkStore(q, scope, in.StoreID); err != nil {
		return v, err
	}
	rules, err := RulesOn(q, at.On)
	if err != nil {
		return v, err
	}
	kind, ok := rules.Coupon(in.Code)
	if !ok {
		return v, models.Invalid("code", "error.coupon_unknown")
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		v = rules.voucher(kind, in.MemberID, at.On)
		v.StoreID, v.Source, v.Reason, v.RequestKey = &in.StoreID, models.VoucherByHand, in.Reason, "hand:"+in.RequestKey
		if err := issue(tx, at, who, &v); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "perk.issue", SubjectKind: "voucher", SubjectID: v.ID, Subject: v.Number, Reason: in.Reason, Detail: map[string]any{"code": v.Code, "member": m.Number}})
	})
	if db.MayRepeat(err) {
		return s.sameVoucher(ctx, in, err)
	}
	return v, err
}

// sameVoucher is the first coupon with the key; the refusal stands when there
// is none.
func (s *Service) sameVoucher(ctx context.Context, in IssueInput, refusal error) (models.Voucher, error) {
	var first models.Voucher
	err := s.DB.Read(ctx).Raw("SELECT * FROM perk_vouchers WHERE request_key = ?", "hand:"+in.RequestKey).Scan(&first).Error
	switch {
	case err != nil:
		return first, err
	case first.ID == 0:
		return first, refusal
	case first.MemberID != in.MemberID || first.Code != in.Code || first.Reason != in.Reason:
		return models.Voucher{}, db.ErrKeyReused
	}
	return first, nil
}

// voucher is a coupon of a kind from a day on.
func (r Rules) voucher(kind models.CouponType, memberID int64, on models.Date) models.Voucher {
	return models.Voucher{MemberID: memberID, Perk: kind.Perk, PolicyVersion: r.Version, FromOn: on, UntilOn: on.AddDays(kind.ValidDays)}
}

func issue(tx *db.Tx, at models.Moment, who models.Who, v *models.Voucher) error {
	v.Number, v.IssuedBy, v.IssuedByID, v.IssuedAt = models.VoucherNumber(v.RequestKey), who.Name, who.ID, at.At
	return tx.Create(v).Error
}

// Cancel ends a coupon that is open, of a member of the scope; a conflict for
// one that was used. One of a package goes with the package.
func (s *Service) Cancel(ctx context.Context, who models.Who, scope models.Scope, id int64, reason string) error {
	at := s.Clock.Moment()
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	v, err := VoucherInScope(s.DB.Read(ctx), scope, id)
	if err != nil {
		return err
	}
	if v.PackageID != nil {
		return models.Conflict("error.voucher_of_package")
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Change("UPDATE perk_vouchers SET cancelled_on = ?, reason = ? WHERE id = ? AND used_on IS NULL AND cancelled_on IS NULL", at.On, reason, id)
		if err != nil {
			return err
		}
		if n != 1 {
			return models.Conflict("error.voucher_used")
		}
		return audit.Write(tx, at, who, audit.Act{Action: "perk.cancel", SubjectKind: "voucher", SubjectID: id, Subject: v.Number, Reason: reason})
	})
}

// Forget is the step for a member who is erased: open coupons end, and what was
// written about them is emptied.
func Forget(tx *db.Tx, memberID int64) error {
	for _, statement := range []string{
		"UPDATE perk_vouchers SET cancelled_on = until_on WHERE member_id = ? AND used_on IS NULL AND cancelled_on IS NULL",
		"UPDATE perk_vouchers SET reason = '' WHERE member_id = ?",
		"UPDATE perk_uses SET note = '' WHERE member_id = ?",
		"UPDATE perk_packages SET reason = '' WHERE member_id = ?",
	} {
		if _, err := tx.Change(statement, memberID); err != nil {
			return err
		}
	}
	return nil
}
