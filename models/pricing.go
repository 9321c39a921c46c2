package models

import "time"

// PriceKind says how an article is priced.
type PriceKind string

// A price is fixed, or follows the metal.
const (
	PriceFixed PriceKind = "fixed"
	PriceMetal PriceKind = "metal"
)

// Categories of articles, in the order of the catalogue.
var Categories = []string{"gold", "k_gold", "platinum", "silver", "diamond", "jade", "pearl", "gem", "other"}

// Metal is a metal with its price on the board now, in fen per gram.
type Metal struct {
	Code       string `gorm:"primaryKey"`
	NameZh     string
	NameEn     string
	PerGramFen Money
	PricedAt   time.Time
	PriceID    int64
}

// Name is the metal's name in a language.
func (m Metal) Name(lang string) string { return NameIn(lang, m.NameZh, m.NameEn) }

// MetalPrice is one line of the price board's history.
type MetalPrice struct {
	ID         int64
	Metal      string
	PerGramFen Money
	PricedAt   time.Time
	SetBy      string
}

// Product is an article of the catalogue.
type Product struct {
	ID          int64
	SKU         string `gorm:"column:sku"`
	NameZh      string
	NameEn      string
	Pinyin      string
	Initials    string
	Category    string
	PriceKind   PriceKind
	Metal       *string
	NetWeightMg Weight
	WastagePPM  Rate `gorm:"column:wastage_ppm"`
	LabourFen   Money
	StoneFen    Money
	FixedFen    Money
	MarginPPM   Rate `gorm:"column:margin_ppm"`
	VatPPM      Rate `gorm:"column:vat_ppm"`
	Picture     string
	WithdrawnAt *time.Time
	Version     int64
}

// Name is the article's name in a language.
func (p Product) Name(lang string) string {
	return NameIn(lang, p.NameZh, p.NameEn)
}

// MetalValue is weight × price × (1 + wastage), rounded half up to the fen:
// per piece when quoting, per line after actual weighing.
func MetalValue(w Weight, perGram Money, wastage Rate) (Money, error) {
	// mg × fen/g × ppm would pass 64 bits before the division for a bar of
	// gold, so the weight with wastage is kept in nanograms times fen.
	withWastage, err := MulDiv(int64(w), int64(One+wastage), 1)
	if err != nil {
		return 0, err
	}
	m, err := MulDiv(withWastage, int64(perGram), 1000*int64(One))
	return Money(m), err
}

// ListPrice is what a piece costs before any agreement with the agent: fixed,
// or metal value + labour + stones. perGram is the board's price of its metal.
func (p Product) ListPrice(perGram Money) (Money, error) {
	if p.PriceKind == PriceFixed {
		return p.FixedFen, nil
	}
	v, err := MetalValue(p.NetWeightMg, perGram, p.WastagePPM)
	return v + p.LabourFen + p.StoneFen, err
}

// PriceRule is what an agent's price list says of an article.
type PriceRule struct {
	Kind     string // "", "fixed" or "discount"
	Fixed    Money
	Discount Rate
}

// UnitPrice applies the rule to a list price; a discount is rounded half up
// per piece.
func (r PriceRule) UnitPrice(list Money) (Money, error) {
	switch r.Kind {
	case "fixed":
		return r.Fixed, nil
	case "discount":
		off, err := list.At(r.Discount)
		return list - off, err
	}
	return list, nil
}

// Quote prices an order line of quantity pieces and fills all of its money.
func (p Product) Quote(quantity int64, perGram Money, rule PriceRule) (OrderLine, error) {
	l := OrderLine{ProductID: p.ID, SKU: p.SKU, NameZh: p.NameZh, NameEn: p.NameEn, Quantity: quantity, NetWeightMg: p.NetWeightMg,
		WastagePPM: p.WastagePPM, LabourFen: p.LabourFen, StoneFen: p.StoneFen, VatPPM: p.VatPPM}
	if p.PriceKind == PriceMetal {
		l.Metal, l.PerGramFen = p.Metal, perGram
	}
	var err error
	if l.ListFen, err = p.ListPrice(perGram); err != nil {
		return l, err
	}
	if l.UnitFen, err = rule.UnitPrice(l.ListFen); err != nil {
		return l, err
	}
	if rule.Kind == "discount" {
		l.DiscountPPM = rule.Discount
	}
	l.TotalFen, err = l.UnitFen.Times(quantity)
	return l, err
}

// ShippedTotal is what quantity pieces of the line cost at their actual
// weight: the locked metal price on what was weighed, plus labour and stones
// per piece, less the line's discount. Articles without metal cost what was
// agreed.
func (l OrderLine) ShippedTotal(quantity int64, actual Weight) (Money, error) {
	if l.Metal == nil || actual == l.NetWeightMg*Weight(quantity) || l.UnitFen != l.ListFen && l.DiscountPPM == 0 {
		return l.UnitFen.Times(quantity)
	}
	metal, err := MetalValue(actual, l.PerGramFen, l.WastagePPM)
	if err != nil {
		return 0, err
	}
	rest, err := (l.LabourFen + l.StoneFen).Times(quantity)
	if err != nil {
		return 0, err
	}
	off, err := (metal + rest).At(l.DiscountPPM)
	return metal + rest - off, err
}

// VATOf is the VAT inside gross line totals, per rate and document.
func VATOf(totals map[Rate]Money) Money {
	var vat Money
	for rate, gross := range totals {
		vat += VATIncluded(gross, rate)
	}
	return vat
}

// OrderTotals sums lines into gross and VAT; MaxMoney bounds the order.
func OrderTotals(lines []OrderLine) (gross, vat Money, err error) {
	byRate := map[Rate]Money{}
	for _, l := range lines {
		if l.TotalFen < 0 || l.TotalFen > MaxMoney-gross {
			return 0, 0, ErrOverflow
		}
		gross += l.TotalFen
		byRate[l.VatPPM] += l.TotalFen
	}
	return gross, VATOf(byRate), nil
}
