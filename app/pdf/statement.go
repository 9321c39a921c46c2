package pdf

import (
	"assay/models"
)

// RenderStatement prints a statement of account. The same document always
// gives the same bytes. A document whose figures disagree is refused.
func RenderStatement(doc models.StatementDocument) ([]byte, error) {
	if err := doc.Check(); err != nil {
		return nil, err
	}
	s, err := newSheet()
	if err != nil {
		return nil, err
	}
	s.addPage()
	y := s.letterhead(doc.Seller, "对账单", "Statement of account")
	y = s.statementHead(doc, y+8)
	y = s.section(y+12, "往来明细", "Transactions", "单位：元 CNY")
	y = s.statementTable(doc, y)
	next := func() float64 { return s.running("对账单", doc.Number, doc.Buyer.Name.Zh) }
	if y+ageingHeight+slipHeight(doc.Remittance) > bottom {
		y = next()
	}
	s.inWords(y+8, "期末余额", "Closing balance", doc.Closing)
	s.ageing(y+28, doc.Ageing, doc.To)
	if err := s.slip(doc.Remittance, doc.Verify, statementNote(doc)); err != nil {
		return nil, err
	}
	s.seal(right-38, bottom-38, doc.Seller.Name.Zh, "对账专用章")
	s.footers(doc.Number)
	return render(s, meta{doc.Number, "对账单 " + doc.Number, doc.Seller.Name.Zh, doc.IssuedOn.Time()})
}

// statementHead draws the parties and the five figures of the period.
func (s *sheet) statementHead(doc models.StatementDocument, y float64) float64 {
	middle := left + 265
	a := s.facts(left, y, 255, []fact{
		{"客户", "Customer", doc.Buyer.Name.Zh, true}, {"", "", doc.Buyer.Name.En, false},
		{"编号", "No.", doc.Buyer.Code, false}, {"地址", "Address", doc.Buyer.Address, false},
	})
	b := s.facts(middle, y, right-middle, []fact{
		{"对账单号", "Statement", doc.Number, true}, {"账期", "Period", span(doc.From, doc.To), false},
		{"结算方式", "Terms", bilingual(doc.Policy), false}, {"开具", "Issued", doc.IssuedOn.String(), false},
	})
	figures := []figure{
		{"期初", "Opening", yuan(doc.Opening), false}, {"本期应收", "Charges", yuan(doc.Debits), false},
		{"收款与贷项", "Payments", yuan(-doc.Credits), false}, {"期末余额", "Closing", yuan(doc.Closing), true},
	}
	if doc.Limit != nil {
		figures = append(figures, figure{"授信额度", "Limit", yuan(*doc.Limit), false})
	}
	return s.figures(max(a, b)+6, figures)
}

// figure is a headline amount.
type figure struct {
	zh, en, value string
	lit           bool // the one that counts
}

func (s *sheet) figures(y float64, list []figure) float64 {
	const height = 36.0
	w := (right - left) / float64(len(list))
	for i, f := range list {
		x := left + float64(i)*w
		if f.lit {
			s.fill(x, y, w, height, wash)
		}
		if i > 0 {
			s.rule(x, y, x, y+height, 0.75, hairmid)
		}
		s.both(x+7, y+14, style{8.2, regular, label}, f.zh, f.en)
		s.text(x+7, y+28, s.fitting(style{10.4, bold, black}, f.value, w-12), f.value)
	}
	s.frame(left, y, right-left, height, 0.75, black)
	return y + height
}

// fitting is the style at the largest size, up to its own, at which text fits.
func (s *sheet) fitting(st style, text string, width float64) style {
	if w := s.width(st, text); w > width {
		st.size *= width / w
	}
	return st
}

