package models

import "slices"

// StandardDirection says which way the loss rate moves the standard.
type StandardDirection string

// Protective: a high rate tightens, a low one loosens. Expansive: a high rate
// loosens, to win volume, a low one tightens.
const (
	DirectionProtective StandardDirection = "protective"
	DirectionExpansive  StandardDirection = "expansive"
)

// StandardMode says what becomes of a move.
type StandardMode string

// Shadow records what would happen, propose asks finance, automatic acts by
// itself while the move stays within the policy's reach.
const (
	ModeShadow    StandardMode = "shadow"
	ModePropose   StandardMode = "propose"
	ModeAutomatic StandardMode = "automatic"
)

// StandardLevel is what a level of the standard asks of new credit. It never
// cuts below the present exposure.
type StandardLevel struct {
	Name          string `json:"name"`
	LowestGrade   Grade  `json:"lowest_grade"` // the lowest grade that gets credit; empty: every one
	MultiplierPPM Rate   `json:"multiplier_ppm"`
	LongestMonths int    `json:"longest_months"` // the longest settlement period offered
	DepositPPM    Rate   `json:"deposit_ppm"`
}

// StandardPolicy is how the standard of one segment follows the realised loss
// rate (docs/credit-policy.md §7). Levels run from strict to loose; Floor is the
// strictest that the controller may reach and Ceiling the loosest. A segment
// begins at Start. Nil pointers switch a setting off.
type StandardPolicy struct {
	NormalPPM           Rate              `json:"normal_ppm"`
	TargetPPM           *Rate             `json:"target_ppm,omitempty"` // the appetite for risk; else the normal value
	UpperWidthPPM       Rate              `json:"upper_width_ppm"`
	LowerWidthPPM       Rate              `json:"lower_width_ppm"`
	LagDays             int               `json:"lag_days"`
	Direction           StandardDirection `json:"direction"`
	Mode                StandardMode      `json:"mode"`
	Levels              []StandardLevel   `json:"levels"`
	Start               string            `json:"start"`
	Floor               string            `json:"floor"`
	Ceiling             string            `json:"ceiling"`
	TightenCooldownDays int               `json:"tighten_cooldown_days"`
	LoosenCooldownDays  int               `json:"loosen_cooldown_days"`
	EarlySignalPPM      *Rate             `json:"early_signal_ppm,omitempty"`
	// What an automatic move may touch at most; above it finance is asked.
	ReachAgents *int   `json:"reach_agents,omitempty"`
	ReachFen    *Money `json:"reach,omitempty"`
}

// Band is the dead band around the target, or around the normal value without
// one: target − lower width … target + upper width, not below 0.
func (p StandardPolicy) Band() (lower, upper Rate) {
	middle := p.NormalPPM
	if p.TargetPPM != nil {
		middle = *p.TargetPPM
	}
	return max(0, middle-p.LowerWidthPPM), middle + p.UpperWidthPPM
}

// LevelIndex is the place of a level from strict to loose, −1 when the policy
// has no such level.
func (p StandardPolicy) LevelIndex(name string) int {
	for i, l := range p.Levels {
		if l.Name == name {
			return i
		}
	}
	return -1
}

// Level is a level by its name, one that asks nothing for a name that the
// policy does not have.
func (p StandardPolicy) Level(name string) StandardLevel {
	if i := p.LevelIndex(name); i >= 0 {
		return p.Levels[i]
	}
	return StandardLevel{Name: name, MultiplierPPM: One}
}

// StandardLanes are the names of the levels of several policies from strict to
// loose, each once: those of the first in its order, what only a later one has
// beside its stricter neighbour there.
func StandardLanes(policies ...StandardPolicy) (names []string) {
	for _, p := range policies {
		at := 0
		for _, l := range p.Levels {
			if known := slices.Index(names, l.Name); known >= 0 {
				at = known + 1
				continue
			}
			names = slices.Insert(names, at, l.Name)
			at++
		}
	}
	return names
}

