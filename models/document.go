package models

import "strings"

// Label is a name in both languages of a document.
type Label struct {
	Zh string `json:"zh"`
	En string `json:"en,omitempty"`
}

// Party is the seller or the buyer at the head of a document, as it was on
// the day of issue.
type Party struct {
	Code    string `json:"code,omitempty"`
	Name    Label  `json:"name"`
	Address string `json:"address,omitempty"`
	TaxNo   string `json:"tax_no,omitempty"`
	Phone   string `json:"phone,omitempty"`
}

// Details are where and how a party is found, on one line.
func (p Party) Details() string {
	var parts []string
	for _, s := range []string{p.Address, p.Phone} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if p.TaxNo != "" {
		parts = append(parts, "税号 Tax no. "+p.TaxNo)
	}
	return strings.Join(parts, " · ")
}

// Remittance tells how to pay. Reference is what the payer writes into the
// transfer so that the receipt finds its way. Total is the sum of the dues.
type Remittance struct {
	Payee     string `json:"payee"`
	Bank      string `json:"bank"`
	Account   string `json:"account"`
	Reference string `json:"reference"`
	Dues      []Due  `json:"dues,omitempty"`
	Total     Money  `json:"total"`
}

// Due is what falls due on one day. Overdue is judged on the document's date.
type Due struct {
	On      Date  `json:"on"`
	Amount  Money `json:"amount"`
	Overdue bool  `json:"overdue,omitempty"`
}

// Facts name what the payer needs.
func (r Remittance) Facts() []Fact {
	return filled(Fact{Name: Label{"收款户名", "Payee"}, Value: r.Payee}, Fact{Name: Label{"开户行", "Bank"}, Value: r.Bank},
		Fact{Name: Label{"账号", "Account"}, Value: r.Account}, Fact{Name: Label{"附言", "Reference"}, Value: r.Reference, Strong: true})
}

// Name says the day, and whether it has passed.
func (d Due) Name() Label {
	if d.Overdue {
		return Label{d.On.String() + " 已逾期", "overdue"}
	}
	return Label{d.On.String() + " 到期", "due"}
}

// Verification lets anyone check the paper against the book: the code is
// printed, the URL is in the QR code.
type Verification struct {
	Code string `json:"code"`
	URL  string `json:"url"`
}

// Paper is the frame that all documents of the house share: what it is called,
// since when, from whom to whom, and how to check it.
type Paper struct {
	Number   string       `json:"number"`
	IssuedOn Date         `json:"issued_on"`
	Seller   Party        `json:"seller"`
	Buyer    Party        `json:"buyer"`
	Verify   Verification `json:"verify"`
}

// LineKind says what a line of a statement is; pages and papers name it in
// their languages.
type LineKind string

// The kinds of statement lines: the documents that move the balance.
const (
	LineInvoice    LineKind = "invoice"
	LineCreditNote LineKind = "credit_note"
	LineReceipt    LineKind = "receipt"
	LineRefund     LineKind = "refund"
	LineDiscount   LineKind = "discount"
	LineInterest   LineKind = "interest"
	LineWriteOff   LineKind = "write_off"
	LineRecovery   LineKind = "recovery"
	LineReversal   LineKind = "reversal"
	LineOpening    LineKind = "opening"
	LineRounding   LineKind = "rounding"
)

// LineKinds lists the kinds of statement lines.
func LineKinds() []LineKind {
	return []LineKind{LineInvoice, LineCreditNote, LineReceipt, LineRefund, LineDiscount, LineInterest,
		LineWriteOff, LineRecovery, LineReversal, LineOpening, LineRounding}
}

// StatementLine is one movement. Debit raises what the agent owes, Credit
// lowers it; Balance is the balance after the line. BelongsTo is set when the
// line adjusts an earlier period. An invoice says how many pieces it is for and
// what they weigh.
type StatementLine struct {
	On        Date     `json:"on"`
	Kind      LineKind `json:"kind"`
	Number    string   `json:"number"`
	Reference string   `json:"reference,omitempty"`
	Pieces    int64    `json:"pieces,omitempty"`
	Weight    Weight   `json:"weight,omitempty"`
	BelongsTo Date     `json:"belongs_to,omitzero"`
	Debit     Money    `json:"debit"`
	Credit    Money    `json:"credit"`
	Balance   Money    `json:"balance"`
}

// StatementDocument is a statement as issued. Every figure is computed: page
// and paper draw it and add nothing. Closing = Opening + Debits − Credits =
// Ageing.Total(), as of the last day of the period.
type StatementDocument struct {
	Paper
	From       Date            `json:"from"`
	To         Date            `json:"to"`
	Policy     Label           `json:"policy"`
	Limit      *Money          `json:"limit,omitempty"` // nil: no amount to show
	Opening    Money           `json:"opening"`
	Debits     Money           `json:"debits"`
	Credits    Money           `json:"credits"`
	Closing    Money           `json:"closing"`
	Lines      []StatementLine `json:"lines"`
	Ageing     Ageing          `json:"ageing"`
	ObjectBy   Date            `json:"object_by,omitzero"` // last day to dispute
	Remittance Remittance      `json:"remittance"`
}

// Carried is what a page carries forward after the first n lines.
type Carried struct{ Debits, Credits, Balance Money }

// Carry sums the first n lines; before any line the balance is the opening.
func (d StatementDocument) Carry(n int) Carried {
	c := Carried{Balance: d.Opening}
	for _, l := range d.Lines[:n] {
		c.Debits += l.Debit
		c.Credits += l.Credit
		c.Balance = l.Balance
	}
	return c
}

// Check tells whether the document's figures agree with one another.
func (d StatementDocument) Check() error {
	balance := d.Opening
	for _, l := range d.Lines {
		balance += l.Debit - l.Credit
		if l.Balance != balance {
			return Invalid("lines", "error.document_disagrees").With("Number", d.Number).With("Line", l.Number)
		}
	}
	sums := d.Carry(len(d.Lines))
	if sums.Debits != d.Debits || sums.Credits != d.Credits || balance != d.Closing || d.Ageing.Total() != d.Closing {
		return Invalid("closing", "error.document_disagrees").With("Number", d.Number)
	}
	return nil
}
