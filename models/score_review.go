package models

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// ReviewTrigger is why an agent was reviewed.
type ReviewTrigger string

// An agent is reviewed when it never was, when its score is out of date, on
// events that may change the picture, and when a person asks.
const (
	ReviewFirst    ReviewTrigger = "first"
	ReviewSchedule ReviewTrigger = "schedule"
	ReviewWriteOff ReviewTrigger = "write_off"
	ReviewBroken   ReviewTrigger = "broken_promise"
	ReviewOrder    ReviewTrigger = "large_order"
	ReviewManual   ReviewTrigger = "manual"
)

// AgentScore is one review: the score as of a day, under a version of the
// scorecard. Record is the Score with its log as JSON. There is one per agent
// and day.
type AgentScore struct {
	ID           int64
	AgentID      int64
	AsOfOn       Date
	Points       int
	Best         int
	Grade        Grade
	GradeBefore  Grade
	ValidToOn    Date
	CardVersion  int64
	TriggerKind  ReviewTrigger
	Record       string
	ReviewedBy   string
	ReviewedByID int64
	ReviewedAt   time.Time
}

// ReviewFacts are what may ask for a review of an agent on a day: its latest
// score, and since that one a loss, a broken promise and the largest order.
type ReviewFacts struct {
	LastOn        Date // zero: never reviewed
	ValidToOn     Date
	WrittenOff    bool
	BrokenPromise bool
	LargestOrder  Money
	CeilingFen    Money // of the limit in force
}

// ReviewDue tells whether an agent is due for a review on a day, and why: once
// a day at most; the first reason that applies counts.
func (c Scorecard) ReviewDue(f ReviewFacts, on Date) (ReviewTrigger, bool) {
	switch {
	case f.LastOn.IsZero():
		return ReviewFirst, true
	case f.LastOn >= on:
		return "", false
	case f.WrittenOff:
		return ReviewWriteOff, true
	case f.BrokenPromise:
		return ReviewBroken, true
	case f.ValidToOn < on:
		return ReviewSchedule, true
	case c.LargeOrder(f.LargestOrder, f.CeilingFen):
		return ReviewOrder, true
	}
	return "", false
}

// LargeOrder tells whether an order passes the share of the limit above which
// an agent is reviewed; equality does not, and a share of 0 asks for none.
func (c Scorecard) LargeOrder(order, ceiling Money) bool {
	if c.LargeOrderPPM <= 0 || order <= 0 || ceiling >= Unbounded {
		return false
	}
	bound, err := max(0, ceiling).At(c.LargeOrderPPM)
	return err == nil && order > bound
}

// Improvements are the factors that would raise a score most, the widest gap
// first; what is not known, what cannot be worked on (tenure) and full marks
// are left out.
func (s Score) Improvements() []FactorKey {
	lines := slices.DeleteFunc(slices.Clone(s.Log), func(l FactorPoints) bool {
		return !l.Known || l.Points >= l.Best || l.Key == FactorTenure || strings.HasPrefix(string(l.Key), ExternalPrefix)
	})
	slices.SortStableFunc(lines, func(a, b FactorPoints) int { return cmp.Compare(b.Best-b.Points, a.Best-a.Points) })
	keys := make([]FactorKey, len(lines))
	for i, l := range lines {
		keys[i] = l.Key
	}
	return keys
}

// AgentFact is a value of outside data about an agent, such as a credit
// bureau's figure: known from AsOfOn on, until a later one of the same name.
type AgentFact struct {
	ID          int64
	AgentID     int64
	Name        string
	Value       int64
	AsOfOn      Date
	Source      string
	EnteredBy   string
	EnteredByID int64
	EnteredAt   time.Time
}

// Validate checks what a person typed, on the day it is entered. A name is of
// small letters, digits and underscores, as a scorecard calls it.
func (f AgentFact) Validate(on Date) error {
	switch {
	case !factName(f.Name):
		return Invalid("name", "error.fact_name")
	case f.AsOfOn.IsZero():
		return Invalid("as_of", "error.date_required")
	case f.AsOfOn > on:
		return Invalid("as_of", "error.date_in_future")
	case strings.TrimSpace(f.Source) == "":
		return Invalid("source", "error.value_required")
	}
	return CheckLengths(Length{Field: "source", Value: f.Source, Max: 160})
}

func factName(name string) bool {
	return name != "" && len(name) <= 40 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// GradeSource is how an agent came by a grade.
type GradeSource string

// A grade is given with the agent's entry, by hand, or by a review.
const (
	GradeEntry  GradeSource = "entry"
	GradeHand   GradeSource = "hand"
	GradeReview GradeSource = "review"
)

// AgentGrade is a line of the journal of grades: from which day an agent has
// had a grade.
type AgentGrade struct {
	ID          int64
	AgentID     int64
	FromOn      Date
	Grade       Grade
	Source      GradeSource
	Reason      string
	ChangedBy   string
	ChangedByID int64
	ChangedAt   time.Time
}
