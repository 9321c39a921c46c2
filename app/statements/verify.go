package statements

import (
	"strings"

	"gorm.io/gorm"

	"assay/models"
)

// Paper is what the verification page tells of a document.
type Paper struct {
	Kind      string
	Number    string
	IssuedOn  models.Date
	AmountFen models.Money
}

// ByCode finds the statement or invoice that carries a verification code.
func ByCode(q *gorm.DB, code string) (Paper, bool, error) {
	code = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(code), " ", ""))
	var p Paper
	err := q.Raw(`SELECT 'statement' AS kind, number, issued_on, closing_fen AS amount_fen FROM statements WHERE verify_code = ?
		UNION ALL SELECT 'invoice', number, issued_on, gross_fen FROM invoices WHERE verify_code = ? LIMIT 1`, code, code).Scan(&p).Error
	return p, p.Number != "", err
}
