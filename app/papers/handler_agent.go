package papers

import (
	"slices"

	"assay/app/web"
	"assay/models"
)

type listPage struct {
	Rows   []Listed
	Pager  web.Pager
	Search string
	Kind   string
	Kinds  []models.PaperKind
	Site   Site
	Today  models.Date
}

// Several tells that the rows are of more than one agent: a head agent's own
// and those below it.
func (p listPage) Several() bool {
	return slices.ContainsFunc(p.Rows, func(r Listed) bool { return r.AgentCode != p.Rows[0].AgentCode })
}

// List is an agent's invoices, credit notes and receipts, the latest first;
// those of a kind that the visitor may not open are not among them.
func (s *Service) List(c *web.Ctx) error {
	site := SiteOf(c.Actor)
	kinds := slices.DeleteFunc(Kinds(), func(k models.PaperKind) bool { return site.To(k, 1) == "" })
	f := Filter{Kinds: kinds, Search: c.Value("q"), Limit: web.PageSize, Offset: c.Offset()}
	kind := models.PaperKind(c.Query("kind"))
	if slices.Contains(kinds, kind) {
		f.Kinds = []models.PaperKind{kind}
	}
	rows, total, err := List(s.DB.Read(c.UserContext()), ScopesOf(c.Actor), f)
	if err != nil {
		return err
	}
	return c.OK("agent/documents/index", web.Page{Title: c.T("nav.documents"), Data: listPage{Rows: rows, Pager: c.Pager(total), Search: f.Search,
		Kind: string(kind), Kinds: kinds, Site: site, Today: c.Today()}})
}
