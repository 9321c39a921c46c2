package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// steady is an agent on monthly terms that buys ¥30,000 on the tenth of each
// month of a year and pays ten days late.
func steady() ReplayHistory {
	monthly := NamedPolicies()[2]
	monthly.HolidayShift = ShiftNone
	h := ReplayHistory{From: MustDate("2025-07-01"), To: MustDate("2026-06-30"), Agents: []ReplayAgent{{ID: 1, Code: "A1", Policy: monthly, Pot: -1,
		Limits: []ReplayLimit{{CreditLimit: CreditLimit{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: 100_000_00}}}}}}
	for m := range 12 {
		on := MustDate("2025-07-10").AddMonths(m)
		due := monthly.DueDate(on, Holidays{})
		h.Orders = append(h.Orders, ReplayOrder{ID: int64(m + 1), On: on, AmountFen: 30_000_00, Kind: SettlementMonths,
			Claims: []Claim{paidClaim(on, due, due+10, 30_000_00)}, Bought: Purchases{{on, on, 30_000_00}}})
	}
	return h
}

func paidClaim(posted, due, paid Date, amount Money) Claim {
	return Claim{PostingOn: posted, DueOn: due, AmountFen: amount, Parts: []ClaimPart{{FromReceipt, paid, paid, amount}}}
}

func docSettlementEffect(t *testing.T, rows []textRow) {
	policies := []SettlementPolicy{}
	for _, r := range rows {
		p := SettlementPolicy{Code: r.str("policy"), Kind: SettlementKind(r.str("kind")), Months: r.num("months"), CutoffDay: 31, DaysToPay: r.num("days to pay"),
			DiscountPPM: r.rate("discount %"), DiscountDays: r.num("within"), HolidayShift: ShiftNone}
		require.NoError(t, p.Validate())
		policies = append(policies, p)
	}
	effects, err := CompareSettlement(steady(), policies, 43_500, LossEstimate{RatePPM: 12_000}, noProgress)
	require.NoError(t, err)
	for i, r := range rows {
		e := effects[i]
		require.Equal(t, r.money("cash tied up"), e.TiedUp.Fen, r.line)
		require.Equal(t, r.money("financing"), e.Financing.Fen, r.line)
		require.Equal(t, r.money("discounts"), e.Discounts.Fen, r.line)
		require.Equal(t, r.money("loss"), e.Loss.Fen, r.line)
		require.Equal(t, r.money("sales"), e.Sales.Fen, r.line)
		require.Equal(t, r.money("sales lost"), e.Lost.Fen, r.line)
		require.Equal(t, Money(360_000_00), e.Sales.Fen+e.Lost.Fen, "what was delivered is sold or lost")
		for _, x := range []Estimate{e.Sales, e.Lost, e.TiedUp, e.Financing, e.Discounts, e.Loss} {
			require.LessOrEqual(t, x.LowFen, x.Fen)
			require.GreaterOrEqual(t, x.HighFen, x.Fen)
		}
	}
	again, err := CompareSettlement(steady(), policies, 43_500, LossEstimate{RatePPM: 12_000}, noProgress)
	require.NoError(t, err)
	require.Equal(t, effects, again)
}

// Who pays a week before it is due takes the discount that its terms give.
func TestWhoPaysInTimeTakesTheDiscount(t *testing.T) {
	h := steady()
	for i := range h.Orders {
		c := &h.Orders[i].Claims[0]
		c.Parts[0].ValueOn, c.Parts[0].PostingOn = c.DueOn-7, c.DueOn-7
	}
	discount := SettlementPolicy{Code: "d", Kind: SettlementMonths, Months: 1, CutoffDay: 31, DaysToPay: 30, DiscountPPM: 20_000, DiscountDays: 23, HolidayShift: ShiftNone}
	late := discount
	late.DiscountDays = 22
	effects, err := CompareSettlement(h, []SettlementPolicy{discount, late}, 43_500, LossEstimate{RatePPM: 12_000}, noProgress)
	require.NoError(t, err)
	require.Equal(t, Money(7_200_00), effects[0].Discounts.Fen, "2 % of 360,000")
	require.Zero(t, effects[1].Discounts.Fen, "a day too late")
}

