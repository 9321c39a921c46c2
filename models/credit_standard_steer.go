package models

// StandardMove is which way a run moves the standard.
type StandardMove string

// The moves; a run makes one step at most.
const (
	MoveKeep    StandardMove = "keep"
	MoveTighten StandardMove = "tighten"
	MoveLoosen  StandardMove = "loosen"
)

// StandardRule names why a run came out as it did. Every run has one.
type StandardRule string

// The rules. The first three move the standard, the others keep it.
const (
	RuleRateHigh      StandardRule = "rate_high"
	RuleRateLow       StandardRule = "rate_low"
	RuleEarlySignal   StandardRule = "early_signal"
	RuleNewSegment    StandardRule = "new_segment"
	RuleLevelUnknown  StandardRule = "level_unknown"
	RuleNoSales       StandardRule = "no_sales"
	RuleTooFewAgents  StandardRule = "too_few_agents"
	RuleSingleDefault StandardRule = "single_default"
	RuleInBand        StandardRule = "in_band"
	RuleStraddlesBand StandardRule = "straddles_band"
	RuleAtFloor       StandardRule = "at_floor"
	RuleAtCeiling     StandardRule = "at_ceiling"
	RuleCoolDown      StandardRule = "cool_down"
)

// StandardEvidence is what a run knows: the realised loss rate and the share
// of receivables late by more than 90 days, nil when nothing is owed.
type StandardEvidence struct {
	Loss        LossEstimate `json:"loss"`
	EarlySignal *Rate        `json:"early_signal_ppm,omitempty"`
}

// EarlySignalDays is how late a receivable is that counts as an early signal.
const EarlySignalDays = 90

// EarlySignal is the share of an ageing's claims that are late by more than
// EarlySignalDays; credits and unallocated receipts hide none of it. Nil when
// there are no claims.
func EarlySignal(a Ageing) *Rate {
	claims := a.NotDue + a.Overdue()
	if claims <= 0 {
		return nil
	}
	share, err := MulDiv(int64(a.OverdueOver(EarlySignalDays)), int64(One), int64(claims))
	if err != nil {
		return nil
	}
	r := Rate(share)
	return &r
}

// StandardReason holds the figures behind an outcome, for its text. Cause is
// the rule that wanted a move which was held back, Until the first day on
// which it may be made.
type StandardReason struct {
	RatePPM        Rate         `json:"rate_ppm"`
	LowPPM         Rate         `json:"low_ppm"`
	HighPPM        Rate         `json:"high_ppm"`
	LowerBandPPM   Rate         `json:"lower_band_ppm"`
	UpperBandPPM   Rate         `json:"upper_band_ppm"`
	Agents         int          `json:"agents"`
	LargestID      int64        `json:"largest_id,omitempty"`
	EarlySignalPPM *Rate        `json:"early_signal_ppm,omitempty"`
	Cause          StandardRule `json:"cause,omitempty"`
	Until          Date         `json:"until,omitempty"`
}

// StandardOutcome is what a run decides, and why.
type StandardOutcome struct {
	Rule   StandardRule   `json:"rule"`
	From   string         `json:"from"`
	To     string         `json:"to"`
	Move   StandardMove   `json:"move"`
	Reason StandardReason `json:"reason"`
}

// StandardRecord is a run as it is kept: all that Steer was given, and what it
// said. Replay says it again.
type StandardRecord struct {
	Policy   StandardPolicy   `json:"policy"`
	State    StandardState    `json:"state"`
	Evidence StandardEvidence `json:"evidence"`
	On       Date             `json:"on"`
	Outcome  StandardOutcome  `json:"outcome"`
	Reach    StandardReach    `json:"reach"` // of the outcome's move
}

// Replay steers again from the record's own inputs.
func (r StandardRecord) Replay() StandardOutcome { return Steer(r.Policy, r.State, r.Evidence, r.On) }

