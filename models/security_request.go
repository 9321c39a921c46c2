package models

import "time"

// SecurityRequestState is where a security that was entered stands.
type SecurityRequestState string

// A security counts once a second person has approved it.
const (
	SecurityRequested SecurityRequestState = "requested"
	SecurityApproved  SecurityRequestState = "approved"
	SecurityRejected  SecurityRequestState = "rejected"
)

// SecurityRequest is a deposit or guarantee as one person entered it, with its
// document, until a second person approves it: until then it counts for
// nothing. OpenNumber is its number while it waits, unique among those that do.
type SecurityRequest struct {
	ID            int64
	AgentID       int64
	Kind          SecurityKind
	Number        string
	OpenNumber    *string
	AmountFen     Money
	SharePPM      Rate `gorm:"column:share_ppm"`
	ValidFromOn   Date
	ValidToOn     Date
	Note          string
	PaperName     string
	PaperMedia    string
	PaperBytes    int64
	PaperSHA256   string `gorm:"column:paper_sha256"`
	Content       []byte
	State         SecurityRequestState
	RequestedBy   string
	RequestedByID int64
	RequestedAt   time.Time
	DecidedBy     string
	DecidedByID   int64
	DecidedAt     *time.Time
	Reason        string
	SecurityID    *int64
}

// Security is what the request becomes when it is approved.
func (r SecurityRequest) Security() CreditSecurity {
	return CreditSecurity{AgentID: r.AgentID, Kind: r.Kind, Number: r.Number, AmountFen: r.AmountFen, SharePPM: r.SharePPM,
		ValidFromOn: r.ValidFromOn, ValidToOn: r.ValidToOn, Note: r.Note}
}

// MayDecide refuses the person who entered it, a request that was decided, and
// a refusal without a reason.
func (r SecurityRequest) MayDecide(who Who, approve bool, reason string) error {
	switch {
	case r.RequestedByID == who.ID:
		return Forbidden("error.own_request")
	case r.State != SecurityRequested:
		return Conflict("error.already_decided")
	case !approve:
		return CheckReason(reason)
	}
	return CheckLengths(Length{Field: "reason", Value: reason, Max: MaxReason})
}
