package receivables

import (
	"bytes"
	"cmp"
	"io"
	"slices"
	"strings"

	"gorm.io/gorm"

	"assay/app/sheet"
	"assay/app/web"
	"assay/models"
)

type ageingPage struct {
	AsOf    models.Date
	Today   models.Date
	Rows    []ageingRow
	Total   models.Ageing
	Agents  int
	Pager   web.Pager
	Search  string
	Sort    string
	Region  int64
	Grade   models.Grade
	Regions []models.Region
	Grades  []models.Grade
	Buckets []string
	CSV     string
	XLSX    string
	wrong   error // a day that cannot be read: today is shown beside it
}

// Ageing is every agent's balance by how late it is, as of any day.
func (p FinancePages) Ageing(c *web.Ctx) error {
	data, err := p.ageing(c)
	if err != nil {
		return err
	}
	if text := c.Query("format"); text != "" {
		format, err := sheet.FormatOf(text)
		if err != nil {
			return err
		}
		if data.wrong != nil {
			return data.wrong
		}
		return exportAgeing(c, data, format)
	}
	data.Pager = c.Pager(int64(len(data.Rows)))
	from := min(c.Offset(), len(data.Rows))
	data.Rows = data.Rows[from:min(from+web.PageSize, len(data.Rows))]
	if err := data.name(p.DB.Read(c.UserContext()), c.Actor.Scope(models.ReceivableRead)); err != nil {
		return err
	}
	page := web.Page{Title: c.T("nav.ageing"), Data: data}
	if data.wrong != nil {
		return c.Again(data.wrong, "finance/ageing/index", page)
	}
	return c.OK("finance/ageing/index", page)
}

func (p FinancePages) ageing(c *web.Ctx) (ageingPage, error) {
	data := ageingPage{AsOf: c.Today(), Today: c.Today(), Search: c.Value("q"), Sort: c.Query("sort"), Buckets: models.BucketNames(), CSV: c.With("format", string(sheet.CSV)), XLSX: c.With("format", string(sheet.XLSX))}
	if d, err := c.Date("as_of"); err != nil {
		data.wrong = err
	} else if !d.IsZero() {
		data.AsOf = min(d, data.Today)
	}
	q := p.DB.Read(c.UserContext())
	data.Region, data.Grade, data.Grades = c.FormID("region"), models.Grade(c.Query("grade")), models.Grades
	var err error
	if data.Regions, err = regions(q); err != nil {
		return data, err
	}
	if err := data.read(q, c.Actor.Scope(models.ReceivableRead), c.Query("format") != ""); err != nil {
		return data, err
	}
	data.Agents = len(data.Rows)
	sortAgeing(data.Rows, data.Sort)
	return data, nil
}

// read adds up the agents. Their names are read where they narrow or sort the
// list, or all of them are shown; else a page names its own.
func (d *ageingPage) read(q *gorm.DB, scope models.Scope, whole bool) error {
	needle := strings.ToLower(d.Search)
	var agents map[int64]ageingRow
	if whole || needle != "" || d.Sort == "code" || d.Region != 0 || d.Grade != "" || !scope.All {
		var err error
		if agents, err = ageingRows(q, scope, ageingFilter{Region: d.Region, Grade: d.Grade}); err != nil {
			return err
		}
	}
	all, err := Ageings(q, d.AsOf)
	for _, a := range all {
		row, ok := agents[a.AgentID]
		if agents != nil && (!ok || !strings.Contains(row.Search, needle)) {
			continue
		}
		row.AgentAgeing = a
		d.Total = d.Total.Plus(a.Ageing)
		d.Rows = append(d.Rows, row)
	}
	return err
}

// name reads the names of the agents that a page shows, when they were not
// needed before.
func (d *ageingPage) name(q *gorm.DB, scope models.Scope) error {
	var nameless []int64
	for _, r := range d.Rows {
		if r.Code == "" {
			nameless = append(nameless, r.AgentID)
		}
	}
	if len(nameless) == 0 {
		return nil
	}
	agents, err := ageingRows(q, scope, ageingFilter{Agents: nameless})
	for i, r := range d.Rows {
		if row, ok := agents[r.AgentID]; ok {
			row.AgentAgeing = r.AgentAgeing
			d.Rows[i] = row
		}
	}
	return err
}

