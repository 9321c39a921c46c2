package audit

import (
	"errors"

	"assay/app/db"
	"assay/app/list"
	"assay/app/web"
)

// Pages are the trail as administrators and finance managers read it.
type Pages struct {
	*Service
	Clock db.Clock
}

type trailPage struct {
	List          list.View
	Total, Sealed int64
}

// List is the trail, the latest first, narrowed by the query.
func (p Pages) List(c *web.Ctx) error {
	var data trailPage
	var err error
	if data.Total, data.Sealed, err = p.Length(c.UserContext()); err != nil {
		return err
	}
	return list.Show(c, p.DB, Trail(c.T, p.Clock.Zone), nil, func(v list.View) (string, web.Page) {
		data.List = v
		return "admin/audit/index", web.Page{Title: c.T("nav.audit"), Data: data}
	})
}

type verifiedPage struct {
	Head          Head
	Broken        *Broken
	Total, Sealed int64
}

// Verification walks the chain and shows its head, or where it breaks. It
// seals nothing: what is not sealed yet is counted apart.
func (p Pages) Verification(c *web.Ctx) error {
	var data verifiedPage
	var err error
	if data.Head, err = p.Verify(c.UserContext()); err != nil && !errors.As(err, &data.Broken) {
		return err
	}
	err = p.Record(c.UserContext(), p.Clock.Moment(), c.Actor.Who(), Act{Action: "audit.verify", SubjectKind: "audit",
		Detail: map[string]any{"holds": data.Broken == nil, "sealed": data.Head.Count}})
	if err != nil {
		return err
	}
	if data.Total, data.Sealed, err = p.Length(c.UserContext()); err != nil {
		return err
	}
	return c.OK("admin/audit/verification", web.Page{Title: c.T("audit.verify"), Data: data,
		Crumbs: []web.Crumb{{Text: c.T("nav.audit"), Href: "/admin/audit"}, {Text: c.T("audit.verify")}}})
}
