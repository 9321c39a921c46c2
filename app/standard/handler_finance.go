package standard

import (
	"strconv"

	"gorm.io/gorm"

	"assay/app/chart"
	"assay/app/web"
	"assay/models"
)

// FinancePages are the credit standard with its control chart and proposals.
type FinancePages struct{ *Service }

type runRow struct {
	models.StandardRun
	Record models.StandardRecord
}

type page struct {
	Policy    models.StandardPolicy
	Row       models.StandardPolicyRow
	State     models.StandardState
	Level     models.StandardLevel
	Runs      []runRow
	Latest    *runRow
	Proposals []models.StandardProposal
	Changes   []models.StandardChange
	Chart     string
	Lower     models.Rate
	Upper     models.Rate
	Form      policyForm
}

// policyForm is the part of the policy that the form changes.
type policyForm struct {
	Normal, Target, Upper, Lower, Mode, Direction, Reason string
}

// shownRuns is how many runs the page and its chart show: two years.
const shownRuns = 24

// Show is the standard's page.
func (p FinancePages) Show(c *web.Ctx) error { return p.show(c, nil) }

func (p FinancePages) show(c *web.Ctx, fe error) error {
	data, err := p.collect(c)
	if err != nil {
		return err
	}
	view := web.Page{Title: c.T("nav.standard"), Data: data}
	if fe != nil {
		return c.Again(fe, "finance/standard/index", view)
	}
	return c.OK("finance/standard/index", view)
}

func (p FinancePages) collect(c *web.Ctx) (page, error) {
	q := p.DB.Read(c.UserContext())
	var data page
	var err error
	data.Row, data.Policy, err = Policy(q, c.Today())
	if err != nil && models.KindOf(err) != models.KindNotFound {
		return data, err
	}
	if data.State, err = State(q); err != nil {
		return data, err
	}
	if i := data.Policy.LevelIndex(data.State.Level); i >= 0 {
		data.Level = data.Policy.Levels[i]
	}
	data.Lower, data.Upper = data.Policy.Band()
	if data.Proposals, err = Proposals(q, 12); err != nil {
		return data, err
	}
	if data.Changes, err = Changes(q, 12); err != nil {
		return data, err
	}
	data.Form = formOf(c, data.Policy)
	return data, p.runs(c, q, &data)
}

func formOf(c *web.Ctx, p models.StandardPolicy) policyForm {
	f := policyForm{Normal: rateText(p.NormalPPM), Upper: rateText(p.UpperWidthPPM), Lower: rateText(p.LowerWidthPPM), Mode: string(p.Mode), Direction: string(p.Direction)}
	if p.TargetPPM != nil {
		f.Target = rateText(*p.TargetPPM)
	}
	if c.Method() == "POST" && c.Value("normal") != "" {
		f = policyForm{c.Value("normal"), c.Value("target"), c.Value("upper_width"), c.Value("lower_width"), c.Value("mode"), c.Value("direction"), c.Value("reason")}
	}
	return f
}

// rateText is a rate in per cent as the form shows and reads it.
func rateText(r models.Rate) string {
	whole := strconv.FormatInt(int64(r)/10_000, 10)
	if frac := int64(r) % 10_000 / 100; frac != 0 {
		return whole + "." + strconv.FormatInt(100+frac, 10)[1:]
	}
	return whole
}

