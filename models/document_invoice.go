package models

// InvoiceDocument is an invoice as issued. Every figure is computed.
type InvoiceDocument struct {
	Paper
	Goods
	DeliveredOn   Date       `json:"delivered_on"`
	DueOn         Date       `json:"due_on"`
	DiscountUntil Date       `json:"discount_until,omitzero"`
	Discount      Rate       `json:"discount,omitempty"` // for payment by DiscountUntil
	Policy        Label      `json:"policy"`
	OrderNumber   string     `json:"order_number,omitempty"`
	Shipment      string     `json:"shipment,omitempty"`
	Remittance    Remittance `json:"remittance"`
}

// Check tells whether the document's figures agree with one another.
func (d InvoiceDocument) Check() error { return d.Paper.disagrees(d.Agree(), "gross") }

// disagrees is the error of a document whose figures do not agree.
func (p Paper) disagrees(agree bool, field string) error {
	if agree {
		return nil
	}
	return Invalid(field, "error.document_disagrees").With("Number", p.Number)
}

// WithLines fills lines, totals and the VAT of each rate. A document taken over
// without lines states one line for its whole amount.
func (d InvoiceDocument) WithLines(lines []InvoiceLine) (InvoiceDocument, error) {
	byRate := map[Rate]Money{}
	for _, l := range lines {
		line := GoodsLine{SKU: l.SKU, Name: Label{l.NameZh, l.NameEn}, Weight: l.WeightMg, Quantity: l.Quantity, Total: l.TotalFen}
		if l.UnitFen*Money(l.Quantity) == l.TotalFen {
			line.Unit = l.UnitFen
		}
		d.add(line)
		byRate[l.VatPPM] += l.TotalFen
	}
	if len(lines) == 0 {
		d.add(GoodsLine{Name: Label{"期初单据", "Document taken over"}, Quantity: 1, Unit: d.Gross, Total: d.Gross})
		d.Taxes = []Tax{{Net: d.Net, VAT: d.VAT}}
		return d, nil
	}
	d.tax(byRate)
	return d, d.Check()
}

// Sheet lays the invoice out: the paper of a delivery on credit. The tax
// authority's fapiao is another document, which the small print says.
func (d InvoiceDocument) Sheet() (Sheet, error) {
	figures := []Figure{{Name: grossName, Value: d.Gross.Yuan(), Lit: true}, {Name: Label{"结算方式", "Terms"}, Value: d.Policy.both()},
		{Name: Label{"到期日", "Due"}, Value: d.DueOn.String()}}
	if d.Discount > 0 {
		figures = append(figures, Figure{Name: Label{"现金折扣", "Discount until"}, Value: d.Discount.Percent() + "% · " + d.DiscountUntil.String()})
	}
	return Sheet{Paper: d.Paper, Title: Label{"销售账单", "Invoice"},
		Facts: [2][]Fact{filled(d.buyerFacts()...), filled(Fact{Name: Label{"账单号", "Invoice"}, Value: d.Number, Strong: true},
			dated(Label{"开具", "Issued"}, d.IssuedOn), Fact{Name: Label{"订单", "Order"}, Value: d.OrderNumber},
			Fact{Name: Label{"发货", "Shipment"}, Value: d.Shipment}, dated(Label{"交货", "Delivered"}, d.DeliveredOn))},
		Figures: figures, Heading: Label{"货品明细", "Articles"}, Unit: "单位：元 CNY，含税 incl. VAT", Table: d.table(false), Sums: d.sums(),
		Words: inWords(grossName, d.Gross), Slip: &d.Remittance,
		Notes: Label{"价格含增值税；本单不是税务发票。扫码或输入验真码核验原件。", "Prices include VAT; this is not a tax fapiao. Scan the code to verify."},
	}, d.Check()
}