// Steer is the controller (docs/credit-policy.md §7): from the policy, the
// present level and the evidence to one step at most, or a written reason for
// none. A segment without a state stands at the policy's start. A level outside
// floor and ceiling, left by an older policy, moves inwards only.
func Steer(p StandardPolicy, s StandardState, e StandardEvidence, on Date) StandardOutcome {
	o := StandardOutcome{From: s.Level, To: s.Level, Move: MoveKeep, Reason: p.reasonOf(e)}
	at := p.LevelIndex(s.Level)
	switch {
	case s.Level == "":
		o.Rule, o.From, o.To = RuleNewSegment, p.Start, p.Start
		return o
	case at < 0:
		o.Rule = RuleLevelUnknown
		return o
	}
	wish, rule := p.wish(e)
	held, until := p.heldBack(wish, at, s.ChangedOn, on)
	switch {
	case wish == MoveKeep:
		o.Rule = rule
	case held != "":
		o.Rule, o.Reason.Cause, o.Reason.Until = held, rule, until
	default:
		o.Rule, o.Move, o.To = rule, wish, p.Levels[at+step(wish)].Name
	}
	return o
}

func step(m StandardMove) int {
	if m == MoveTighten {
		return -1
	}
	return 1
}

func (p StandardPolicy) reasonOf(e StandardEvidence) StandardReason {
	lower, upper := p.Band()
	return StandardReason{RatePPM: e.Loss.RatePPM, LowPPM: e.Loss.LowPPM, HighPPM: e.Loss.HighPPM, LowerBandPPM: lower, UpperBandPPM: upper,
		Agents: e.Loss.Agents, LargestID: e.Loss.LargestID, EarlySignalPPM: e.EarlySignal}
}

// wish is the move that the evidence alone asks for. The early signal comes
// before the slow rate where the two differ: it tightens, it never loosens.
func (p StandardPolicy) wish(e StandardEvidence) (StandardMove, StandardRule) {
	rule := p.judge(e.Loss)
	move := p.moveOf(rule)
	early := p.EarlySignalPPM != nil && e.EarlySignal != nil && *e.EarlySignal > *p.EarlySignalPPM
	if early && move != MoveTighten {
		return MoveTighten, RuleEarlySignal
	}
	return move, rule
}

// judge compares the interval, not the point, with the band.
func (p StandardPolicy) judge(l LossEstimate) StandardRule {
	lower, upper := p.Band()
	switch {
	case l.Evidence == EvidenceTooFewAgents:
		return RuleTooFewAgents
	case l.Evidence == EvidenceSingleDefault:
		return RuleSingleDefault
	case l.Evidence != EvidenceSound:
		return RuleNoSales
	case l.LowPPM > upper:
		return RuleRateHigh
	case l.HighPPM < lower:
		return RuleRateLow
	case l.LowPPM >= lower && l.HighPPM <= upper:
		return RuleInBand
	}
	return RuleStraddlesBand
}

func (p StandardPolicy) moveOf(rule StandardRule) StandardMove {
	tightens := RuleRateHigh
	if p.Direction == DirectionExpansive {
		tightens = RuleRateLow
	}
	switch rule {
	case tightens:
		return MoveTighten
	case RuleRateHigh, RuleRateLow:
		return MoveLoosen
	}
	return MoveKeep
}

// heldBack is the rule that forbids a wished move now, "" when none does, and
// for the cool-down the first day on which the move may be made.
func (p StandardPolicy) heldBack(wish StandardMove, at int, changed, on Date) (StandardRule, Date) {
	days := p.LoosenCooldownDays
	switch {
	case wish == MoveTighten && at <= max(0, p.LevelIndex(p.Floor)):
		return RuleAtFloor, 0
	case wish == MoveLoosen && at >= p.LevelIndex(p.Ceiling):
		return RuleAtCeiling, 0
	case wish == MoveTighten:
		days = p.TightenCooldownDays
	}
	if until := changed.AddDays(days); !changed.IsZero() && on < until {
		return RuleCoolDown, until
	}
	return "", 0
}
