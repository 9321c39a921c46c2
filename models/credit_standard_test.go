package models

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func ptr[T any](v T) *T { return &v }

// standardPolicy is a policy with the band 1.5 – 2.5 % and four levels, of
// which the controller may reach all but the loosest.
func standardPolicy() StandardPolicy {
	return StandardPolicy{
		NormalPPM: 20_000, UpperWidthPPM: 5000, LowerWidthPPM: 5000, LagDays: DefaultLossLagDays,
		Direction: DirectionProtective, Mode: ModePropose,
		Levels: []StandardLevel{
			{"strict", "B", 700_000, 1, 300_000},
			{"normal", "C", One, 3, 100_000},
			{"loose", "D", 1_200_000, 6, 0},
			{"open", "", 1_500_000, 12, 0},
		},
		Start: "normal", Floor: "strict", Ceiling: "loose",
		TightenCooldownDays: 30, LoosenCooldownDays: 90, EarlySignalPPM: ptr(Rate(100_000)),
	}
}

func sound(low, high Rate) StandardEvidence {
	return StandardEvidence{Loss: LossEstimate{Evidence: EvidenceSound, Agents: 40, GrossFen: 1000, RatePPM: (low + high) / 2, LowPPM: low, HighPPM: high}}
}

func TestSteer(t *testing.T) {
	for _, r := range textTable(t, `
		direction  | evidence       | low    | high   | early   | level   | days | rule           | move    | to     | cause
		protective | sound          | 2.5001 | 4      | -       | normal  | -    | rate_high      | tighten | strict |
		protective | sound          | 2.5    | 4      | -       | normal  | -    | straddles_band | keep    | normal |
		protective | sound          | 0      | 1.4999 | -       | normal  | -    | rate_low       | loosen  | loose  |
		protective | sound          | 0      | 1.5    | -       | normal  | -    | straddles_band | keep    | normal |
		protective | sound          | 1.5    | 2.5    | -       | normal  | -    | in_band        | keep    | normal |
		protective | sound          | 1      | 2      | -       | normal  | -    | straddles_band | keep    | normal |
		protective | sound          | 0      | 9      | -       | normal  | -    | straddles_band | keep    | normal |
		expansive  | sound          | 2.5001 | 4      | -       | normal  | -    | rate_high      | loosen  | loose  |
		expansive  | sound          | 0      | 1.4999 | -       | normal  | -    | rate_low       | tighten | strict |
		protective | no_sales       | 0      | 0      | -       | normal  | -    | no_sales       | keep    | normal |
		protective | too_few_agents | 0      | 0      | -       | normal  | -    | too_few_agents | keep    | normal |
		protective | single_default | 3      | 9      | -       | normal  | -    | single_default | keep    | normal |
		protective | sound          | 3      | 4      | -       | strict  | -    | at_floor       | keep    | strict | rate_high
		protective | sound          | 0      | 1      | -       | loose   | -    | at_ceiling     | keep    | loose  | rate_low
		protective | sound          | 0      | 1      | -       | open    | -    | at_ceiling     | keep    | open   | rate_low
		protective | sound          | 3      | 4      | -       | open    | -    | rate_high      | tighten | loose  |
		protective | sound          | 3      | 4      | -       | normal  | 29   | cool_down      | keep    | normal | rate_high
		protective | sound          | 3      | 4      | -       | normal  | 30   | rate_high      | tighten | strict |
		protective | sound          | 0      | 1      | -       | normal  | 89   | cool_down      | keep    | normal | rate_low
		protective | sound          | 0      | 1      | -       | normal  | 90   | rate_low       | loosen  | loose  |
		protective | sound          | 1.8    | 2.2    | -       | normal  | 0    | in_band        | keep    | normal |
		protective | sound          | 1.8    | 2.2    | 10      | normal  | -    | in_band        | keep    | normal |
		protective | sound          | 1.8    | 2.2    | 10.0001 | normal  | -    | early_signal   | tighten | strict |
		protective | sound          | 1.8    | 2.2    | 50      | strict  | -    | at_floor       | keep    | strict | early_signal
		protective | sound          | 1.8    | 2.2    | 50      | normal  | 29   | cool_down      | keep    | normal | early_signal
		protective | sound          | 0      | 1      | 50      | normal  | -    | early_signal   | tighten | strict |
		protective | sound          | 3      | 4      | 50      | normal  | -    | rate_high      | tighten | strict |
		protective | sound          | 0      | 1      | 0       | normal  | -    | rate_low       | loosen  | loose  |
		expansive  | sound          | 3      | 4      | 50      | normal  | -    | early_signal   | tighten | strict |
		protective | no_sales       | 0      | 0      | 50      | normal  | -    | early_signal   | tighten | strict |
		protective | too_few_agents | 0      | 0      | 50      | normal  | -    | early_signal   | tighten | strict |
		protective | single_default | 3      | 9      | 50      | normal  | -    | early_signal   | tighten | strict |
		protective | sound          | 3      | 4      | -       |         | -    | new_segment    | keep    | normal |
		protective | sound          | 3      | 4      | -       | gone    | -    | level_unknown  | keep    | gone   |`) {
		p := standardPolicy()
		p.Direction = StandardDirection(r.str("direction"))
		e := sound(r.rate("low"), r.rate("high"))
		e.Loss.Evidence = LossEvidence(r.str("evidence"))
		if r.str("early") != "-" {
			e.EarlySignal = ptr(r.rate("early"))
		}
		s := StandardState{Segment: "all", Level: r.str("level")}
		if r.str("days") != "-" {
			s.ChangedOn = today.AddDays(-r.num("days"))
		}
		o := Steer(p, s, e, today)
		require.Equal(t, []string{r.str("rule"), r.str("move"), r.str("to"), r.str("cause")},
			[]string{string(o.Rule), string(o.Move), o.To, string(o.Reason.Cause)}, r.line)
		require.Equal(t, o.Rule == RuleCoolDown, !o.Reason.Until.IsZero(), r.line)
		require.Equal(t, []Rate{15_000, 25_000}, []Rate{o.Reason.LowerBandPPM, o.Reason.UpperBandPPM})
	}
}

