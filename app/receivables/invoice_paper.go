package receivables

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Papers is what an invoice's paper needs beside its data.
type Papers struct {
	Seller     models.Party
	Remittance models.Remittance
	VerifyURL  string
	Render     func(models.InvoiceDocument) ([]byte, error)
}

// InvoiceInScope is one invoice; not found outside the scope.
func InvoiceInScope(q *gorm.DB, scope models.Scope, id int64) (models.Invoice, error) {
	cond, args := db.Within(scope, "a")
	var v models.Invoice
	err := q.Raw("SELECT v.* FROM invoices v JOIN agents a ON a.id = v.agent_id WHERE v.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&v).Error
	if err == nil && v.ID == 0 {
		err = models.NotFound("invoice")
	}
	return v, err
}

// InvoicePDF is the invoice's paper, drawn once; then the stored bytes are
// served.
func (s *Service) InvoicePDF(ctx context.Context, v models.Invoice) ([]byte, error) {
	if v.PDFSHA256 != "" {
		return v.PDF, nil
	}
	doc, err := s.document(s.DB.Read(ctx), v)
	if err != nil {
		return nil, err
	}
	pdf, err := s.Render(doc)
	if err != nil {
		return nil, err
	}
	h := sha256.Sum256(pdf)
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Change("UPDATE invoices SET pdf = ?, pdf_sha256 = ? WHERE id = ? AND pdf_sha256 = ''", pdf, hex.EncodeToString(h[:]), v.ID)
		return err
	})
	return pdf, err
}

// document states the invoice with every figure computed.
func (s *Service) document(q *gorm.DB, v models.Invoice) (models.InvoiceDocument, error) {
	doc := models.InvoiceDocument{Number: v.Number, IssuedOn: v.IssuedOn, DeliveredOn: v.DeliveredOn, DueOn: v.DueOn, DiscountUntil: v.DiscountUntilOn,
		Discount: v.DiscountPPM, Seller: s.Seller, Net: v.Net(), VAT: v.VatFen, Gross: v.GrossFen, Remittance: s.Remittance,
		Verify: models.Verification{Code: v.VerifyCode, URL: s.VerifyURL + v.VerifyCode}}
	doc.Remittance.Reference = v.Number
	doc.Remittance.Dues = []models.Due{{On: v.DueOn, Amount: v.GrossFen}}
	doc.Remittance.Total = v.GrossFen
	var a models.Agent
	if err := q.Raw("SELECT * FROM agents WHERE id = ?", v.AgentID).Scan(&a).Error; err != nil {
		return doc, err
	}
	doc.Buyer = models.Party{Code: a.Code, Name: models.Label{Zh: a.NameZh, En: a.NameEn}, Address: a.Address, TaxNo: a.TaxNo}
	var p models.SettlementPolicy
	if err := q.Raw("SELECT * FROM settlement_policies WHERE id = ?", v.SettlementPolicyID).Scan(&p).Error; err != nil {
		return doc, err
	}
	doc.Policy = models.Label{Zh: p.NameZh, En: p.NameEn}
	if v.OrderID != nil {
		doc.OrderNumber = models.Order{ID: *v.OrderID}.Number()
	}
	var lines []models.InvoiceLine
	if err := q.Raw("SELECT * FROM invoice_lines WHERE invoice_id = ? ORDER BY line_no", v.ID).Scan(&lines).Error; err != nil {
		return doc, err
	}
	return doc.WithLines(lines)
}
