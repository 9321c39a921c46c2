package models

import (
	"slices"
	"strconv"
)

// CouponGiven is when a kind of coupon is given to a member.
type CouponGiven string

// By hand or with a package, on reaching a tier, in the birthday's month.
const (
	GivenByHand     CouponGiven = "hand"
	GivenOnTier     CouponGiven = "tier"
	GivenOnBirthday CouponGiven = "birthday"
)

// TierBenefit is a perk of a tier and of those above it, so many times in a
// calendar year, 0 without bound, between its days.
type TierBenefit struct {
	Perk
	Tier    string `json:"tier"`
	PerYear int    `json:"per_year"`
	From    Date   `json:"from,omitzero"`
	To      Date   `json:"to,omitzero"`
}

// CouponType is a kind of coupon: what it is worth, how many days it can be
// used, and when it is given, on reaching Tier or to who has at least that.
type CouponType struct {
	Perk
	Given     CouponGiven `json:"given"`
	Tier      string      `json:"tier"`
	ValidDays int         `json:"valid_days"`
}

// MemberPackage is what a member may buy for a price: coupons for some months.
// It earns growth and points only where Earns says so.
type MemberPackage struct {
	Code     string `json:"code"`
	NameZh   string `json:"name_zh"`
	NameEn   string `json:"name_en"`
	Interest string `json:"interest"`
	PriceFen Money  `json:"price_fen"`
	Months   int    `json:"months"`
	Earns    bool   `json:"earns,omitempty"`
}

// Name is the package's name in a language.
func (p MemberPackage) Name(lang string) string { return NameIn(lang, p.NameZh, p.NameEn) }

// PackageContent is so many coupons of a kind in a package.
type PackageContent struct {
	Package string `json:"package"`
	Coupon  string `json:"coupon"`
	Pieces  int    `json:"pieces"`
}

// BenefitPolicy is what members have beside their points (docs/members.md §11).
// A coupon that comes back with its sale can be used RestoreDays at least; the
// store is told of coupons that expire within WarnDays.
type BenefitPolicy struct {
	RestoreDays int              `json:"restore_days"`
	WarnDays    int              `json:"warn_days"`
	Benefits    []TierBenefit    `json:"benefits"`
	Coupons     []CouponType     `json:"coupons"`
	Packages    []MemberPackage  `json:"packages"`
	Contents    []PackageContent `json:"contents"`
}

// DefaultBenefitPolicy is what a new book starts with: a few benefits that the
// headquarters replaces by its own.
func DefaultBenefitPolicy() BenefitPolicy {
	return BenefitPolicy{RestoreDays: 30, WarnDays: 30,
		Benefits: []TierBenefit{
			{Perk: Perk{Code: "LABOUR10", NameZh: "工费九折", NameEn: "10% off labour", Kind: PerkLabour, RatePPM: 100_000, Category: AnyOf, Topic: AnyOf}, Tier: "S2"},
			{Perk: Perk{Code: "POINTS20", NameZh: "积分加赠 20%", NameEn: "20% more points", Kind: PerkPoints, RatePPM: 200_000, Category: AnyOf, Topic: AnyOf}, Tier: "S3"},
			{Perk: Perk{Code: "CLEAN", NameZh: "免费清洗保养", NameEn: "Free cleaning", Kind: PerkService, Category: AnyOf, Topic: "cleaning", CostFen: 30_00}, Tier: "S1", PerYear: 2},
			{Perk: Perk{Code: "SALON", NameZh: "新品鉴赏会邀请", NameEn: "Invitation to the preview", Kind: PerkGift, Category: AnyOf, Topic: AnyOf, CostFen: 300_00}, Tier: "S4", PerYear: 2}},
		Coupons: []CouponType{
			{Perk: Perk{Code: "C100", NameZh: "满 2000 减 100", NameEn: "100 off from 2,000", Kind: PerkMoney, AmountFen: 100_00, MinFen: 2_000_00, Category: AnyOf, Topic: AnyOf}, Given: GivenByHand, Tier: "S1", ValidDays: 90},
			{Perk: Perk{Code: "BDAY", NameZh: "生日礼券", NameEn: "Birthday coupon", Kind: PerkPercent, RatePPM: 50_000, CapFen: 200_00, Category: AnyOf, Topic: AnyOf, Alone: true}, Given: GivenByHand, Tier: "S2", ValidDays: 31},
			{Perk: Perk{Code: "REPAIR", NameZh: "免费维修", NameEn: "Free repair", Kind: PerkService, Category: AnyOf, Topic: "repair", CostFen: 50_00}, Given: GivenByHand, Tier: "S1", ValidDays: 365}},
		Packages: []MemberPackage{{Code: "CARE", NameZh: "臻护卡", NameEn: "Care card", Interest: "保养护理", PriceFen: 199_00, Months: 12}},
		Contents: []PackageContent{{"CARE", "REPAIR", 4}, {"CARE", "C100", 1}}}
}

