package catalog

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/app/pinyin"
	"assay/app/search"
	"assay/models"
)

// skuShape is what fits on a tag and in a file: upper case, no spaces.
var skuShape = regexp.MustCompile(`^[A-Z0-9][A-Z0-9._/-]{0,39}$`)

// heaviest bounds a weight that somebody mistyped: 100 kg a piece.
const heaviest models.Weight = 100_000_000

// Validate checks what a person typed.
func Validate(p models.Product) error {
	switch {
	case !skuShape.MatchString(p.SKU):
		return models.Invalid("sku", "error.sku_shape")
	case strings.TrimSpace(p.NameZh) == "" && strings.TrimSpace(p.NameEn) == "":
		return models.Invalid("name_zh", "error.name_required")
	case !pinyin.Fits(p.NameZh):
		return models.Invalid("name_zh", "error.value_too_long").With("Max", pinyin.Max/6)
	case !slices.Contains(models.Categories, p.Category):
		return models.Invalid("category", "error.category_unknown")
	case p.MarginPPM < 0 || p.MarginPPM >= models.One:
		return models.Invalid("margin", "error.rate_range")
	case p.VatPPM < 0 || p.VatPPM > models.One:
		return models.Invalid("vat", "error.rate_range")
	}
	if err := models.CheckLengths(models.Length{Field: "name_zh", Value: p.NameZh, Max: 160}, models.Length{Field: "name_en", Value: p.NameEn, Max: 160}); err != nil {
		return err
	}
	return validPrice(p)
}

func validPrice(p models.Product) error {
	switch {
	case p.PriceKind != models.PriceFixed && p.PriceKind != models.PriceMetal:
		return models.Invalid("price_kind", "error.price_kind_unknown")
	case p.PriceKind == models.PriceFixed && (p.FixedFen <= 0 || p.FixedFen > models.MaxMoney):
		return models.Invalid("fixed", "error.price_required")
	case p.PriceKind == models.PriceMetal && p.Metal == nil:
		return models.Invalid("metal", "error.metal_unknown")
	case p.NetWeightMg < 0 || p.NetWeightMg > heaviest || p.PriceKind == models.PriceMetal && p.NetWeightMg == 0:
		return models.Invalid("weight", "error.weight_range")
	case p.WastagePPM < 0 || p.WastagePPM > models.One:
		return models.Invalid("wastage", "error.rate_range")
	case p.LabourFen < 0 || p.LabourFen > models.MaxMoney:
		return models.Invalid("labour", "error.amount_out_of_range")
	case p.StoneFen < 0 || p.StoneFen > models.MaxMoney:
		return models.Invalid("stones", "error.amount_out_of_range")
	}
	return nil
}

// PutProduct enters an article, or changes one under the version it was read
// at. The SKU stays as it was entered: documents and tags carry it. Orders
// already submitted keep their prices.
func (s *Service) PutProduct(ctx context.Context, who models.Who, p models.Product) (models.Product, error) {
	p.SKU = strings.ToUpper(strings.TrimSpace(p.SKU))
	if p.PriceKind == models.PriceMetal {
		p.FixedFen = 0
	}
	if err := Validate(p); err != nil {
		return p, err
	}
	p.Pinyin, p.Initials = pinyin.Of(p.NameZh)
	at := s.Clock.Moment()
	entered := p
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		entered = p
		if err := metalKnown(tx.DB, p.Metal); err != nil {
			return err
		}
		if err := writeProduct(tx, &entered); err != nil {
			return err
		}
		if err := search.Put(tx, search.OfProduct(entered)); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "product.put", SubjectKind: "product", SubjectID: entered.ID, Subject: p.SKU,
			Detail: map[string]any{"kind": p.PriceKind, "metal": p.Metal, "weight": p.NetWeightMg.String(), "labour": p.LabourFen, "stones": p.StoneFen, "fixed": p.FixedFen, "vat": p.VatPPM.Percent()}})
	})
	if db.IsDuplicate(err) {
		return p, models.Invalid("sku", "error.code_taken").With("Code", p.SKU)
	}
	return entered, err
}

func metalKnown(q *gorm.DB, code *string) error {
	if code == nil {
		return nil
	}
	var n int64
	err := q.Raw("SELECT COUNT(*) FROM metals WHERE code = ?", *code).Scan(&n).Error
	if err == nil && n == 0 {
		err = models.Invalid("metal", "error.metal_unknown")
	}
	return err
}

func writeProduct(tx *db.Tx, p *models.Product) error {
	if p.ID == 0 {
		p.Version, p.WithdrawnAt = 1, nil
		return tx.Create(p).Error
	}
	n, err := tx.Change(`UPDATE products SET name_zh = ?, name_en = ?, pinyin = ?, initials = ?, category = ?, price_kind = ?, metal = ?, net_weight_mg = ?,
		wastage_ppm = ?, labour_fen = ?, stone_fen = ?, fixed_fen = ?, margin_ppm = ?, vat_ppm = ?, version = version + 1 WHERE id = ? AND version = ?`,
		p.NameZh, p.NameEn, p.Pinyin, p.Initials, p.Category, p.PriceKind, p.Metal, p.NetWeightMg,
		p.WastagePPM, p.LabourFen, p.StoneFen, p.FixedFen, p.MarginPPM, p.VatPPM, p.ID, p.Version)
	if err == nil && n != 1 {
		err = models.Conflict("error.changed_meanwhile")
	}
	return err
}

// Withdraw takes an article off sale; orders that hold it go on.
func (s *Service) Withdraw(ctx context.Context, who models.Who, id int64) error {
	at := s.Clock.Moment()
	return s.sale(ctx, at, who, id, "product.withdraw", func(tx *db.Tx) (int64, error) {
		return tx.Change("UPDATE products SET withdrawn_at = ?, version = version + 1 WHERE id = ? AND withdrawn_at IS NULL", at.At, id)
	})
}

// Restore puts a withdrawn article on sale again.
func (s *Service) Restore(ctx context.Context, who models.Who, id int64) error {
	return s.sale(ctx, s.Clock.Moment(), who, id, "product.restore", func(tx *db.Tx) (int64, error) {
		return tx.Change("UPDATE products SET withdrawn_at = NULL, version = version + 1 WHERE id = ? AND withdrawn_at IS NOT NULL", id)
	})
}

func (s *Service) sale(ctx context.Context, at models.Moment, who models.Who, id int64, action string, change func(tx *db.Tx) (int64, error)) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := ProductByID(tx.DB, id)
		if err != nil {
			return err
		}
		n, err := change(tx)
		if err != nil {
			return err
		}
		if n != 1 {
			return models.Conflict("error.changed_meanwhile")
		}
		return audit.Write(tx, at, who, audit.Act{Action: action, SubjectKind: "product", SubjectID: id, Subject: p.SKU})
	})
}

// ProductByID is one article, on sale or not.
func ProductByID(q *gorm.DB, id int64) (models.Product, error) {
	var p models.Product
	err := q.Raw("SELECT * FROM products WHERE id = ?", id).Scan(&p).Error
	if err == nil && p.ID == 0 {
		err = models.NotFound("product")
	}
	return p, err
}
