package papers

import (
	"context"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// one finds a row by id inside a scope; the query names the agents table a and
// the row's table d.
func one(q *gorm.DB, row any, scope models.Scope, query string, id int64) error {
	cond, args := db.Within(scope, "a")
	return q.Raw(query+" JOIN agents a ON a.id = d.agent_id WHERE d.id = ? AND "+cond, append([]any{id}, args...)...).Scan(row).Error
}

// Invoice is an invoice's paper. One that was printed before papers were kept
// brings its bytes along.
func (s *Service) Invoice(ctx context.Context, scope models.Scope, id int64) (Paper, error) {
	return s.look(ctx, func(q *gorm.DB) (draft, error) {
		var v models.Invoice
		if err := one(q, &v, scope, "SELECT d.* FROM invoices d", id); err != nil {
			return draft{}, err
		}
		if v.ID == 0 {
			return draft{}, models.NotFound("invoice")
		}
		return draft{models.IssuedPaper{Kind: models.PaperInvoice, DocumentID: id, Number: v.Number, AgentID: v.AgentID, IssuedOn: v.IssuedOn,
			AmountFen: v.GrossFen, VerifyCode: v.VerifyCode, PDF: v.PDF, PDFSHA256: v.PDFSHA256},
			func(q *gorm.DB, p models.Paper) (models.Document, error) { return s.invoice(q, p, v) }}, nil
	})
}

func (s *Service) invoice(q *gorm.DB, p models.Paper, v models.Invoice) (doc models.InvoiceDocument, err error) {
	doc = models.InvoiceDocument{Paper: p, DeliveredOn: v.DeliveredOn, DueOn: v.DueOn, DiscountUntil: v.DiscountUntilOn, Discount: v.DiscountPPM,
		Goods: models.Goods{Net: v.Net(), VAT: v.VatFen, Gross: v.GrossFen}, Remittance: s.Remittance, OrderNumber: orderNumber(v.OrderID)}
	doc.Remittance.Reference = v.Number
	doc.Remittance.Dues = []models.Due{{On: v.DueOn, Amount: v.GrossFen}}
	doc.Remittance.Total = v.GrossFen
	if doc.Policy, err = policy(q, v.SettlementPolicyID); err != nil {
		return doc, err
	}
	var lines []models.InvoiceLine
	if err := q.Raw("SELECT * FROM invoice_lines WHERE invoice_id = ? ORDER BY line_no", v.ID).Scan(&lines).Error; err != nil {
		return doc, err
	}
	return doc.WithLines(lines)
}

func orderNumber(id *int64) string {
	if id == nil {
		return ""
	}
	return models.Order{ID: *id}.Number()
}

func policy(q *gorm.DB, id int64) (models.Label, error) {
	var p models.SettlementPolicy
	err := q.Raw("SELECT * FROM settlement_policies WHERE id = ?", id).Scan(&p).Error
	return models.Label{Zh: p.NameZh, En: p.NameEn}, err
}

// Order is an order's confirmation, one for each version of the order. A
// conflict before it was confirmed.
func (s *Service) Order(ctx context.Context, scope models.Scope, id int64) (Paper, error) {
	return s.look(ctx, func(q *gorm.DB) (draft, error) {
		var o models.Order
		if err := one(q, &o, scope, "SELECT d.* FROM orders d", id); err != nil {
			return draft{}, err
		}
		switch {
		case o.ID == 0:
			return draft{}, models.NotFound("order")
		case !o.HasPaper():
			return draft{}, models.Conflict("error.order_unconfirmed").With("Number", o.Number())
		}
		return draft{models.IssuedPaper{Kind: models.PaperOrder, DocumentID: id, Revision: o.Version, Number: o.Number(), AgentID: o.AgentID,
			IssuedOn: models.MomentOf(*o.ConfirmedAt, s.Clock.Zone).On, AmountFen: o.TotalFen},
			func(q *gorm.DB, p models.Paper) (models.Document, error) { return order(q, p, o) }}, nil
	})
}

func order(q *gorm.DB, p models.Paper, o models.Order) (doc models.OrderDocument, err error) {
	doc = models.OrderDocument{Paper: p, State: o.State, Version: o.Version, SubmittedOn: o.SubmittedOn, PlacedBy: o.PlacedBy, Note: o.Note,
		Goods: models.Goods{Net: o.TotalFen - o.VatFen, VAT: o.VatFen, Gross: o.TotalFen}}
	if doc.Policy, err = policy(q, o.SettlementPolicyID); err != nil {
		return doc, err
	}
	if o.StoreID != nil {
		var store models.Store
		if err := q.Raw("SELECT * FROM stores WHERE id = ?", *o.StoreID).Scan(&store).Error; err != nil {
			return doc, err
		}
		doc.Store = models.Label{Zh: store.NameZh, En: store.NameEn}
	}
	var lines []models.OrderLine
	if err := q.Raw("SELECT * FROM order_lines WHERE order_id = ? ORDER BY line_no", o.ID).Scan(&lines).Error; err != nil {
		return doc, err
	}
	return doc.WithLines(lines)
}

// CreditNote is a credit note's paper: what it took off its invoice when it was
// issued, and what it left.
func (s *Service) CreditNote(ctx context.Context, scope models.Scope, id int64) (Paper, error) {
	return s.look(ctx, func(q *gorm.DB) (draft, error) {
		var n models.CreditNote
		if err := one(q, &n, scope, "SELECT d.* FROM credit_notes d", id); err != nil {
			return draft{}, err
		}
		if n.ID == 0 {
			return draft{}, models.NotFound("credit_note")
		}
		return draft{models.IssuedPaper{Kind: models.PaperCreditNote, DocumentID: id, Number: n.Number, AgentID: n.AgentID, IssuedOn: n.IssuedOn, AmountFen: n.GrossFen},
			func(q *gorm.DB, p models.Paper) (models.Document, error) { return creditNote(q, p, n) }}, nil
	})
}

// settledAtIssue is what a credit note took off its own invoice: its row on the
// other side is the same amount the other way round.
const settledAtIssue = `SELECT COALESCE(SUM(amount_fen), 0) FROM allocations
	WHERE source = 'credit_note' AND source_id = ? AND rule = 'credit_note' AND amount_fen > 0 AND reverses_id IS NULL`

func creditNote(q *gorm.DB, p models.Paper, n models.CreditNote) (models.CreditNoteDocument, error) {
	doc := models.CreditNoteDocument{Paper: p, Reason: n.Reason, Net: n.GrossFen - n.VatFen, VAT: n.VatFen, Gross: n.GrossFen}
	var v models.Invoice
	if err := q.Raw("SELECT id, number, issued_on, gross_fen, order_id FROM invoices WHERE id = ?", n.InvoiceID).Scan(&v).Error; err != nil {
		return doc, err
	}
	doc.Invoice, doc.InvoiceIssuedOn, doc.InvoiceGross, doc.OrderNumber = v.Number, v.IssuedOn, v.GrossFen, orderNumber(v.OrderID)
	if err := q.Raw(settledAtIssue, n.ID).Scan(&doc.Settled).Error; err != nil {
		return doc, err
	}
	doc.Left = doc.Gross - doc.Settled
	return doc, doc.Check()
}

// Receipt is a receipt's paper: it changes when its money is placed, and when
// it is reversed. A conflict before the money has arrived.
func (s *Service) Receipt(ctx context.Context, scope models.Scope, id int64) (Paper, error) {
	return s.look(ctx, func(q *gorm.DB) (draft, error) {
		var r models.Receipt
		if err := one(q, &r, scope, "SELECT d.* FROM receipts d", id); err != nil {
			return draft{}, err
		}
		switch {
		case r.ID == 0:
			return draft{}, models.NotFound("receipt")
		case !r.HasPaper():
			return draft{}, models.Conflict("error.receipt_not_cleared").With("Number", r.Number)
		}
		revision, err := revisionOf(q, r)
		return draft{models.IssuedPaper{Kind: models.PaperReceipt, DocumentID: id, Revision: revision, Number: r.Number, AgentID: r.AgentID,
			IssuedOn: r.PostingOn, AmountFen: r.AmountFen},
			func(q *gorm.DB, p models.Paper) (models.Document, error) { return receipt(q, p, r) }}, err
	})
}

// revisionOf counts what happened to a receipt: rows are only ever added.
func revisionOf(q *gorm.DB, r models.Receipt) (n int64, err error) {
	err = q.Raw("SELECT COUNT(*) FROM allocations WHERE source IN ('receipt', 'discount') AND source_id = ?", r.ID).Scan(&n).Error
	if !r.ReversalOn.IsZero() {
		n++
	}
	return n, err
}

const settledBy = `SELECT i.number, i.due_on, SUM(CASE WHEN l.source = 'receipt' THEN l.amount_fen ELSE 0 END) AS settled,
	SUM(CASE WHEN l.source = 'discount' THEN l.amount_fen ELSE 0 END) AS discount
	FROM allocations l JOIN open_items i ON i.id = l.item_id WHERE l.source IN ('receipt', 'discount') AND l.source_id = ?
	GROUP BY i.id, i.number, i.due_on ORDER BY MIN(l.id)`

func receipt(q *gorm.DB, p models.Paper, r models.Receipt) (models.ReceiptDocument, error) {
	doc := models.ReceiptDocument{Paper: p, ReceivedOn: r.ClearedOn, Method: r.Method, BankReference: r.BankReference, Payer: r.Payer, Note: r.Note,
		Amount: r.AmountFen, Unallocated: r.UnallocatedFen, ReversedOn: r.ReversalOn, Reversal: r.ReversalReason}
	var lines []models.ReceiptLine
	if err := q.Raw(settledBy, r.ID).Scan(&lines).Error; err != nil {
		return doc, err
	}
	return doc.WithLines(lines)
}
