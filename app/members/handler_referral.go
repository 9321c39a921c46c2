package members

import (
	"fmt"

	"gorm.io/gorm"

	"assay/app/insight"
	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// treePage is who brought a member and whom the member brought.
type treePage struct {
	Tree
	Member    Listed
	Title     string
	Base      string // of members
	Acts      bool
	Masked    bool
	Later     bool // not the first page of the tree
	Decays    bool // a month leaves less than all
	Facts     models.MemberFacts
	Policy    models.ValuePolicy
	Relations []models.ReferralRelation
	Typed     Referral
}

// valueRules are the value policy in force.
func valueRules(q *gorm.DB, on models.Date) (models.ValuePolicy, error) {
	terms, err := insight.TermsOn(q, on)
	return terms.Policy, err
}

// Referrals is a member's tree, at the counter.
func (p StorePages) Referrals(c *web.Ctx) error {
	m, err := p.own(c)
	if err != nil {
		return err
	}
	return p.referrals(c, Referral{Version: m.Version, BroughtBy: m.Brought, Relation: m.Relation}, nil)
}

func (p StorePages) referrals(c *web.Ctx, typed Referral, fe error) error {
	m, err := p.own(c)
	if err != nil {
		return err
	}
	return p.tree(c, c.Actor.Scope(models.StoreUse), treePage{Member: m, Title: m.Name, Base: "/store/members", Acts: c.Actor.Can(models.MemberEdit), Typed: typed}, fe)
}

// Referral corrects who brought a member.
func (p StorePages) Referral(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	in := Referral{ID: id, Version: c.FormID("version"), BroughtBy: c.Value("brought_by"), Relation: models.ReferralRelation(c.Value("relation")), Reason: c.Value("reason")}
	if err := p.Refer(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), in); err != nil {
		return p.referrals(c, in, err)
	}
	return c.Redirect(fmt.Sprintf("/store/members/%d/referrals", id), "referral.flash_saved")
}

// Referrals is a member's tree for the headquarters: names of those who share.
func (p SalesPages) Referrals(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	scope := c.Actor.Scope(models.MemberRead)
	m, err := InScope(p.DB.Read(c.UserContext()), scope, id)
	if err != nil {
		return err
	}
	data := treePage{Member: m, Title: m.Name, Base: "/sales/members"}
	if !m.Shared {
		data.Title, data.Masked = models.MaskName(m.Name), true
	}
	return p.tree(c, scope, data, nil)
}

func (s *Service) tree(c *web.Ctx, scope models.Scope, data treePage, fe error) error {
	q, after := s.DB.Read(c.UserContext()), c.FormID("after")
	var err error
	if data.Policy, err = valueRules(q, c.Today()); err != nil {
		return err
	}
	if data.Facts, err = insight.FactsOf(q, data.Member.ID); err != nil {
		return err
	}
	if data.Tree, err = TreeOf(q, scope, data.Policy, data.Member.ID, after); err != nil {
		return err
	}
	data.Later, data.Decays = after > 0, data.Policy.ReferralKeepPPM != models.One
	data.Relations = models.ReferralRelations()
	page := web.Page{Title: c.T("referral.title"), Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.members"), Href: data.Base}, {Text: data.Member.Number, Href: fmt.Sprintf("%s/%d", data.Base, data.Member.ID)}, {Text: c.T("referral.title")}}}
	if fe != nil {
		return c.Again(fe, "store/members/referrals", page)
	}
	return c.OK("store/members/referrals", page)
}

// Referrers are the members of the stores who brought most.
func (p StorePages) Referrers(c *web.Ctx) error {
	return p.referrers(c, view{base: "/store/members", scope: c.Actor.Scope(models.InsightRead)})
}

// Referrers are those of the headquarters' regions.
func (p SalesPages) Referrers(c *web.Ctx) error {
	return p.referrers(c, view{base: "/sales/members", scope: c.Actor.Scope(models.InsightRead), masked: true})
}

func (s *Service) referrers(c *web.Ctx, v view) error {
	q, on := s.DB.Read(c.UserContext()), c.Today()
	rules, err := valueRules(q, on)
	if err != nil {
		return err
	}
	if v.stores, err = Stores(q, v.scope); err != nil {
		return err
	}
	if v.tiers, err = tiers(q, on); err != nil {
		return err
	}
	return list.Alone(c, s.DB, referrerList(c.Lang(), v, rules))
}
