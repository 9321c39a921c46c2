package standard

import (
	"slices"

	"gorm.io/gorm"

	"assay/app/chart"
	"assay/models"
)

// RunLine is a run of the controller with what it knew.
type RunLine struct {
	models.StandardRun
	Record models.StandardRecord
}

// Picture is all that is to be seen of the credit standard on a day. Policy is
// what is in force on it; each run is drawn with the policy that it went by.
type Picture struct {
	Policy    models.StandardPolicy
	Row       models.PolicyVersion
	State     models.StandardState
	Level     models.StandardLevel
	Runs      []RunLine // the latest first
	Latest    *RunLine
	Proposals []models.StandardProposal // open ones first
	Changes   []models.StandardChange   // the latest first
	Lower     models.Rate               // the band of the latest run, of the policy before the first
	Upper     models.Rate
}

// shownRuns is how many runs are shown: two years. shownChanges is how many
// lines of the journal and proposals are.
const (
	shownRuns    = 24
	shownChanges = 12
)

// Load reads the picture of a segment as it stands today. Without a policy it is
// empty.
func Load(q *gorm.DB, segment string, today models.Date) (Picture, error) {
	p, err := read(q, segment, today)
	if err != nil {
		return p, err
	}
	if p.State, err = State(q, segment); err != nil {
		return p, err
	}
	p.Level = p.Policy.Level(p.State.Level)
	p.Proposals, err = Proposals(q, segment, shownChanges)
	return p, err
}

// LoadPast reads it as it stood at the end of a day that has passed: the level
// then, with what the policy then asked at it. It has no proposals, which wait
// for people of today.
func LoadPast(q *gorm.DB, segment string, on models.Date) (Picture, error) {
	p, err := read(q, segment, on)
	if err != nil || p.Latest == nil {
		p.State.Segment = segment
		return p, err
	}
	name, since, err := p.levelThen(q, segment, on)
	if err != nil {
		return p, err
	}
	p.Level = p.asked(name)
	p.State = models.StandardState{Segment: segment, PolicyVersion: p.Row.Version, ChangedOn: since}.At(p.Level)
	return p, nil
}

// read is what both have: policy, runs and journal up to the day.
func read(q *gorm.DB, segment string, on models.Date) (p Picture, err error) {
	p.Row, p.Policy, err = Policy(q, segment, on)
	if err != nil && models.KindOf(err) != models.KindNotFound {
		return p, err
	}
	if p.Changes, err = ChangesUpTo(q, segment, on, shownChanges); err != nil {
		return p, err
	}
	if err = p.runs(q, segment, on); err != nil {
		return p, err
	}
	p.Lower, p.Upper = p.Policy.Band()
	if p.Latest != nil {
		p.Lower, p.Upper = p.Latest.Record.Policy.Band()
	}
	return p, nil
}

// levelThen is the level at the end of the day: what the last change led to, or
// what the first one after the day led from; since is zero before the first.
func (p Picture) levelThen(q *gorm.DB, segment string, on models.Date) (name string, since models.Date, err error) {
	if len(p.Changes) > 0 {
		return p.Changes[0].ToLevel, p.Changes[0].EffectiveOn, nil
	}
	next, err := changeAfter(q, segment, on)
	if err != nil || next.ID != 0 {
		return next.FromLevel, 0, err
	}
	now, err := State(q, segment)
	return now.Level, 0, err
}

// asked is what a level asked: by the policy of the day, else by the latest run's
// that had it, since a policy without the level leaves its terms in force.
func (p Picture) asked(name string) models.StandardLevel {
	if p.Policy.LevelIndex(name) >= 0 {
		return p.Policy.Level(name)
	}
	for _, r := range p.Runs {
		if r.Record.Policy.LevelIndex(name) >= 0 {
			return r.Record.Policy.Level(name)
		}
	}
	return p.Policy.Level(name)
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

// Band is what the run compared the rate with, by the policy that it went by.
func (r RunLine) Band() chart.ControlBand {
	lower, upper := r.Record.Policy.Band()
	return chart.ControlBand{Lower: lower, Upper: upper, Norm: r.Record.Policy.NormalPPM}
}

// NewPolicy tells that the policy in force is not the one that the latest run
// went by.
func (p Picture) NewPolicy() bool { return p.Latest != nil && p.Latest.PolicyVersion != p.Row.Version }

// NextBand is the band of the policy in force, which the next run goes by.
func (p Picture) NextBand() chart.ControlBand {
	lower, upper := p.Policy.Band()
	return chart.ControlBand{Lower: lower, Upper: upper, Norm: p.Policy.NormalPPM}
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

// RunOf is the run that made a proposal, nil when it is not among those shown.
func (p Picture) RunOf(x models.StandardProposal) *RunLine {
	for i := range p.Runs {
		if p.Runs[i].ID == x.RunID {
			return &p.Runs[i]
		}
	}
	return nil
}

// LevelIn is what a level of a proposal asks, by the policy that its run went
// by; the zero level for one that it does not have.
func (p Picture) LevelIn(x models.StandardProposal, name string) models.StandardLevel {
	if r := p.RunOf(x); r != nil {
		return r.Record.Policy.Level(name)
	}
	return p.Policy.Level(name)
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
	draw := chart.Control{Texts: chart.ControlTexts{
		Title: say("standard.chart_title"), Description: say("standard.chart_desc"), Upper: say("standard.upper"), Lower: say("standard.lower"),
		Norm: say("standard.norm"), Proposed: say("standard.proposed")}}
	lanes := p.lanes()
	for _, name := range lanes {
		draw.Texts.Levels = append(draw.Texts.Levels, say("level."+name))
	}
	for i := len(p.Runs) - 1; i >= 0; i-- {
		draw.Points = append(draw.Points, p.point(i, lanes))
	}
	for _, ch := range slices.Backward(p.Changes) {
		if row := slices.Index(lanes, ch.ToLevel); row >= 0 {
			draw.Changes = append(draw.Changes, chart.ControlChange{On: ch.EffectiveOn, Level: row,
				Label: ch.EffectiveOn.String() + ": " + say("level."+ch.FromLevel) + " → " + say("level."+ch.ToLevel)})
		}
	}
	return draw, len(p.Runs) > 0
}

// lanes are the levels of the day's policy and of those that the runs went by.
func (p Picture) lanes() []string {
	policies := []models.StandardPolicy{p.Policy}
	for _, r := range p.Runs {
		policies = append(policies, r.Record.Policy)
	}
	return models.StandardLanes(policies...)
}

// point is run i of the chart; the latest shows what it proposed while that
// waits.
func (p Picture) point(i int, lanes []string) chart.ControlPoint {
	r := p.Runs[i]
	loss := r.Record.Evidence.Loss
	point := chart.ControlPoint{On: r.AsOfOn, Label: r.AsOfOn.String()[:7], HasRate: loss.GrossFen > 0, Sound: loss.HasInterval(), Rate: loss.RatePPM, Low: loss.LowPPM, High: loss.HighPPM,
		Band: r.Band(), Level: max(0, slices.Index(lanes, r.FromLevel)), Proposed: -1}
	if i == 0 && r.Result == models.ResultProposed && p.Open() != nil {
		point.Proposed = slices.Index(lanes, r.ToLevel)
	}
	return point
}

// ControlHead names the columns of the chart's data table.
func ControlHead(say Say) []string {
	return []string{say("standard.as_of"), say("standard.rate"), say("standard.interval90"), say("standard.band_head"), say("standard.level")}
}
