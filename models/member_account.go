package models

import "time"

// MemberAccount is where a member stands, in one row that every change of
// growth and points moves: Points is what all lots hold, Debt what a refund took
// back that was spent already.
type MemberAccount struct {
	MemberID      int64 `gorm:"primaryKey"`
	Growth        int64
	Points        int64
	Debt          int64
	SpentFen      Money
	Slips         int64
	LastBoughtOn  Date
	Tier          string
	TierSinceOn   Date
	ReviewOn      Date
	GraceOn       Date
	ManualTier    string
	ManualUntilOn Date
	Version       int64
}

// State is the tier's part of the row.
func (a MemberAccount) State() TierState {
	return TierState{Tier: a.Tier, SinceOn: a.TierSinceOn, ReviewOn: a.ReviewOn, GraceOn: a.GraceOn, Manual: a.ManualTier, ManualUntil: a.ManualUntilOn}
}

// Put takes over a state.
func (a *MemberAccount) Put(s TierState) {
	a.Tier, a.TierSinceOn, a.ReviewOn, a.GraceOn, a.ManualTier, a.ManualUntilOn = s.Tier, s.SinceOn, s.ReviewOn, s.GraceOn, s.Manual, s.ManualUntil
}

// GrowthSource is what an entry of growth or points came from.
type GrowthSource string

// The sources. A document gives an entry once.
const (
	FromSale         GrowthSource = "sale"
	FromRefund       GrowthSource = "refund"
	FromActivity     GrowthSource = "activity"
	FromRedemption   GrowthSource = "redemption"
	FromCancellation GrowthSource = "cancellation" // of a redemption
	FromExpiry       GrowthSource = "expiry"
	FromDebt         GrowthSource = "debt" // points that were owed are paid off
	FromMerge        GrowthSource = "merge"
	FromUnmerge      GrowthSource = "unmerge"
	FromAdjustment   GrowthSource = "adjustment"
)

// GrowthEntry is a line of the growth ledger.
type GrowthEntry struct {
	ID        int64
	MemberID  int64
	PostingOn Date
	Growth    int64
	Source    GrowthSource
	SourceID  int64
	Note      string
	EnteredBy string
	EnteredAt time.Time
}

// TableName is growth_entries.
func (GrowthEntry) TableName() string { return "growth_entries" }

// PointEntry is a line of the points ledger: of a lot, or of the debt where
// LotID is nil. Its lines add up to the account's points less its debt.
type PointEntry struct {
	ID        int64
	MemberID  int64
	PostingOn Date
	Points    int64
	LotID     *int64
	Source    GrowthSource
	SourceID  int64
	Note      string
	EnteredBy string
	EnteredAt time.Time
}

// TableName is point_entries.
func (PointEntry) TableName() string { return "point_entries" }

// TierMove is a line of a member's tiers.
type TierMove struct {
	ID            int64
	MemberID      int64
	MovedOn       Date
	FromTier      string
	ToTier        string
	Cause         TierCause
	SlipID        *int64
	Growth        int64
	PolicyVersion int64
	Reason        string
	MovedBy       string
	MovedAt       time.Time
}

// Redemption is points that were exchanged for something. Worth is what it took
// off a price, 0 for goods and services.
type Redemption struct {
	ID          int64
	Number      string
	MemberID    int64
	StoreID     int64
	Kind        RedemptionKind
	What        string
	Points      int64
	WorthFen    Money
	RedeemedOn  Date
	RequestKey  string
	EnteredBy   string
	EnteredByID int64
	EnteredAt   time.Time
	CancelledOn Date
	CancelledBy string
}

// RedemptionKind is what points are exchanged for.
type RedemptionKind string

// Goods and services are handed over; money comes off a sale.
const (
	RedeemGoods   RedemptionKind = "goods"
	RedeemService RedemptionKind = "service"
	RedeemMoney   RedemptionKind = "money"
)