// ForTier are the benefits of a tier, as offers, by what was used of each in
// the year.
func (p BenefitPolicy) ForTier(tiers TierPolicy, tier string, used map[string]int) (offers []HeldPerk) {
	at := tiers.Index(tier)
	for _, b := range p.Benefits {
		if tiers.Has(b.Tier) && at >= tiers.Index(b.Tier) {
			offers = append(offers, HeldPerk{Perk: b.Perk, Key: b.Code, From: b.From, Until: b.To, PerYear: b.PerYear, Used: used[b.Code]})
		}
	}
	return offers
}

// Given are the kinds of coupon that are given to who has a tier on an occasion:
// on reaching a tier, those of that one.
func (p BenefitPolicy) Given(on CouponGiven, tiers TierPolicy, tier string) (types []CouponType) {
	for _, c := range p.Coupons {
		at, from := tiers.Index(tier), tiers.Index(c.Tier)
		if c.Given == on && tiers.Has(c.Tier) && (at == from || on != GivenOnTier && at > from) {
			types = append(types, c)
		}
	}
	return types
}

// Coupon is the kind with a code; false for none.
func (p BenefitPolicy) Coupon(code string) (CouponType, bool) {
	at := slices.IndexFunc(p.Coupons, func(c CouponType) bool { return c.Code == code })
	if at < 0 {
		return CouponType{}, false
	}
	return p.Coupons[at], true
}

// Package is the package with a code; false for none.
func (p BenefitPolicy) Package(code string) (MemberPackage, bool) {
	at := slices.IndexFunc(p.Packages, func(c MemberPackage) bool { return c.Code == code })
	if at < 0 {
		return MemberPackage{}, false
	}
	return p.Packages[at], true
}

// RestoredUntil is the last day of a coupon that comes back on a day.
func (p BenefitPolicy) RestoredUntil(own, on Date) Date { return max(own, on.AddDays(p.RestoreDays)) }

// Validate reports the first field that breaks a rule.
func (p BenefitPolicy) Validate() error {
	for _, f := range []struct {
		path  string
		value int
	}{{"restore_days", p.RestoreDays}, {"warn_days", p.WarnDays}} {
		if f.value < 0 || f.value > 366 {
			return Invalid(f.path, "error.out_of_range").With("From", 0).With("To", 366)
		}
	}
	codes := map[string]bool{}
	for i, b := range p.Benefits {
		if err := b.validate(codes); err != nil {
			return UnderField("benefits."+strconv.Itoa(i)+".", err)
		}
	}
	for i, c := range p.Coupons {
		if err := c.validate(codes); err != nil {
			return UnderField("coupons."+strconv.Itoa(i)+".", err)
		}
	}
	for i, k := range p.Packages {
		if err := k.validate(codes); err != nil {
			return UnderField("packages."+strconv.Itoa(i)+".", err)
		}
	}
	for i, c := range p.Contents {
		if err := p.validateContent(c); err != nil {
			return UnderField("contents."+strconv.Itoa(i)+".", err)
		}
	}
	return nil
}

