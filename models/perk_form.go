package models

import (
	"slices"
	"strconv"
)

// mostPerks bounds each table of the policy.
const mostPerks = 60

// Sections are the days, and a table each of benefits, coupons, packages and
// what packages hold.
func (p *BenefitPolicy) Sections() []PolicySection {
	s := []PolicySection{
		{Key: "days", Title: named("perk.days"), Fields: []PolicyField{
			intField("restore_days", named("perk.restore_days"), UnitDays, &p.RestoreDays), intField("warn_days", named("perk.warn_days"), UnitDays, &p.WarnDays)}},
		{Key: "benefits", Title: named("perk.benefits"), Row: named("perk.benefit"), Grows: true, Columns: perkColumns("perk.tier_from", "perk.per_year", "perk.from", "perk.to")},
		{Key: "coupons", Title: named("perk.coupons"), Row: named("perk.coupon"), Grows: true, Columns: perkColumns("perk.given", "perk.tier_from", "perk.valid_days")},
		{Key: "packages", Title: named("perk.packages"), Row: named("perk.package"), Grows: true, Columns: labels("perk.code", "perk.name_zh", "perk.name_en", "perk.interest", "perk.price", "perk.months", "perk.earns")},
		{Key: "contents", Title: named("perk.contents"), Row: named("perk.package"), Grows: true, Columns: labels("perk.package", "perk.coupon", "perk.pieces")},
	}
	for i := range p.Benefits {
		b, at := &p.Benefits[i], "benefits."+strconv.Itoa(i)+"."
		s[1].Rows = append(s[1].Rows, PolicyRow{Label: PolicyLabel{Name: b.Code}, Fields: append(b.fields(at), textField(at+"tier", named("perk.tier_from"), 8, &b.Tier),
			intField(at+"per_year", named("perk.per_year"), UnitNumber, &b.PerYear), dateField(at+"from", named("perk.from"), &b.From), dateField(at+"to", named("perk.to"), &b.To))})
	}
	for i := range p.Coupons {
		c, at := &p.Coupons[i], "coupons."+strconv.Itoa(i)+"."
		s[2].Rows = append(s[2].Rows, PolicyRow{Label: PolicyLabel{Name: c.Code}, Fields: append(c.fields(at),
			choiceField(at+"given", named("perk.given"), "coupon_given", &c.Given, GivenByHand, GivenOnTier, GivenOnBirthday),
			textField(at+"tier", named("perk.tier_from"), 8, &c.Tier), intField(at+"valid_days", named("perk.valid_days"), UnitDays, &c.ValidDays))})
	}
	for i := range p.Packages {
		s[3].Rows = append(s[3].Rows, p.Packages[i].row("packages."+strconv.Itoa(i)+"."))
	}
	for i := range p.Contents {
		c, at := &p.Contents[i], "contents."+strconv.Itoa(i)+"."
		s[4].Rows = append(s[4].Rows, PolicyRow{Label: PolicyLabel{Name: c.Package + " · " + c.Coupon}, Fields: []PolicyField{textField(at+"package", named("perk.package"), 12, &c.Package),
			textField(at+"coupon", named("perk.coupon"), 12, &c.Coupon), intField(at+"pieces", named("perk.pieces"), UnitNumber, &c.Pieces)}})
	}
	return s
}

func labels(keys ...string) []PolicyLabel {
	out := make([]PolicyLabel, len(keys))
	for i, k := range keys {
		out[i] = named(k)
	}
	return out
}

// perkColumns name the fields of a perk and what follows them.
func perkColumns(more ...string) []PolicyLabel {
	return labels(append([]string{"perk.code", "perk.name_zh", "perk.name_en", "perk.kind", "perk.rate", "perk.amount", "perk.cap", "perk.min", "perk.category", "perk.topic", "perk.alone", "perk.cost"}, more...)...)
}

// fields are those of the terms; the ones that its kind does not use are off.
func (p *Perk) fields(at string) []PolicyField {
	fields := []PolicyField{textField(at+"code", named("perk.code"), 12, &p.Code), textField(at+"name_zh", named("perk.name_zh"), 40, &p.NameZh), textField(at+"name_en", named("perk.name_en"), 40, &p.NameEn),
		choiceField(at+"kind", named("perk.kind"), "perk_kind", &p.Kind, PerkKinds()...), rateField(at+"rate", named("perk.rate"), &p.RatePPM), moneyField(at+"amount", named("perk.amount"), &p.AmountFen),
		moneyField(at+"cap", named("perk.cap"), &p.CapFen), moneyField(at+"min", named("perk.min"), &p.MinFen), choiceField(at+"category", named("perk.category"), "perk_category", &p.Category, perkCategories()...),
		choiceField(at+"topic", named("perk.topic"), "perk_topic", &p.Topic, perkTopics()...), flagField(at+"alone", named("perk.alone"), &p.Alone), moneyField(at+"cost", named("perk.cost"), &p.CostFen)}
	for i, used := range p.used() {
		fields[4+i].Off = !used
	}
	return fields
}

