package models

import (
	"strings"
	"time"
)

// ProposalSource is where a limit proposal comes from.
type ProposalSource string

// A proposal is made by the formula after a review, in a mass change, by an
// agent's request, or by hand.
const (
	ProposedByReview ProposalSource = "review"
	ProposedByMass   ProposalSource = "mass"
	ProposedByAgent  ProposalSource = "agent"
	ProposedByHand   ProposalSource = "manual"
)

// LimitByOpening is the origin of a limit that nobody proposed: it came with
// the opening books or an import.
const LimitByOpening ProposalSource = "opening"

// LimitOrigins are all origins of a limit in force.
func LimitOrigins() []ProposalSource {
	return []ProposalSource{ProposedByReview, ProposedByMass, ProposedByAgent, ProposedByHand, LimitByOpening}
}

// LimitLine is a line of the limit journal with the proposal it came from, if
// any. Who set it is who approved that.
type LimitLine struct {
	CreditLimit `gorm:"embedded"`
	Origin      ProposalSource
	ProposalID  *int64
	ProposedBy  string
}

// LimitState is where a limit proposal stands.
type LimitState string

// A proposal is open until it is decided on, taken back, or overtaken by a
// later one for the same limit.
const (
	LimitOpen       LimitState = "open"
	LimitApproved   LimitState = "approved"
	LimitRejected   LimitState = "rejected"
	LimitWithdrawn  LimitState = "withdrawn"
	LimitSuperseded LimitState = "superseded"
)

// LimitProposal asks for a change of an agent's standing or temporary limit.
// From is the standing limit that was in force when it was made, ToFen the
// ceiling that it would give. OpenSlot is unique per agent while it is open, so
// that of each kind one waits. GrantedFen is what an answer gave instead of the
// amount asked for.
type LimitProposal struct {
	ID             int64
	AgentID        int64
	BatchID        *int64
	Source         ProposalSource
	Purpose        LimitPurpose
	Kind           LimitKind
	AmountFen      Money
	ValidFromOn    Date
	ValidToOn      Date
	FromKind       LimitKind
	FromFen        Money
	FromSource     LimitSource
	ToFen          Money
	Working        string
	Reason         string
	State          LimitState
	OpenSlot       *string
	ProposedBy     string
	ProposedByID   int64
	ProposedOn     Date
	ProposedAt     time.Time
	GrantedFen     *Money
	DecidedBy      string
	DecidedByID    int64
	DecidedAt      *time.Time
	DecisionReason string
	Answer         string
	Version        int64
}

// Limit is the limit asked for, without its dates.
func (p LimitProposal) Limit() Limit { return Limit{Kind: p.Kind, Amount: p.AmountFen} }

// MayGrant refuses an amount that does not answer the proposal: nothing or more
// than was asked for, and less than what holds where more was asked for. Who
// means to lower a limit rejects, and lowers it by itself.
func (p LimitProposal) MayGrant(amount Money, t CreditTerms, on Date) error {
	now, _ := t.EffectiveLimit(on)
	switch {
	case p.Kind != LimitAmount || amount <= 0 || amount > p.AmountFen:
		return Invalid("amount", "error.limit_not_above_asked").With("Asked", p.AmountFen)
	case p.AmountFen > now.Ceiling() && amount < now.Ceiling():
		return Invalid("amount", "error.limit_below_present").With("Present", now.Ceiling()).With("Asked", p.AmountFen)
	}
	return nil
}

// From is the ceiling that was in force when the proposal was made.
func (p LimitProposal) From() Money { return Limit{Kind: p.FromKind, Amount: p.FromFen}.Ceiling() }

// Slot is what a proposal is the only open one of: an agent's requests stand
// beside what the house proposes.
func (p LimitProposal) Slot() string {
	if p.Source == ProposedByAgent {
		return string(p.Purpose) + ".agent"
	}
	return HouseSlot(p.Purpose)
}

// HouseSlot is the slot of what the house proposes.
func HouseSlot(purpose LimitPurpose) string { return string(purpose) + ".house" }

// StandingLimit is the limit on a day without a temporary one: what a proposal
// is measured against.
func (t CreditTerms) StandingLimit(on Date) (Limit, LimitSource) {
	t.Limits = without(t.Limits, LimitTemporary)
	return t.EffectiveLimit(on)
}

// InheritedLimit is what the agent has without a limit of its own.
func (t CreditTerms) InheritedLimit(on Date) (Limit, LimitSource) {
	t.Limits = nil
	return t.EffectiveLimit(on)
}

// StandingEnd is the last day of the agent's own standing limit in force, zero
// when it has none or it is open-ended.
func (t CreditTerms) StandingEnd(on Date) Date {
	if l := t.begun(LimitStanding, on); l != nil && l.Covers(on) && l.Kind != LimitInherit {
		return l.ValidToOn
	}
	return 0
}

func without(limits []CreditLimit, p LimitPurpose) (out []CreditLimit) {
	for _, l := range limits {
		if l.Purpose != p {
			out = append(out, l)
		}
	}
	return out
}

// LimitChange is a change of a limit as the approval matrix judges it.
type LimitChange struct {
	Subject ApprovalSubject `json:"subject"`
	From    Money           `json:"from"`
	To      Money           `json:"to"`
	Change  Rate            `json:"change"`
}

