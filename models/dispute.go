package models

import "time"

// DisputeState is where a dispute stands.
type DisputeState string

// What an agent raises waits until finance takes it on: nobody lifts a hold by
// objecting to every bill. Then it is open until finance has settled it with the
// agent: upheld when the agent was right, and what it does not owe is credited;
// withdrawn when the claim stands as it is.
const (
	DisputeRaised    DisputeState = "raised"
	DisputeOpen      DisputeState = "open"
	DisputeUpheld    DisputeState = "upheld"
	DisputeWithdrawn DisputeState = "withdrawn"
)

// Dispute says that an agent does not owe an open item as it stands. From the day
// it was accepted until it ends, the item is not overdue for blocking and is paid
// after the others; no balance changes. OpenSlot is set until it ends, so that an
// item has one at a time; an ended one is never touched again.
type Dispute struct {
	ID           int64
	ItemID       int64
	AgentID      int64
	OpenSlot     *string
	State        DisputeState
	Reason       string
	OpenedOn     Date
	OpenedAt     time.Time
	OpenedBy     string
	OpenedByID   int64
	AcceptedOn   Date
	AcceptedAt   *time.Time
	AcceptedBy   string
	AcceptedByID int64
	EndedOn      Date
	EndedAt      *time.Time
	EndedBy      string
	EndedByID    int64
	Note         string
}

// CheckDisputeOutcome refuses what is no way to end a dispute, and an end without
// a word on it.
func CheckDisputeOutcome(outcome DisputeState, note string) error {
	if outcome != DisputeUpheld && outcome != DisputeWithdrawn {
		return Invalid("outcome", "error.dispute_outcome")
	}
	return OnField(CheckReason(note), "note")
}

// Ended tells whether nothing can be done about it any more.
func (d Dispute) Ended() bool { return d.State != DisputeRaised && d.State != DisputeOpen }

// ClaimDispute is a dispute as the history of a claim knows it, from the day it
// was accepted. EndedOn is zero while it runs.
type ClaimDispute struct {
	OpenedOn  Date
	EndedOn   Date
	Withdrawn bool
}

func (d ClaimDispute) endedBy(day Date) bool { return !d.EndedOn.IsZero() && d.EndedOn <= day }

// disputedOn tells whether the claim is under dispute at the end of a day.
func (c Claim) disputedOn(day Date) bool {
	for _, d := range c.Disputes {
		if d.OpenedOn <= day && !d.endedBy(day) {
			return true
		}
	}
	return false
}

// disputedBy tells whether the claim counts as disputed by a day: it was at some
// time, and was not withdrawn by then. What is withdrawn later is not known yet.
func (c Claim) disputedBy(day Date) bool {
	for _, d := range c.Disputes {
		if d.OpenedOn <= day && (!d.Withdrawn || !d.endedBy(day)) {
			return true
		}
	}
	return false
}
