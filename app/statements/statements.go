// Package statements issues a statement per agent and settlement period: the
// books are closed through its last day, everything is read from one
// snapshot, and what was issued never changes.
package statements

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Series numbers statements without gaps.
const Series = "ST"

// Service issues and prints statements. Render draws the document; Seller and
// Remittance head every paper; VerifyURL is what a code is appended to.
type Service struct {
	DB         *db.DB
	Clock      db.Clock
	Seller     models.Party
	Remittance models.Remittance
	VerifyURL  string
	Render     func(models.Document) ([]byte, error)
}

// columns are all but the document and the PDF, for lists.
const columns = `s.id, s.number, s.agent_id, s.period_from_on, s.period_to_on, s.opening_fen, s.debits_fen, s.credits_fen, s.closing_fen,
	s.document_sha256, s.pdf_sha256, s.verify_code, s.issued_on, s.issued_by, s.issued_at`

// Listed is a statement with its agent, for lists.
type Listed struct {
	models.Statement
	AgentCode   string
	AgentNameZh string
	AgentNameEn string
}

// AgentName is the agent's name in a language.
func (l Listed) AgentName(lang string) string {
	return models.NameIn(lang, l.AgentNameZh, l.AgentNameEn)
}

// Filter narrows a list of statements.
type Filter struct {
	AgentID int64
	Period  models.Date // the last day of the period
	Search  string
	Limit   int
	Offset  int
}

// List finds issued statements inside a scope, the latest first, and how many
// there are.
func List(q *gorm.DB, scope models.Scope, f Filter) ([]Listed, int64, error) {
	cond, args := db.Within(scope, "a")
	if f.AgentID != 0 {
		cond, args = cond+" AND s.agent_id = ?", append(args, f.AgentID)
	}
	if !f.Period.IsZero() {
		cond, args = cond+" AND s.period_to_on = ?", append(args, f.Period)
	}
	if f.Search != "" {
		like := db.Like(f.Search)
		cond, args = cond+" AND (s.number LIKE ? ESCAPE '!' OR a.code LIKE ? ESCAPE '!' OR a.name_zh LIKE ? ESCAPE '!' OR a.name_en LIKE ? ESCAPE '!')",
			append(args, like, like, like, like)
	}
	from := " FROM statements s JOIN agents a ON a.id = s.agent_id WHERE " + cond
	var total int64
	if err := q.Raw("SELECT COUNT(*)"+from, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []Listed
	err := q.Raw("SELECT "+columns+", a.code AS agent_code, a.name_zh AS agent_name_zh, a.name_en AS agent_name_en"+from+
		" ORDER BY s.period_to_on DESC, s.id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...).Scan(&rows).Error
	return rows, total, err
}

// InScope is one statement with its document; not found outside the scope.
func InScope(q *gorm.DB, scope models.Scope, id int64) (models.Statement, models.StatementDocument, error) {
	cond, args := db.Within(scope, "a")
	return one(q, "s.id = ? AND "+cond, append([]any{id}, args...)...)
}

func one(q *gorm.DB, cond string, args ...any) (models.Statement, models.StatementDocument, error) {
	var s models.Statement
	var doc models.StatementDocument
	err := q.Raw("SELECT "+columns+", s.document FROM statements s JOIN agents a ON a.id = s.agent_id WHERE "+cond, args...).Scan(&s).Error
	if err != nil {
		return s, doc, err
	}
	if s.ID == 0 {
		return s, doc, models.NotFound("statement")
	}
	return s, doc, json.Unmarshal([]byte(s.Document), &doc)
}

// PDF is the statement's paper. It is drawn once; then the stored bytes are
// served, whatever the program has become since.
func (s *Service) PDF(ctx context.Context, id int64) ([]byte, error) {
	var stored struct {
		PDF       []byte `gorm:"column:pdf"`
		PDFSHA256 string `gorm:"column:pdf_sha256"`
	}
	q := s.DB.Read(ctx)
	if err := q.Raw("SELECT pdf, pdf_sha256 FROM statements WHERE id = ?", id).Scan(&stored).Error; err != nil || stored.PDFSHA256 != "" {
		return stored.PDF, err
	}
	_, doc, err := one(q, "s.id = ?", id)
	if err != nil {
		return nil, err
	}
	pdf, err := s.Render(doc)
	if err != nil {
		return nil, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Change("UPDATE statements SET pdf = ?, pdf_sha256 = ? WHERE id = ? AND pdf_sha256 = ''", pdf, sum(pdf), id)
		return err
	})
	return pdf, err
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
