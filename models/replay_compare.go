package models

import (
	"cmp"
	"slices"
)

// Oscillates tells whether a standard turned round too often: two reversals
// within two years. Days ascend.
func Oscillates(reversed []Date) bool {
	for i := 1; i < len(reversed); i++ {
		if reversed[i] <= reversed[i-1].AddMonths(24) {
			return true
		}
	}
	return false
}

// ReplayGroup sums the agents of a grade or region under two policies.
type ReplayGroup struct {
	Name             string `json:"name"`
	Agents           int    `json:"agents"`
	Affected         int    `json:"affected"`
	BaseSalesFen     Money  `json:"base_sales"`
	SalesFen         Money  `json:"sales"`
	BaseLostSalesFen Money  `json:"base_lost_sales"`
	LostSalesFen     Money  `json:"lost_sales"`
	BaseLimitFen     Money  `json:"base_limit"`
	LimitFen         Money  `json:"limit"`
	LimitsDown       int    `json:"limits_down"`
	BaseLossFen      Money  `json:"base_loss"`
	LossFen          Money  `json:"loss"`
	// BaseOrders and Orders are nil in results that were kept before they were
	// counted by agent.
	BaseOrders *ReplayCounts `json:"base_orders,omitempty"`
	Orders     *ReplayCounts `json:"orders,omitempty"`
}

// ReplayCounts is what became of a group's orders under a policy, and what the
// group owed and had on order on an average day.
type ReplayCounts struct {
	Approved           int   `json:"approved"` // at once
	Held               int   `json:"held"`     // of which some went through
	Lost               int   `json:"lost"`
	AverageExposureFen Money `json:"average_exposure"`
}

func (c *ReplayCounts) add(l ReplayLine) {
	c.Approved, c.Held, c.Lost = c.Approved+l.Approved, c.Held+l.Held, c.Lost+l.Lost
	c.AverageExposureFen += l.AverageExposureFen
}

// SalesChange is by how much the candidate sells more.
func (g ReplayGroup) SalesChange() int64 { return int64(g.SalesFen - g.BaseSalesFen) }

// ReplayComparison is the same past under the policy in force and under a
// candidate.
type ReplayComparison struct {
	From      Date          `json:"from"`
	To        Date          `json:"to"`
	Base      ReplayResult  `json:"base"`
	Candidate ReplayResult  `json:"candidate"`
	Affected  int           `json:"affected"` // agents to whom anything differs
	ByGrade   []ReplayGroup `json:"by_grade"` // grades under the policy in force, at the end
	ByRegion  []ReplayGroup `json:"by_region"`
}

// CompareReplays puts two replays of one history side by side.
func CompareReplays(h ReplayHistory, base, candidate ReplayResult) ReplayComparison {
	c := ReplayComparison{From: h.From, To: h.To, Base: base, Candidate: candidate}
	grades, regions := map[string]*ReplayGroup{}, map[string]*ReplayGroup{}
	for i, was := range base.Agents {
		is := candidate.Agents[i]
		if was != is {
			c.Affected++
		}
		groupOf(grades, string(was.Grade)).add(was, is)
		groupOf(regions, was.Region).add(was, is)
	}
	c.ByGrade, c.ByRegion = sortedGroups(grades), sortedGroups(regions)
	return c
}

func groupOf(groups map[string]*ReplayGroup, name string) *ReplayGroup {
	if groups[name] == nil {
		groups[name] = &ReplayGroup{Name: name, BaseOrders: &ReplayCounts{}, Orders: &ReplayCounts{}}
	}
	return groups[name]
}

