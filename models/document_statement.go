package models

import "fmt"

// Sheet lays the statement out.
func (d StatementDocument) Sheet() (Sheet, error) {
	closing := Label{"期末余额", "Closing balance"}
	figures := []Figure{{Name: Label{"期初", "Opening"}, Value: d.Opening.Yuan()}, {Name: Label{"本期应收", "Charges"}, Value: d.Debits.Yuan()},
		{Name: Label{"收款与贷项", "Payments"}, Value: (-d.Credits).Yuan()}, {Name: Label{"期末余额", "Closing"}, Value: d.Closing.Yuan(), Lit: true}}
	if d.Limit != nil {
		figures = append(figures, Figure{Name: Label{"授信额度", "Limit"}, Value: d.Limit.Yuan()})
	}
	return Sheet{Paper: d.Paper, Title: Label{"对账单", "Statement of account"},
		Facts: [2][]Fact{filled(d.buyerFacts()...), filled(Fact{Name: Label{"对账单号", "Statement"}, Value: d.Number, Strong: true},
			Fact{Name: Label{"账期", "Period"}, Value: d.From.String() + " – " + d.To.String()}, Fact{Name: Label{"结算方式", "Terms"}, Value: d.Policy.both()},
			dated(Label{"开具", "Issued"}, d.IssuedOn))},
		Figures: figures, Heading: Label{"往来明细", "Transactions"}, Unit: "单位：元 CNY", Table: d.table(closing), Words: inWords(closing, d.Closing),
		Grid: Grid{Heading: Label{"账龄", "Ageing"}, Remark: "截至 as of " + d.To.String(), Aged: &d.Ageing, Figures: d.Ageing.figures()}, Slip: &d.Remittance,
		Notes: d.notes(), Seal: "对账专用章"}, d.Check()
}

func (d StatementDocument) table(closing Label) Table {
	none := Label{}
	t := Table{LabelAt: 2, Columns: []Column{{Name: Label{"日期", "Date"}, Width: 102, Card: "31"}, {Name: Label{"单据", "Document"}, Width: 180, Card: "21"},
		{Name: Label{"摘要", "Particulars"}, Width: 290, Card: "11"}, {Name: Label{"应收", "Charges"}, Width: 140, Right: true, Card: "12"},
		{Name: Label{"收款", "Payments"}, Width: 140, Right: true, Card: "12", Minus: true}, {Name: Label{"余额", "Balance"}, Width: 148, Right: true, Card: "22"}},
		Opening: []Label{plain(d.From.String()), none, {"期初余额", "Opening balance"}, none, none, plain(d.Opening.Grouped())},
		Total:   []Label{closing, none, none, plain(d.Debits.Grouped()), plain(d.Credits.Grouped()), plain(d.Closing.Grouped())}}
	for _, l := range d.Lines {
		t.Rows = append(t.Rows, []Label{plain(l.On.String()), plain(l.Number), l.Particulars(), unlessZero(l.Debit), unlessZero(l.Credit), plain(l.Balance.Grouped())})
	}
	t.Carry = func(n int) []Label {
		c := d.Carry(n)
		return []Label{none, none, none, plain(c.Debits.Grouped()), plain(c.Credits.Grouped()), plain(c.Balance.Grouped())}
	}
	return t
}

// notes say by when to object and how to check the paper.
func (d StatementDocument) notes() Label {
	l := Label{"请及时核对，如有不符请提出异议。", "Please check this statement and tell us of any difference."}
	if !d.ObjectBy.IsZero() {
		day := d.ObjectBy.String()
		l = Label{"请于 " + day + " 前核对；逾期未提异议视为确认。", "Please object by " + day + "; otherwise the balance counts as confirmed."}
	}
	return Label{l.Zh + "扫码或输入验真码核验原件。", l.En + " Scan the code to verify."}
}

// figures are the balance by how late it is, for two rows of five; the last is
// the balance itself.
func (a Ageing) figures() []Figure {
	out := []Figure{{Name: Label{"未到期", "Not due"}, Value: a.NotDue.Grouped()}}
	from := 1
	for i, m := range a.Late {
		name := fmt.Sprintf("%d 天以上", from-1)
		if i < len(AgeingBounds) {
			name = fmt.Sprintf("%d–%d 天", from, AgeingBounds[i])
			from = AgeingBounds[i] + 1
		}
		out = append(out, Figure{Name: Label{name, "days late"}, Value: m.Grouped(), Bad: m > 0})
	}
	return append(out, Figure{Name: Label{"贷项", "Credits"}, Value: a.Credits.Grouped()},
		Figure{Name: Label{"未核销收款", "Unallocated"}, Value: (-a.Unallocated).Grouped()}, Figure{Name: Label{"合计", "Total"}, Value: a.Total().Grouped()})
}