// StandardReach is what a move would touch: the agents whose credit it changes
// and by how much their limits change in sum, without sign.
type StandardReach struct {
	Agents    int   `json:"agents"`
	AmountFen Money `json:"amount"`
}

// Inheriting are active agents of a grade: how many, and how many of them have
// the grade's default limit.
type Inheriting struct {
	Grade      Grade
	Kind       LimitKind
	AmountFen  Money
	Agents     int
	Inheriting int
}

// ReachOf is what a move from a level to another touches. ErrOverflow when the
// sum does not fit.
func ReachOf(rows []Inheriting, from, to StandardLevel) (r StandardReach, err error) {
	for _, g := range rows {
		if g.Grade.WorseThan(from.LowestGrade) != g.Grade.WorseThan(to.LowestGrade) {
			r.Agents += g.Agents
		} else if g.Kind == LimitAmount && from.MultiplierPPM != to.MultiplierPPM {
			r.Agents += g.Inheriting
		}
		if g.Kind != LimitAmount {
			continue
		}
		was, now := Limit{LimitAmount, g.AmountFen}.times(from.MultiplierPPM), Limit{LimitAmount, g.AmountFen}.times(to.MultiplierPPM)
		change, err := MulDiv(int64(max(was.Amount-now.Amount, now.Amount-was.Amount)), int64(g.Inheriting), 1)
		if err != nil {
			return r, err
		}
		r.AmountFen += Money(change)
	}
	return r, nil
}

// ResultOf is what becomes of an outcome under the policy's mode. An automatic
// policy proposes what reaches further than it may act on.
func (p StandardPolicy) ResultOf(o StandardOutcome, r StandardReach) StandardResult {
	tooFar := p.ReachAgents != nil && r.Agents > *p.ReachAgents || p.ReachFen != nil && r.AmountFen > *p.ReachFen
	switch {
	case o.Move == MoveKeep:
		return ResultKept
	case p.Mode == ModeShadow:
		return ResultShadowed
	case p.Mode == ModeAutomatic && !tooFar:
		return ResultApplied
	}
	return ResultProposed
}

// Validate reports the first field that breaks a rule.
func (p StandardPolicy) Validate() error {
	switch {
	case p.Direction != DirectionProtective && p.Direction != DirectionExpansive:
		return Invalid("direction", "error.standard_direction_unknown")
	case p.Mode != ModeShadow && p.Mode != ModePropose && p.Mode != ModeAutomatic:
		return Invalid("mode", "error.standard_mode_unknown")
	case p.Mode == ModeAutomatic && p.ReachAgents == nil && p.ReachFen == nil:
		return Invalid("reach", "error.standard_reach_required")
	case p.LagDays < 0 || p.LagDays > 720:
		return Invalid("lag_days", "error.out_of_range").With("From", 0).With("To", 720)
	case p.TightenCooldownDays < 0 || p.TightenCooldownDays > 720:
		return Invalid("tighten_cooldown_days", "error.out_of_range").With("From", 0).With("To", 720)
	case p.LoosenCooldownDays < 0 || p.LoosenCooldownDays > 1440:
		return Invalid("loosen_cooldown_days", "error.out_of_range").With("From", 0).With("To", 1440)
	case p.LoosenCooldownDays <= p.TightenCooldownDays:
		return Invalid("loosen_cooldown_days", "error.loosening_not_slower")
	}
	if err := p.validateRates(); err != nil {
		return err
	}
	return p.validateLevels()
}

func (p StandardPolicy) validateRates() error {
	for _, r := range []struct {
		field string
		rate  *Rate
	}{
		{"normal", &p.NormalPPM}, {"target", p.TargetPPM}, {"upper_width", &p.UpperWidthPPM},
		{"lower_width", &p.LowerWidthPPM}, {"early_signal", p.EarlySignalPPM},
	} {
		if r.rate != nil && (*r.rate < 0 || *r.rate > One) {
			return Invalid(r.field, "error.out_of_range").With("From", 0).With("To", 100)
		}
	}
	return nil
}