func sortedGroups(groups map[string]*ReplayGroup) []ReplayGroup {
	out := make([]ReplayGroup, 0, len(groups))
	for _, g := range groups {
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b ReplayGroup) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// add counts an agent. Unlimited lines are in no sum of limits.
func (g *ReplayGroup) add(was, is ReplayLine) {
	g.Agents++
	if was != is {
		g.Affected++
	}
	g.BaseOrders.add(was)
	g.Orders.add(is)
	g.BaseSalesFen, g.SalesFen = g.BaseSalesFen+was.SalesFen, g.SalesFen+is.SalesFen
	g.BaseLostSalesFen, g.LostSalesFen = g.BaseLostSalesFen+was.LostSalesFen, g.LostSalesFen+is.LostSalesFen
	g.BaseLossFen, g.LossFen = g.BaseLossFen+was.LossFen, g.LossFen+is.LossFen
	if was.LimitFen < Unbounded && is.LimitFen < Unbounded {
		g.BaseLimitFen, g.LimitFen = g.BaseLimitFen+was.LimitFen, g.LimitFen+is.LimitFen
	}
	if is.LimitFen < was.LimitFen {
		g.LimitsDown++
	}
}

// TrialUnit says how a line of a comparison is shown.
type TrialUnit string

// The units of a comparison.
const (
	TrialMoney TrialUnit = "money"
	TrialRate  TrialUnit = "rate"
	TrialCount TrialUnit = "count"
)

// TrialLine is a figure under the policy in force and under the candidate.
type TrialLine struct {
	Key             string
	Unit            TrialUnit
	Base, Candidate int64 // fen, ppm or a number
}

// Change is by how much the candidate differs where figures are shown in steps
// of so many fen or ppm: the difference of what is shown, so that three numbers
// side by side add up. A step of 1 is exact.
func (l TrialLine) Change(step int64) int64 {
	return shownIn(l.Candidate, step) - shownIn(l.Base, step)
}

// shownIn is a figure rounded half away from zero to whole steps.
func shownIn(v, step int64) int64 {
	n, err := MulDiv(v, 1, step)
	if err != nil {
		return v
	}
	return n * step
}

// Partial tells that the last month is not a whole one.
func (c ReplayComparison) Partial() bool { return c.To != c.To.MonthEnd() }

// Lines are the figures of the comparison, in the order they are shown.
// Sales are those of an average month.
func (c ReplayComparison) Lines() []TrialLine {
	lines := []TrialLine{}
	add := func(key string, unit TrialUnit, of func(ReplayResult) int64) {
		lines = append(lines, TrialLine{key, unit, of(c.Base), of(c.Candidate)})
	}
	add("loss_rate", TrialRate, func(r ReplayResult) int64 { return int64(r.Totals.Loss.RatePPM) })
	add("sales_month", TrialMoney, func(r ReplayResult) int64 { return int64(r.salesOfAMonth()) })
	add("exposure", TrialMoney, func(r ReplayResult) int64 { return int64(r.Totals.AverageExposureFen) })
	add("peak", TrialMoney, func(r ReplayResult) int64 { return int64(r.Totals.PeakExposureFen) })
	add("approved_share", TrialRate, func(r ReplayResult) int64 { return int64(r.Totals.ApprovedShare()) })
	add("held", TrialCount, func(r ReplayResult) int64 { return int64(r.Totals.Held) })
	add("lost", TrialCount, func(r ReplayResult) int64 { return int64(r.Totals.Lost) })
	add("lost_sales", TrialMoney, func(r ReplayResult) int64 { return int64(r.Totals.LostSalesFen) })
	add("expected_loss", TrialMoney, func(r ReplayResult) int64 { return int64(r.Totals.ExpectedLossFen) })
	add("realised_loss", TrialMoney, func(r ReplayResult) int64 { return int64(r.Totals.RealisedLossFen) })
	add("moves", TrialCount, func(r ReplayResult) int64 { return int64(r.Totals.Moves) })
	add("reversals", TrialCount, func(r ReplayResult) int64 { return int64(r.Totals.Reversals) })
	add("strict", TrialCount, func(r ReplayResult) int64 { return int64(r.Totals.Strict) })
	return lines
}

// salesOfAMonth are the sales of an average month, rounded once.
func (r ReplayResult) salesOfAMonth() Money {
	m, err := MulDiv(int64(r.Totals.SalesFen), 1, int64(max(1, len(r.Months))))
	if err != nil {
		return 0
	}
	return Money(m)
}

// Lines are the figures of a group, in the order they are shown. A result that
// was kept before orders were counted by agent has none on them.
func (g ReplayGroup) Lines() []TrialLine {
	lines := []TrialLine{}
	add := func(key string, unit TrialUnit, of func(ReplayCounts) int64) {
		if g.BaseOrders != nil && g.Orders != nil {
			lines = append(lines, TrialLine{key, unit, of(*g.BaseOrders), of(*g.Orders)})
		}
	}
	add("approved", TrialCount, func(c ReplayCounts) int64 { return int64(c.Approved) })
	add("held", TrialCount, func(c ReplayCounts) int64 { return int64(c.Held) })
	add("lost", TrialCount, func(c ReplayCounts) int64 { return int64(c.Lost) })
	lines = append(lines, TrialLine{"sales", TrialMoney, int64(g.BaseSalesFen), int64(g.SalesFen)})
	add("exposure", TrialMoney, func(c ReplayCounts) int64 { return int64(c.AverageExposureFen) })
	return append(lines, TrialLine{"realised_loss", TrialMoney, int64(g.BaseLossFen), int64(g.LossFen)})
}

// ApprovedShare is the part of the orders that went through at once, in ppm.
func (t ReplayTotals) ApprovedShare() Rate {
	share, err := MulDiv(int64(t.Approved), int64(One), int64(t.Orders))
	if err != nil {
		return 0
	}
	return Rate(share)
}
