package members

import (
	"fmt"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// SalesPages are the members as the headquarters sees them: phones masked
// always, persons only where they agreed to it.
type SalesPages struct{ *Service }

// List is the members of the stores in the visitor's regions.
func (p SalesPages) List(c *web.Ctx) error {
	q, v := p.DB.Read(c.UserContext()), view{base: "/sales/members", scope: c.Actor.Scope(models.MemberRead), need: models.MemberRead, masked: true}
	var err error
	if v.stores, err = Stores(q, v.scope); err != nil {
		return err
	}
	if v.tiers, err = tiers(q, c.Today()); err != nil {
		return err
	}
	return list.Alone(c, p.DB, p.list(q, c.Lang(), v))
}

// Show is a member's page, without the person unless the member shares.
func (p SalesPages) Show(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	q, scope := p.DB.Read(c.UserContext()), c.Actor.Scope(models.MemberRead)
	m, err := InScope(q, scope, id)
	if err != nil {
		return err
	}
	data, err := p.look(q, scope, m, c.Today())
	if err != nil {
		return err
	}
	if !m.Shared {
		data.mask()
	}
	data.Base = fmt.Sprintf("/sales/members/%d", id)
	return c.OK("store/members/show", web.Page{Title: data.Member.Name, Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.members"), Href: "/sales/members"}, {Text: m.Number}}})
}
