package policy

import (
	"encoding/json"
	"html/template"
	"io"
	"strings"

	"gorm.io/gorm"

	"assay/app/chart"
	"assay/app/sheet"
	"assay/app/web"
	"assay/models"
)

// Trial is a kept simulation with its charts.
type Trial struct {
	Simulation
	models.ReplayComparison
	Charts  []drawn
	Regions []TrialRegion
	lang    string
	say     func(string, ...any) string
	Tiers   *models.TierPreview   // of the tiers, which no order meets
	Points  *models.PointsPreview // of the points
	Value   *models.ValuePreview  // of the members' value
}

// TrialRegion is a region of a kept result under the name that it has now.
type TrialRegion struct {
	models.ReplayGroup
	Title string
}

type drawn struct {
	Title string
	SVG   template.HTML
	Table chart.Table
}

// trialOf reads a kept result and draws it.
func trialOf(c *web.Ctx, q *gorm.DB, kind models.PolicyKind, sim *Simulation) (*Trial, error) {
	if sim == nil {
		return nil, nil
	}
	t := &Trial{Simulation: *sim, lang: c.Lang(), say: c.T}
	switch kind {
	case models.PolicyTiers:
		return t, json.Unmarshal([]byte(sim.Result), &t.Tiers)
	case models.PolicyPoints:
		return t, json.Unmarshal([]byte(sim.Result), &t.Points)
	case models.PolicyValue:
		return t, json.Unmarshal([]byte(sim.Result), &t.Value)
	}
	if err := json.Unmarshal([]byte(sim.Result), &t.ReplayComparison); err != nil {
		return nil, err
	}
	if err := t.nameRegions(q, c.Lang()); err != nil {
		return nil, err
	}
	t.draw(c)
	return t, nil
}

// nameRegions gives the regions of the result their names; one that is no more
// keeps its code.
func (t *Trial) nameRegions(q *gorm.DB, lang string) error {
	var rows []models.Region
	if err := q.Raw("SELECT code, name_zh, name_en FROM regions").Scan(&rows).Error; err != nil {
		return err
	}
	names := map[string]string{}
	for _, r := range rows {
		names[r.Code] = models.NameIn(lang, r.NameZh, r.NameEn)
	}
	for _, g := range t.ByRegion {
		title, known := names[g.Name]
		if !known {
			title = g.Name
		}
		t.Regions = append(t.Regions, TrialRegion{g, title})
	}
	return nil
}

// Shown is the change of a line in the steps that the page shows its figures in.
func (t *Trial) Shown(l models.TrialLine) int64 {
	switch l.Unit {
	case models.TrialMoney:
		return l.Change(web.WanStep(t.lang))
	case models.TrialRate:
		return l.Change(100)
	}
	return l.Change(1)
}

// month names month i of the span; a last one that is not whole says until when
// it goes.
func (t *Trial) month(i int) string {
	name := t.Base.Months[i].Month.String()[:7]
	if i == len(t.Base.Months)-1 && t.Partial() {
		return t.say("trial.month_until", "Month", name, "Date", t.To)
	}
	return name
}

func (t *Trial) draw(c *web.Ctx) {
	amount := func(m models.Money) string { return web.Wan(c.Lang(), m) }
	for _, of := range []struct {
		key string
		get func(models.ReplayMonth) models.Money
	}{
		{"trial.chart_sales", func(m models.ReplayMonth) models.Money { return m.SalesFen }},
		{"trial.chart_exposure", func(m models.ReplayMonth) models.Money { return m.ExposureFen }},
	} {
		p := chart.Pair{ID: strings.ReplaceAll(of.key, ".", "-"), Title: c.T(of.key), Description: c.T("trial.chart_desc"), First: c.T("trial.month"),
			Base: c.T("trial.base"), Proposed: c.T("trial.candidate"), Amount: amount}
		for i, m := range t.Base.Months {
			p.Points = append(p.Points, chart.PairPoint{Label: t.month(i), Base: of.get(m), Proposed: of.get(t.Candidate.Months[i])})
		}
		t.Charts = append(t.Charts, drawn{p.Title, template.HTML(p.SVG()), p.Table()}) //nolint:gosec // charts escape their own texts
	}
}

// writeTrial writes a result as a spreadsheet: figures, months, regions, agents.
func writeTrial(to io.Writer, format sheet.Format, t *Trial, say func(string, ...any) string) (n int64, err error) {
	w, err := sheet.New(to, format)
	if err != nil {
		return 0, err
	}
	for _, table := range t.tables(say) {
		if err := w.Table(table.name); err != nil {
			return 0, err
		}
		for _, r := range table.rows {
			if err := w.Row(r...); err != nil {
				return 0, err
			}
		}
		n += int64(len(table.rows)) - 1
	}
	return n, w.Close()
}

