package models

import "time"

// PaperKind is what sort of document a paper is.
type PaperKind string

// The kinds of papers that are drawn from documents. A statement keeps its own.
const (
	PaperInvoice    PaperKind = "invoice"
	PaperOrder      PaperKind = "order"
	PaperCreditNote PaperKind = "credit_note"
	PaperReceipt    PaperKind = "receipt"
)

// IssuedPaper is what a document said when it was first looked at, and the
// bytes of its PDF once it was printed. Nothing of it changes: what changes the
// document (a delivery, an allocation, a reversal) gives it another Revision.
type IssuedPaper struct {
	ID         int64
	Kind       PaperKind
	DocumentID int64
	Revision   int64
	Number     string
	AgentID    int64
	IssuedOn   Date
	AmountFen  Money
	Document   string
	PDF        []byte `gorm:"column:pdf"`
	PDFSHA256  string `gorm:"column:pdf_sha256"`
	VerifyCode string
	KeptAt     time.Time
}