// used tells which of rate, amount, cap, least amount, category, topic, alone
// and cost the kind uses.
func (p Perk) used() [8]bool {
	rate, off, sale := p.usesRate(), p.Kind.TakesOff(), p.Kind.AtSale()
	return [8]bool{rate, p.Kind == PerkMoney, rate && off, sale, sale, p.Kind == PerkService, off, !sale}
}

func (p *MemberPackage) row(at string) PolicyRow {
	return PolicyRow{Label: PolicyLabel{Name: p.Code}, Fields: []PolicyField{textField(at+"code", named("perp.code"), 12, &p.Code), textField(at+"name_zh", named("perp.name_zh"), 40, &p.NameZh),
		textField(at+"name_en", named("perp.name_en"), 40, &p.NameEn), textField(at+"interest", named("perp.interest"), 40, &p.Interest), moneyField(at+"price", named("perp.price"), &p.PriceFen),
		intField(at+"months", named("perp.months"), UnitMonths, &p.Months), flagField(at+"earns", named("perp.earns"), &p.Earns)}}
}

// Tidy empties the terms that a perk's kind does not use.
func (p *BenefitPolicy) Tidy() {
	for i := range p.Benefits {
		p.Benefits[i].tidy()
	}
	for i := range p.Coupons {
		p.Coupons[i].tidy()
	}
}

func (p *Perk) tidy() {
	used := p.used()
	for i, empty := range []func(){func() { p.RatePPM = 0 }, func() { p.AmountFen = 0 }, func() { p.CapFen = 0 }, func() { p.MinFen = 0 }, func() { p.Category = AnyOf },
		func() { p.Topic = AnyOf }, func() { p.Alone = false }, func() { p.CostFen = 0 }} {
		if !used[i] {
			empty()
		}
	}
}

// AddRow adds a benefit, a coupon, a package or a content of one.
func (p *BenefitPolicy) AddRow(section string) {
	n := func(have int) string { return strconv.Itoa(have + 1) }
	switch {
	case section == "benefits" && len(p.Benefits) < mostPerks:
		p.Benefits = append(p.Benefits, TierBenefit{Perk: Perk{Code: "B" + n(len(p.Benefits)), NameZh: "权益", NameEn: "Benefit", Kind: PerkGift, Category: AnyOf, Topic: AnyOf}, Tier: "S1", PerYear: 1})
	case section == "coupons" && len(p.Coupons) < mostPerks:
		p.Coupons = append(p.Coupons, CouponType{Perk: Perk{Code: "C" + n(len(p.Coupons)), NameZh: "礼券", NameEn: "Coupon", Kind: PerkMoney, AmountFen: 100_00, Category: AnyOf, Topic: AnyOf}, Given: GivenByHand, Tier: "S1", ValidDays: 90})
	case section == "packages" && len(p.Packages) < mostPerks:
		p.Packages = append(p.Packages, MemberPackage{Code: "P" + n(len(p.Packages)), NameZh: "权益包", NameEn: "Package", Months: 12})
	case section == "contents" && len(p.Contents) < mostPerks && len(p.Packages) > 0 && len(p.Coupons) > 0:
		p.Contents = append(p.Contents, PackageContent{p.Packages[0].Code, p.Coupons[0].Code, 1})
	}
}

// DropRow takes a row out.
func (p *BenefitPolicy) DropRow(section string, row int) {
	switch section {
	case "benefits":
		p.Benefits = dropAt(p.Benefits, row)
	case "coupons":
		p.Coupons = dropAt(p.Coupons, row)
	case "packages":
		p.Packages = dropAt(p.Packages, row)
	case "contents":
		p.Contents = dropAt(p.Contents, row)
	}
}

func dropAt[T any](rows []T, at int) []T {
	if at < 0 || at >= len(rows) {
		return rows
	}
	return slices.Delete(slices.Clone(rows), at, at+1)
}
