package standard

import (
	"gorm.io/gorm"

	"assay/app/chart"
	"assay/models"
)

// RunLine is a run of the controller with what it knew.
type RunLine struct {
	models.StandardRun
	Record models.StandardRecord
}

// Picture is all that is to be seen of the credit standard on a day.
type Picture struct {
	Policy    models.StandardPolicy
	Row       models.PolicyVersion
	State     models.StandardState
	Level     models.StandardLevel
	Runs      []RunLine // the latest first
	Latest    *RunLine
	Proposals []models.StandardProposal // open ones first
	Changes   []models.StandardChange   // the latest first
	Lower     models.Rate
	Upper     models.Rate
}

// shownRuns is how many runs are shown: two years.
const shownRuns = 24

// Load reads the picture of a segment: policy and runs of the day, state and proposals of
// now. Without a policy it is empty.
func Load(q *gorm.DB, segment string, on models.Date) (Picture, error) {
	var p Picture
	var err error
	p.Row, p.Policy, err = Policy(q, segment, on)
	if err != nil && models.KindOf(err) != models.KindNotFound {
		return p, err
	}
	if p.State, err = State(q, segment); err != nil {
		return p, err
	}
	p.Level = p.Policy.Level(p.State.Level)
	p.Lower, p.Upper = p.Policy.Band()
	if p.Proposals, err = Proposals(q, segment, 12); err != nil {
		return p, err
	}
	if p.Changes, err = Changes(q, segment, 12); err != nil {
		return p, err
	}
	return p, p.runs(q, segment, on)
}

func (p *Picture) runs(q *gorm.DB, segment string, on models.Date) error {
	rows, err := RunsUpTo(q, segment, on, shownRuns)
	if err != nil {
		return err
	}
	for _, r := range rows {
		rec, err := RecordOf(r)
		if err != nil {
			return err
		}
		p.Runs = append(p.Runs, RunLine{r, rec})
	}
	if len(p.Runs) > 0 {
		p.Latest = &p.Runs[0]
	}
	return nil
}

// InForceSince is the day from which the level in force holds: of its last
// change, else of the policy.
func (p Picture) InForceSince() models.Date {
	if p.State.ChangedOn.IsZero() {
		return p.Row.EffectiveOn
	}
	return p.State.ChangedOn
}

// Open is the proposal that waits for finance, nil for none.
func (p Picture) Open() *models.StandardProposal {
	if len(p.Proposals) > 0 && p.Proposals[0].State == models.ProposalOpen {
		return &p.Proposals[0]
	}
	return nil
}

// LevelNamed is a level of the policy, the zero level for one it has no more.
func (p Picture) LevelNamed(name string) models.StandardLevel { return p.Policy.Level(name) }

// LevelOn is the level that was in force on a day, and since when.
func (p Picture) LevelOn(on models.Date) (name string, since models.Date) {
	name, since = p.State.Level, p.Row.EffectiveOn
	for _, ch := range p.Changes { // the latest first
		if ch.EffectiveOn <= on {
			return ch.ToLevel, ch.EffectiveOn
		}
		name = ch.FromLevel
	}
	return name, since
}

// Waiting is how many proposals wait for finance.
func (p Picture) Waiting() int64 {
	var n int64
	for _, x := range p.Proposals {
		if x.State == models.ProposalOpen {
			n++
		}
	}
	return n
}

// Judgement is the rule that the latest evidence met, whatever held its move
// back; "" before the first run.
func (p Picture) Judgement() models.StandardRule {
	if p.Latest == nil {
		return ""
	}
	if cause := p.Latest.Record.Outcome.Reason.Cause; cause != "" {
		return cause
	}
	return p.Latest.Record.Outcome.Rule
}

// Say is a text of the catalogue with its parameters, in the reader's language.
type Say func(key string, params ...any) string

// Control is the control chart of the runs; false before the first.
func (p Picture) Control(say Say) (chart.Control, bool) {
	draw := chart.Control{Lower: p.Lower, Upper: p.Upper, Norm: p.Policy.NormalPPM, Texts: chart.ControlTexts{
		Title: say("standard.chart_title"), Description: say("standard.chart_desc"), Upper: say("standard.upper"), Lower: say("standard.lower"),
		Norm: say("standard.norm"), Proposed: say("standard.proposed")}}
	for _, l := range p.Policy.Levels {
		draw.Texts.Levels = append(draw.Texts.Levels, say("level."+l.Name))
	}
	for i := len(p.Runs) - 1; i >= 0; i-- {
		draw.Points = append(draw.Points, p.point(i))
	}
	for i := len(p.Changes) - 1; i >= 0; i-- {
		ch := p.Changes[i]
		draw.Changes = append(draw.Changes, chart.ControlChange{On: ch.EffectiveOn, Level: max(0, p.Policy.LevelIndex(ch.ToLevel)),
			Label: ch.EffectiveOn.String() + ": " + say("level."+ch.FromLevel) + " → " + say("level."+ch.ToLevel)})
	}
	return draw, len(p.Runs) > 0
}

// point is run i of the chart; the latest shows what it proposed while that
// waits.
func (p Picture) point(i int) chart.ControlPoint {
	r := p.Runs[i]
	loss := r.Record.Evidence.Loss
	point := chart.ControlPoint{On: r.AsOfOn, Label: r.AsOfOn.String()[:7], HasRate: loss.GrossFen > 0, Sound: loss.HasInterval(), Rate: loss.RatePPM, Low: loss.LowPPM, High: loss.HighPPM,
		Level: max(0, p.Policy.LevelIndex(r.FromLevel)), Proposed: -1}
	if i == 0 && r.Result == models.ResultProposed && p.Open() != nil {
		point.Proposed = p.Policy.LevelIndex(r.ToLevel)
	}
	return point
}

// ControlHead names the columns of the chart's data table.
func ControlHead(say Say) []string {
	return []string{say("standard.as_of"), say("standard.rate"), say("standard.interval90"), say("standard.level")}
}
