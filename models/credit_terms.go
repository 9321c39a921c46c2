package models

// LimitSource tells where an effective limit came from.
type LimitSource string

// The sources, first that applies wins.
const (
	SourceTemporary LimitSource = "temporary"
	SourceOwn       LimitSource = "own"
	SourceExpired   LimitSource = "expired"
	SourceGroup     LimitSource = "group"
	SourceGrade     LimitSource = "grade"
	SourceNotNeeded LimitSource = "not_needed"
)

// CreditTerms is all that the check knows of an agent apart from the counters
// and the order: the limits and blocks in force, what may be inherited, the
// group's pot, live grants, and the credit standard. TermsVersion pins it.
type CreditTerms struct {
	AgentID        int64         `json:"agent_id"`
	AgentCode      string        `json:"agent_code"`
	Status         AgentStatus   `json:"status"`
	Grade          Grade         `json:"grade"`
	LicenceUntilOn Date          `json:"licence_until_on"`
	TermsVersion   int64         `json:"terms_version"`
	Limits         []CreditLimit `json:"limits"`
	Blocks         []CreditBlock `json:"blocks"`
	GradeLimit     Limit         `json:"grade_limit"`
	Group          *GroupTerms   `json:"group,omitempty"`
	GrantsFen      Money         `json:"grants"`
	StaleSecurity  Money         `json:"stale_security"`
	Standard       StandardTerms `json:"standard"`
	// OverdueImmediateFen is what is overdue of sales on immediate payment.
	OverdueImmediateFen Money `json:"overdue_immediate"`
	// LossFen is what was written off and not recovered.
	LossFen Money `json:"loss,omitempty"`
	// SecuredFen is what securities count for, stale ones too.
	SecuredFen Money `json:"secured,omitempty"`
	// Rules are those blocking rules in force that concern the agent; nil
	// stands for what a company starts with.
	Rules        *BlockingPolicy `json:"rules,omitempty"`
	RulesVersion int64           `json:"rules_version,omitempty"`
	// OverdueFen is what of undisputed claims is overdue, the oldest of them
	// since OverdueSinceOn; zero for none.
	OverdueFen     Money `json:"overdue,omitempty"`
	OverdueSinceOn Date  `json:"overdue_since,omitempty"`
	BrokenPromises int   `json:"broken_promises,omitempty"`
}

// GroupTerms is the shared pot of the agent's group.
type GroupTerms struct {
	ID           int64  `json:"id"`
	Code         string `json:"code"`
	TermsVersion int64  `json:"terms_version"`
	Pot          Limit  `json:"pot"`
	MemberLimit  Limit  `json:"member_limit"`
	// Live grants and securities past their date, of all members.
	GrantsFen     Money `json:"grants"`
	StaleSecurity Money `json:"stale_security"`
}

// StandardTerms is what the credit standard in force asks of new credit.
type StandardTerms struct {
	Level         string `json:"level"`
	LowestGrade   Grade  `json:"lowest_grade"`
	MultiplierPPM Rate   `json:"multiplier_ppm"`
	PolicyVersion int64  `json:"policy_version"`
	// DepositPPM is the share of what the agent owes and has on order that its
	// securities must cover; 0 asks for none.
	DepositPPM Rate `json:"deposit_ppm,omitempty"`
}

// begun is the limit of a purpose that began last, nil before the first: it
// has replaced those that began before it.
func (t CreditTerms) begun(p LimitPurpose, on Date) *CreditLimit {
	var last *CreditLimit
	for i := range t.Limits {
		l := &t.Limits[i]
		if l.Purpose == p && l.ValidFromOn <= on && (last == nil || l.ValidFromOn >= last.ValidFromOn) {
			last = l
		}
	}
	return last
}

// EffectiveLimit is the limit on a day and where it came from: the temporary
// one inside its dates replaces all; else the agent's own while valid; an own
// limit past its dates is none, one that has not begun counts for nothing yet;
// else the group's, else the grade's default, the latter times the standard's
// multiplier.
func (t CreditTerms) EffectiveLimit(on Date) (Limit, LimitSource) {
	if l := t.begun(LimitTemporary, on); l != nil && l.Covers(on) {
		return l.Limit(), SourceTemporary
	}
	own := t.begun(LimitStanding, on)
	switch {
	case own != nil && own.expired(on):
		return Limit{Kind: LimitNone}, SourceExpired
	case own != nil && own.Covers(on) && own.Kind != LimitInherit:
		return own.Limit(), SourceOwn
	case t.Group != nil && t.Group.MemberLimit.Kind != LimitInherit:
		return t.Group.MemberLimit, SourceGroup
	}
	return t.GradeLimit.times(t.Standard.MultiplierPPM), SourceGrade
}

// times scales an amount; other kinds stay as they are.
func (l Limit) times(r Rate) Limit {
	if l.Kind == LimitAmount {
		if m, err := l.Amount.At(r); err == nil {
			l.Amount = m
		}
	}
	return l
}

// depositCeiling is the exposure up to which the agent's securities cover the
// share that the standard asks for. Exposure has them taken off already, so
// securities S carry a debt of S ÷ share, which is an exposure of S ÷ share − S,
// and of as much more as was granted. Rounded half up to the fen.
func (t CreditTerms) depositCeiling() Money {
	if t.Standard.DepositPPM <= 0 {
		return Unbounded
	}
	held := t.SecuredFen - t.StaleSecurity
	debt, err := MulDiv(int64(held), int64(One), int64(t.Standard.DepositPPM))
	if err != nil {
		return Unbounded
	}
	return Money(debt) - held + t.GrantsFen - t.StaleSecurity
}

// boundBy names the rule that an order beyond the agent's own ceiling breaks.
func (t CreditTerms) boundBy(on Date) RuleKey {
	limit, _ := t.EffectiveLimit(on)
	if t.depositCeiling() < limit.Ceiling()+t.GrantsFen-t.StaleSecurity {
		return RuleDepositShort
	}
	return RuleOverLimit
}

// Ceilings are the exposures that agent and pot may reach on a day, live
// grants included and securities past their date taken off. Prepaid and
// immediate orders need no limit: their ceilings are unbounded.
func (t CreditTerms) Ceilings(on Date, kind SettlementKind) (agent, pot Money) {
	if !kind.NeedsLimit() {
		return Unbounded, Unbounded
	}
	limit, _ := t.EffectiveLimit(on)
	agent, pot = limit.Ceiling(), Unbounded
	if agent < Unbounded {
		agent += t.GrantsFen - t.StaleSecurity
	}
	agent = min(agent, t.depositCeiling())
	if t.Group != nil && t.Group.Pot.Kind != LimitUnlimited {
		pot = t.Group.Pot.Ceiling() + t.Group.GrantsFen - t.Group.StaleSecurity
	}
	return agent, pot
}

// LimitWarning is what somebody who sets a limit should know of it.
type LimitWarning struct {
	Below     bool // it lies below the exposure: no new credit until that has fallen
	Uncovered bool // securities carry less than it: the standard's deposit share bounds orders first
}

// Any tells whether there is something to know.
func (w LimitWarning) Any() bool { return w.Below || w.Uncovered }

// WarnOf looks at a limit beside the exposure and what securities carry.
func (t CreditTerms) WarnOf(limit, exposure Money) LimitWarning {
	return LimitWarning{Below: limit < exposure, Uncovered: limit > t.depositCeiling()}
}
