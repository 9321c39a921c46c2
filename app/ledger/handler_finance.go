package ledger

import (
	"bytes"

	"assay/app/list"
	"assay/app/runs"
	"assay/app/web"
	"assay/models"
)

// FinancePages are the trial balance and the journal's export.
type FinancePages struct {
	*Service
	Runs *runs.Service
}

type trialPage struct {
	From, AsOf, Today models.Date
	Rows              []TrialRow
	Sum               TrialRow
	Closed            models.Date
	Through           string
	Confirm           models.Date // the day that the closing waits to be confirmed for
	Waiting           Waiting
	Typed             struct{ From, AsOf string }
}

// Trial is the trial balance of a span.
func (p FinancePages) Trial(c *web.Ctx) error { return p.trial(c, 0, nil) }

func (p FinancePages) trial(c *web.Ctx, confirm models.Date, fe error) error {
	data := trialPage{Confirm: confirm, Today: c.Today(), AsOf: c.Today(), Through: c.FormValue("through")}
	var err error
	if data.Closed, err = ClosedThrough(p.DB.Read(c.UserContext())); err != nil {
		return err
	}
	if data.Waiting, err = waiting(p.DB.Read(c.UserContext()), confirm); err != nil {
		return err
	}
	wrong := data.span(c)
	if data.Rows, err = TrialBalance(p.DB.Read(c.UserContext()), data.From, data.AsOf); err != nil {
		return err
	}
	data.Sum = TrialSum(data.Rows)
	page := web.Page{Title: c.T("nav.ledger"), Data: data}
	if fe == nil {
		fe = wrong
	}
	if fe != nil {
		return c.Again(fe, "finance/ledger/index", page)
	}
	return c.OK("finance/ledger/index", page)
}

// span reads the days that the balance is asked for. What cannot be read is
// told, all of it, and the whole book up to today is shown beside it.
func (d *trialPage) span(c *web.Ctx) error {
	from, badFrom := c.Date("from")
	asOf, badAsOf := c.Date("as_of")
	d.Typed.From, d.Typed.AsOf = c.Value("from"), c.Value("as_of")
	if err := models.Together(badFrom, badAsOf); err != nil {
		return err
	}
	if asOf.IsZero() {
		asOf = d.Today
	}
	if from > asOf {
		return models.Invalid("as_of", "error.dates_reversed")
	}
	d.From, d.AsOf = from, asOf
	return nil
}

// Entries is the journal.
func (p FinancePages) Entries(c *web.Ctx) error {
	return list.Alone(c, p.DB, Journal(), list.Button{Label: "nav.ledger", Href: "/finance/ledger", Icon: "book", Need: models.LedgerRead})
}

// Entry is one entry of the journal with its lines.
func (p FinancePages) Entry(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	e, err := EntryByID(p.DB.Read(c.UserContext()), id)
	if err != nil {
		return err
	}
	return c.OK("finance/ledger/entry", web.Page{Title: c.T("journal.entry", "ID", id), Data: e,
		Crumbs: []web.Crumb{{Text: c.T("nav.journal"), Href: "/finance/ledger/entries"}, {Text: c.T("journal.entry", "ID", id)}}})
}

// Closing asks for the closing of every day up to the one given, for good. It
// is asked for twice: the second time names the day.
func (p FinancePages) Closing(c *web.Ctx) error {
	through, err := c.Date("through")
	if err == nil {
		err = Closable(p.DB.Read(c.UserContext()), through, c.Today())
	}
	if err != nil {
		return p.trial(c, 0, err)
	}
	if c.Value("confirmed") != through.String() {
		return p.trial(c, through, nil)
	}
	id, err := p.Runs.Ask(c.UserContext(), c.Actor.Who(), runs.Request{Kind: CloseRun, Key: c.RequestKey(), Input: Asked{Through: through}})
	if err != nil {
		return err
	}
	return c.Redirect(runs.Page(id), "")
}

// Journal is the journal for an accountant's own tools.
func (p FinancePages) Journal(c *web.Ctx) error {
	leave, err := c.Enter(web.Exports)
	if err != nil {
		return err
	}
	defer leave()
	format := Format(c.Query("format"))
	from, err := c.Date("from")
	if err != nil {
		return err
	}
	to, err := c.Date("as_of")
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := p.Export(c.UserContext(), &buf, format, from, to); err != nil {
		return err
	}
	if err := p.RecordExport(c.UserContext(), c.Actor.Who(), format, from, to); err != nil {
		return err
	}
	c.Set("Content-Type", "text/plain; charset=utf-8")
	c.Set("Content-Disposition", `attachment; filename="journal.`+web.FileName(string(format))+`"`)
	return c.Send(buf.Bytes())
}