// What credit carried is what the agent's own limit was on each day, or what it
// was let have: today's limit, block or pot change nothing of the past.
func TestTheEstimateTakesTheLimitOfEachDay(t *testing.T) {
	quarterly := SettlementPolicy{Code: "q", Kind: SettlementMonths, Months: 3, CutoffDay: 31, DaysToPay: 30, HolidayShift: ShiftNone}
	lost := func(change func(a *ReplayAgent)) Money {
		h := steady()
		change(&h.Agents[0])
		effects, err := CompareSettlement(h, []SettlementPolicy{quarterly}, 43_500, LossEstimate{RatePPM: 12_000}, noProgress)
		require.NoError(t, err)
		return effects[0].Lost.Fen
	}
	was := lost(func(*ReplayAgent) {})
	require.Positive(t, was)
	today := MustDate("2026-06-30")
	lowered := ReplayLimit{CreditLimit: CreditLimit{Purpose: LimitStanding, Kind: LimitNone, ValidFromOn: today}, SetOn: today}
	require.Equal(t, was, lost(func(a *ReplayAgent) { a.Limits[0].EndedOn = today; a.Limits = append(a.Limits, lowered) }), "a limit of today was none of the past's")
	require.Zero(t, lost(func(a *ReplayAgent) { a.Limits[0].AmountFen = 1_000_000_00 }))
	require.Zero(t, lost(func(a *ReplayAgent) { a.Limits[0].Kind = LimitUnlimited }))
	require.Less(t, was, lost(func(a *ReplayAgent) { a.Limits = nil }), "without a limit it is what the agent was let have")
	require.Less(t, lost(func(a *ReplayAgent) {
		a.Securities = []ReplaySecurity{{From: MustDate("2025-01-01"), AmountFen: 30_000_00}}
	}), was)
}

// Its present policy loses an agent nothing, and neither does paying before or
// at delivery, however small the limit was.
func TestNoCreditNoLoss(t *testing.T) {
	h := steady()
	h.Agents[0].Limits[0].AmountFen = 1
	policies := NamedPolicies()
	policies[2].HolidayShift = ShiftNone
	effects, err := CompareSettlement(h, policies, 43_500, LossEstimate{RatePPM: 12_000}, noProgress)
	require.NoError(t, err)
	for _, e := range effects {
		if !e.Policy.Kind.NeedsLimit() || e.Policy.Code == h.Agents[0].Policy.Code {
			require.Zero(t, e.Lost.Fen, e.Policy.Code)
			require.Equal(t, Money(360_000_00), e.Sales.Fen, e.Policy.Code)
		}
		require.Equal(t, b2n(e.Policy.Code == h.Agents[0].Policy.Code), e.Current, e.Policy.Code)
	}
}

// A group that lost nothing yet is not said to be sure to lose nothing: the
// bounds of the rate are those of the loss.
func TestTheLossTakesTheBoundsOfItsRate(t *testing.T) {
	h := steady()
	policies := []SettlementPolicy{h.Agents[0].Policy}
	for _, x := range []struct {
		loss     LossEstimate
		low, top Money
	}{
		{LossEstimate{}, 0, 0},
		{LossEstimate{Evidence: EvidenceSound, RatePPM: 0, HighPPM: 72_000}, 0, 25_920_00}, // of 360000.00
		{LossEstimate{Evidence: EvidenceSound, RatePPM: 12_000, LowPPM: 12_000, HighPPM: 12_000}, 4_320_00, 4_320_00},
		{LossEstimate{Evidence: EvidenceSound, RatePPM: 12_000, LowPPM: 5_000, HighPPM: 20_000}, 1_800_00, 7_200_00},
	} {
		effects, err := CompareSettlement(h, policies, 43_500, x.loss, noProgress)
		require.NoError(t, err)
		require.InEpsilon(t, float64(x.low+1), float64(effects[0].Loss.LowFen+1), 0.01, x) // months differ a little
		require.InEpsilon(t, float64(x.top+1), float64(effects[0].Loss.HighFen+1), 0.01, x)
	}
}

// Due days that a policy would have set are moved by the holidays of the book.
func TestOtherTermsKnowTheHolidays(t *testing.T) {
	p := NamedPolicies()[2]
	p.HolidayShift = ShiftNext
	c := Claim{PostingOn: MustDate("2026-06-10"), AmountFen: 100}
	plain := c.under(p, Holidays{}).DueOn
	off := Holidays{Off: map[Date]bool{plain: true}}
	require.Greater(t, c.under(p, off).DueOn, plain)
}
