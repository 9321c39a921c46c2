package models

// Verdict is what holds of an order's credit now. The decision that it lives
// on says what was found once; what happened to the order since may have
// overtaken it.
type Verdict string

// A released order went ahead although its check had held it; an ended one
// needs no credit any more.
const (
	VerdictApprove  Verdict = "approve"
	VerdictHold     Verdict = "hold"
	VerdictReject   Verdict = "reject"
	VerdictReleased Verdict = "released"
	VerdictEnded    Verdict = "ended"
)

// VerdictOf tells what holds of an order in a state whose last check came out
// so.
func VerdictOf(state OrderState, found DecisionOutcome) Verdict {
	switch {
	case state == OrderCancelled:
		return VerdictEnded
	case found == OutcomeHold && state != OrderHeld && state != OrderDraft:
		return VerdictReleased
	}
	return Verdict(found)
}

// Stands tells that the decision still says what is so.
func (v Verdict) Stands() bool { return v != VerdictReleased && v != VerdictEnded }
