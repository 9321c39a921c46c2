package models

import (
	"math"
	"time"
)

// LimitKind is the explicit choice of how a credit limit is set. There is no
// magic zero or NULL.
type LimitKind string

// A limit is inherited from the group or grade, none at all, an amount, or
// without bound.
const (
	LimitInherit   LimitKind = "inherit"
	LimitNone      LimitKind = "none"
	LimitAmount    LimitKind = "amount"
	LimitUnlimited LimitKind = "unlimited"
)

// Unbounded is the ceiling of an unlimited line: no sum of documents reaches it.
const Unbounded Money = math.MaxInt64 / 4

// Limit is a limit as it stands, without dates.
type Limit struct {
	Kind   LimitKind `json:"kind"`
	Amount Money     `json:"amount"`
}

// Ceiling is the amount that exposure may reach under the limit; an inherited
// limit with nothing to inherit is none.
func (l Limit) Ceiling() Money {
	switch l.Kind {
	case LimitAmount:
		return l.Amount
	case LimitUnlimited:
		return Unbounded
	}
	return 0
}

// Validate refuses an unknown kind and an amount that is negative, too large,
// or given where the kind takes none.
func (l Limit) Validate() error {
	switch l.Kind {
	case LimitAmount:
		if l.Amount < 0 || l.Amount > MaxMoney {
			return Invalid("amount", "error.amount_out_of_range")
		}
		return nil
	case LimitInherit, LimitNone, LimitUnlimited:
		if l.Amount != 0 {
			return Invalid("amount", "error.limit_amount_not_wanted")
		}
		return nil
	}
	return Invalid("kind", "error.limit_kind_unknown")
}

// LimitPurpose tells the agent's standing limit from a temporary one, which
// replaces it inside its dates and never adds to it.
type LimitPurpose string

// The purposes of a limit.
const (
	LimitStanding  LimitPurpose = "standing"
	LimitTemporary LimitPurpose = "temporary"
)

// CreditLimit is one line of the limit journal; the rows without EndedAt are
// in force. ValidToOn is inclusive, zero means open-ended.
type CreditLimit struct {
	ID          int64
	AgentID     int64
	Purpose     LimitPurpose
	Kind        LimitKind
	AmountFen   Money
	ValidFromOn Date
	ValidToOn   Date
	Reason      string
	SetBy       string
	SetByID     int64
	SetAt       time.Time
	EndedAt     *time.Time
}

// Limit is the line's limit without its dates.
func (c CreditLimit) Limit() Limit { return Limit{Kind: c.Kind, Amount: c.AmountFen} }

// Covers tells whether the limit is valid on the day.
func (c CreditLimit) Covers(on Date) bool {
	return on >= c.ValidFromOn && (c.ValidToOn.IsZero() || on <= c.ValidToOn)
}

// expired tells whether the limit ended before the day.
func (c CreditLimit) expired(on Date) bool { return !c.ValidToOn.IsZero() && on > c.ValidToOn }

// Counters are the running sums of a credit row. They are recomputable from
// the documents and never anything else.
type Counters struct {
	ReceivableFen  Money
	ReservedFen    Money
	UnallocatedFen Money
	SecuredFen     Money
}

// Exposure is open items + reservations − unallocated receipts − secured
// (docs/credit-policy.md §1), gross of tax. It may be negative.
func (c Counters) Exposure() Money {
	return c.ReceivableFen + c.ReservedFen - c.UnallocatedFen - c.SecuredFen
}

// BeyondDebt is the part of the securities that covers nothing, as less is owed
// and reserved than they count for: by it they lower an agent's exposure below
// zero, and leave its group more of the pot
// (docs/decisions/26-security-beyond-debt.md).
func (c Counters) BeyondDebt() Money {
	return max(0, c.SecuredFen-max(0, c.ReceivableFen+c.ReservedFen-c.UnallocatedFen))
}

// CreditAccount is the one row per agent that every change of what the agent
// owes or has reserved updates first. Version counts those changes;
// TermsVersion counts changes of limits, blocks, grants and status.
type CreditAccount struct {
	AgentID         int64 `gorm:"primaryKey"`
	GroupID         *int64
	Counters        `gorm:"embedded"`
	TermsVersion    int64
	ClosedThroughOn Date
	Version         int64
}

