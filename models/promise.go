package models

import (
	"slices"
	"strings"
	"time"
)

// PromiseState is what became of a promise to pay.
type PromiseState string

// A promise is open until its sum came, its day has passed, or it was taken
// back.
const (
	PromiseOpen      PromiseState = "open"
	PromiseKept      PromiseState = "kept"
	PromiseBroken    PromiseState = "broken"
	PromiseCancelled PromiseState = "cancelled"
)

// PaymentPromise is what an agent said it would pay by a day. EndedOn is the
// day of which the state holds: when the sum was complete, the day after the
// due day of a broken one, or when it was cancelled.
type PaymentPromise struct {
	ID          int64
	AgentID     int64
	AmountFen   Money
	ReceivedFen Money
	MadeOn      Date
	DueOn       Date
	MadeWith    string
	Note        string
	State       PromiseState
	EndedOn     Date
	EndedAt     *time.Time
	EndedBy     string
	EndReason   string
	EnteredBy   string
	EnteredByID int64
	EnteredAt   time.Time
}

// LongestPromise is how many days ahead a promise may lie.
const LongestPromise = 366

// Validate checks what a person typed, on the day it is entered.
func (p PaymentPromise) Validate(on Date) error {
	switch {
	case p.AmountFen <= 0 || p.AmountFen > MaxMoney:
		return Invalid("amount", "error.amount_must_be_positive")
	case p.MadeOn.IsZero() || p.DueOn.IsZero():
		return Invalid("due_on", "error.date_required")
	case p.MadeOn > on:
		return Invalid("made_on", "error.date_in_future")
	case p.DueOn < p.MadeOn:
		return Invalid("due_on", "error.dates_reversed")
	case p.DueOn < on:
		return Invalid("due_on", "error.date_passed")
	case p.DueOn > on.AddDays(LongestPromise):
		return Invalid("due_on", "error.promise_too_far").With("Max", LongestPromise)
	case strings.TrimSpace(p.MadeWith) == "":
		return Invalid("made_with", "error.value_required")
	}
	return CheckLengths(Length{Field: "made_with", Value: p.MadeWith, Max: 80}, Length{Field: "note", Value: p.Note, Max: MaxReason})
}

// MoneyIn is a receipt that stands: what came on which value day.
type MoneyIn struct {
	ValueOn   Date
	AmountFen Money
}

// PromiseVerdict is what a promise is on a day: received between the day it
// was made and its due day, both inclusive, and the day since which the state
// holds.
type PromiseVerdict struct {
	State    PromiseState
	Received Money
	On       Date
}

// Judge decides on a promise from the receipts that stand on a day
// (docs/credit-policy.md §17): kept as soon as those of value days between
// made and due sum to the amount, broken on the day after the due day when they
// do not, open till then. Money of a later value day never mends it.
func (p PaymentPromise) Judge(receipts []MoneyIn, on Date) PromiseVerdict {
	v := PromiseVerdict{State: PromiseOpen}
	sorted := slices.Clone(receipts)
	slices.SortStableFunc(sorted, func(a, b MoneyIn) int { return int(a.ValueOn - b.ValueOn) })
	for _, r := range sorted {
		if r.ValueOn < p.MadeOn || r.ValueOn > p.DueOn || r.ValueOn > on {
			continue
		}
		v.Received += r.AmountFen
		if v.State == PromiseOpen && v.Received >= p.AmountFen {
			v.State, v.On = PromiseKept, r.ValueOn
		}
	}
	if v.State == PromiseOpen && on > p.DueOn {
		v.State, v.On = PromiseBroken, p.DueOn+1
	}
	return v
}