// runs fills the runs, latest first, and the chart, oldest first.
func (p FinancePages) runs(c *web.Ctx, q *gorm.DB, data *page) error {
	rows, err := Runs(q, shownRuns)
	if err != nil {
		return err
	}
	draw := chart.Control{Lower: data.Lower, Upper: data.Upper, Norm: data.Policy.NormalPPM, Texts: chart.ControlTexts{
		Title: c.T("standard.chart_title"), Description: c.T("standard.chart_desc"), Upper: c.T("standard.upper"), Lower: c.T("standard.lower"),
		Norm: c.T("standard.norm"), Proposed: c.T("standard.proposed")}}
	for _, l := range data.Policy.Levels {
		draw.Texts.Levels = append(draw.Texts.Levels, c.T("level."+l.Name))
	}
	for i := len(rows) - 1; i >= 0; i-- {
		rec, err := RecordOf(rows[i])
		if err != nil {
			return err
		}
		loss := rec.Evidence.Loss
		point := chart.ControlPoint{On: rows[i].AsOfOn, Label: rows[i].AsOfOn.String()[:7], HasRate: loss.GrossFen > 0, Sound: loss.HasInterval(), Rate: loss.RatePPM, Low: loss.LowPPM, High: loss.HighPPM,
			Level: max(0, data.Policy.LevelIndex(rows[i].FromLevel)), Proposed: -1}
		if i == 0 && rows[i].Result == models.ResultProposed && len(data.Proposals) > 0 && data.Proposals[0].State == models.ProposalOpen {
			point.Proposed = data.Policy.LevelIndex(rows[i].ToLevel)
		}
		draw.Points = append(draw.Points, point)
		data.Runs = append([]runRow{{rows[i], rec}}, data.Runs...)
	}
	for i := len(data.Changes) - 1; i >= 0; i-- {
		draw.Changes = append(draw.Changes, changeMark(c, data.Policy, data.Changes[i]))
	}
	if len(data.Runs) > 0 {
		data.Latest, data.Chart = &data.Runs[0], draw.SVG()
	}
	return nil
}

// changeMark is a change as the chart shows it.
func changeMark(c *web.Ctx, p models.StandardPolicy, ch models.StandardChange) chart.ControlChange {
	return chart.ControlChange{On: ch.EffectiveOn, Level: max(0, p.LevelIndex(ch.ToLevel)),
		Label: ch.EffectiveOn.String() + ": " + c.T("level."+ch.FromLevel) + " → " + c.T("level."+ch.ToLevel)}
}

// InForceSince is the day from which the level in force holds: of its last
// change, else of the policy.
func (p page) InForceSince() models.Date {
	if p.State.ChangedOn.IsZero() {
		return p.Row.EffectiveOn
	}
	return p.State.ChangedOn
}

// Decision approves or rejects a proposal.
func (p FinancePages) Decision(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	verb, flash := p.Reject, "standard.flash_rejected"
	if c.Value("do") == "approve" {
		verb, flash = p.Approve, "standard.flash_approved"
	}
	if err := verb(c.UserContext(), c.Actor.Who(), id, c.Value("reason")); err != nil {
		return p.show(c, err)
	}
	return c.Redirect("/finance/standard", flash)
}

// RollBackChange takes the latest change back.
func (p FinancePages) RollBackChange(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := p.RollBack(c.UserContext(), c.Actor.Who(), id, c.Value("reason")); err != nil {
		return p.show(c, err)
	}
	return c.Redirect("/finance/standard", "standard.flash_rolled_back")
}

// NewPolicy puts a new version of the policy in force.
func (p FinancePages) NewPolicy(c *web.Ctx) error {
	_, policy, err := Policy(p.DB.Read(c.UserContext()), c.Today())
	if models.KindOf(err) == models.KindNotFound {
		policy, err = models.DefaultStandardPolicy(), nil
	}
	if err == nil {
		err = fill(c, &policy)
	}
	if err == nil {
		err = p.SetPolicy(c.UserContext(), c.Actor.Who(), policy, c.Value("reason"))
	}
	if err != nil {
		return p.show(c, err)
	}
	return c.Redirect("/finance/standard", "standard.flash_policy")
}

func fill(c *web.Ctx, p *models.StandardPolicy) error {
	p.Mode, p.Direction, p.TargetPPM = models.StandardMode(c.Value("mode")), models.StandardDirection(c.Value("direction")), nil
	for field, to := range map[string]*models.Rate{"normal": &p.NormalPPM, "upper_width": &p.UpperWidthPPM, "lower_width": &p.LowerWidthPPM} {
		r, err := models.ParsePercent(c.Value(field))
		if err != nil {
			return models.Invalid(field, "error.not_a_number")
		}
		*to = r
	}
	if c.Value("target") != "" {
		r, err := models.ParsePercent(c.Value("target"))
		if err != nil {
			return models.Invalid("target", "error.not_a_number")
		}
		p.TargetPPM = &r
	}
	return nil
}
