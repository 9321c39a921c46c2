package models

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whatever is chosen, in whatever order, no line gives more than it has, what
// was taken is what the effects say, and the same choice does the same.
func TestPerksTakeNoMoreThanThereIs(t *testing.T) {
	on := MustDate("2026-06-01")
	rapid.Check(t, func(t *rapid.T) {
		lines := make([]SlipLine, rapid.IntRange(1, 6).Draw(t, "lines"))
		for i := range lines {
			price := Money(rapid.Int64Range(0, 500).Draw(t, "price"))
			lines[i] = SlipLine{Category: rapid.SampledFrom([]string{"gold", "jade"}).Draw(t, "category"), Quantity: rapid.IntRange(1, 3).Draw(t, "pieces"), PriceFen: price,
				LabourFen: Money(rapid.Int64Range(0, int64(price)).Draw(t, "labour")), DiscountFen: Money(rapid.Int64Range(0, int64(price)).Draw(t, "discount"))}
		}
		var chosen []HeldPerk
		for i := range rapid.IntRange(0, 4).Draw(t, "perks") {
			kind := rapid.SampledFrom([]PerkKind{PerkLabour, PerkPercent, PerkMoney}).Draw(t, "kind")
			chosen = append(chosen, HeldPerk{Key: string(rune('a' + i)), Perk: Perk{Kind: kind, RatePPM: Rate(rapid.Int64Range(1, int64(One)).Draw(t, "rate")), AmountFen: Money(rapid.Int64Range(1, 900).Draw(t, "amount")),
				CapFen: Money(rapid.Int64Range(0, 50).Draw(t, "cap")), Category: rapid.SampledFrom([]string{AnyOf, "gold"}).Draw(t, "for")}})
		}
		again := append([]SlipLine(nil), lines...)
		var before SalesSlip
		require.NoError(t, before.Total(lines))
		effects, err := UsePerks(lines, chosen, on)
		if err != nil {
			return
		}
		var s SalesSlip
		require.NoError(t, s.Total(lines))
		var off Money
		for _, e := range effects {
			off += e.OffFen
		}
		require.Equal(t, s.DiscountFen-before.DiscountFen, off)
		for _, l := range lines {
			require.GreaterOrEqual(t, l.AmountFen, Money(0))
		}
		backwards := make([]HeldPerk, 0, len(chosen))
		for i := range chosen {
			backwards = append(backwards, chosen[len(chosen)-1-i])
		}
		_, err = UsePerks(again, backwards, on)
		require.NoError(t, err)
		require.NoError(t, s.Total(again))
		require.Equal(t, lines, again)
	})
}

func TestWhatABenefitPolicyRefuses(t *testing.T) {
	fits := Perk{Code: "A", NameZh: "一", NameEn: "One", Kind: PerkMoney, AmountFen: 1, Category: AnyOf, Topic: AnyOf}
	for _, r := range []struct {
		why, field string
		change     func(*BenefitPolicy)
	}{
		{"a code twice", "coupons.0.code", func(p *BenefitPolicy) { p.Coupons[0].Code = "LABOUR10" }},
		{"no name", "benefits.0.name_zh", func(p *BenefitPolicy) { p.Benefits[0].NameZh = "" }},
		{"no rate", "benefits.0.rate", func(p *BenefitPolicy) { p.Benefits[0].RatePPM = 0 }},
		{"more than the price", "benefits.0.rate", func(p *BenefitPolicy) { p.Benefits[0].RatePPM = One + 1 }},
		{"nothing off", "coupons.0.amount", func(p *BenefitPolicy) { p.Coupons[0].AmountFen = 0 }},
		{"an unknown category", "benefits.0.category", func(p *BenefitPolicy) { p.Benefits[0].Category = "tin" }},
		{"an unknown service", "benefits.2.topic", func(p *BenefitPolicy) { p.Benefits[2].Topic = "tea" }},
		{"dates turned round", "benefits.0.to", func(p *BenefitPolicy) { p.Benefits[0].From, p.Benefits[0].To = 20, 10 }},
		{"a coupon of points", "coupons.0.kind", func(p *BenefitPolicy) { p.Coupons[0].Kind = PerkPoints }},
		{"a coupon without days", "coupons.0.valid_days", func(p *BenefitPolicy) { p.Coupons[0].ValidDays = 0 }},
		{"a package of nothing known", "contents.0.coupon", func(p *BenefitPolicy) { p.Contents[0].Coupon = "X" }},
		{"no package", "contents.0.package", func(p *BenefitPolicy) { p.Packages = nil }},
		{"ten times the points", "", func(p *BenefitPolicy) { p.Benefits[1].RatePPM = 10 * One }},
		{"one more", "", func(p *BenefitPolicy) { p.Benefits = append(p.Benefits, TierBenefit{Perk: fits, Tier: "S1"}) }},
	} {
		p := DefaultBenefitPolicy()
		r.change(&p)
		err := p.Validate()
		if r.field == "" {
			require.NoError(t, err, r.why)
			continue
		}
		var e *Error
		require.ErrorAs(t, err, &e, r.why)
		require.Equal(t, r.field, e.Field, r.why)
	}
}

func TestWhatATierGives(t *testing.T) {
	p, tiers := DefaultBenefitPolicy(), DefaultTierPolicy()
	p.Coupons[0].Given, p.Coupons[0].Tier, p.Coupons[1].Given = GivenOnTier, "S3", GivenOnBirthday
	p.Benefits = append(p.Benefits, TierBenefit{Perk: Perk{Code: "GONE"}, Tier: "S9"})
	for _, r := range textTable(t, `
		tier | has                         | on reaching | birthday
		S1   | CLEAN                       |             |
		S2   | LABOUR10 CLEAN              |             | BDAY
		S3   | LABOUR10 POINTS20 CLEAN     | C100        | BDAY
		S4   | LABOUR10 POINTS20 CLEAN SALON |           | BDAY
	`) {
		var has, reached, birthday string
		for _, o := range p.ForTier(tiers, r.str("tier"), nil) {
			has += o.Code + " "
		}
		for _, c := range p.Given(GivenOnTier, tiers, r.str("tier")) {
			reached += c.Code + " "
		}
		for _, c := range p.Given(GivenOnBirthday, tiers, r.str("tier")) {
			birthday += c.Code + " "
		}
		spaced := func(name string) string {
			if r.str(name) == "" {
				return ""
			}
			return r.str(name) + " "
		}
		require.Equal(t, []string{spaced("has"), spaced("on reaching"), spaced("birthday")}, []string{has, reached, birthday}, r.line)
	}
}
