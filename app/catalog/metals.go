package catalog

import (
	"context"
	"regexp"
	"strings"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// Quoted is a metal with its price and what changed since the one before.
type Quoted struct {
	models.Metal
	ChangeFen models.Money
}

// Metals is the price board: each metal with its latest price, dearest first.
func Metals(q *gorm.DB) ([]Quoted, error) {
	var rows []Quoted
	err := q.Raw(`SELECT m.*, m.per_gram_fen - COALESCE((SELECT p.per_gram_fen FROM metal_prices p
		WHERE p.metal = m.code AND p.id < m.price_id ORDER BY p.id DESC LIMIT 1), m.per_gram_fen) AS change_fen
		FROM metals m ORDER BY m.per_gram_fen DESC, m.code`).Scan(&rows).Error
	return rows, err
}

// Lead is the metal that the top bar shows: the dearest, if any has a price.
func Lead(q *gorm.DB) (Quoted, bool, error) {
	rows, err := Metals(q)
	if err != nil || len(rows) == 0 || rows[0].PerGramFen <= 0 {
		return Quoted{}, false, err
	}
	return rows[0], true, nil
}

// PriceHistory lists a metal's prices, the latest first.
func PriceHistory(q *gorm.DB, metal string, limit int) ([]models.MetalPrice, error) {
	var rows []models.MetalPrice
	err := q.Raw("SELECT * FROM metal_prices WHERE metal = ? ORDER BY id DESC LIMIT ?", metal, limit).Scan(&rows).Error
	return rows, err
}

// maxPerGram bounds a price that somebody mistyped: ¥100,000 a gram.
const maxPerGram models.Money = 100_000_00

// PriceInput is a new price of a metal. Confirmed is the price before as it was
// seen by whoever confirms a leap from it; zero confirms nothing.
type PriceInput struct {
	Metal     string
	PerGram   models.Money
	Confirmed models.Money
}

// SetMetalPrice puts a new price on the board. Submitted orders keep theirs. A
// leap (models.PriceStep) is invalid on field price until it is confirmed.
func (s *Service) SetMetalPrice(ctx context.Context, who models.Who, in PriceInput) error {
	if in.PerGram <= 0 || in.PerGram > maxPerGram {
		return models.Invalid("price", "error.price_range")
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		var now models.Money
		if err := tx.Raw("SELECT per_gram_fen FROM metals WHERE code = ?", in.Metal).Scan(&now).Error; err != nil {
			return err
		}
		if step := (models.PriceStep{From: now, To: in.PerGram}); step.Leaps() && in.Confirmed != now {
			return models.Invalid("price", "error.price_leap").With("From", step.From).With("To", step.To).With("Most", models.PriceLeap.Percent())
		}
		return PutMetalPrice(tx, at, who, in.Metal, in.PerGram)
	})
}

// PutMetalPrice is the step behind SetMetalPrice.
func PutMetalPrice(tx *db.Tx, at models.Moment, who models.Who, metal string, perGram models.Money) error {
	row := models.MetalPrice{Metal: metal, PerGramFen: perGram, PricedAt: at.At, SetBy: who.Name}
	if err := tx.Create(&row).Error; err != nil {
		return err
	}
	n, err := tx.Change("UPDATE metals SET per_gram_fen = ?, priced_at = ?, price_id = ? WHERE code = ?", perGram, at.At, row.ID, metal)
	if err != nil {
		return err
	}
	if n == 0 {
		return models.NotFound("metal")
	}
	return audit.Write(tx, at, who, audit.Act{Action: "metal_price.set", SubjectKind: "metal", Subject: metal, Detail: map[string]string{"per_gram": perGram.String()}})
}

// metalShape is a metal's code on the board: au9999, pt950.
var metalShape = regexp.MustCompile(`^[a-z0-9][a-z0-9_]{1,15}$`)

// AddMetal puts a metal on the board, without a price until one is set:
// articles of it cannot be ordered before.
func (s *Service) AddMetal(ctx context.Context, who models.Who, m models.Metal) error {
	switch {
	case !metalShape.MatchString(m.Code):
		return models.Invalid("code", "error.metal_code_shape")
	case strings.TrimSpace(m.NameZh) == "" || strings.TrimSpace(m.NameEn) == "":
		return models.Invalid("name_zh", "error.both_names_required")
	}
	if err := models.CheckLengths(models.Length{Field: "name_zh", Value: m.NameZh, Max: 40}, models.Length{Field: "name_en", Value: m.NameEn, Max: 40}); err != nil {
		return err
	}
	at := s.Clock.Moment()
	m.PerGramFen, m.PriceID, m.PricedAt = 0, 0, at.At
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Create(&m).Error; err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "metal.add", SubjectKind: "metal", Subject: m.Code})
	})
	if db.IsDuplicate(err) {
		err = models.Invalid("code", "error.code_taken").With("Code", m.Code)
	}
	return err
}
