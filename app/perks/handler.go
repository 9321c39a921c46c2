package perks

import (
	"fmt"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// StorePages are what a store does about its members' benefits and coupons.
type StorePages struct{ *Service }

// SalesPages are the coupons and uses of the stores, for the headquarters: no
// names.
type SalesPages struct{ *Service }

// MemberPath is where a member's benefits and coupons are.
func MemberPath(id int64) string { return fmt.Sprintf("/store/members/%d/perks", id) }

// Vouchers lists the coupons of the store's members.
func (p StorePages) Vouchers(c *web.Ctx) error {
	return list.Alone(c, p.DB, VoucherList(c.Actor.Scope(models.MemberEdit), "/store/members/{member_id}/perks", models.MemberEdit, c.Today()))
}

// Uses lists what of benefits and coupons was used.
func (p StorePages) Uses(c *web.Ctx) error {
	return list.Alone(c, p.DB, UseList(c.Actor.Scope(models.MemberEdit), models.MemberEdit))
}

// Vouchers lists the coupons of a region's members.
func (p SalesPages) Vouchers(c *web.Ctx) error {
	return list.Alone(c, p.DB, VoucherList(c.Actor.Scope(models.MemberRead), "", models.MemberRead, c.Today()))
}

// Uses lists what of benefits and coupons was used in a region.
func (p SalesPages) Uses(c *web.Ctx) error {
	return list.Alone(c, p.DB, UseList(c.Actor.Scope(models.MemberRead), models.MemberRead))
}

// memberPage is what a member holds, used and bought, with what may be done.
type memberPage struct {
	Holder   Holder
	Hand     Hand
	Rows     []row
	Uses     []models.PerkUse
	Packages []models.BoughtPackage
	Payments []string
	Base     string
	Key      string
	Today    models.Date
}

// row is an offer on the page of a member.
type row struct {
	models.HeldPerk
	Reason models.PerkReason
	Given  bool // a store hands it over by itself
}

// Member is a member's benefits, coupons and packages.
func (p StorePages) Member(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.Again(c, id, nil)
}

// Again shows the page of a member, with what was wrong.
func (p StorePages) Again(c *web.Ctx, id int64, fe error) (err error) {
	q, on := p.DB.Read(c.UserContext()), c.Today()
	d := memberPage{Base: fmt.Sprintf("/store/members/%d", id), Key: web.NewKey(), Today: on, Payments: models.Payments()}
	if d.Holder, err = HolderInScope(q, c.Actor.Scope(models.MemberEdit), id); err != nil {
		return err
	}
	if d.Hand, err = HandOf(q, id, on); err != nil {
		return err
	}
	for _, o := range d.Hand.Offers {
		reason := o.Open(on)
		d.Rows = append(d.Rows, row{o, reason, reason == models.PerkFits && !o.Kind.AtSale()})
	}
	if d.Uses, err = Used(q, id); err != nil {
		return err
	}
	if d.Packages, err = Packages(q, id); err != nil {
		return err
	}
	page := web.Page{Title: c.T("perk.of_member", "Number", d.Holder.Number), Data: d,
		Crumbs: []web.Crumb{{Text: c.T("nav.members"), Href: "/store/members"}, {Text: d.Holder.Number, Href: d.Base}, {Text: c.T("perk.title")}}}
	if fe != nil {
		return c.Again(fe, "store/members/perks", page)
	}
	return c.OK("store/members/perks", page)
}

// Issuing gives a coupon by hand.
func (p StorePages) Issuing(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	v, err := p.Issue(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.PerkIssue), IssueInput{MemberID: id, StoreID: c.Actor.HomeStore(), Code: c.Value("code"), Reason: c.Value("reason"), RequestKey: c.RequestKey()})
	if err != nil {
		return p.Again(c, id, err)
	}
	return c.Redirect(MemberPath(id), "perk.flash_issued", "Number", v.Number)
}

// Giving hands a service or a gift over.
func (p StorePages) Giving(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := p.Give(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.PointsRedeem), GiveInput{MemberID: id, StoreID: c.Actor.HomeStore(), Key: c.Value("perk"), Note: c.Value("note"), RequestKey: c.RequestKey()}); err != nil {
		return p.Again(c, id, err)
	}
	return c.Redirect(MemberPath(id), "perk.flash_given")
}

// Cancellation ends a coupon that is open.
func (p StorePages) Cancellation(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	scope := c.Actor.Scope(models.PerkIssue)
	v, err := VoucherInScope(p.DB.Read(c.UserContext()), scope, id)
	if err != nil {
		return err
	}
	if err := p.Cancel(c.UserContext(), c.Actor.Who(), scope, id, c.Value("reason")); err != nil {
		return p.Again(c, v.MemberID, err)
	}
	return c.Redirect(MemberPath(v.MemberID), "perk.flash_cancelled")
}
