package models

import "time"

// MemberGrant gives growth and points without a sale: for an activity by its
// rule, or by hand where Activity is "". ReversesID is a grant that this one
// takes back, because the sale that earned it came back.
type MemberGrant struct {
	ID          int64
	MemberID    int64
	StoreID     *int64
	Activity    Activity
	Growth      int64
	Points      int64
	GrantedOn   Date
	SlipID      *int64
	ReversesID  *int64
	Reason      string
	RequestKey  string
	EnteredBy   string
	EnteredByID int64
	EnteredAt   time.Time
}
