package models

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The worked examples of the credit policy page, table by table.
var docExamples = map[string]func(t *testing.T, rows []textRow){
	"credit-check":      docCreditCheck,
	"limit":             docLimit,
	"settlement":        docSettlement,
	"ageing":            docAgeing,
	"ageing-total":      nil, // read by ageing
	"allocation":        docAllocation,
	"dso":               docDSO,
	"days-beyond-terms": docDaysBeyondTerms,
	"loss-cohort":       docLossCohort,
	"loss-rate":         docLossRate,
	"sale-grade":        nil, // read by app/standard, by the query itself
	"controller":        docController,
	"mode":              docMode,
	"ten-years":         docLoop,
	"versions":          docVersions,
	"score":             docScore,
	"limit-proposal":    docLimitProposal,
	"purchases":         docPurchases,
	"blocking":          docBlocking,
	"approval":          docApproval,
	"promise":           docPromise,
	"review":            docReview,
	"limit-change":      docLimitChange,
	"provision":         docProvision,
	"watch":             docWatch,
	"settlement-effect": docSettlementEffect,
	"allowance":         docAllowance,
	"dispute":           docDispute,
}

var docTables = regexp.MustCompile("(?s)```text ([a-z-]+)\n(.*?)\n```")

func readDoc(t *testing.T) map[string][]textRow {
	page, err := os.ReadFile("../docs/credit-policy.md")
	require.NoError(t, err)
	found := docTables.FindAllStringSubmatch(string(page), -1)
	require.Len(t, found, strings.Count(string(page), "```")/2, "every table has a name")
	tables := map[string][]textRow{}
	for _, f := range found {
		require.NotContains(t, tables, f[1])
		tables[f[1]] = textTable(t, f[2])
	}
	return tables
}

func TestTheCreditPolicyPageIsTrue(t *testing.T) {
	tables := readDoc(t)
	for name := range tables {
		require.Contains(t, docExamples, name, "a table that nothing checks")
	}
	for name, check := range docExamples {
		require.Contains(t, tables, name)
		if check != nil {
			t.Run(name, func(t *testing.T) {
				for i := range tables[name] {
					tables[name][i].t = t
				}
				check(t, tables[name])
			})
		}
	}
}

func docCreditCheck(t *testing.T, rows []textRow) {
	for _, r := range rows {
		before := Counters{r.money("open items"), r.money("reserved"), r.money("unallocated"), r.money("secured")}
		d := Decide(creditTerms(r.money("limit")), before, nil, asks(r.money("order")))
		require.Equal(t, []Money{r.money("exposure"), r.money("available"), r.money("short")}, []Money{d.Exposure, d.Available, d.Shortfall}, r.line)
		require.Equal(t, r.str("outcome"), string(d.Outcome), r.line)
	}
}

func docLimit(t *testing.T, rows []textRow) {
	for _, r := range rows {
		terms := CreditTerms{GradeLimit: Limit{LimitAmount, r.money("grade gives")}, Standard: StandardTerms{MultiplierPPM: r.rate("multiplier")}}
		if m := r.money("own limit"); m != 0 {
			terms.Limits = append(terms.Limits, CreditLimit{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: m, ValidFromOn: r.date("valid from"), ValidToOn: r.date("valid to")})
		}
		if m := r.money("temporary"); m != 0 {
			terms.Limits = append(terms.Limits, CreditLimit{Purpose: LimitTemporary, Kind: LimitAmount, AmountFen: m, ValidFromOn: r.date("from"), ValidToOn: r.date("to")})
		}
		limit, source := terms.EffectiveLimit(r.date("on"))
		require.Equal(t, r.money("limit"), limit.Ceiling(), r.line)
		require.Equal(t, r.str("source"), string(source), r.line)
	}
}

func docSettlement(t *testing.T, rows []textRow) {
	h := Holidays{Off: map[Date]bool{MustDate("2026-10-01"): true, MustDate("2026-10-02"): true}, Work: map[Date]bool{MustDate("2026-10-10"): true}}
	for _, r := range rows {
		p := policyFrom(r.str("kind"), r.num("months"), r.num("cut-off"), r.num("days to pay"), r.str("shift"))
		require.NoError(t, p.Validate(), r.line)
		require.Equal(t, r.date("billed"), p.BillDate(r.date("delivered")), r.line)
		require.Equal(t, r.date("due"), p.DueDate(r.date("delivered"), h), r.line)
	}
}

var ageingColumns = []string{"1–30", "31–60", "61–90", "91–180", "181–360", "> 360"}

