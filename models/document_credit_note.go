package models

// CreditNoteDocument is a credit note as issued: a part of an invoice taken
// back. Settled is what it took off its own invoice, Left what stays as a
// credit.
type CreditNoteDocument struct {
	Paper
	Invoice         string `json:"invoice"`
	InvoiceIssuedOn Date   `json:"invoice_issued_on"`
	InvoiceGross    Money  `json:"invoice_gross"`
	OrderNumber     string `json:"order_number,omitempty"`
	Reason          string `json:"reason"`
	Net             Money  `json:"net"`
	VAT             Money  `json:"vat"`
	Gross           Money  `json:"gross"`
	Settled         Money  `json:"settled"`
	Left            Money  `json:"left"`
}

// Check tells whether the document's figures agree with one another.
func (d CreditNoteDocument) Check() error {
	return d.disagrees(d.Net+d.VAT == d.Gross && d.Settled+d.Left == d.Gross && d.Settled >= 0 && d.Left >= 0 && d.Gross <= d.InvoiceGross, "gross")
}

// Sheet lays the credit note out.
func (d CreditNoteDocument) Sheet() (Sheet, error) {
	none := Label{}
	return Sheet{Paper: d.Paper, Title: Label{"红字单", "Credit note"},
		Facts: [2][]Fact{filled(d.buyerFacts()...), filled(Fact{Name: Label{"红字单号", "Credit note"}, Value: d.Number, Strong: true},
			dated(Label{"开具", "Issued"}, d.IssuedOn), Fact{Name: Label{"原账单", "Invoice"}, Value: d.Invoice}, Fact{Name: Label{"订单", "Order"}, Value: d.OrderNumber})},
		Figures: []Figure{{Name: Label{"红字金额", "Credited"}, Value: d.Gross.Yuan(), Lit: true}, {Name: Label{"冲抵原账单", "Off the invoice"}, Value: d.Settled.Yuan()},
			{Name: Label{"留作贷项", "Left as credit"}, Value: d.Left.Yuan()}},
		Heading: Label{"冲减明细", "Credited"}, Unit: "单位：元 CNY，含税 incl. VAT",
		Table: Table{LabelAt: 2, Columns: []Column{{Name: Label{"原账单", "Invoice"}, Width: 190, Card: "21"}, {Name: Label{"开具", "Issued"}, Width: 120},
			{Name: Label{"事由", "Reason"}, Width: 350, Card: "11"}, {Name: Label{"账单金额", "Invoiced"}, Width: 170, Right: true}, {Name: Label{"冲减", "Credited"}, Width: 170, Right: true, Card: "12"}},
			Rows:  [][]Label{{plain(d.Invoice), plain(d.InvoiceIssuedOn.String()), plain(d.Reason), plain(d.InvoiceGross.Grouped()), plain(d.Gross.Grouped())}},
			Total: []Label{{"合计", "Total"}, none, none, none, plain(d.Gross.Grouped())},
			Carry: func(n int) []Label { return []Label{none, none, none, none, plain((d.Gross * Money(n)).Grouped())} }},
		Sums: []Figure{{Name: Label{"不含税", "Net"}, Value: d.Net.Yuan()}, {Name: Label{"增值税", "VAT"}, Value: d.VAT.Yuan()},
			{Name: grossName, Value: d.Gross.Yuan(), Lit: true}},
		Words: inWords(Label{"红字金额", "Credited"}, d.Gross), Seal: "财务专用章",
		Notes: Label{"本单减少应付账款；不是税务红字发票。扫码或输入验真码核验原件。", "This lowers what you owe; it is not a red tax fapiao. Scan the code to verify."},
	}, d.Check()
}