// CreditGroup is a shared pot: its counters are the sums of its members'.
type CreditGroup struct {
	ID              int64
	Code            string
	NameZh          string
	NameEn          string
	PotKind         LimitKind
	PotFen          Money
	MemberLimitKind LimitKind
	MemberLimitFen  Money
	Counters        `gorm:"embedded"`
	TermsVersion    int64
	Version         int64
}

// BlockReason names why finance stopped new credit by hand.
type BlockReason string

// The reasons for a manual block.
const (
	BlockReview       BlockReason = "review"
	BlockOverdue      BlockReason = "overdue"
	BlockDispute      BlockReason = "dispute"
	BlockBrokenPledge BlockReason = "broken_promise"
	BlockOther        BlockReason = "other"
)

// BlockReasons lists the reasons in the order a form offers them.
func BlockReasons() []BlockReason {
	return []BlockReason{BlockReview, BlockOverdue, BlockDispute, BlockBrokenPledge, BlockOther}
}

// CreditBlock stops new credit until it is cleared. An agent may have several.
type CreditBlock struct {
	ID        int64
	AgentID   int64
	Reason    BlockReason
	Note      string
	SetBy     string
	SetAt     time.Time
	ClearedBy string
	ClearedAt *time.Time
}

// SecurityKind is what secures a credit line.
type SecurityKind string

// A deposit is cash received, a guarantee is a paper.
const (
	SecurityDeposit   SecurityKind = "deposit"
	SecurityGuarantee SecurityKind = "guarantee"
)

// CreditSecurity is a deposit or guarantee. CountedFen is the part of it that
// the agent's counters hold now; Eligible says what it should be.
type CreditSecurity struct {
	ID          int64
	AgentID     int64
	Kind        SecurityKind
	Number      string
	AmountFen   Money
	SharePPM    Rate `gorm:"column:share_ppm"`
	CountedFen  Money
	ValidFromOn Date
	ValidToOn   Date
	Note        string
	SetBy       string
	SetAt       time.Time
	ReleasedAt  *time.Time
}

// Eligible is what secures credit on the day: amount × eligible share, rounded
// half up, inside its dates and until it is released.
func (s CreditSecurity) Eligible(on Date) Money {
	if s.ReleasedAt != nil || on < s.ValidFromOn || !s.ValidToOn.IsZero() && on > s.ValidToOn {
		return 0
	}
	m, err := s.AmountFen.At(s.SharePPM)
	if err != nil {
		return 0
	}
	return m
}

// CreditGrant is a one-off amount on top of the limit for one order, given
// when a hold for lack of credit is released. It ends with the order's last
// invoice or its cancellation.
type CreditGrant struct {
	ID          int64
	AgentID     int64
	OrderID     int64
	AmountFen   Money
	Reason      string
	GrantedBy   string
	GrantedByID int64
	GrantedAt   time.Time
	ExpiresOn   Date
	EndedAt     *time.Time
}

// ReservationState is where a reservation is in its life; it ends exactly once.
type ReservationState string

// A reservation is open until it is posted (invoiced), voided or expired.
const (
	ReservationOpen    ReservationState = "open"
	ReservationPosted  ReservationState = "posted"
	ReservationVoid    ReservationState = "void"
	ReservationExpired ReservationState = "expired"
)

// ReservationDays is how long an unconfirmed order keeps its credit
// (docs/credit-policy.md §1).
const ReservationDays = 7

// Reservation is credit held for an order from submit until it is invoiced or
// cancelled. OpenedVersion and EndedVersion are versions of the credit row, so
// the documents behind any past exposure can be listed exactly.
type Reservation struct {
	ID            int64
	AgentID       int64
	OrderID       int64
	AmountFen     Money
	State         ReservationState
	OpenedVersion int64
	EndedVersion  int64
	OpenedAt      time.Time
	ExpiresOn     Date
	EndedAt       *time.Time
}
