package models

import (
	"slices"
	"strconv"
)

// Goods are the articles of a document with their sums. Prices include VAT:
// the lines' totals sum to Gross, and Net + VAT = Gross.
type Goods struct {
	Lines    []GoodsLine `json:"lines"`
	Taxes    []Tax       `json:"taxes"`
	Quantity int64       `json:"quantity"`
	Shipped  int64       `json:"shipped,omitempty"`
	Weight   Weight      `json:"weight"`
	Net      Money       `json:"net"`
	VAT      Money       `json:"vat"`
	Gross    Money       `json:"gross"`
}

// GoodsLine is one article. Unit is the price of a piece before Discount, which
// is an amount for the whole line; it is zero where the line was priced by its
// actual weight. Total is what remains, gross of VAT.
type GoodsLine struct {
	SKU      string `json:"sku"`
	Name     Label  `json:"name"`
	Weight   Weight `json:"weight"`
	Quantity int64  `json:"quantity"`
	Shipped  int64  `json:"shipped,omitempty"` // of an order
	Unit     Money  `json:"unit"`
	Discount Money  `json:"discount"`
	Total    Money  `json:"total"`
}

// Tax is the VAT of one rate: rounded once per rate and document.
type Tax struct {
	Rate Rate  `json:"rate"`
	Net  Money `json:"net"`
	VAT  Money `json:"vat"`
}

// Carry is the gross total of the first n lines.
func (g Goods) Carry(n int) Money {
	var sum Money
	for _, l := range g.Lines[:n] {
		sum += l.Total
	}
	return sum
}

// Agree tells whether lines, taxes and totals agree with one another.
func (g Goods) Agree() bool {
	var net, vat Money
	for _, t := range g.Taxes {
		net += t.Net
		vat += t.VAT
	}
	var pieces, shipped int64
	var weight Weight
	for _, l := range g.Lines {
		pieces += l.Quantity
		shipped += l.Shipped
		weight += l.Weight
	}
	return g.Carry(len(g.Lines)) == g.Gross && net == g.Net && vat == g.VAT && g.Net+g.VAT == g.Gross &&
		pieces == g.Quantity && shipped == g.Shipped && weight == g.Weight
}

// add books a line.
func (g *Goods) add(l GoodsLine) {
	g.Lines = append(g.Lines, l)
	g.Quantity += l.Quantity
	g.Shipped += l.Shipped
	g.Weight += l.Weight
}

// tax states the VAT of each rate; it is that of VATOf.
func (g *Goods) tax(byRate map[Rate]Money) {
	var rates []Rate
	for r := range byRate {
		rates = append(rates, r)
	}
	slices.Sort(rates)
	for _, r := range rates {
		vat := VATIncluded(byRate[r], r)
		g.Taxes = append(g.Taxes, Tax{Rate: r, Net: byRate[r] - vat, VAT: vat})
	}
}

// discounted tells whether a line has a discount to show.
func (g Goods) discounted() bool {
	return slices.ContainsFunc(g.Lines, func(l GoodsLine) bool { return l.Discount != 0 })
}

// columns are those of articles; an order tells what was shipped, and only
// goods with discounts have a column for them. The name takes what is left.
func (g Goods) columns(order bool) []Column {
	columns := []Column{{Name: Label{"货号", "SKU"}, Width: 155, Card: "21"}, {Name: Label{"品名", "Article"}, Card: "11"},
		{Name: Label{"重量", "g"}, Width: 95, Right: true}, {Name: Label{"数量", "Qty"}, Width: 75, Right: true, Card: "22"}}
	if order {
		columns = append(columns, Column{Name: Label{"已发", "Shipped"}, Width: 115, Right: true})
	}
	columns = append(columns, Column{Name: Label{"单价", "Unit"}, Width: 155, Right: true})
	if g.discounted() {
		columns = append(columns, Column{Name: Label{"折扣", "Less"}, Width: 105, Right: true})
	}
	columns = append(columns, Column{Name: Label{"金额", "Amount"}, Width: 158, Right: true, Card: "12"})
	left := 1000
	for _, c := range columns {
		left -= c.Width
	}
	columns[1].Width = left
	return columns
}

// table lays the articles out.
func (g Goods) table(order bool) Table {
	t := Table{Columns: g.columns(order), LabelAt: 1}
	row := func(sku, name, weight, quantity, shipped, unit, less, total Label) []Label {
		cells := []Label{sku, name, weight, quantity}
		if order {
			cells = append(cells, shipped)
		}
		cells = append(cells, unit)
		if g.discounted() {
			cells = append(cells, less)
		}
		return append(cells, total)
	}
	for _, l := range g.Lines {
		t.Rows = append(t.Rows, row(plain(l.SKU), l.Name, weighed(l.Weight), count(l.Quantity), count(l.Shipped), l.unit(), unlessZero(-l.Discount), plain(l.Total.Grouped())))
	}
	none := Label{}
	t.Total = row(Label{"合计", "Total"}, none, weighed(g.Weight), count(g.Quantity), count(g.Shipped), none, none, plain(g.Gross.Grouped()))
	t.Carry = func(n int) []Label {
		return row(none, none, none, none, none, none, none, plain(g.Carry(n).Grouped()))
	}
	return t
}

func count(n int64) Label { return plain(strconv.FormatInt(n, 10)) }

// weighed is a weight, nothing for goods that are not weighed.
func weighed(w Weight) Label {
	if w == 0 {
		return Label{}
	}
	return plain(w.String())
}

// unit is the price of a piece; goods priced by what they weighed have none.
func (l GoodsLine) unit() Label {
	if l.Unit == 0 && l.Total != 0 {
		return Label{"按实重", "by weight"}
	}
	return unlessZero(l.Unit)
}

// sums are net and VAT per rate, and the gross total.
func (g Goods) sums() []Figure {
	var out []Figure
	for _, t := range g.Taxes {
		rate := t.Rate.Percent() + "%"
		out = append(out, Figure{Name: Label{"不含税 " + rate, "Net"}, Value: t.Net.Yuan()}, Figure{Name: Label{"增值税 " + rate, "VAT"}, Value: t.VAT.Yuan()})
	}
	if len(g.Taxes) != 1 {
		out = append(out, Figure{Name: Label{"不含税合计", "Net total"}, Value: g.Net.Yuan()}, Figure{Name: Label{"增值税合计", "VAT total"}, Value: g.VAT.Yuan()})
	}
	return append(out, Figure{Name: grossName, Value: g.Gross.Yuan(), Lit: true})
}

var grossName = Label{"价税合计", "Gross"}