// ChangeTo measures a proposed limit against the standing one of a day. A
// temporary limit above it is one for the matrix to judge as temporary; what
// does not rise lowers, unless it would last longer than what is in force:
// that is a raise, by nothing.
func (t CreditTerms) ChangeTo(purpose LimitPurpose, to Limit, validTo, on Date) LimitChange {
	from, _ := t.StandingLimit(on)
	if to.Kind == LimitInherit {
		to, _ = t.InheritedLimit(on)
	}
	c := LimitChange{Subject: ApproveLimitLower, From: from.Ceiling(), To: to.Ceiling()}
	c.Change = Change(c.From, c.To)
	end := t.StandingEnd(on)
	longer := purpose == LimitStanding && !end.IsZero() && c.To > 0 && (validTo.IsZero() || validTo > end)
	switch {
	case c.To > c.From && purpose == LimitTemporary:
		c.Subject = ApproveTemporary
	case c.To > c.From || longer:
		c.Subject = ApproveLimitRaise
	}
	return c
}

// Need is who must decide on the change.
func (m ApprovalMatrix) Need(c LimitChange) ApprovalNeed { return m.Needs(c.Subject, c.To, c.Change) }

// MassMethod is how a mass change makes each agent's new limit.
type MassMethod string

// By the formula, by a percentage of the standing limit, by an amount on top
// of it, or to one amount for all.
const (
	MassFormula MassMethod = "formula"
	MassPercent MassMethod = "percent"
	MassAmount  MassMethod = "amount"
	MassSet     MassMethod = "set"
)

// MassMethods lists the methods in the order a form offers them.
func MassMethods() []MassMethod { return []MassMethod{MassFormula, MassPercent, MassAmount, MassSet} }

// MassChange is a change of many limits at once: which agents (empty filters
// keep all) and how.
type MassChange struct {
	Region    string     `json:"region,omitempty"` // code
	Grade     Grade      `json:"grade,omitempty"`
	Group     string     `json:"group,omitempty"` // code
	Inherited bool       `json:"inherited,omitempty"`
	Method    MassMethod `json:"method"`
	Percent   Rate       `json:"percent,omitempty"`
	Amount    Money      `json:"amount,omitempty"`
}

// Validate checks what a person typed.
func (m MassChange) Validate() error {
	switch {
	case m.Grade != "" && m.Grade.index() < 0:
		return Invalid("grade", "error.grade_unknown")
	case m.Method == MassPercent && (m.Percent == 0 || m.Percent < -One || m.Percent > 10*One):
		return Invalid("percent", "error.out_of_range").With("From", -100).With("To", 1000)
	case m.Method == MassAmount && (m.Amount == 0 || m.Amount < -MaxMoney || m.Amount > MaxMoney):
		return Invalid("amount", "error.amount_out_of_range")
	case m.Method == MassSet && (m.Amount < 0 || m.Amount > MaxMoney):
		return Invalid("amount", "error.amount_out_of_range")
	case m.Method != MassFormula && m.Method != MassPercent && m.Method != MassAmount && m.Method != MassSet:
		return Invalid("method", "error.choice_unknown")
	}
	return CheckLengths(Length{Field: "region", Value: m.Region, Max: 32}, Length{Field: "group", Value: m.Group, Max: 40})
}

// New is the limit that the change makes of one in force; formula is what the
// formula gives. Percentages are rounded half up to the fen, then everything
// down to whole steps of the formula, never below 0 nor above its cap.
func (m MassChange) New(now, formula Money, f LimitFormula) (Money, error) {
	to := now
	switch m.Method {
	case MassFormula:
		return formula, nil
	case MassSet:
		return m.Amount, nil
	case MassAmount:
		to += m.Amount
	case MassPercent:
		part, err := now.At(m.Percent)
		if err != nil {
			return 0, err
		}
		to += part
	}
	to = max(0, to)
	return min(to-to%max(1, f.StepFen), f.CapFen), nil
}

// LimitRequest is what an agent asks for.
type LimitRequest struct {
	Purpose LimitPurpose
	Amount  Money
	From    Date
	To      Date // zero: open-ended; a temporary one needs it
	Reason  string
}

// Validate checks what the agent typed, on the day it asks.
func (r LimitRequest) Validate(on Date) error {
	switch {
	case r.Purpose != LimitStanding && r.Purpose != LimitTemporary:
		return Invalid("purpose", "error.limit_purpose_unknown")
	case r.Amount <= 0 || r.Amount > MaxMoney:
		return Invalid("amount", "error.amount_must_be_positive")
	case r.From.IsZero():
		return Invalid("valid_from", "error.date_required")
	case r.From < on:
		return Invalid("valid_from", "error.date_passed")
	case r.Purpose == LimitTemporary && r.To.IsZero():
		return Invalid("valid_to", "error.temporary_limit_needs_dates")
	case !r.To.IsZero() && r.To < r.From:
		return Invalid("valid_to", "error.dates_reversed")
	case strings.TrimSpace(r.Reason) == "":
		return Invalid("reason", "error.reason_required")
	}
	return CheckReason(r.Reason)
}

// LimitBatch is a mass change that was submitted: its proposals are decided on
// together. Method is the MassChange as JSON.
type LimitBatch struct {
	ID           int64
	State        LimitState
	Method       string
	Reason       string
	ProposedBy   string
	ProposedByID int64
	ProposedAt   time.Time
	DecidedBy    string
	DecidedAt    *time.Time
}

// ProposalRecord is how a proposal came about: the formula's working where it
// made it, the mass change where one did.
type ProposalRecord struct {
	Formula        *LimitWorking `json:"formula,omitempty"`
	FormulaVersion int64         `json:"formula_version,omitempty"`
	Mass           *MassChange   `json:"mass,omitempty"`
}