func (b TierBenefit) validate(codes map[string]bool) error {
	switch {
	case b.PerYear < 0 || b.PerYear > 366:
		return Invalid("per_year", "error.out_of_range").With("From", 0).With("To", 366)
	case b.Tier == "":
		return Invalid("tier", "error.value_required")
	case !b.From.IsZero() && !b.To.IsZero() && b.To < b.From:
		return Invalid("to", "error.dates_reversed")
	}
	return b.Perk.validate(codes)
}

func (c CouponType) validate(codes map[string]bool) error {
	switch {
	case !slices.Contains([]CouponGiven{GivenByHand, GivenOnTier, GivenOnBirthday}, c.Given):
		return Invalid("given", "error.choice_unknown")
	case c.ValidDays < 1 || c.ValidDays > 3_660:
		return Invalid("valid_days", "error.out_of_range").With("From", 1).With("To", 3_660)
	case c.Tier == "":
		return Invalid("tier", "error.value_required")
	case c.Kind == PerkPoints:
		return Invalid("kind", "error.coupon_points")
	}
	return c.Perk.validate(codes)
}

func (p MemberPackage) validate(codes map[string]bool) error {
	switch {
	case p.Code == "" || codes[p.Code]:
		return Invalid("code", "error.perk_code")
	case p.NameZh == "" || p.NameEn == "":
		return Invalid("name_zh", "error.value_required")
	case p.PriceFen < 0 || p.PriceFen > MaxMoney:
		return Invalid("price", "error.amount_out_of_range")
	case p.Months < 1 || p.Months > 60:
		return Invalid("months", "error.out_of_range").With("From", 1).With("To", 60)
	}
	codes[p.Code] = true
	return nil
}

func (p BenefitPolicy) validateContent(c PackageContent) error {
	_, pack := p.Package(c.Package)
	_, coupon := p.Coupon(c.Coupon)
	switch {
	case !pack:
		return Invalid("package", "error.package_unknown")
	case !coupon:
		return Invalid("coupon", "error.coupon_unknown")
	case c.Pieces < 1 || c.Pieces > 99:
		return Invalid("pieces", "error.out_of_range").With("From", 1).With("To", 99)
	}
	return nil
}

// mostRate is the highest rate of a kind: points may be multiplied, prices not
// be more than given away.
func (p Perk) mostRate() Rate {
	if p.Kind == PerkPoints {
		return 10 * One
	}
	return One
}

func (p Perk) validate(codes map[string]bool) error {
	switch {
	case p.Code == "" || codes[p.Code]:
		return Invalid("code", "error.perk_code")
	case p.NameZh == "" || p.NameEn == "":
		return Invalid("name_zh", "error.value_required")
	case !slices.Contains(PerkKinds(), p.Kind):
		return Invalid("kind", "error.choice_unknown")
	case p.usesRate() && (p.RatePPM <= 0 || p.RatePPM > p.mostRate()):
		return Invalid("rate", "error.rate_range")
	case p.Kind == PerkMoney && (p.AmountFen <= 0 || p.AmountFen > MaxMoney):
		return Invalid("amount", "error.amount_out_of_range")
	case p.CapFen < 0 || p.CapFen > MaxMoney:
		return Invalid("cap", "error.amount_out_of_range")
	case p.MinFen < 0 || p.MinFen > MaxMoney:
		return Invalid("min", "error.amount_out_of_range")
	case p.CostFen < 0 || p.CostFen > MaxMoney:
		return Invalid("cost", "error.amount_out_of_range")
	case !slices.Contains(perkCategories(), p.Category):
		return Invalid("category", "error.category_unknown")
	case !slices.Contains(perkTopics(), p.Topic):
		return Invalid("topic", "error.choice_unknown")
	}
	codes[p.Code] = true
	return nil
}

func (p Perk) usesRate() bool {
	return slices.Contains([]PerkKind{PerkLabour, PerkPercent, PerkPoints}, p.Kind)
}

func perkCategories() []string { return append([]string{AnyOf}, Categories...) }

func perkTopics() []string { return append([]string{AnyOf}, CaseTopics(CaseService)...) }