type trialTable struct {
	name string
	rows [][]any
}

func (t *Trial) tables(say func(string, ...any) string) []trialTable {
	switch {
	case t.Tiers != nil:
		return []trialTable{{say("policy.tiers"), t.tierRows(say)}}
	case t.Points != nil:
		return []trialTable{{say("policy.points"), t.pointRows(say)}}
	case t.Value != nil:
		return []trialTable{{say("policy.value"), t.valueRows(say)}}
	}
	return []trialTable{{say("trial.figures"), t.figureRows(say)}, {say("trial.months"), t.monthRows(say)}, {say("trial.by_region"), t.regionRows(say)}, {say("trial.agents"), t.agentRows(say)}}
}

// cell is a figure of a line in its own unit.
func cell(l models.TrialLine, v int64) any {
	switch l.Unit {
	case models.TrialMoney:
		return models.Money(v)
	case models.TrialRate:
		return models.Rate(v)
	}
	return v
}

// limitCell is a limit, or the word for one that nothing reaches.
func limitCell(limit models.Money, say func(string, ...any) string) any {
	if limit >= models.Unbounded {
		return say("limit_kind.unlimited")
	}
	return limit
}

func (t *Trial) figureRows(say func(string, ...any) string) [][]any {
	rows := [][]any{{say("trial.figure"), say("trial.base"), say("trial.candidate"), say("trial.change")}}
	for _, l := range t.Lines() {
		rows = append(rows, []any{say("trial." + l.Key), cell(l, l.Base), cell(l, l.Candidate), cell(l, l.Change(1))})
	}
	checked := func(turns bool) string {
		if turns {
			return say("trial.unstable")
		}
		return say("trial.stable")
	}
	return append(rows, []any{say("trial.stability"), checked(t.Base.Totals.Oscillated), checked(t.Candidate.Totals.Oscillated)})
}

func (t *Trial) monthRows(say func(string, ...any) string) [][]any {
	base, draft := say("trial.base"), say("trial.candidate")
	rows := [][]any{{say("trial.month"), say("trial.sales") + " " + base, say("trial.sales") + " " + draft, say("trial.exposure") + " " + base, say("trial.exposure") + " " + draft,
		say("trial.lost") + " " + base, say("trial.lost") + " " + draft, say("standard.level") + " " + base, say("standard.level") + " " + draft, say("standard.rate") + " " + base, say("standard.rate") + " " + draft}}
	for i, m := range t.Base.Months {
		x := t.Candidate.Months[i]
		rows = append(rows, []any{t.month(i), m.SalesFen, x.SalesFen, m.ExposureFen, x.ExposureFen, m.Lost, x.Lost, say("level." + m.Level), say("level." + x.Level), m.Evidence.RatePPM, x.Evidence.RatePPM})
	}
	return rows
}

func (t *Trial) regionRows(say func(string, ...any) string) [][]any {
	rows := [][]any{{say("agent.region"), say("trial.agent_count")}}
	for i, r := range t.Regions {
		row := []any{r.Title, int64(r.Agents)}
		for _, l := range r.Lines() {
			if i == 0 {
				rows[0] = append(rows[0], say("trial."+l.Key)+" "+say("trial.base"), say("trial."+l.Key)+" "+say("trial.candidate"))
			}
			row = append(row, cell(l, l.Base), cell(l, l.Candidate))
		}
		rows = append(rows, row)
	}
	return rows
}

func (t *Trial) agentRows(say func(string, ...any) string) [][]any {
	base, draft := say("trial.base"), say("trial.candidate")
	rows := [][]any{{say("agent.code"), say("agent.region"), say("agent.grade") + " " + base, say("agent.grade") + " " + draft, say("credit.limit") + " " + base, say("credit.limit") + " " + draft,
		say("trial.sales") + " " + base, say("trial.sales") + " " + draft, say("trial.lost_sales") + " " + base, say("trial.lost_sales") + " " + draft, say("trial.realised_loss") + " " + base, say("trial.realised_loss") + " " + draft}}
	for i, a := range t.Base.Agents {
		x := t.Candidate.Agents[i]
		rows = append(rows, []any{a.Code, a.Region, string(a.Grade), string(x.Grade), limitCell(a.LimitFen, say), limitCell(x.LimitFen, say), a.SalesFen, x.SalesFen, a.LostSalesFen, x.LostSalesFen, a.LossFen, x.LossFen})
	}
	return rows
}
