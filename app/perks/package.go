package perks

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// PackageInput is a package that a member buys at a counter.
type PackageInput struct {
	MemberID   int64
	StoreID    int64
	Code       string
	Payment    string
	RequestKey string
}

// Draw checks a purchase and is the package as it would be sold, with what of
// its price earns.
func (in PackageInput) Draw(q *gorm.DB, scope models.Scope, on models.Date) (b models.BoughtPackage, rules Rules, err error) {
	if err := checkKey(in.RequestKey); err != nil {
		return b, rules, err
	}
	if _, err := HolderInScope(q, scope, in.MemberID); err != nil {
		return b, rules, err
	}
	if err := checkStore(q, scope, in.StoreID); err != nil {
		return b, rules, err
	}
	if !slices.Contains(models.Payments(), in.Payment) {
		return b, rules, models.Invalid("payment", "error.choice_unknown")
	}
	if rules, err = RulesOn(q, on); err != nil {
		return b, rules, err
	}
	p, ok := rules.Package(in.Code)
	if !ok {
		return b, rules, models.Invalid("package", "error.package_unknown")
	}
	b = models.BoughtPackage{MemberID: in.MemberID, StoreID: in.StoreID, Code: p.Code, NameZh: p.NameZh, NameEn: p.NameEn, Interest: p.Interest, PriceFen: p.PriceFen, Payment: in.Payment,
		PolicyVersion: rules.Version, FromOn: on, UntilOn: on.AddMonths(p.Months) - 1, RequestKey: in.RequestKey}
	if p.Earns {
		b.Points = models.WholeYuan(p.PriceFen)
	}
	return b, rules, nil
}

// SellPackage is the step that enters a drawn package and issues what it holds,
// for its term.
func SellPackage(tx *db.Tx, at models.Moment, who models.Who, rules Rules, b *models.BoughtPackage) (err error) {
	if b.Number, err = db.NextNumber(tx, SeriesPackage, at.On.Year()); err != nil {
		return err
	}
	b.EnteredBy, b.EnteredByID, b.EnteredAt = who.Name, who.ID, at.At
	if err := tx.Create(b).Error; err != nil {
		return err
	}
	for _, c := range rules.Contents {
		kind, ok := rules.Coupon(c.Coupon)
		if c.Package != b.Code || !ok {
			continue
		}
		for i := range c.Pieces {
			v := rules.voucher(kind, b.MemberID, at.On)
			v.StoreID, v.Source, v.PackageID, v.UntilOn = &b.StoreID, models.VoucherPackaged, &b.ID, b.UntilOn
			v.RequestKey = fmt.Sprintf("package:%d:%s:%d", b.ID, kind.Code, i+1)
			if err := issue(tx, at, who, &v); err != nil {
				return err
			}
		}
	}
	return nil
}

// CancelPackage is the step that ends a package of which nothing was used yet;
// a conflict otherwise, or when it is cancelled already.
func CancelPackage(tx *db.Tx, at models.Moment, who models.Who, b models.BoughtPackage, reason string) error {
	n, err := tx.Change("UPDATE perk_packages SET cancelled_on = ?, cancelled_by = ?, reason = ? WHERE id = ? AND cancelled_on IS NULL", at.On, who.Name, reason, b.ID)
	if err != nil {
		return err
	}
	var held int64
	if err := tx.Raw("SELECT COUNT(*) FROM perk_vouchers WHERE package_id = ?", b.ID).Scan(&held).Error; err != nil {
		return err
	}
	ended, err := tx.Change("UPDATE perk_vouchers SET cancelled_on = ?, reason = ? WHERE package_id = ? AND used_on IS NULL AND cancelled_on IS NULL", at.On, reason, b.ID)
	if err != nil {
		return err
	}
	if n != 1 || ended != held {
		return models.Conflict("error.package_used")
	}
	return audit.Write(tx, at, who, audit.Act{Action: "perk.package_cancel", SubjectKind: "package", SubjectID: b.ID, Subject: b.Number, Reason: reason})
}
