// Package papers shows what the house has put in writing as pages and as PDFs:
// invoices, order confirmations, credit notes and receipts. What a document
// said when it was first looked at is kept, so that page and paper agree and a
// reprint is the same to the byte. Anyone can check a paper by its code.
package papers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// Service draws papers. Seller and Remittance head them, VerifyURL is what a
// code is appended to.
type Service struct {
	DB         *db.DB
	Clock      db.Clock
	Seller     models.Party
	Remittance models.Remittance
	VerifyURL  string
	Render     func(models.Document) ([]byte, error)
}

// Paper is a document as it was kept.
type Paper struct {
	models.IssuedPaper
	Doc models.Document
}

// Look finds a document inside a scope and keeps what it says. Not found
// outside the scope; a conflict while there is nothing to put in writing.
type Look func(ctx context.Context, scope models.Scope, id int64) (Paper, error)

// draft is a document as it stands now, before it is laid out. A verification
// code or bytes that it brings along are kept.
type draft struct {
	models.IssuedPaper
	compose func(q *gorm.DB, p models.Paper) (models.Document, error)
}

// look reads a document from one snapshot: as it was kept, or as it is.
func (s *Service) look(ctx context.Context, find func(q *gorm.DB) (draft, error)) (Paper, error) {
	var p Paper
	err := s.DB.Snapshot(ctx, func(tx *db.Tx) error {
		d, err := find(tx.DB)
		if err != nil {
			return err
		}
		if p, err = kept(tx.DB, d.IssuedPaper); err != nil || p.ID != 0 {
			return err
		}
		p, err = s.compose(tx.DB, d)
		return err
	})
	if err != nil || p.ID != 0 {
		return p, err
	}
	return s.keep(ctx, p)
}

// compose states a document with every figure computed.
func (s *Service) compose(q *gorm.DB, d draft) (Paper, error) {
	p := Paper{IssuedPaper: d.IssuedPaper}
	if p.VerifyCode == "" {
		p.VerifyCode = receivables.NewVerifyCode()
	}
	buyer, err := partyOn(q, d.AgentID, (p.IssuedOn + 1).In(s.Clock.Zone).UTC())
	if err != nil {
		return p, err
	}
	frame := models.Paper{Number: p.Number, IssuedOn: p.IssuedOn, Seller: s.Seller, Verify: models.Verification{Code: p.VerifyCode, URL: s.VerifyURL + p.VerifyCode},
		Buyer: buyer}
	if p.Doc, err = d.compose(q, frame); err != nil {
		return p, err
	}
	raw, err := json.Marshal(p.Doc)
	p.Document = string(raw)
	return p, err
}

// partyOn is an agent as the register had it at an instant: the values that
// held until the first change after it, else those of now.
func partyOn(q *gorm.DB, agentID int64, at time.Time) (models.Party, error) {
	var a models.Agent
	err := q.Raw(`SELECT a.code, COALESCE(p.name_zh, a.name_zh) AS name_zh, COALESCE(p.name_en, a.name_en) AS name_en, COALESCE(p.address, a.address) AS address,
		COALESCE(p.tax_no, a.tax_no) AS tax_no FROM agents a LEFT JOIN agent_past p ON p.id = (SELECT b.id FROM agent_past b
			WHERE b.agent_id = a.id AND b.until_at >= ? ORDER BY b.until_at, b.id LIMIT 1) WHERE a.id = ?`, at, agentID).Scan(&a).Error
	return models.Party{Code: a.Code, Name: models.Label{Zh: a.NameZh, En: a.NameEn}, Address: a.Address, TaxNo: a.TaxNo}, err
}

// keep stores what a document says; who comes second gets what the first kept.
func (s *Service) keep(ctx context.Context, p Paper) (Paper, error) {
	p.KeptAt = s.Clock.Moment().At
	if p.PDF == nil {
		p.PDF = []byte{}
	}
	row := p.IssuedPaper
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		row = p.IssuedPaper
		return tx.Create(&row).Error
	})
	if db.IsDuplicate(err) {
		return kept(s.DB.Read(ctx), p.IssuedPaper)
	}
	p.IssuedPaper = row
	return p, err
}

const columns = "id, kind, document_id, revision, number, agent_id, issued_on, amount_fen, document, pdf_sha256, verify_code, kept_at"

// kept is the paper of a document and revision, without its bytes; id 0 while
// there is none.
func kept(q *gorm.DB, of models.IssuedPaper) (Paper, error) {
	var p Paper
	err := q.Raw("SELECT "+columns+" FROM issued_papers WHERE kind = ? AND document_id = ? AND revision = ?",
		of.Kind, of.DocumentID, of.Revision).Scan(&p.IssuedPaper).Error
	if err != nil || p.ID == 0 {
		return p, err
	}
	p.Doc, err = read(p.Kind, []byte(p.Document))
	return p, err
}

func read(kind models.PaperKind, raw []byte) (models.Document, error) {
	switch kind {
	case models.PaperOrder:
		return unmarshal[models.OrderDocument](raw)
	case models.PaperCreditNote:
		return unmarshal[models.CreditNoteDocument](raw)
	case models.PaperReceipt:
		return unmarshal[models.ReceiptDocument](raw)
	}
	return unmarshal[models.InvoiceDocument](raw)
}

func unmarshal[D models.Document](raw []byte) (models.Document, error) {
	var d D
	err := json.Unmarshal(raw, &d)
	return d, err
}

// PDF is a paper's bytes. They are drawn once; then the stored ones are
// served, whatever the program has become since; also to who drew at the same
// time and came second.
func (s *Service) PDF(ctx context.Context, p Paper) ([]byte, error) {
	if p.PDFSHA256 != "" {
		return s.stored(ctx, p.ID)
	}
	pdf, err := s.Render(p.Doc)
	if err != nil {
		return nil, err
	}
	h := sha256.Sum256(pdf)
	var first int64
	err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		first, err = tx.Change("UPDATE issued_papers SET pdf = ?, pdf_sha256 = ? WHERE id = ? AND pdf_sha256 = ''", pdf, hex.EncodeToString(h[:]), p.ID)
		return err
	})
	if err != nil || first == 1 {
		return pdf, err
	}
	return s.stored(ctx, p.ID)
}

func (s *Service) stored(ctx context.Context, id int64) ([]byte, error) {
	var row models.IssuedPaper
	err := s.DB.Read(ctx).Raw("SELECT pdf FROM issued_papers WHERE id = ?", id).Scan(&row).Error
	return row.PDF, err
}
