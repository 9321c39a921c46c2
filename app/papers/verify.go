package papers

import (
	"strings"

	"gorm.io/gorm"

	"assay/models"
)

// Verified is what the verification page tells of a document. State is empty
// for a paper that holds, void where the document was taken back, older where
// it has changed since.
type Verified struct {
	Kind      string
	Number    string
	IssuedOn  models.Date
	AmountFen models.Money
	State     string
}

const byCode = `SELECT 'statement' AS kind, number, issued_on, closing_fen AS amount_fen, '' AS state FROM statements WHERE verify_code = @code
	UNION ALL SELECT p.kind, p.number, p.issued_on, p.amount_fen, CASE
		WHEN p.kind = 'receipt' AND EXISTS (SELECT 1 FROM receipts r WHERE r.id = p.document_id AND r.state = 'reversed') THEN 'void'
		WHEN p.kind = 'order' AND EXISTS (SELECT 1 FROM orders o WHERE o.id = p.document_id AND o.state = 'cancelled') THEN 'void'
		WHEN p.kind = 'order' AND EXISTS (SELECT 1 FROM orders o WHERE o.id = p.document_id AND o.version > p.revision) THEN 'older'
		ELSE '' END FROM issued_papers p WHERE p.verify_code = @code
	UNION ALL SELECT 'invoice', number, issued_on, gross_fen, '' FROM invoices WHERE verify_code = @code LIMIT 1`

// ByCode finds the document that carries a verification code.
func ByCode(q *gorm.DB, code string) (Verified, bool, error) {
	code = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(code), " ", ""))
	var v Verified
	err := q.Raw(byCode, map[string]any{"code": code}).Scan(&v).Error
	return v, v.Number != "", err
}