func TestCoolDownEndsOnTheDayItNames(t *testing.T) {
	s := StandardState{Level: "normal", ChangedOn: today}
	o := Steer(standardPolicy(), s, sound(0, 1000), today)
	require.Equal(t, today.AddDays(90), o.Reason.Until)
	require.Equal(t, MoveKeep, Steer(standardPolicy(), s, sound(0, 1000), o.Reason.Until-1).Move)
	require.Equal(t, MoveLoosen, Steer(standardPolicy(), s, sound(0, 1000), o.Reason.Until).Move)
}

func TestTheTargetReplacesTheNormalValue(t *testing.T) {
	p := standardPolicy()
	p.TargetPPM = ptr(Rate(40_000))
	lower, upper := p.Band()
	require.Equal(t, []Rate{35_000, 45_000}, []Rate{lower, upper})
	require.Equal(t, RuleRateLow, Steer(p, StandardState{Level: "normal"}, sound(25_001, 34_999), today).Rule)
	p.TargetPPM = ptr(Rate(0))
	lower, upper = p.Band()
	require.Equal(t, []Rate{0, 5000}, []Rate{lower, upper}, "a target of nothing is a target; no rate lies under 0")
}

func TestWithoutAThresholdThereIsNoEarlySignal(t *testing.T) {
	p, e := standardPolicy(), sound(18_000, 22_000)
	p.EarlySignalPPM, e.EarlySignal = nil, ptr(One)
	require.Equal(t, RuleInBand, Steer(p, StandardState{Level: "normal"}, e, today).Rule)
	require.Equal(t, RuleNoSales, Steer(p, StandardState{Level: "normal"}, StandardEvidence{}, today).Rule, "no evidence at all")
}

func TestWhatBecomesOfAMove(t *testing.T) {
	for _, r := range textTable(t, `
		mode      | move    | agents | amount | result
		shadow    | keep    | 0      | 0      | kept
		shadow    | tighten | 1      | 1.00   | shadowed
		propose   | loosen  | 1      | 1.00   | proposed
		automatic | keep    | 99     | 9999   | kept
		automatic | tighten | 10     | 500.00 | applied
		automatic | tighten | 11     | 500.00 | proposed
		automatic | tighten | 10     | 500.01 | proposed`) {
		p := standardPolicy()
		p.Mode, p.ReachAgents, p.ReachFen = StandardMode(r.str("mode")), ptr(10), ptr(Money(50_000))
		got := p.ResultOf(StandardOutcome{Move: StandardMove(r.str("move"))}, StandardReach{r.num("agents"), r.money("amount")})
		require.Equal(t, r.str("result"), string(got), r.line)
	}
	p := standardPolicy()
	p.Mode, p.ReachAgents = ModeAutomatic, ptr(10)
	require.Equal(t, ResultApplied, p.ResultOf(StandardOutcome{Move: MoveLoosen}, StandardReach{10, MaxMoney}), "only the agents are bounded")
}

