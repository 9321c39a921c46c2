package models

import (
	"slices"
	"strconv"
)

// ApprovalSubject is what the approval matrix rules on.
type ApprovalSubject string

// The subjects. A limit's amount is what it would become, its change what it
// rises by in parts of the limit before; a release's amount is the grant.
const (
	ApproveLimitRaise  ApprovalSubject = "limit_raise"
	ApproveLimitLower  ApprovalSubject = "limit_lower"
	ApproveTemporary   ApprovalSubject = "temporary_limit"
	ApproveHoldRelease ApprovalSubject = "hold_release"
)

// ApprovalSubjects lists the subjects in the order pages show them.
func ApprovalSubjects() []ApprovalSubject {
	return []ApprovalSubject{ApproveLimitRaise, ApproveTemporary, ApproveLimitLower, ApproveHoldRelease}
}

// ApprovalRow says who decides up to an amount and a change; nil is without
// bound. SecondPerson asks that it is not who proposed it.
type ApprovalRow struct {
	Subject      ApprovalSubject `json:"subject"`
	UpToFen      *Money          `json:"up_to,omitempty"`
	ChangePPM    *Rate           `json:"change_ppm,omitempty"`
	Role         Role            `json:"role"`
	SecondPerson bool            `json:"second_person"`
}

// ApprovalMatrix is who may decide what; of the rows of a subject the first
// that an amount and change fit counts.
type ApprovalMatrix struct {
	Rows []ApprovalRow `json:"rows"`
}

// ApprovalNeed is what a decision needs.
type ApprovalNeed struct {
	Role         Role `json:"role"`
	SecondPerson bool `json:"second_person"`
}

// Needs is who must decide on an amount and change. What fits no row needs a
// finance manager who is a second person.
func (m ApprovalMatrix) Needs(s ApprovalSubject, amount Money, change Rate) ApprovalNeed {
	for _, r := range m.Rows {
		if r.Subject == s && (r.UpToFen == nil || amount <= *r.UpToFen) && (r.ChangePPM == nil || change <= *r.ChangePPM) {
			return ApprovalNeed{r.Role, r.SecondPerson}
		}
	}
	return ApprovalNeed{RoleFinanceManager, true}
}

// Met tells whether a person with the roles may decide, who is or is not the
// one that proposed it.
func (n ApprovalNeed) Met(roles []Role, own bool) bool {
	if own && n.SecondPerson {
		return false
	}
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(n.Roles(), r) })
}

// Roles are those that may decide.
func (n ApprovalNeed) Roles() []Role {
	if n.Role == RoleFinance {
		return []Role{RoleFinance, RoleFinanceManager}
	}
	return []Role{n.Role}
}

// Change is how far a limit rises in parts of what it was; one from nothing
// rises without bound, one that does not rise by 0. Rounded up, so that one fen
// over a bound is over it.
func Change(from, to Money) Rate {
	switch {
	case to <= from:
		return 0
	case from <= 0:
		return Rate(MaxMoney)
	}
	return partUp(to-from, from)
}

// Validate reports the first row that breaks a rule. A raise always takes two
// people: nobody approves their own.
func (m ApprovalMatrix) Validate() error {
	for i, r := range m.Rows {
		at := "rows." + strconv.Itoa(i) + "."
		switch {
		case r.Subject != ApproveLimitRaise && r.Subject != ApproveLimitLower && r.Subject != ApproveTemporary && r.Subject != ApproveHoldRelease:
			return Invalid(at+"subject", "error.choice_unknown")
		case r.Role != RoleFinance && r.Role != RoleFinanceManager:
			return Invalid(at+"role", "error.choice_unknown")
		case r.UpToFen != nil && (*r.UpToFen < 0 || *r.UpToFen > MaxMoney):
			return Invalid(at+"up_to", "error.amount_out_of_range")
		case r.ChangePPM != nil && *r.ChangePPM < 0:
			return Invalid(at+"change", "error.out_of_range").With("From", 0).With("To", 1000)
		case (r.Subject == ApproveLimitRaise || r.Subject == ApproveTemporary) && !r.SecondPerson:
			return Invalid(at+"second_person", "error.raise_needs_second")
		}
	}
	return nil
}

// DefaultApprovalMatrix is what a new book starts with.
func DefaultApprovalMatrix() ApprovalMatrix {
	small, fifth, release := Money(50_000_000), Rate(200_000), Money(10_000_000)
	return ApprovalMatrix{Rows: []ApprovalRow{
		{Subject: ApproveLimitRaise, UpToFen: &small, ChangePPM: &fifth, Role: RoleFinance, SecondPerson: true},
		{Subject: ApproveLimitRaise, Role: RoleFinanceManager, SecondPerson: true},
		{Subject: ApproveTemporary, UpToFen: &small, ChangePPM: &fifth, Role: RoleFinance, SecondPerson: true},
		{Subject: ApproveTemporary, Role: RoleFinanceManager, SecondPerson: true},
		{Subject: ApproveLimitLower, Role: RoleFinance},
		{Subject: ApproveHoldRelease, UpToFen: &release, Role: RoleFinance},
		{Subject: ApproveHoldRelease, Role: RoleFinanceManager},
	}}
}