func (s *sheet) statementTable(doc models.StatementDocument, y float64) float64 {
	t := &table{sheet: s, y: y, room: bottom, labelAt: 2, columns: []column{
		{"日期", "Date", 52, false}, {"单据", "Document", 92, false}, {"摘要", "Particulars", 151, false},
		{"应收", "Charges", 72, true}, {"收款", "Payments", 72, true}, {"余额", "Balance", 76.28, true},
	}}
	t.next = func() float64 { return s.running("对账单", doc.Number, doc.Buyer.Name.Zh) }
	t.carry = func(rows int) []cell {
		c := doc.Carry(max(0, rows-1)) // the first row is the opening balance
		return []cell{{}, {}, {}, {text: amount(c.Debits)}, {text: amount(c.Credits)}, {text: amount(c.Balance)}}
	}
	t.header()
	t.row([]cell{{text: doc.From.String()}, {}, {"期初余额", "Opening balance"}, {}, {}, {text: amount(doc.Opening)}})
	for _, l := range doc.Lines {
		t.row([]cell{{text: l.On.String()}, {text: l.Number}, particulars(l),
			{text: blankZero(l.Debit)}, {text: blankZero(l.Credit)}, {text: amount(l.Balance)}})
	}
	t.total([]cell{{"期末余额", "Closing balance"}, {}, {},
		{text: amount(doc.Debits)}, {text: amount(doc.Credits)}, {text: amount(doc.Closing)}})
	return t.y
}

// inWords writes an amount in capitals, which no added digit can change.
func (s *sheet) inWords(y float64, zh, en string, m models.Money) {
	x := s.both(left, y+10, factLabel, zh+"（大写）", en+" in words")
	words := "人民币" + m.InWords()
	s.text(x+8, y+10, s.fitting(factStrong, words, right-x-8), words)
}

const ageingHeight = 116.0 // with the amount in words above it

// ageing draws the balance by how late it is, in two rows of five; the last
// figure is the balance itself.
func (s *sheet) ageing(y float64, a models.Ageing, on models.Date) {
	y = s.section(y, "账龄", "Ageing", "截至 as of "+on.String())
	labels := append([]models.Label{{Zh: "未到期", En: "Not due"}}, bucketLabels()...)
	labels = append(labels, models.Label{Zh: "贷项", En: "Credits"}, models.Label{Zh: "未核销收款", En: "Unallocated"}, models.Label{Zh: "合计", En: "Total"})
	values := append([]models.Money{a.NotDue}, a.Late[:]...)
	values = append(values, a.Credits, -a.Unallocated, a.Total())
	w := (right - left) / 5
	for i, l := range labels {
		x, line := left+float64(i%5)*w, y+5+float64(i/5)*33
		if i%5 == 0 {
			s.rule(left, line, right, line, 0.75, hairmid)
		} else {
			s.rule(x, line, x, line+33, 0.75, hairline)
		}
		st := style{9, bold, black}
		if i > 0 && i <= models.Buckets && values[i] > 0 {
			st.ink = cinnabar
		}
		en := style{7.6, regular, hint}
		end := x + w - 7
		if i%5 == 4 {
			end = right
		}
		s.textRight(end, line+12, en, l.En)
		s.textRight(end-s.width(en, l.En)-3, line+12, style{8.2, regular, label}, l.Zh)
		s.textRight(end, line+26, s.fitting(st, amount(values[i]), w-12), amount(values[i]))
	}
	s.rule(left, y+71, right, y+71, 0.75, hairmid)
}

// statementNote says by when to object and how to check the paper.
func statementNote(doc models.StatementDocument) string {
	zh, en := "请及时核对，如有不符请提出异议。", "Please check this statement and tell us of any difference."
	if !doc.ObjectBy.IsZero() {
		day := doc.ObjectBy.String()
		zh = "请于 " + day + " 前核对；逾期未提异议视为确认。"
		en = "Please object by " + day + "; otherwise the balance counts as confirmed."
	}
	return zh + "扫码或输入验真码核验原件。\n" + en + " Scan the code to verify."
}

// bilingual is both names of a label on one line.
func bilingual(l models.Label) string {
	if l.En == "" {
		return l.Zh
	}
	return l.Zh + " " + l.En
}
