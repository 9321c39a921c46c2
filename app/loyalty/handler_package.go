package loyalty

import (
	"assay/app/perks"
	"assay/app/web"
	"assay/models"
)

// PackageSale sells a member a package of coupons.
func (p StorePages) PackageSale(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	b, err := p.SellPackage(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.SaleEnter), perks.PackageInput{MemberID: id, StoreID: c.Actor.HomeStore(), Code: c.Value("package"), Payment: c.Value("payment"), RequestKey: c.RequestKey()})
	if err != nil {
		return p.perks().Again(c, id, err)
	}
	return c.Redirect(perks.MemberPath(id), "perk.flash_package", "Number", b.Number)
}

// PackageCancellation takes a package back of which nothing was used.
func (p StorePages) PackageCancellation(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	scope, q := c.Actor.Scope(models.SaleRefund), p.DB.Read(c.UserContext())
	b, err := perks.PackageInScope(q, scope, id)
	if err != nil {
		return err
	}
	heir, err := heirOf(q, b.MemberID)
	if err != nil {
		return err
	}
	if err := p.CancelPackage(c.UserContext(), c.Actor.Who(), scope, id, c.Value("reason")); err != nil {
		return p.perks().Again(c, heir, err)
	}
	return c.Redirect(perks.MemberPath(heir), "perk.flash_package_cancelled")
}

// perks are the pages that a package is bought on.
func (p StorePages) perks() perks.StorePages {
	return perks.StorePages{Service: &perks.Service{DB: p.DB, Clock: p.Clock}}
}
