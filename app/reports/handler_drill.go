package reports

import (
	"bytes"

	"assay/app/agents"
	"assay/app/list"
	"assay/app/sheet"
	"assay/app/web"
	"assay/models"
)

// Cash is every open item with the day its money is expected on, as of today or
// of the end of a kept month.
func (p FinancePages) Cash(c *web.Ctx) error {
	q := p.DB.Read(c.UserContext())
	regions, err := agents.Regions(q)
	if err != nil {
		return err
	}
	kept, err := KeptMonths(q, monthChoice)
	if err != nil {
		return err
	}
	day := asOf{on: c.Today()}
	if len(kept) > 0 {
		day.habits = kept[0]
	}
	months := make([]list.Option, len(kept))
	for i, m := range kept {
		months[i] = list.Option{Value: m.String(), Text: c.T("cockpit.end_of", "Date", m), Cond: "1 = 1"}
		if c.Query("month") == m.String() {
			day = asOf{on: m, habits: m, past: true}
		}
	}
	return list.Alone(c, p.DB, CashList(p.DB.Dialect(), day, months, agents.ByRegion(regions, c.Lang())))
}

type exposurePage struct {
	List  list.View
	Agent agents.Listed
	exposed
}

// Exposure is an agent's exposure with every document in it, today's or that of
// the end of a month.
func (p FinancePages) Exposure(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	data, q := exposurePage{}, p.DB.Read(c.UserContext())
	if data.Agent, err = agents.InScope(q, c.Actor.Scope(models.ReceivableRead), c.Today(), id); err != nil {
		return err
	}
	wrong, err := onADay(c, func(ask Query) (err error) {
		data.exposed, err = exposureOf(q, data.Agent, ask)
		return err
	})
	if err != nil {
		return err
	}
	title := c.T("exposure.of", "Name", data.Agent.Name(c.Lang()))
	return list.Show(c, p.DB, exposureList(data.parts), wrong, func(v list.View) (string, web.Page) {
		data.List = v
		return "finance/cockpit/exposure", web.Page{Title: title, Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.cockpit"), Href: link("/finance/cockpit", "month", data.Day())}, {Text: title}}}
	})
}

// usersPage are the agents of a page with how much of their limits they use.
type usersPage struct {
	cockpitPage
	Users []Debtor
	Sum   models.Figures
	Pager web.Pager
}

// Utilisation is how much of their limits the agents take up.
func (p FinancePages) Utilisation(c *web.Ctx) error {
	data, all := usersPage{}, Cockpit{}
	wrong, err := onADay(c, func(ask Query) (err error) {
		all, data.Users, data.Sum, err = p.Users(c.UserContext(), ask)
		return err
	})
	if err != nil {
		return err
	}
	data.cockpitPage = cockpitPage{Cockpit: all, say: c.T, lang: c.Lang()}
	q, format := p.DB.Read(c.UserContext()), c.Query("format")
	if format == "" {
		data.Pager = c.Pager(int64(len(data.Users)))
		from := min(c.Offset(), len(data.Users))
		data.Users = data.Users[from:min(from+web.PageSize, len(data.Users))]
	}
	for from := 0; from < len(data.Users); from += introduced {
		if err := introduce(q, data.Users[from:min(from+introduced, len(data.Users))], data.AsOf); err != nil {
			return err
		}
	}
	switch {
	case format != "" && wrong != nil:
		return wrong
	case format != "":
		return data.export(c, format)
	}
	return shown(c, wrong, "finance/cockpit/utilisation", web.Page{Title: c.T("utilisation.title"), Data: data,
		Crumbs: []web.Crumb{{Text: c.T("nav.cockpit"), Href: data.Own("/finance/cockpit")}, {Text: c.T("utilisation.title")}}})
}

// introduced is how many agents are looked up at once.
const introduced = 500

func (p usersPage) export(c *web.Ctx, text string) error {
	leave, err := c.Enter(web.Exports)
	if err != nil {
		return err
	}
	defer leave()
	format, err := sheet.FormatOf(text)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	w, err := sheet.New(&body, format)
	if err != nil {
		return err
	}
	if err := w.Row(c.T("agent.code"), c.T("agent.name"), c.T("agent.grade"), c.T("credit.exposure"), c.T("credit.limit"), c.T("cockpit.utilisation")); err != nil {
		return err
	}
	for _, u := range p.Users {
		limit := any(u.Limit.Ceiling())
		if u.Limit.Kind == models.LimitUnlimited {
			limit = c.T("limit_kind.unlimited")
		}
		if err := w.Row(u.Code, u.Name(p.lang), string(u.Grade), u.Exposure, limit, optional(u.Utilisation())); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := c.Web.Exported(c.UserContext(), c.Actor.Who(), "utilisation", p.Own(""), text, int64(len(p.Users))); err != nil {
		return err
	}
	c.Set("Content-Type", format.ContentType())
	c.Set("Content-Disposition", `attachment; filename="utilisation-`+p.AsOf.String()+"."+text+`"`)
	return c.Send(body.Bytes())
}
