package models

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The worked examples of the page about members, table by table.
var memberExamples = map[string]func(t *testing.T, r textRow){
	"earned": func(t *testing.T, r textRow) {
		worth, err := DefaultPointsPolicy().Worth(int64(r.num("points used")))
		require.NoError(t, err)
		s := SalesSlip{PointsFen: worth, FreightFen: 12_00}
		require.NoError(t, s.Total([]SlipLine{{PriceFen: r.money("price"), Quantity: r.num("pieces"), DiscountFen: r.money("discount")}}), r.line)
		require.Equal(t, r.money("paid"), s.PaidFen, r.line)
		require.EqualValues(t, r.num("earned"), s.Earned(), r.line)
	},
	"refunded": func(t *testing.T, r textRow) {
		s := SalesSlip{PaidFen: r.money("paid"), RefundedFen: r.money("refunded before")}
		before := s.Earned()
		s.RefundedFen += r.money("back")
		require.Equal(t, []int64{int64(r.num("earned before")), int64(r.num("earned after")), int64(r.num("taken back"))}, []int64{before, s.Earned(), before - s.Earned()}, r.line)
	},
	"points-returned": func(t *testing.T, r textRow) {
		s := SalesSlip{GrossFen: r.money("goods"), PointsUsed: int64(r.num("points used"))}
		require.EqualValues(t, r.num("come back"), s.PointsReturned(r.money("returned before"), r.money("returned after")), r.line)
	},
	"tiers": func(t *testing.T, r textRow) {
		p, on := DefaultTierPolicy(), MustDate("2026-06-01")
		s, _ := p.Earned(p.Join(on), int64(r.num("growth")), on, on)
		g := p.Progress(s, int64(r.num("growth")))
		next := ""
		if g.Next != nil {
			next = g.Next.Code
		}
		require.Equal(t, []any{r.str("tier"), r.str("next"), int64(r.num("missing"))}, []any{s.Tier, next, g.ToNext}, r.line)
	},
	"reviews": func(t *testing.T, r textRow) {
		p := DefaultTierPolicy()
		p.Window = TierWindow(r.str("window"))
		s, cause := p.Review(TierState{Tier: r.str("tier"), ReviewOn: r.date("period ends"), GraceOn: r.date("grace ends")}, int64(r.num("growth")), MustDate("2024-03-15"), r.date("day"))
		require.Equal(t, []string{r.str("then"), r.str("cause")}, []string{s.Tier, string(cause)}, r.line)
	},
	"expiry": func(t *testing.T, r textRow) {
		require.Equal(t, r.str("last day"), PointsPolicy{ValidMonths: r.num("months")}.ExpiresOn(r.date("earned on")).String(), r.line)
	},
	"states": func(t *testing.T, r textRow) {
		last := Date(0)
		if r.str("last") != "" {
			last = r.date("last")
		}
		require.EqualValues(t, r.str("state"), DefaultValuePolicy().State(last, r.date("joined"), r.date("day")), r.line)
	},
	"scores": func(t *testing.T, r textRow) {
		var values []int64
		below := 0
		for _, v := range strings.Fields(r.str("values")) {
			values = append(values, int64(textRow{t, r.line, map[string]string{"v": v}}.num("v")))
			if values[len(values)-1] < int64(r.num("value")) {
				below++
			}
		}
		var c Cuts
		for k, place := range CutPlaces(int64(len(values))) {
			c[k] = values[place]
		}
		require.Equal(t, []int{r.num("below"), r.num("score")}, []int{below, c.Score(int64(r.num("value")))}, r.line)
	},
	"basis": func(t *testing.T, r textRow) {
		p := DefaultTierPolicy()
		p.Basis, p.Levels[1].ValueFrom, p.Levels[2].ValueFrom = TierBasis(r.str("basis")), 5_000, 30_000
		require.NoError(t, p.Validate())
		counts := p.Counted(int64(r.num("growth")), int64(r.num("worth")))
		require.Equal(t, []any{int64(r.num("counts")), r.str("tier")}, []any{counts, p.Levels[p.At(counts)].Code}, r.line)
	},
	"mix": func(t *testing.T, r textRow) {
		spent, words := map[string]Money{}, strings.Fields(r.str("spent"))
		for i := 0; i+1 < len(words); i += 2 {
			spent[words[i]] = textRow{t, r.line, map[string]string{"fen": words[i+1]}}.money("fen")
		}
		require.Equal(t, r.rate("margin"), DefaultValuePolicy().MarginOf(spent), r.line)
	},
	"referral": func(t *testing.T, r textRow) {
		var brought Money
		for _, word := range strings.Fields(r.str("brought own")) {
			brought += textRow{t, r.line, map[string]string{"fen": word}}.money("fen")
		}
		part, err := brought.At(r.rate("share"))
		require.NoError(t, err)
		require.Equal(t, []Money{r.money("referral"), r.money("worth")}, []Money{part, r.money("own") + part}, r.line)
	},
	"attribution": func(t *testing.T, r textRow) {
		p := ValuePolicy{AttributionPPM: r.rate("share"), ReferralMonths: r.num("months"), ReferralKeepPPM: r.rate("leaves")}
		require.Equal(t, r.rate("counts"), p.Attribution(r.date("joined"), r.date("bought")), r.line)
	},
	"key": func(t *testing.T, r textRow) {
		var p Pareto
		counts, order := map[Money]int64{}, []Money(nil)
		for _, word := range strings.Fields(r.str("spends")) {
			m := textRow{t, r.line, map[string]string{"fen": word}}.money("fen")
			if counts[m] == 0 {
				order = append(order, m)
			}
			counts[m]++
			p.Buyers, p.Total = p.Buyers+1, p.Total+m
		}
		for _, m := range order {
			require.NoError(t, p.Add(m, counts[m]))
		}
		require.Equal(t, []any{int64(r.num("key")), r.money("edge")}, []any{p.Key, p.EdgeFen}, r.line)
	},
	"liability": func(t *testing.T, r textRow) {
		worth, err := PointsPolicy{PointFen: r.money("a point")}.Worth(int64(r.num("points")))
		require.NoError(t, err)
		require.Equal(t, r.money("worth"), worth, r.line)
	},
	"offers": func(t *testing.T, r textRow) {
		p := DefaultValuePolicy()
		p.OfferPPM = r.rate("off")
		price, err := p.OfferPrice(r.money("tag"), r.str("category"), false)
		require.NoError(t, err)
		require.Equal(t, r.money("least price"), price, r.line)
	},
	"zones": func(t *testing.T, r textRow) {
		p, a := DefaultZonePolicy(), Answer{CSAT: r.num("csat"), NPS: r.num("nps")}
		require.EqualValues(t, r.num("loyalty")*10_000, p.Loyalty(int64(r.num("purchases")), a.NPS), r.line)
		require.Equal(t, r.str("zone"), string(p.Zone(a, int64(r.num("purchases")))), r.line)
	},
	"perks": func(t *testing.T, r textRow) {
		terms := map[string]Perk{
			"L10": {Kind: PerkLabour, RatePPM: 100_000, Category: AnyOf}, "P5": {Kind: PerkPercent, RatePPM: 50_000, CapFen: 60_00, Category: AnyOf},
			"M100": {Kind: PerkMoney, AmountFen: 100_00, MinFen: 1_000_00, Category: "gold"}, "A20": {Kind: PerkPercent, RatePPM: 200_000, Category: AnyOf, Alone: true},
			"X20": {Kind: PerkPoints, RatePPM: 200_000, Category: AnyOf}}
		var chosen []HeldPerk
		for _, code := range strings.Fields(r.str("chosen")) {
			chosen = append(chosen, HeldPerk{Perk: terms[code], Key: code})
		}
		var lines []SlipLine
		for _, category := range []string{"gold", "jade"} {
			if price := r.money(category); price > 0 {
				lines = append(lines, SlipLine{Category: category, Quantity: 1, PriceFen: price})
			}
		}
		lines[0].LabourFen = r.money("labour")
		effects, err := UsePerks(lines, chosen, MustDate("2026-06-01"))
		if want := r.str("refused"); want != "" {
			var e *Error
			require.ErrorAs(t, err, &e, r.line)
			require.Equal(t, "perk_reason."+want, e.Message, r.line)
			return
		}
		require.NoError(t, err, r.line)
		var s SalesSlip
		require.NoError(t, s.Total(lines), r.line)
		EarnPerks(effects, s.Earned())
		var more int64
		off := map[string]Money{}
		for _, e := range effects {
			more += e.Points
		}
		for _, l := range lines {
			off[l.Category] = l.DiscountFen
		}
		require.Equal(t, []any{r.money("off gold"), r.money("off jade"), r.money("paid"), int64(r.num("more points"))}, []any{off["gold"], off["jade"], s.PaidFen, more}, r.line)
	},
	"perk-back": func(t *testing.T, r textRow) {
		require.Equal(t, r.date("until"), BenefitPolicy{RestoreDays: r.num("days")}.RestoredUntil(r.date("last day"), r.date("back on")), r.line)
	},
	"perk-open": func(t *testing.T, r textRow) {
		o := HeldPerk{PerYear: r.num("a year"), Used: r.num("used")}
		if r.str("from") != "" {
			o.From = r.date("from")
		}
		if r.str("until") != "" {
			o.Until = r.date("until")
		}
		require.Equal(t, []any{r.num("left"), r.str("reason")}, []any{o.Left(), string(o.Open(r.date("day")))}, r.line)
	},
	"deposits": func(t *testing.T, r textRow) {
		share, err := ParsePercent(r.str("share"))
		require.NoError(t, err)
		require.Equal(t, r.money("deposit"), CarePolicy{DepositShare: share}.Deposit(r.money("quote")), r.line)
	},
}

func TestThePageAboutMembersIsTrue(t *testing.T) {
	page, err := os.ReadFile("../docs/members.md")
	require.NoError(t, err)
	found := docTables.FindAllStringSubmatch(string(page), -1)
	require.Len(t, found, strings.Count(string(page), "```")/2, "every table has a name")
	require.Len(t, found, len(memberExamples))
	for _, f := range found {
		check := memberExamples[f[1]]
		require.NotNil(t, check, "%s: a table that nothing checks", f[1])
		for _, r := range textTable(t, f[2]) {
			check(t, r)
		}
	}
}
