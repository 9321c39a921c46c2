package perks

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// VoucherInScope is a coupon of a member whom a store inside the scope knows;
// not found otherwise.
func VoucherInScope(q *gorm.DB, scope models.Scope, id int64) (v models.Voucher, err error) {
	cond, args := within(scope)
	err = q.Raw("SELECT v.* FROM perk_vouchers v JOIN members m ON m.id = v.member_id WHERE v.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&v).Error
	if err == nil && v.ID == 0 {
		err = models.NotFound("voucher")
	}
	return v, err
}

// UsesOfSlip are the perks that were used with a slip, in their order.
func UsesOfSlip(q *gorm.DB, slipID int64) (rows []models.PerkUse, err error) {
	err = q.Raw("SELECT * FROM perk_uses WHERE slip_id = ? ORDER BY id", slipID).Scan(&rows).Error
	return rows, err
}

// UsesOfCase are the perks that paid for a case.
func UsesOfCase(q *gorm.DB, caseID int64) (rows []models.PerkUse, err error) {
	err = q.Raw("SELECT * FROM perk_uses WHERE case_id = ? ORDER BY id", caseID).Scan(&rows).Error
	return rows, err
}

// EndingSoon are the coupons of a scope's members that can be used still, and no
// more after the days that the policy warns ahead; the first to expire first.
func EndingSoon(q *gorm.DB, scope models.Scope, on models.Date) (rows []EndingVoucher, err error) {
	rules, err := RulesOn(q, on)
	if err != nil {
		return nil, err
	}
	cond, args := within(scope)
	err = q.Raw(`SELECT v.*, m.name AS holder FROM perk_vouchers v JOIN members m ON m.id = v.member_id WHERE v.used_on IS NULL AND v.cancelled_on IS NULL AND v.until_on >= ? AND v.until_on <= ?
		AND m.erased_at IS NULL AND `+cond+" ORDER BY v.until_on, v.id LIMIT 20", append([]any{on, on.AddDays(rules.WarnDays)}, args...)...).Scan(&rows).Error
	return rows, err
}

// EndingVoucher is a coupon about to expire, with its holder's name.
type EndingVoucher struct {
	models.Voucher `gorm:"embedded"`
	Holder         string
}

// Used are the latest uses of a member's perks, those of merged members with
// them.
func Used(q *gorm.DB, memberID int64) (rows []models.PerkUse, err error) {
	err = q.Raw("SELECT * FROM perk_uses WHERE "+family+" ORDER BY id DESC LIMIT 30", memberID, memberID).Scan(&rows).Error
	return rows, err
}

// Packages are those that a member bought, the latest first.
func Packages(q *gorm.DB, memberID int64) (rows []models.BoughtPackage, err error) {
	err = q.Raw("SELECT * FROM perk_packages WHERE "+family+" ORDER BY id DESC LIMIT 30", memberID, memberID).Scan(&rows).Error
	return rows, err
}

// PackageInScope is a package that a store inside the scope sold; not found
// otherwise.
func PackageInScope(q *gorm.DB, scope models.Scope, id int64) (p models.BoughtPackage, err error) {
	cond, args := db.WithinStores(scope, "s")
	err = q.Raw("SELECT k.* FROM perk_packages k JOIN stores s ON s.id = k.store_id WHERE k.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&p).Error
	if err == nil && p.ID == 0 {
		err = models.NotFound("package")
	}
	return p, err
}
