package models

import "time"

// Statement is an issued statement: its data as JSON, its number, and the
// bytes of its PDF with their hash once it was printed. Nothing of it changes.
type Statement struct {
	ID             int64
	Number         string
	AgentID        int64
	PeriodFromOn   Date
	PeriodToOn     Date
	OpeningFen     Money
	DebitsFen      Money
	CreditsFen     Money
	ClosingFen     Money
	Document       string
	DocumentSHA256 string `gorm:"column:document_sha256"`
	PDF            []byte `gorm:"column:pdf"`
	PDFSHA256      string `gorm:"column:pdf_sha256"`
	VerifyCode     string
	IssuedOn       Date
	IssuedBy       string
	IssuedAt       time.Time
}

// ObjectDays is how long an agent may object to a statement.
const ObjectDays = 15

// LineKindOf is what a journal entry is called on a statement.
func LineKindOf(k EntryKind) LineKind {
	switch k {
	case EntryCreditNote:
		return LineCreditNote
	case EntryReceipt, EntryAllocation, EntryDeposit:
		return LineReceipt
	case EntryDiscount:
		return LineDiscount
	case EntryReversal:
		return LineReversal
	case EntryWriteOff:
		return LineWriteOff
	case EntryRecovery:
		return LineRecovery
	case EntryOpening:
		return LineOpening
	}
	return LineInvoice
}

// AddLine books a movement of the balance: positive amounts are debits.
func (d *StatementDocument) AddLine(l StatementLine, amount Money) {
	if amount >= 0 {
		l.Debit = amount
	} else {
		l.Credit = -amount
	}
	d.Debits += l.Debit
	d.Credits += l.Credit
	d.Closing = d.Opening + d.Debits - d.Credits
	l.Balance = d.Closing
	d.Lines = append(d.Lines, l)
}

// StatementPeriod is the period of the next statement: it begins where the
// last one ended, or with the settlement period of the first posting, and ends
// with the settlement period of its first day. Agents who pay early or
// immediately get a statement per month.
func StatementPeriod(p SettlementPolicy, lastTo, firstPosting Date) Period {
	if p.Kind != SettlementMonths {
		p = SettlementPolicy{Kind: SettlementMonths, Months: 1, CutoffDay: 31}
	}
	if lastTo.IsZero() {
		return p.PeriodOf(firstPosting)
	}
	from := lastTo.AddDays(1)
	return Period{From: from, To: p.PeriodOf(from).To}
}
