package pdf

import "assay/models"

// invoiceTitle: the paper of a delivery on credit. The tax authority's fapiao
// is another document, which the note says.
const invoiceTitle = "销售账单"

// RenderInvoice prints an invoice. The same document always gives the same
// bytes. A document whose figures disagree is refused.
func RenderInvoice(doc models.InvoiceDocument) ([]byte, error) {
	if err := doc.Check(); err != nil {
		return nil, err
	}
	s, err := newSheet()
	if err != nil {
		return nil, err
	}
	s.addPage()
	y := s.letterhead(doc.Seller, invoiceTitle, "Invoice")
	y = s.invoiceHead(doc, y+8)
	y = s.section(y+12, "货品明细", "Articles", "单位：元 CNY，含税 incl. VAT")
	y = s.invoiceTable(doc, y)
	if y+invoiceSumHeight(doc)+slipHeight(doc.Remittance) > bottom {
		y = s.running(invoiceTitle, doc.Number, doc.Buyer.Name.Zh)
	}
	s.invoiceSum(doc, y+6)
	note := "价格含增值税；本单不是税务发票。扫码或输入验真码核验原件。\nPrices include VAT; this is not a tax fapiao. Scan the code to verify."
	if err := s.slip(doc.Remittance, doc.Verify, note); err != nil {
		return nil, err
	}
	s.footers(doc.Number)
	return render(s, meta{doc.Number, invoiceTitle + " " + doc.Number, doc.Seller.Name.Zh, doc.IssuedOn.Time()})
}

func (s *sheet) invoiceHead(doc models.InvoiceDocument, y float64) float64 {
	middle := left + 265
	a := s.facts(left, y, 255, []fact{
		{"客户", "Customer", doc.Buyer.Name.Zh, true}, {"", "", doc.Buyer.Name.En, false},
		{"编号", "No.", doc.Buyer.Code, false}, {"税号", "Tax no.", doc.Buyer.TaxNo, false},
		{"地址", "Address", doc.Buyer.Address, false}, {"电话", "Phone", doc.Buyer.Phone, false},
	})
	b := s.facts(middle, y, right-middle, []fact{
		{"账单号", "Invoice", doc.Number, true}, {"开具", "Issued", doc.IssuedOn.String(), false},
		{"订单", "Order", doc.OrderNumber, false}, {"发货", "Shipment", doc.Shipment, false},
		{"交货", "Delivered", doc.DeliveredOn.String(), false},
	})
	figures := []figure{
		{"价税合计", "Gross", yuan(doc.Gross), true}, {"结算方式", "Terms", bilingual(doc.Policy), false},
		{"到期日", "Due", doc.DueOn.String(), false},
	}
	if doc.Discount > 0 {
		figures = append(figures, figure{"现金折扣", "Discount until", doc.Discount.Percent() + "% · " + doc.DiscountUntil.String(), false})
	}
	return s.figures(max(a, b)+6, figures)
}

// invoiceColumns leave out the discount where no line has one.
func invoiceColumns(doc models.InvoiceDocument) []column {
	for _, l := range doc.Lines {
		if l.Discount != 0 {
			return []column{{"货号", "SKU", 80, false}, {"品名", "Article", 127.28, false}, {"重量", "g", 52, true}, {"数量", "Qty", 40, true},
				{"单价", "Unit", 88, true}, {"折扣", "Less", 56, true}, {"金额", "Amount", 72, true}}
		}
	}
	return []column{{"货号", "SKU", 84, false}, {"品名", "Article", 169.28, false}, {"重量", "g", 56, true}, {"数量", "Qty", 40, true},
		{"单价", "Unit", 88, true}, {"金额", "Amount", 78, true}}
}

func (s *sheet) invoiceTable(doc models.InvoiceDocument, y float64) float64 {
	t := &table{sheet: s, y: y, room: bottom, labelAt: 1, columns: invoiceColumns(doc)}
	last := len(t.columns) - 1
	t.next = func() float64 { return s.running(invoiceTitle, doc.Number, doc.Buyer.Name.Zh) }
	t.carry = func(rows int) []cell {
		cells := make([]cell, last+1)
		cells[last] = cell{text: amount(doc.Carry(rows))}
		return cells
	}
	t.header()
	for _, l := range doc.Lines {
		cells := []cell{{text: l.SKU}, {l.Name.Zh, l.Name.En}, {text: grams(l.Weight)}, {text: pieces(l.Quantity)}, {text: unitPrice(l)}}
		if last == 6 {
			cells = append(cells, cell{text: blankZero(-l.Discount)})
		}
		t.row(append(cells, cell{text: amount(l.Total)}))
	}
	cells := make([]cell, last+1)
	cells[0], cells[2], cells[3], cells[last] = cell{"合计", "Total"}, cell{text: grams(doc.Weight)}, cell{text: pieces(doc.Quantity)}, cell{text: amount(doc.Gross)}
	t.total(cells)
	return t.y
}

// unitPrice is the price of a piece; goods priced by what they weighed have
// none.
func unitPrice(l models.InvoiceDocumentLine) string {
	if l.Unit == 0 && l.Total != 0 {
		return "按实重 by weight"
	}
	return blankZero(l.Unit)
}

const sumLine = 15.0

func invoiceSumHeight(doc models.InvoiceDocument) float64 {
	return 6 + float64(len(doc.Taxes)*2+3)*sumLine + 24
}

// invoiceSum draws net, VAT per rate and gross at the right, and gross in
// capitals below.
func (s *sheet) invoiceSum(doc models.InvoiceDocument, y float64) {
	x := right - 200
	line := func(zh, en string, m models.Money, st style) {
		s.both(x, y+11, style{8.4, st.weight, st.ink}, zh, en)
		s.textRight(right, y+11, st, yuan(m))
		y += sumLine
	}
	for _, tax := range doc.Taxes {
		rate := tax.Rate.Percent() + "%"
		line("不含税 "+rate, "Net", tax.Net, factText)
		line("增值税 "+rate, "VAT", tax.VAT, factText)
	}
	if len(doc.Taxes) != 1 {
		line("不含税合计", "Net total", doc.Net, factText)
		line("增值税合计", "VAT total", doc.VAT, factText)
	}
	s.rule(x, y, right, y, 0.75, black)
	line("价税合计", "Gross", doc.Gross, factStrong)
	s.rule(x, y+1, right, y+1, 0.75, black)
	s.rule(x, y+3, right, y+3, 0.75, black)
	s.inWords(y+8, "价税合计", "Gross", doc.Gross)
}