func sortAgeing(rows []ageingRow, by string) {
	key := func(r *ageingRow) models.Money { return r.Overdue() }
	switch by {
	case "code":
		slices.SortStableFunc(rows, func(a, b ageingRow) int { return strings.Compare(a.Code, b.Code) })
		return
	case "total":
		key = func(r *ageingRow) models.Money { return r.Total() }
	case "oldest":
		key = func(r *ageingRow) models.Money { return r.OverdueOver(90) }
	}
	type place struct {
		key models.Money
		row int
	}
	places, sorted := make([]place, len(rows)), make([]ageingRow, len(rows))
	for i := range rows {
		places[i] = place{key(&rows[i]), i}
	}
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(b.key, a.key) })
	for i, p := range places {
		sorted[i] = rows[p.row]
	}
	copy(rows, sorted)
}

// exportAgeing answers with all rows as a spreadsheet and leaves a line in the
// trail.
func exportAgeing(c *web.Ctx, data ageingPage, format sheet.Format) error {
	leave, err := c.Enter(web.Exports)
	if err != nil {
		return err
	}
	defer leave()
	var body bytes.Buffer
	if err := writeAgeing(&body, c, data, format); err != nil {
		return err
	}
	_, filter, _ := strings.Cut(c.With("format", string(format)), "?")
	if err := c.Web.Exported(c.UserContext(), c.Actor.Who(), "ageing", filter, string(format), int64(len(data.Rows))); err != nil {
		return err
	}
	c.Set("Content-Type", format.ContentType())
	c.Set("Content-Disposition", `attachment; filename="ageing-`+data.AsOf.String()+"."+string(format)+`"`)
	return c.Send(body.Bytes())
}

func writeAgeing(to io.Writer, c *web.Ctx, data ageingPage, format sheet.Format) error {
	w, err := sheet.New(to, format)
	if err != nil {
		return err
	}
	head := []any{c.T("agent.code"), c.T("agent.name"), c.T("agent.region"), c.T("ageing.not_due")}
	for _, name := range data.Buckets {
		head = append(head, name)
	}
	if err := w.Row(append(head, c.T("ageing.credits"), c.T("ageing.unallocated"), c.T("ageing.total"))...); err != nil {
		return err
	}
	for _, r := range data.Rows {
		line := []any{r.Code, r.Name(c.Lang()), r.RegionName(c.Lang()), r.NotDue}
		for _, m := range r.Late {
			line = append(line, m)
		}
		if err := w.Row(append(line, r.Credits, -r.Unallocated, r.Total())...); err != nil {
			return err
		}
	}
	return w.Close()
}

type agentAgeingPage struct {
	Agent   ageingRow
	AgentID int64
	AsOf    models.Date
	Today   models.Date
	Ageing  models.Ageing
	Items   []agedItem
	Buckets []string
}

// agedItem is a document with the bucket it lies in.
type agedItem struct {
	ItemAt
	Days   int
	Bucket int
}

// AgentAgeing drills down to the documents behind one agent's ageing.
func (p FinancePages) AgentAgeing(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	data := agentAgeingPage{AgentID: id, AsOf: c.Today(), Today: c.Today(), Buckets: models.BucketNames()}
	if d, err := c.Date("as_of"); err != nil {
		return err
	} else if !d.IsZero() {
		data.AsOf = min(d, data.Today)
	}
	q := p.DB.Read(c.UserContext())
	agents, err := ageingRows(q, c.Actor.Scope(models.ReceivableRead), ageingFilter{Agents: []int64{id}})
	if err != nil {
		return err
	}
	var ok bool
	if data.Agent, ok = agents[id]; !ok {
		return models.NotFound("agent")
	}
	if err := data.fill(q); err != nil {
		return err
	}
	name := data.Agent.Name(c.Lang())
	return c.OK("finance/ageing/show", web.Page{Title: name, Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.ageing"), Href: "/finance/ageing?as_of=" + data.AsOf.String()}, {Text: name}}})
}

// fill reads the agent's ageing and the documents behind it.
func (d *agentAgeingPage) fill(q *gorm.DB) error {
	var err error
	if d.Ageing, err = AgeingOf(q, d.AgentID, d.AsOf); err != nil {
		return err
	}
	items, err := ItemsAt(q, d.AgentID, d.AsOf)
	for _, i := range items {
		d.Items = append(d.Items, agedItem{i, i.DaysLate(d.AsOf), models.BucketOf(d.AsOf, i.DueOn)})
	}
	return err
}