func TestStandardPolicyRefusals(t *testing.T) {
	require.NoError(t, standardPolicy().Validate())
	for _, c := range []struct {
		field  string
		change func(p *StandardPolicy)
	}{
		{"direction", func(p *StandardPolicy) { p.Direction = "" }},
		{"mode", func(p *StandardPolicy) { p.Mode = "auto" }},
		{"reach", func(p *StandardPolicy) { p.Mode = ModeAutomatic }},
		{"lag_days", func(p *StandardPolicy) { p.LagDays = -1 }},
		{"tighten_cooldown_days", func(p *StandardPolicy) { p.TightenCooldownDays = -1 }},
		{"loosen_cooldown_days", func(p *StandardPolicy) { p.LoosenCooldownDays = p.TightenCooldownDays }},
		{"normal", func(p *StandardPolicy) { p.NormalPPM = -1 }},
		{"target", func(p *StandardPolicy) { p.TargetPPM = ptr(One + 1) }},
		{"upper_width", func(p *StandardPolicy) { p.UpperWidthPPM = -1 }},
		{"lower_width", func(p *StandardPolicy) { p.LowerWidthPPM = -1 }},
		{"early_signal", func(p *StandardPolicy) { p.EarlySignalPPM = ptr(Rate(-1)) }},
		{"levels", func(p *StandardPolicy) { p.Levels = p.Levels[:1] }},
		{"levels", func(p *StandardPolicy) { p.Levels[1].Name = "" }},
		{"levels", func(p *StandardPolicy) { p.Levels[1].Name = "strict" }},
		{"levels.normal.lowest_grade", func(p *StandardPolicy) { p.Levels[1].LowestGrade = "A" }},
		{"levels.normal.lowest_grade", func(p *StandardPolicy) { p.Levels[0].LowestGrade = "" }},
		{"levels.normal.multiplier", func(p *StandardPolicy) { p.Levels[1].MultiplierPPM = 1 }},
		{"levels.normal.longest_months", func(p *StandardPolicy) { p.Levels[1].LongestMonths = 0 }},
		{"levels.normal.deposit", func(p *StandardPolicy) { p.Levels[1].DepositPPM = One }},
		{"levels.normal.lowest_grade", func(p *StandardPolicy) { p.Levels[1].LowestGrade = "F" }},
		{"levels.normal.multiplier", func(p *StandardPolicy) { p.Levels[1].MultiplierPPM = -1 }},
		{"levels.normal.longest_months", func(p *StandardPolicy) { p.Levels[1].LongestMonths = 61 }},
		{"levels.normal.deposit", func(p *StandardPolicy) { p.Levels[1].DepositPPM = One + 1 }},
		{"floor", func(p *StandardPolicy) { p.Floor = "none" }},
		{"ceiling", func(p *StandardPolicy) { p.Floor, p.Ceiling = "loose", "strict" }},
		{"start", func(p *StandardPolicy) { p.Start = "open" }},
	} {
		p := standardPolicy()
		c.change(&p)
		err := p.Validate()
		require.Error(t, err, c.field)
		require.Equal(t, c.field, err.(*Error).Field)
	}
}

func TestStateCopiesTheLevel(t *testing.T) {
	s := StandardState{Segment: "all", Version: 3, PolicyVersion: 2, ChangedOn: today}.At(standardPolicy().Levels[0])
	require.Equal(t, StandardState{Segment: "all", Level: "strict", LowestGrade: "B", MultiplierPPM: 700_000, LongestMonths: 1, DepositPPM: 300_000,
		Version: 3, PolicyVersion: 2, ChangedOn: today}, s)
}

