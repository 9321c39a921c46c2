package models

// ReceiptDocument is money received, with what it has settled so far. Once the
// receipt is reversed the document says so and settles nothing.
type ReceiptDocument struct {
	Paper
	ReceivedOn    Date          `json:"received_on"`
	Method        string        `json:"method"`
	BankReference string        `json:"bank_reference,omitempty"`
	Payer         string        `json:"payer,omitempty"`
	Note          string        `json:"note,omitempty"`
	Amount        Money         `json:"amount"`
	Lines         []ReceiptLine `json:"lines"`
	Settled       Money         `json:"settled"`
	Discount      Money         `json:"discount"`
	Unallocated   Money         `json:"unallocated"`
	ReversedOn    Date          `json:"reversed_on,omitzero"`
	Reversal      string        `json:"reversal,omitempty"`
}

// ReceiptLine is what a receipt settles of one document. Discount was granted
// for paying early; it is no part of the money.
type ReceiptLine struct {
	Number   string `json:"number"`
	DueOn    Date   `json:"due_on"`
	Settled  Money  `json:"settled"`
	Discount Money  `json:"discount"`
}

// HasPaper tells whether the money has arrived: before that there is nothing
// to acknowledge. A reversed receipt keeps its paper, which says so.
func (r Receipt) HasPaper() bool { return !r.PostingOn.IsZero() }

// methodLabels name how money comes.
var methodLabels = map[string]Label{
	"bank": {"银行转账", "Bank transfer"}, "cash": {"现金", "Cash"}, "card": {"刷卡", "Card"}, "alipay": {"支付宝", "Alipay"},
	"wechat": {"微信", "WeChat"}, "cheque": {"支票", "Cheque"}, "other": {"其他", "Other"}, "import": {"导入", "Imported"},
}

// methodLabel is a method's name; one that nobody knows is its own.
func methodLabel(method string) Label {
	if l, ok := methodLabels[method]; ok {
		return l
	}
	return plain(method)
}

// WithLines fills what the receipt settles; lines that cancelled out are left
// out.
func (d ReceiptDocument) WithLines(lines []ReceiptLine) (ReceiptDocument, error) {
	for _, l := range lines {
		if l.Settled == 0 && l.Discount == 0 {
			continue
		}
		d.Lines = append(d.Lines, l)
		d.Settled += l.Settled
		d.Discount += l.Discount
	}
	return d, d.Check()
}

// Carry sums what the first n lines settle and their discounts.
func (d ReceiptDocument) Carry(n int) (settled, discount Money) {
	for _, l := range d.Lines[:n] {
		settled += l.Settled
		discount += l.Discount
	}
	return settled, discount
}

// Check tells whether the document's figures agree with one another: money
// that was received is settled or unallocated, money that went back is neither.
func (d ReceiptDocument) Check() error {
	settled, discount := d.Carry(len(d.Lines))
	left := d.Amount
	if !d.ReversedOn.IsZero() {
		left = 0
	}
	return d.disagrees(settled == d.Settled && discount == d.Discount && d.Settled+d.Unallocated == left, "amount")
}

// Sheet lays the receipt out.
func (d ReceiptDocument) Sheet() (Sheet, error) {
	received := Label{"收款金额", "Received"}
	s := Sheet{Paper: d.Paper, Title: Label{"收款收据", "Receipt"},
		Facts: [2][]Fact{filled(d.buyerFacts()...), filled(Fact{Name: Label{"收据号", "Receipt"}, Value: d.Number, Strong: true},
			dated(Label{"入账", "Posted"}, d.IssuedOn), dated(Label{"到账", "Cleared"}, d.ReceivedOn), Fact{Name: Label{"方式", "Method"}, Value: methodLabel(d.Method).both()},
			Fact{Name: Label{"流水号", "Bank ref."}, Value: d.BankReference}, Fact{Name: Label{"付款人", "Payer"}, Value: d.Payer}, Fact{Name: Label{"备注", "Note"}, Value: d.Note})},
		Figures: []Figure{{Name: received, Value: d.Amount.Yuan(), Lit: true}, {Name: Label{"已核销", "Settled"}, Value: d.Settled.Yuan()},
			{Name: Label{"未核销", "Not yet used"}, Value: d.Unallocated.Yuan()}},
		Heading: Label{"核销明细", "What it settles"}, Unit: "单位：元 CNY", Table: d.table(), Words: inWords(received, d.Amount), Seal: "财务专用章",
		Notes: Label{"款项已到账并入账；退票冲回的，本收据作废。本收据不是税务发票。扫码或输入验真码核验原件。",
			"The money has arrived and is on your account; if it bounces this receipt is void. This is not a tax fapiao. Scan the code to verify."},
	}
	if d.Discount != 0 {
		s.Figures = append(s.Figures, Figure{Name: Label{"现金折扣", "Discount"}, Value: d.Discount.Yuan()})
	}
	if !d.ReversedOn.IsZero() {
		s.Void = Fact{Name: Label{"作废", "REVERSED"}, Value: d.ReversedOn.String() + " 已冲回：" + d.Reversal, Gloss: "Reversed on " + d.ReversedOn.String()}
	}
	return s, d.Check()
}

// table lays out what was settled; only early payment has a column for its
// discount.
func (d ReceiptDocument) table() Table {
	row := func(document, due Label, settled, discount Money) []Label {
		if d.Discount == 0 {
			return []Label{document, due, plain(settled.Grouped())}
		}
		return []Label{document, due, unlessZero(discount), plain(settled.Grouped())}
	}
	columns := []Column{{Name: Label{"单据", "Document"}, Width: 340, Card: "11"}, {Name: Label{"到期日", "Due"}, Width: 220, Card: "21"}}
	if d.Discount != 0 {
		columns = append(columns, Column{Name: Label{"现金折扣", "Discount"}, Width: 220, Right: true})
	}
	columns = append(columns, Column{Name: Label{"核销", "Settled"}, Width: 660 - 220*len(columns[1:]), Right: true, Card: "12"})
	t := Table{Empty: Label{"尚未核销任何单据", "Not used for any document yet"}, Columns: columns, Total: row(Label{"合计", "Total"}, Label{}, d.Settled, d.Discount)}
	if !d.ReversedOn.IsZero() {
		t.Empty = Label{"已冲回，不核销任何单据", "Reversed: it settles nothing"}
	}
	for _, l := range d.Lines {
		t.Rows = append(t.Rows, row(plain(l.Number), plain(l.DueOn.String()), l.Settled, l.Discount))
	}
	t.Carry = func(n int) []Label {
		settled, discount := d.Carry(n)
		return row(Label{}, Label{}, settled, discount)
	}
	return t
}
