package api

import (
	"time"

	"assay/app/papers"
	"assay/app/receivables"
	"assay/models"
)

func (s *server) invoices() {
	add(s, operation{"GET", "/invoices", models.OrderRead, "invoices", "list-invoices", "Invoices, the latest first", 0}, s.listInvoices)
	add(s, operation{"GET", "/invoices/{id}", models.OrderRead, "invoices", "get-invoice", "One invoice with its lines", 0}, s.getInvoice)
	addPaper(s, operation{"GET", "/invoices/{id}/pdf", models.OrderRead, "invoices", "get-invoice-pdf", "The invoice's paper", 0}, s.paperOf(s.Papers.Invoice))
	add(s, operation{"GET", "/credit-notes", models.ReceivableRead, "invoices", "list-credit-notes", "Credit notes, the latest first", 0}, s.listCreditNotes)
	add(s, operation{"GET", "/credit-notes/{id}", models.ReceivableRead, "invoices", "get-credit-note", "One credit note", 0}, s.getCreditNote)
	addPaper(s, operation{"GET", "/credit-notes/{id}/pdf", models.ReceivableRead, "invoices", "get-credit-note-pdf", "The credit note's paper", 0}, s.paperOf(s.Papers.CreditNote))
	addKeyed(s, operation{"POST", "/invoices/{id}/credit-notes", models.CreditNoteIssue, "invoices", "create-credit-note", "Take back a part of an invoice", 0}, s.createCreditNote)
}

// InvoiceView is an invoice and what is still open of it.
type InvoiceView struct {
	ID                 int64                 `json:"id"`
	Number             string                `json:"number"`
	AgentID            int64                 `json:"agent_id"`
	OrderID            *int64                `json:"order_id,omitempty"`
	ShipmentID         *int64                `json:"shipment_id,omitempty"`
	OpenItemID         int64                 `json:"open_item_id" doc:"What receipts and write-offs settle."`
	DeliveredOn        models.Date           `json:"delivered_on"`
	IssuedOn           models.Date           `json:"issued_on"`
	BillOn             models.Date           `json:"bill_on"`
	DueOn              models.Date           `json:"due_on"`
	DiscountUntilOn    models.Date           `json:"discount_until_on,omitzero"`
	DiscountPPM        models.Rate           `json:"discount_ppm"`
	SettlementPolicyID int64                 `json:"settlement_policy_id"`
	SettlementKind     models.SettlementKind `json:"settlement_kind"`
	Net                models.Money          `json:"net"`
	VAT                models.Money          `json:"vat"`
	Gross              models.Money          `json:"gross"`
	Open               models.Money          `json:"open" doc:"The residual now."`
	VerifyCode         string                `json:"verify_code"`
	IssuedBy           string                `json:"issued_by"`
	IssuedAt           time.Time             `json:"issued_at"`
}

func viewInvoice(v receivables.ListedInvoice) InvoiceView {
	return InvoiceView{ID: v.ID, Number: v.Number, AgentID: v.AgentID, OrderID: v.OrderID, ShipmentID: v.ShipmentID, OpenItemID: v.ItemID,
		DeliveredOn: v.DeliveredOn, IssuedOn: v.IssuedOn, BillOn: v.BillOn, DueOn: v.DueOn, DiscountUntilOn: v.DiscountUntilOn,
		DiscountPPM: v.DiscountPPM, SettlementPolicyID: v.SettlementPolicyID, SettlementKind: v.SettlementKind, Net: v.Net(), VAT: v.VatFen,
		Gross: v.GrossFen, Open: v.OpenFen, VerifyCode: v.VerifyCode, IssuedBy: v.IssuedBy, IssuedAt: v.IssuedAt.UTC()}
}

// Documents is which Documents are wanted.
type Documents struct {
	Paging
	AgentID int64  `query:"agent_id" minimum:"1" maximum:"9007199254740991"`
	From    day    `query:"from" doc:"Issued on or after."`
	To      day    `query:"to" doc:"Issued on or before."`
	Search  string `query:"search" maxLength:"80" doc:"The number, or a part of it."`
}

func (in Documents) filter() (f receivables.DocumentFilter, err error) {
	f = receivables.DocumentFilter{AgentID: in.AgentID, Search: text(in.Search).clean(), Limit: in.Limit, Offset: in.offset()}
	if f.From, err = in.From.read("from"); err != nil {
		return f, err
	}
	f.To, err = in.To.read("to")
	return f, err
}

