package runs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"assay/app/list"
	"assay/app/sheet"
	"assay/app/web"
	"assay/models"
)

// Pages are a person's runs; whoever runs the system sees everybody's.
type Pages struct{ *Service }

// Page is where a run is shown.
func Page(id int64) string { return fmt.Sprintf("/runs/%d", id) }

// results are where what a run has made is found, by those who may look there:
// an address with the run's number or something that it was asked with.
var results = map[string]struct {
	href string
	need models.Permission
}{
	"import-receipts":    {"/finance/receipts", models.ReceivableRead},
	"issue-statements":   {"/finance/statements", models.StatementIssue},
	"close-period":       {"/finance/ledger", models.LedgerRead},
	"post-provisions":    {"/finance/provisions", models.LedgerRead},
	"simulate-policy":    {"/finance/policies/{policy_id}", models.StandardRead},
	"compare-settlement": {"/finance/settlement/comparison?run={run}", models.CreditEdit},
}

// place fills the address of a result.
func (e Entry) place(href string) string {
	before, field, found := strings.Cut(strings.TrimSuffix(href, "}"), "{")
	if !found {
		return href
	}
	asked := map[string]any{}
	if err := json.Unmarshal([]byte(e.Input), &asked); err != nil {
		return before
	}
	asked["run"] = e.ID
	return fmt.Sprint(before, asked[field])
}

// shownFaults is how many faults the page of an ended run lists; the file has
// all.
const shownFaults = 50

type showPage struct {
	Entry
	Figures []figure
	Rows    []faultRow
	Result  string
	Live    bool
	Cut     bool // not all faults are kept
	Why     bool // the raw message is for the visitor too
}

// figure is a count with the key of its word.
type figure struct {
	Key string
	N   int64
}

// faultRow is a fault in the visitor's language.
type faultRow struct {
	Line                 int64
	Place, Value, Reason string
}

// List are the visitor's runs, the newest first.
func (p Pages) List(c *web.Ctx) error { return list.Alone(c, p.DB, asked(c.Actor)) }

// Show is a run: how far it is, or what became of it.
func (p Pages) Show(c *web.Ctx) error {
	data, err := p.page(c)
	if err != nil {
		return err
	}
	return c.OK("runs/show", web.Page{Title: c.T("job." + data.Job), Data: data,
		Crumbs: []web.Crumb{{Text: c.T("runs.title"), Href: "/runs"}, {Text: c.T("job." + data.Job)}}})
}

func (p Pages) page(c *web.Ctx) (showPage, error) {
	id, err := c.ID("id")
	if err != nil {
		return showPage{}, err
	}
	q := p.DB.Read(c.UserContext())
	data := showPage{Why: c.Actor.Can(models.JobRun)}
	if data.Entry, err = ByID(q, c.Actor, id); err != nil {
		return data, err
	}
	data.Live, data.Cut = !data.Over(), data.Faults >= KeptFaults
	if made := results[data.Job]; made.href != "" && c.Actor.Can(made.need) {
		data.Result = data.place(made.href)
	}
	data.Figures = figures(data.Record)
	if data.Live {
		return data, nil
	}
	faults, err := Faults(q, id, shownFaults, 0)
	for _, f := range faults {
		data.Rows = append(data.Rows, said(c, f))
	}
	return data, err
}

// figures are the counts of a run: those of its kind, else all it has.
func figures(r Record) (out []figure) {
	counts := r.Counts()
	keys, known := figuresOf[r.Job]
	if !known {
		keys = slices.Sorted(maps.Keys(counts))
	}
	for _, key := range keys {
		out = append(out, figure{key, counts[key]})
	}
	return out
}

func said(c *web.Ctx, f StoredFault) faultRow {
	var params []any
	for k, v := range f.Said() {
		params = append(params, k, fmt.Sprint(v))
	}
	return faultRow{f.Line, f.Place, f.Value, c.T(f.Message, params...)}
}

// Errors is everything that could not be done, as a spreadsheet.
func (p Pages) Errors(c *web.Ctx) error {
	leave, err := c.Enter(web.Exports)
	if err != nil {
		return err
	}
	defer leave()
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	q := p.DB.Read(c.UserContext())
	if _, err := ByID(q, c.Actor, id); err != nil {
		return err
	}
	faults, err := Faults(q, id, KeptFaults, 0)
	if err != nil {
		return err
	}
	body, err := table(c, faults)
	if err != nil {
		return err
	}
	if err := c.Web.Exported(c.UserContext(), c.Actor.Who(), "run-errors", fmt.Sprintf("run=%d", id), string(sheet.CSV), int64(len(faults))); err != nil {
		return err
	}
	c.Set("Content-Type", sheet.CSV.ContentType())
	c.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="errors-%d.csv"`, id))
	return c.Send(body)
}

func table(c *web.Ctx, faults []StoredFault) ([]byte, error) {
	var b bytes.Buffer
	out, err := sheet.New(&b, sheet.CSV)
	if err != nil {
		return nil, err
	}
	if err := out.Row(c.T("import.line"), c.T("import.column"), c.T("import.value"), c.T("form.reason")); err != nil {
		return nil, err
	}
	for _, f := range faults {
		row := said(c, f)
		var line any
		if row.Line > 0 {
			line = row.Line
		}
		if err := out.Row(line, row.Place, row.Value, row.Reason); err != nil {
			return nil, err
		}
	}
	err = out.Close()
	return b.Bytes(), err
}

// Cancellation stops a run between two of its steps.
func (p Pages) Cancellation(c *web.Ctx) error {
	id, err := c.ID("id")
	if err == nil {
		err = p.Cancel(c.UserContext(), c.Actor, id)
	}
	if err != nil {
		return err
	}
	return c.Redirect(Page(id), "")
}