func docAgeing(t *testing.T, rows []textRow) {
	asOf := MustDate("2026-06-30")
	var a Ageing
	for _, r := range rows {
		m, due := r.money("residual"), r.date("due")
		require.Equal(t, r.num("days late"), asOf.DaysSince(due), r.line)
		column := "not due"
		switch b := BucketOf(asOf, due); {
		case m < 0:
			column = "credits"
		case b >= 0:
			column = ageingColumns[b]
		}
		require.Equal(t, r.str("column"), column, r.line)
		a.Add(asOf, due, max(0, m), min(0, m))
	}
	a.Unallocated = yuan("250.00")
	totals := map[string]Money{"not due": a.NotDue, "credits": a.Credits, "unallocated": a.Unallocated, "total": a.Total()}
	for i, c := range ageingColumns {
		totals[c] = a.Late[i]
	}
	shown := readDoc(t)["ageing-total"]
	require.Len(t, shown, len(totals))
	for _, r := range shown {
		require.Equal(t, r.money("amount"), totals[r.str("column")], r.line)
	}
}

func docAllocation(t *testing.T, rows []textRow) {
	var items []AllocatableItem
	for i, r := range rows {
		items = append(items, claim(int64(i), r.money("residual"), r.str("due"), r.str("issued"), r.str("item"), r.str("disputed") == "yes", r.money("discount")))
	}
	got := make([]AllocationPart, len(rows))
	for _, p := range PlanAllocation(items, yuan("2500.00")) {
		got[p.ItemID] = p
	}
	for i, r := range rows {
		require.Equal(t, []Money{r.money("allocated"), r.money("discount taken")}, []Money{got[i].Amount, got[i].Discount}, r.line)
	}
}

func docDSO(t *testing.T, rows []textRow) {
	for _, r := range rows {
		p, sold := DSOPeriod(r.date("on"), r.num("months"), r.date("first sale"))
		require.True(t, sold, r.line)
		require.Equal(t, r.date("from"), p.From, r.line)
		require.Equal(t, r.num("days"), p.Days(), r.line)
		b := DSOBasis{Sales: p, ReceivableFen: r.money("receivable"), NotDueFen: r.money("not due"), SalesFen: r.money("sales")}
		require.Equal(t, []string{r.str("DSO"), r.str("best")}, []string{figure(b.DSO()), figure(b.BestPossible())}, r.line)
	}
}

func docDaysBeyondTerms(t *testing.T, rows []textRow) {
	var parts []PaidPart
	var sum Money
	for _, r := range rows[:len(rows)-1] {
		p := PaidPart{r.date("due"), r.date("paid"), r.money("amount")}
		require.Equal(t, r.num("days late"), p.ValueOn.DaysSince(p.DueOn), r.line)
		parts, sum = append(parts, p), sum+p.AmountFen
	}
	mean := rows[len(rows)-1]
	require.Equal(t, mean.money("amount"), sum)
	require.Equal(t, mean.str("days late"), figure(DaysBeyondTerms(parts)))
}

func docLossCohort(t *testing.T, rows []textRow) {
	for _, r := range rows {
		require.Equal(t, Period{r.date("due from"), r.date("due to")}, LossCohort(r.date("on"), r.num("lag")), r.line)
	}
}

func docLossRate(t *testing.T, rows []textRow) {
	for _, r := range rows {
		var losses []Money
		for _, s := range strings.Fields(r.str("losses")) {
			losses = append(losses, yuan(s))
		}
		e := estimate(t, agentsOf(r.num("agents"), yuan("100000"), losses...))
		require.Equal(t, []string{r.str("rate %"), r.str("low %"), r.str("high %"), r.str("evidence")},
			[]string{e.RatePPM.Percent(), e.LowPPM.Percent(), e.HighPPM.Percent(), string(e.Evidence)}, r.line)
	}
}

func docController(t *testing.T, rows []textRow) {
	var seen []string
	for _, r := range rows {
		p, e := standardPolicy(), sound(r.rate("low %"), r.rate("high %"))
		p.Direction, e.Loss.Evidence = StandardDirection(r.str("direction")), LossEvidence(r.str("evidence"))
		if r.str("early %") != "" {
			e.EarlySignal = ptr(r.rate("early %"))
		}
		s := StandardState{Level: r.str("level")}
		if r.str("days") != "" {
			s.ChangedOn = today.AddDays(-r.num("days"))
		}
		o := Steer(p, s, e, today)
		require.Equal(t, []string{r.str("rule"), r.str("move"), r.str("to")}, []string{string(o.Rule), string(o.Move), o.To}, r.line)
		seen = append(seen, string(o.Rule))
	}
	slices.Sort(seen)
	require.Len(t, slices.Compact(seen), 12, "each rule but the unknown level has an example")
}

func docMode(t *testing.T, rows []textRow) {
	for _, r := range rows {
		p := standardPolicy()
		p.Mode, p.ReachAgents, p.ReachFen = StandardMode(r.str("mode")), ptr(10), ptr(yuan("500.00"))
		o := StandardOutcome{Move: StandardMove(r.str("move"))}
		require.Equal(t, r.str("result"), string(p.ResultOf(o, StandardReach{r.num("agents"), r.money("amount")})), r.line)
	}
}

// yuan is ParseMoney for the constants of tests.
func yuan(s string) Money {
	m, err := ParseMoney(s)
	if err != nil {
		panic(err)
	}
	return m
}
