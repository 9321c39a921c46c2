package models

// OrderDocument is an order as confirmed, in the version that its number of
// changes tells.
type OrderDocument struct {
	Paper
	Goods
	State       OrderState `json:"state"`
	Version     int64      `json:"version"`
	SubmittedOn Date       `json:"submitted_on,omitzero"`
	PlacedBy    string     `json:"placed_by"`
	Store       Label      `json:"store,omitzero"`
	Policy      Label      `json:"policy"`
	Note        string     `json:"note,omitempty"`
}

// orderLabels name the states that a confirmation can tell of.
var orderLabels = map[OrderState]Label{
	OrderConfirmed:   {"已确认", "Confirmed"},
	OrderPartShipped: {"部分发货", "Part shipped"},
	OrderShipped:     {"已发货", "Shipped"},
	OrderClosed:      {"已关闭", "Closed"},
	OrderCancelled:   {"已取消", "Cancelled"},
}

// HasPaper tells whether the order has been confirmed: before that there is
// nothing to confirm in writing. A cancelled one keeps its paper, which says so.
func (o Order) HasPaper() bool {
	_, named := orderLabels[o.State]
	return named && o.ConfirmedAt != nil
}

// WithLines fills lines, totals and the VAT of each rate.
func (d OrderDocument) WithLines(lines []OrderLine) (OrderDocument, error) {
	byRate := map[Rate]Money{}
	for _, l := range lines {
		d.add(GoodsLine{SKU: l.SKU, Name: Label{l.NameZh, l.NameEn}, Weight: l.Weight(), Quantity: l.Quantity, Shipped: l.ShippedQuantity,
			Unit: l.UnitFen, Total: l.TotalFen})
		byRate[l.VatPPM] += l.TotalFen
	}
	d.tax(byRate)
	return d, d.Check()
}

// Check tells whether the document's figures agree with one another.
func (d OrderDocument) Check() error { return d.disagrees(d.Agree(), "gross") }

// Sheet lays the confirmation out.
func (d OrderDocument) Sheet() (Sheet, error) {
	state := orderLabels[d.State]
	s := Sheet{Paper: d.Paper, Title: Label{"订单确认书", "Order confirmation"},
		Facts: [2][]Fact{filled(d.buyerFacts()...), filled(Fact{Name: Label{"订单号", "Order"}, Value: d.Number, Strong: true},
			dated(Label{"下单", "Ordered"}, d.SubmittedOn), dated(Label{"确认", "Confirmed"}, d.IssuedOn), Fact{Name: Label{"状态", "State"}, Value: state.both()},
			Fact{Name: Label{"下单人", "By"}, Value: d.PlacedBy}, Fact{Name: Label{"门店", "Store"}, Value: d.Store.Zh, Gloss: d.Store.En},
			Fact{Name: Label{"备注", "Note"}, Value: d.Note})},
		Figures: []Figure{{Name: grossName, Value: d.Gross.Yuan(), Lit: true}, {Name: Label{"结算方式", "Terms"}, Value: d.Policy.both()},
			{Name: Label{"件数", "Pieces"}, Value: count(d.Quantity).Zh}},
		Heading: Label{"货品明细", "Articles"}, Unit: "单位：元 CNY，含税 incl. VAT", Table: d.table(true), Sums: d.sums(), Words: inWords(grossName, d.Gross),
		Notes: Label{"数量与价格以本确认书为准；按重量计价的货品以交货时的实重结算。本单不是账单，无需据此付款。扫码或输入验真码核验原件。",
			"Quantities and prices as confirmed here; goods priced by weight are billed at their weight on delivery. This is not an invoice: nothing is due on it. Scan the code to verify."},
	}
	if d.Weight > 0 {
		s.Figures = append(s.Figures, Figure{Name: Label{"参考重量", "Weight"}, Value: d.Weight.String() + " g"})
	}
	if d.State == OrderCancelled {
		s.Void = Fact{Name: Label{"作废", "VOID"}, Value: "订单已取消", Gloss: "The order was cancelled"}
	}
	return s, d.Check()
}