// validateLevels wants levels that get looser in every respect, one after the
// other, and start, floor and ceiling among them.
func (p StandardPolicy) validateLevels() error {
	if len(p.Levels) < 2 {
		return Invalid("levels", "error.standard_levels_required")
	}
	for i, l := range p.Levels {
		if l.Name == "" || len(l.Name) > 16 {
			return Invalid("levels", "error.name_required")
		}
		if err := l.Validate(); err != nil {
			return UnderField("levels."+l.Name+".", err)
		}
		if p.LevelIndex(l.Name) != i {
			return Invalid("levels", "error.standard_level_twice").With("Level", l.Name)
		}
		if i == 0 {
			continue
		}
		if field := l.stricterThan(p.Levels[i-1]); field != "" {
			return Invalid("levels."+l.Name+"."+field, "error.standard_level_order").With("Level", l.Name)
		}
	}
	floor, start, ceiling := p.LevelIndex(p.Floor), p.LevelIndex(p.Start), p.LevelIndex(p.Ceiling)
	switch {
	case floor < 0:
		return Invalid("floor", "error.standard_level_unknown")
	case ceiling < 0:
		return Invalid("ceiling", "error.standard_level_unknown")
	case start < 0:
		return Invalid("start", "error.standard_level_unknown")
	case ceiling < floor:
		return Invalid("ceiling", "error.standard_ceiling_below_floor")
	case start < floor || start > ceiling:
		return Invalid("start", "error.standard_start_outside")
	}
	return nil
}

// Validate reports the first field of the level that breaks a rule.
func (l StandardLevel) Validate() error {
	switch {
	case l.LowestGrade != "" && l.LowestGrade.index() < 0:
		return Invalid("lowest_grade", "error.grade_unknown")
	case l.MultiplierPPM < 0 || l.MultiplierPPM > 10*One:
		return Invalid("multiplier", "error.out_of_range").With("From", 0).With("To", 1000)
	case l.LongestMonths < 0 || l.LongestMonths > 60:
		return Invalid("longest_months", "error.out_of_range").With("From", 0).With("To", 60)
	case l.DepositPPM < 0 || l.DepositPPM > One:
		return Invalid("deposit", "error.out_of_range").With("From", 0).With("To", 100)
	}
	return nil
}

// stricterThan is the first field in which l asks more than o, "" for none.
func (l StandardLevel) stricterThan(o StandardLevel) (field string) {
	switch {
	case l.LowestGrade != "" && o.LowestGrade.WorseThan(l.LowestGrade):
		return "lowest_grade"
	case l.MultiplierPPM < o.MultiplierPPM:
		return "multiplier"
	case l.LongestMonths < o.LongestMonths:
		return "longest_months"
	case l.DepositPPM > o.DepositPPM:
		return "deposit"
	}
	return ""
}

// index is the place of a grade, best first, −1 when there is no such grade.
func (g Grade) index() int {
	for i, x := range Grades {
		if x == g {
			return i
		}
	}
	return -1
}

// DefaultStandardPolicy is what a new book starts with: 1.2 % as the normal
// value, three levels, protective, proposing.
func DefaultStandardPolicy() StandardPolicy {
	early := Rate(150_000)
	return StandardPolicy{NormalPPM: 12_000, UpperWidthPPM: 3_000, LowerWidthPPM: 4_000, LagDays: DefaultLossLagDays,
		Direction: DirectionProtective, Mode: ModePropose, Start: "normal", Floor: "strict", Ceiling: "loose",
		TightenCooldownDays: 60, LoosenCooldownDays: 120, EarlySignalPPM: &early,
		Levels: []StandardLevel{
			{Name: "strict", LowestGrade: "C", MultiplierPPM: 700_000, LongestMonths: 1},
			{Name: "normal", LowestGrade: "D", MultiplierPPM: One, LongestMonths: 6},
			{Name: "loose", LowestGrade: "E", MultiplierPPM: 1_200_000, LongestMonths: 12},
		}}
}