var anyRun = rapid.Custom(func(t *rapid.T) StandardRecord {
	p := standardPolicy()
	p.Direction = rapid.SampledFrom([]StandardDirection{DirectionProtective, DirectionExpansive}).Draw(t, "direction")
	ppm := rapid.Int64Range(0, 60_000)
	if rapid.Bool().Draw(t, "has a target") {
		p.TargetPPM = ptr(Rate(ppm.Draw(t, "target")))
	}
	low := Rate(ppm.Draw(t, "low"))
	e := sound(low, low+Rate(ppm.Draw(t, "width")))
	e.Loss.Evidence = rapid.SampledFrom([]LossEvidence{EvidenceSound, EvidenceSound, EvidenceNoSales, EvidenceTooFewAgents, EvidenceSingleDefault}).Draw(t, "evidence")
	if rapid.Bool().Draw(t, "has a signal") {
		e.EarlySignal = ptr(Rate(rapid.Int64Range(0, 200_000).Draw(t, "signal")))
	}
	s := StandardState{Segment: "all", Level: rapid.SampledFrom([]string{"", "strict", "normal", "loose", "open", "gone"}).Draw(t, "level")}
	if rapid.Bool().Draw(t, "changed before") {
		s.ChangedOn = today.AddDays(-rapid.IntRange(0, 120).Draw(t, "days ago"))
	}
	return StandardRecord{Policy: p, State: s, Evidence: e, On: today, Outcome: Steer(p, s, e, today)}
})

func TestRunsAreBoundedReasonedAndReplayable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRun.Draw(t, "run")
		o, p := r.Outcome, r.Policy
		steps := p.LevelIndex(o.To) - p.LevelIndex(o.From)
		require.Equal(t, map[StandardMove]int{MoveKeep: 0, MoveTighten: -1, MoveLoosen: 1}[o.Move], steps, "one step at most")
		require.NotEmpty(t, o.Rule)
		require.Equal(t, o.Move != MoveKeep, o.Rule == RuleRateHigh || o.Rule == RuleRateLow || o.Rule == RuleEarlySignal)
		if o.Move == MoveLoosen {
			require.LessOrEqual(t, p.LevelIndex(o.To), p.LevelIndex(p.Ceiling))
			require.Equal(t, EvidenceSound, r.Evidence.Loss.Evidence, "only a sound rate loosens")
			require.False(t, r.Evidence.EarlySignal != nil && *r.Evidence.EarlySignal > *p.EarlySignalPPM)
		}
		if o.Move == MoveTighten {
			require.GreaterOrEqual(t, p.LevelIndex(o.To), p.LevelIndex(p.Floor))
		}
		text, err := json.Marshal(r)
		require.NoError(t, err)
		var read StandardRecord
		require.NoError(t, json.Unmarshal(text, &read))
		require.Equal(t, r, read)
		require.Equal(t, o, read.Replay())
	})
}

func TestMovesOnceInsideTheCoolDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, s := standardPolicy(), StandardState{Segment: "all", Level: "normal"}
		for day := today; day < today+400; day++ {
			low := Rate(rapid.Int64Range(0, 60_000).Draw(t, "low"))
			o := Steer(p, s, sound(low, low+1000), day)
			if o.Move == MoveKeep {
				continue
			}
			wait := map[StandardMove]int{MoveTighten: p.TightenCooldownDays, MoveLoosen: p.LoosenCooldownDays}[o.Move]
			require.True(t, s.ChangedOn.IsZero() || day.DaysSince(s.ChangedOn) >= wait)
			s = s.At(p.Levels[p.LevelIndex(o.To)])
			s.ChangedOn = day
		}
	})
}

func TestStandardLanes(t *testing.T) {
	for _, r := range textTable(t, `
		policies                                          | lanes
		strict normal loose                               | strict normal loose
		strict normal loose, strict normal loose          | strict normal loose
		strict normal loose, strictest strict normal      | strictest strict normal loose
		normal, strict normal loose loosest               | strict normal loose loosest
		strict usual loose, strict normal loose           | strict normal usual loose
		, strict normal                                   | strict normal
		`) {
		var policies []StandardPolicy
		for _, names := range strings.Split(r.str("policies"), ",") {
			var p StandardPolicy
			for _, name := range strings.Fields(names) {
				p.Levels = append(p.Levels, StandardLevel{Name: name})
			}
			policies = append(policies, p)
		}
		require.Equal(t, strings.Fields(r.str("lanes")), StandardLanes(policies...), r.line)
	}
}
