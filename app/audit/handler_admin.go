package audit

import (
	"errors"
	"net/url"

	"assay/app/db"
	"assay/app/web"
	"assay/models"
)

// Pages are the trail as administrators and finance managers read it.
type Pages struct {
	*Service
	Clock db.Clock
}

// line is an entry as it is shown.
type line struct {
	Entry
	Label string // the action in the visitor's language, empty when it has no words
	Noun  string // what kind of thing it was done to
	Name  string // and what that is called
	Pairs []pair // the detail
}

type trailPage struct {
	Lines         []line
	Filter        Filter
	Actions       []string
	Query         string // the filter as a query, for the export
	Total, Sealed int64
	Head          *Head
	Broken        *Broken
	Pager         web.Pager
}

// actions are the beginnings of names that the filter offers.
var actions = []string{"user.", "session.", "second_factor.", "token.", "agent.", "limit.", "block.", "hold.", "pot.", "grade_limit.", "grant.", "security.",
	"settlement.", "standard.", "statement.", "writeoff.", "period.", "import.", "metal_price.", "product.", "price_list.", "store.", "holiday.", "list.", "run.", "audit."}

func filterOf(c *web.Ctx) (Filter, error) {
	f := Filter{Actor: web.Clean(c.Query("actor")), Action: web.Clean(c.Query("action")), Subject: web.Clean(c.Query("subject")), Limit: web.PageSize, Offset: c.Offset()}
	var err error
	if f.From, err = c.Date("from"); err != nil {
		return f, err
	}
	f.To, err = c.Date("to")
	return f, err
}

func dayText(d models.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func (f Filter) query() string {
	q := url.Values{}
	for name, v := range map[string]string{"actor": f.Actor, "action": f.Action, "subject": f.Subject, "from": dayText(f.From), "to": dayText(f.To)} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return q.Encode()
}

// List is the trail, the latest first, narrowed by the query.
func (p Pages) List(c *web.Ctx) error { return p.list(c, nil, nil) }

func (p Pages) list(c *web.Ctx, head *Head, broken *Broken) error {
	f, wrong := filterOf(c)
	entries, found, err := p.Find(c.UserContext(), p.Clock.Zone, f)
	if err != nil {
		return err
	}
	data := trailPage{Filter: f, Actions: actions, Query: f.query(), Head: head, Broken: broken, Pager: c.Pager(found)}
	if data.Total, data.Sealed, err = p.Length(c.UserContext()); err != nil {
		return err
	}
	known, err := names(p.DB.Read(c.UserContext()), c.Lang(), entries)
	if err != nil {
		return err
	}
	for _, e := range entries {
		data.Lines = append(data.Lines, lineOf(c, e, known))
	}
	page := web.Page{Title: c.T("nav.audit"), Data: data}
	if wrong != nil {
		return c.Again(wrong, "admin/audit/index", page)
	}
	return c.OK("admin/audit/index", page)
}

// Export is the filtered trail as a table; that it was exported is a line of
// the trail too.
func (p Pages) Export(c *web.Ctx) error {
	f, err := filterOf(c)
	if err != nil {
		return err
	}
	f.Limit, f.Offset = MostExported, 0
	entries, _, err := p.Find(c.UserContext(), p.Clock.Zone, f)
	if err != nil {
		return err
	}
	body, err := CSV(entries, p.Clock.Zone)
	if err != nil {
		return err
	}
	err = p.Record(c.UserContext(), p.Clock.Moment(), c.Actor.Who(), Act{Action: "audit.export", SubjectKind: "audit",
		Detail: map[string]any{"filter": f.query(), "entries": len(entries)}})
	if err != nil {
		return err
	}
	return c.CSV("audit-"+c.Today().String()+".csv", body)
}

// Verification walks the chain and shows its head, or where it breaks. It
// seals nothing: what is not sealed yet is counted apart.
func (p Pages) Verification(c *web.Ctx) error {
	head, err := p.Verify(c.UserContext())
	var broken *Broken
	if err != nil && !errors.As(err, &broken) {
		return err
	}
	if err := p.Record(c.UserContext(), p.Clock.Moment(), c.Actor.Who(), Act{Action: "audit.verify", SubjectKind: "audit",
		Detail: map[string]any{"holds": broken == nil, "sealed": head.Count}}); err != nil {
		return err
	}
	if broken != nil {
		return p.list(c, nil, broken)
	}
	return p.list(c, &head, nil)
}
