package models

import (
	"strings"
	"time"
)

// StandardResult is what became of a run.
type StandardResult string

// A run kept the level, recorded a move in shadow, proposed or applied it.
const (
	ResultKept     StandardResult = "kept"
	ResultShadowed StandardResult = "shadowed"
	ResultProposed StandardResult = "proposed"
	ResultApplied  StandardResult = "applied"
)

// StandardState is the level in force in a segment with what it asks, copied
// from the policy so that the credit check needs no JSON. The match says which
// agents it is for: of several the highest rank counts. ChangedOn is zero until
// the level first changed; a segment without a level is new.
type StandardState struct {
	Segment       string `json:"segment"`
	MatchKind     string `json:"-"`
	MatchValue    string `json:"-"`
	MatchRank     int    `json:"-"`
	Level         string `json:"level"`
	LowestGrade   Grade  `json:"lowest_grade"`
	MultiplierPPM Rate   `json:"multiplier_ppm"`
	LongestMonths int    `json:"longest_months"`
	DepositPPM    Rate   `json:"deposit_ppm"`
	PolicyVersion int64  `json:"policy_version"`
	ChangedOn     Date   `json:"changed_on"`
	ChangeID      int64  `json:"change_id"`
	Version       int64  `json:"version"`
}

// At is the state with another level's demands; dates and versions stay.
func (s StandardState) At(l StandardLevel) StandardState {
	s.Level, s.LowestGrade, s.MultiplierPPM = l.Name, l.LowestGrade, l.MultiplierPPM
	s.LongestMonths, s.DepositPPM = l.LongestMonths, l.DepositPPM
	return s
}

// The ranks of segments: a settlement policy comes before a grade, a grade
// before a region, and a region before those above it.
const (
	rankGrade      = 1000
	rankSettlement = 2000
)

// Matching gives a new state its match. regionPath is the path of the segment's
// region, "" for any other segment.
func (s StandardState) Matching(regionPath string) StandardState {
	kind, value, _ := strings.Cut(s.Segment, ":")
	s.MatchKind, s.MatchValue = kind, value
	switch kind {
	case "region":
		s.MatchValue, s.MatchRank = regionPath, strings.Count(regionPath, "/")
	case "grade":
		s.MatchRank = rankGrade
	case "settlement":
		s.MatchRank = rankSettlement
	}
	return s
}

// StandardRun is one run of the controller for a segment, day and policy
// version, also one that changes nothing. Record is the JSON of the
// StandardRecord.
type StandardRun struct {
	ID            int64
	Segment       string
	AsOfOn        Date
	PolicyVersion int64
	Mode          StandardMode
	Result        StandardResult
	Rule          StandardRule
	FromLevel     string
	ToLevel       string
	Record        string
	RunAt         time.Time
}

// ProposalState is where a proposed change of the standard stands.
type ProposalState string

// A proposal is open until finance decides, or until a newer run, a move of the
// level or a new version of the policy supersedes it.
const (
	ProposalOpen       ProposalState = "open"
	ProposalApproved   ProposalState = "approved"
	ProposalRejected   ProposalState = "rejected"
	ProposalSuperseded ProposalState = "superseded"
)

// StandardProposal is a move that waits for finance. It may be approved only
// while the segment's state still has StateVersion.
type StandardProposal struct {
	ID           int64
	RunID        int64
	Segment      string
	FromLevel    string
	ToLevel      string
	State        ProposalState
	StateVersion int64
	ProposedAt   time.Time
	DecidedBy    string
	DecidedByID  int64
	DecidedAt    *time.Time
	Reason       string
}

// ChangeSource says who changed a standard.
type ChangeSource string

// A change comes from an approved proposal, from an automatic run, from
// finance by hand, or takes an earlier change back.
const (
	ChangeProposal  ChangeSource = "proposal"
	ChangeAutomatic ChangeSource = "automatic"
	ChangeManual    ChangeSource = "manual"
	ChangeRollback  ChangeSource = "rollback"
)

// StandardChange is one line of the standard's journal.
type StandardChange struct {
	ID          int64
	Segment     string
	FromLevel   string
	ToLevel     string
	EffectiveOn Date
	Source      ChangeSource
	ProposalID  *int64
	RollsBackID *int64
	Reason      string
	ChangedBy   string
	ChangedAt   time.Time
}