type invoicesInput struct {
	Documents
	OrderID int64 `query:"order_id" minimum:"1" maximum:"9007199254740991"`
	Open    bool  `query:"open" doc:"Only those with a residual."`
}

func (s *server) listInvoices(c *call, in *invoicesInput) (List[InvoiceView], error) {
	f, err := in.filter()
	if err != nil {
		return List[InvoiceView]{}, err
	}
	f.OrderID, f.Open = in.OrderID, in.Open
	rows, total, err := receivables.Invoices(c.q, c.scope(), f)
	return listOf(in.Paging, rows, total, viewInvoice), err
}

// invoiceLine is an article of an invoice at its actual weight.
type invoiceLine struct {
	LineNo    int          `json:"line_no"`
	SKU       string       `json:"sku"`
	NameZh    string       `json:"name_zh"`
	NameEn    string       `json:"name_en"`
	Quantity  int64        `json:"quantity"`
	Weight    grams        `json:"weight"`
	UnitPrice models.Money `json:"unit_price"`
	Total     models.Money `json:"total"`
	VatPPM    models.Rate  `json:"vat_ppm"`
}

func viewInvoiceLine(l models.InvoiceLine) invoiceLine {
	return invoiceLine{l.LineNo, l.SKU, l.NameZh, l.NameEn, l.Quantity, gramsOf(l.WeightMg), l.UnitFen, l.TotalFen, l.VatPPM}
}

type invoiceDetail struct {
	InvoiceView
	Lines []invoiceLine `json:"lines"`
}

func (s *server) getInvoice(c *call, in *ByID) (invoiceDetail, error) {
	v, err := receivables.ListedInvoiceByID(c.q, c.scope(), in.ID)
	if err != nil {
		return invoiceDetail{}, err
	}
	lines, err := receivables.InvoiceLinesOf(c.q, v.ID)
	return invoiceDetail{viewInvoice(v), each(lines, viewInvoiceLine)}, err
}

// paperOf answers with the paper of a document inside the caller's scope.
func (s *server) paperOf(look papers.Look) func(c *call, id int64) (string, []byte, error) {
	return func(c *call, id int64) (string, []byte, error) {
		p, err := look(c, c.scope(), id)
		if err != nil {
			return "", nil, err
		}
		pdf, err := s.Papers.PDF(c, p)
		return p.Number, pdf, err
	}
}

// creditNote takes back a part of an invoice, gross of VAT.
type creditNote struct {
	ID        int64        `json:"id"`
	Number    string       `json:"number"`
	AgentID   int64        `json:"agent_id"`
	InvoiceID int64        `json:"invoice_id"`
	Gross     models.Money `json:"gross"`
	VAT       models.Money `json:"vat"`
	Reason    string       `json:"reason"`
	IssuedOn  models.Date  `json:"issued_on"`
	IssuedBy  string       `json:"issued_by"`
}

func viewCreditNote(n models.CreditNote) creditNote {
	return creditNote{n.ID, n.Number, n.AgentID, n.InvoiceID, n.GrossFen, n.VatFen, n.Reason, n.IssuedOn, n.IssuedBy}
}

func (s *server) listCreditNotes(c *call, in *Documents) (List[creditNote], error) {
	f, err := in.filter()
	if err != nil {
		return List[creditNote]{}, err
	}
	rows, total, err := receivables.CreditNotes(c.q, c.scope(), f)
	return listOf(in.Paging, rows, total, func(n receivables.ListedCreditNote) creditNote { return viewCreditNote(n.CreditNote) }), err
}

func (s *server) getCreditNote(c *call, in *ByID) (creditNote, error) {
	n, err := receivables.CreditNoteInScope(c.q, c.scope(), in.ID)
	return viewCreditNote(n.CreditNote), err
}

type creditNoteInput struct {
	Keyed
	ByID
	Body struct {
		Gross  amount `json:"gross"`
		Reason text   `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (s *server) createCreditNote(c *call, in *creditNoteInput) (creditNote, error) {
	if _, err := receivables.ListedInvoiceByID(c.q, c.scope(), in.ID); err != nil {
		return creditNote{}, err
	}
	gross, err := in.Body.Gross.read("gross")
	if err != nil {
		return creditNote{}, err
	}
	n, err := s.Receivables.IssueCreditNote(c, c.Actor.Who(), receivables.CreditNoteInput{InvoiceID: in.ID, RequestKey: in.of(c),
		Gross: gross, Reason: in.Body.Reason.clean()})
	return viewCreditNote(n), err
}
