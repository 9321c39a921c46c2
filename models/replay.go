package models

import "encoding/json"

// ReplayPolicy is the set of policies that a past is replayed under. Grades
// are the default limits that a grade gives.
type ReplayPolicy struct {
	Standard  StandardPolicy
	Scorecard Scorecard
	Limits    LimitFormula
	Blocking  BlockingPolicy
	Grades    map[Grade]Limit
}

// ReplaySecurity is a deposit or guarantee with the days on which it counted.
type ReplaySecurity struct {
	From, To  Date // To is zero while it counts
	AmountFen Money
}

// ReplayLimit is a line of an agent's limit journal with the days on which it
// was set and replaced; EndedOn is zero while it is in force.
type ReplayLimit struct {
	CreditLimit
	SetOn, EndedOn Date
}

// ReplayAgent is an agent of the recorded past. Pot is an index of the
// history's pots, −1 without a group.
type ReplayAgent struct {
	ID         int64
	Code       string
	Region     string
	Policy     SettlementPolicy
	Limits     []ReplayLimit
	Pot        int
	Securities []ReplaySecurity
	BrokenOn   []Date
}

// ReplayPot is a group with the amount its members share.
type ReplayPot struct {
	Code string
	Pot  Limit
}

// ReplayOrder is an order as it was recorded, or an invoice without one.
// Claims are its deliveries with all that settled them; an order without
// claims gave its credit up on EndedOn. Refused marks one that never went
// through for lack of credit: what it would have brought is not on record.
type ReplayOrder struct {
	ID        int64
	Agent     int // index of the history's agents
	On        Date
	AmountFen Money
	Kind      SettlementKind
	Claims    []Claim
	Bought    Purchases // invoices and credit notes of the deliveries
	EndedOn   Date
	Refused   bool
	// ReleasedOn is when a one-off grant let the order through, zero for none.
	ReleasedOn Date
}

// ReplayHistory is a recorded past, orders ascending by day and id. Those
// before From are the book that the replay begins with; they went through as
// they did.
type ReplayHistory struct {
	From, To Date
	Agents   []ReplayAgent
	Pots     []ReplayPot
	Orders   []ReplayOrder
	Holidays Holidays // what due days that were never set are moved by
}

// ReplayTotals is what became of the orders of a span under a policy.
type ReplayTotals struct {
	Orders             int          `json:"orders"`
	Approved           int          `json:"approved"` // at once
	Held               int          `json:"held"`     // of which some went through
	Through            int          `json:"through"`  // held first
	Lost               int          `json:"lost"`
	AskedFen           Money        `json:"asked"`
	SalesFen           Money        `json:"sales"`
	LostSalesFen       Money        `json:"lost_sales"`
	AverageExposureFen Money        `json:"average_exposure"`
	PeakExposureFen    Money        `json:"peak_exposure"`
	ExpectedLossFen    Money        `json:"expected_loss"`
	RealisedLossFen    Money        `json:"realised_loss"`
	Recorded           int          `json:"recorded"` // went through in the past
	Imputed            int          `json:"imputed"`  // went through here, but were refused in the past
	ImputedFen         Money        `json:"imputed_amount"`
	Moves              int          `json:"moves"`     // of the standard
	Reversals          int          `json:"reversals"` // moves against the one before
	Oscillated         bool         `json:"oscillated"`
	Strict             int          `json:"strict"` // months at the strictest level
	Agents             int          `json:"agents"`
	Loss               LossEstimate `json:"loss"` // at the end of the span
}

// ReplayMonth is a month of a replay, for its charts. Exposure is that of its
// last day.
type ReplayMonth struct {
	Month       Date         `json:"month"`
	Approved    int          `json:"approved"`
	Lost        int          `json:"lost"`
	SalesFen    Money        `json:"sales"`
	ExposureFen Money        `json:"exposure"`
	LossFen     Money        `json:"loss"`
	Level       string       `json:"level"`
	Rule        StandardRule `json:"rule"`
	Evidence    LossEstimate `json:"evidence"`
}

// ReplayLine is what became of one agent.
type ReplayLine struct {
	ID           int64  `json:"id"`
	Code         string `json:"code"`
	Region       string `json:"region"`
	Grade        Grade  `json:"grade"` // at the end
	LimitFen     Money  `json:"limit"`
	SalesFen     Money  `json:"sales"`
	LostSalesFen Money  `json:"lost_sales"`
	Held         int    `json:"held"`
	Lost         int    `json:"lost"`
	LossFen      Money  `json:"loss"`
	// Approved and the average exposure of a day are zero in results that were
	// kept before they were counted by agent.
	Approved           int   `json:"approved"` // at once
	AverageExposureFen Money `json:"average_exposure"`
}

// UnmarshalJSON reads a kept line. Its limit may be Unbounded, which is more
// than Money accepts as an input.
func (l *ReplayLine) UnmarshalJSON(b []byte) error {
	type line ReplayLine
	wide := struct {
		*line
		Limit result `json:"limit"`
	}{line: (*line)(l)}
	if err := json.Unmarshal(b, &wide); err != nil {
		return err
	}
	l.LimitFen = Money(wide.Limit)
	return nil
}

// ReplayResult is a past under a policy.
type ReplayResult struct {
	Totals ReplayTotals  `json:"totals"`
	Months []ReplayMonth `json:"months"`
	Agents []ReplayLine  `json:"agents"`
	// Proposed are the limits that the formula gave each agent at the start of
	// each month.
	Proposed [][]Money `json:"-"`
}

// Replay plays a recorded past under a policy, day by day, each day knowing
// only what was known on it (docs/credit-policy.md §13). Every order asks Decide;
// one that is held asks again for seven days, then it is lost, as is what still
// waits on the last day; one that a one-off grant let through in the past, for
// lack of credit alone, gets it again. Agents
// are scored on the first day and when their score runs out or a loss is posted.
// Own limits are those that people set. Where reference is another replay of
// the same past, they are changed at each review in the proportion of what the
// formula gives here to what it gave there, as if people had followed it. The
// controller runs on the first of each month and its moves are applied. What an
// order that was refused in the past would have brought is imputed: due as
// its agent settles, paid as late as the agent paid on average by then.
// progress is asked after each month, with the part that is done in ppm; an
// error of it ends the replay.
func Replay(h ReplayHistory, p ReplayPolicy, reference *ReplayResult, progress func(done Rate) error) (ReplayResult, error) {
	b := newReplayBook(h, p, reference)
	for day := h.From; day <= h.To; day++ {
		if err := b.day(day); err != nil {
			return ReplayResult{}, err
		}
		if day == h.To {
			b.giveUp()
		}
		if day == day.MonthEnd() || day == h.To {
			b.closeMonth(day)
			if err := progress(Rate(day.DaysSince(h.From)+1) * One / Rate(h.To.DaysSince(h.From)+1)); err != nil {
				return ReplayResult{}, err
			}
		}
	}
	return b.result()
}
