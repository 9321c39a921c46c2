package models

import (
	"slices"
	"strings"
)

// CaseKind is what a store does for a member that takes longer than a visit.
type CaseKind string

// The kinds.
const (
	CaseService   CaseKind = "service"   // something of the member's is cleaned, resized, repaired
	CaseBespoke   CaseKind = "bespoke"   // something is made to the member's wishes
	CaseComplaint CaseKind = "complaint" // something went wrong
)

// CaseKinds lists them in the order pages show them.
func CaseKinds() []CaseKind { return []CaseKind{CaseService, CaseBespoke, CaseComplaint} }

// CaseStage is how far a case is.
type CaseStage string

// The stages that rules know by name; the others only lie between them.
const (
	StageReceived  CaseStage = "received"
	StageWorking   CaseStage = "working"
	StageReady     CaseStage = "ready"
	StageReturned  CaseStage = "returned"
	StageBrief     CaseStage = "brief"
	StageDesigning CaseStage = "designing"
	StageQuoted    CaseStage = "quoted"
	StageAgreed    CaseStage = "agreed"
	StageFinished  CaseStage = "finished"
	StageDelivered CaseStage = "delivered"
	StageOpen      CaseStage = "open"
	StageAnswered  CaseStage = "answered"
	StageSolved    CaseStage = "solved"
	StageClosed    CaseStage = "closed"
	StageCancelled CaseStage = "cancelled"
)

// caseStep is a stage with the stages that may follow it, the usual one first.
type caseStep struct {
	stage CaseStage
	next  string
}

// caseFlows are the stages of each kind, the first being where a case begins.
// A complaint that was closed may be opened again, everything else that ended
// stays ended.
var caseFlows = map[CaseKind][]caseStep{
	CaseService: {{StageReceived, "working ready cancelled"}, {StageWorking, "ready received cancelled"}, {StageReady, "returned working"}, {StageReturned, ""}, {StageCancelled, ""}},
	CaseBespoke: {{StageBrief, "designing cancelled"}, {StageDesigning, "quoted cancelled"}, {StageQuoted, "agreed designing cancelled"}, {StageAgreed, "modelling casting cancelled"},
		{"modelling", "casting cancelled"}, {"casting", "setting polishing modelling cancelled"}, {"setting", "polishing casting cancelled"}, {"polishing", "finished setting casting cancelled"},
		{StageFinished, "delivered polishing cancelled"}, {StageDelivered, ""}, {StageCancelled, ""}},
	CaseComplaint: {{StageOpen, "answered solved"}, {StageAnswered, "solved"}, {StageSolved, "closed open"}, {StageClosed, "open"}},
}

// caseTopics are what each kind is about, in the order a form offers them.
var caseTopics = map[CaseKind][]string{
	CaseService:   {"cleaning", "resizing", "repair", "setting", "engraving", "inspection", "visit"},
	CaseBespoke:   {"ring", "necklace", "bracelet", "earrings", "pendant", "set", "other"},
	CaseComplaint: {"quality", "service", "price", "delivery", "promise", "other"},
}

// TopicVisit is a service at the member's place, for which nothing is weighed in.
const TopicVisit = "visit"

// CaseTopics are what a kind is about; none for an unknown kind.
func CaseTopics(k CaseKind) []string { return caseTopics[k] }

// CaseStages are the stages of a kind in their usual order.
func CaseStages(k CaseKind) (out []CaseStage) {
	for _, s := range caseFlows[k] {
		out = append(out, s.stage)
	}
	return out
}

// EndedStages are those after which nothing is due.
func EndedStages() []CaseStage {
	return []CaseStage{StageReturned, StageDelivered, StageClosed, StageCancelled}
}

// Ended tells that nothing is due any more.
func (s CaseStage) Ended() bool { return slices.Contains(EndedStages(), s) }

// Next are the stages that may follow, the usual one first.
func (c Case) Next() (out []CaseStage) {
	for _, s := range caseFlows[c.Kind] {
		if s.stage == c.Stage {
			for _, next := range strings.Fields(s.next) {
				out = append(out, CaseStage(next))
			}
		}
	}
	return out
}

// Way is the stages that the case has gone and will go in the usual order, for a
// page that shows how far it is; without the cancelled, unless it ended there.
func (c Case) Way() (out []CaseStage) {
	for _, s := range CaseStages(c.Kind) {
		if s != StageCancelled || c.Stage == StageCancelled {
			out = append(out, s)
		}
	}
	return out
}

// BalanceFen is what the member still pays: the final price, or before there is
// one the quote, less what was paid down.
func (c Case) BalanceFen() Money {
	price := c.ChargeFen
	if price == 0 && !c.Stage.Ended() {
		price = c.QuoteFen
	}
	return price - c.DepositFen
}

// LostMg is how much lighter a thing came out of the workshop; negative for one
// that is heavier, 0 while one of the two is not weighed.
func (c Case) LostMg() Weight {
	if c.WeightInMg == 0 || c.WeightOutMg == 0 {
		return 0
	}
	return c.WeightInMg - c.WeightOutMg
}
