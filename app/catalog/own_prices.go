package catalog

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// OwnPrice is what one article costs in a list, instead of the list's general
// discount: a fixed price a piece, or a discount of its own.
type OwnPrice struct {
	ProductID   int64
	SKU         string `gorm:"column:sku"`
	NameZh      string
	NameEn      string
	Kind        string // "fixed" or "discount"
	FixedFen    models.Money
	DiscountPPM models.Rate `gorm:"column:discount_ppm"`
}

// Name is the article's name in a language.
func (o OwnPrice) Name(lang string) string {
	return models.NameIn(lang, o.NameZh, o.NameEn)
}

// ListByID is one price list with how many articles have a price of their own.
func ListByID(q *gorm.DB, id int64) (PriceList, error) {
	var l PriceList
	err := q.Raw("SELECT l.*, (SELECT COUNT(*) FROM price_list_items i WHERE i.price_list_id = l.id) AS items FROM price_lists l WHERE l.id = ?", id).Scan(&l).Error
	if err == nil && l.ID == 0 {
		err = models.NotFound("price_list")
	}
	return l, err
}

// OwnPrices lists the articles with a price of their own in the list, by SKU.
func OwnPrices(q *gorm.DB, listID int64) ([]OwnPrice, error) {
	var rows []OwnPrice
	err := q.Raw(`SELECT i.product_id, p.sku, p.name_zh, p.name_en, i.kind, i.fixed_fen, i.discount_ppm
		FROM price_list_items i JOIN products p ON p.id = i.product_id WHERE i.price_list_id = ? ORDER BY p.sku`, listID).Scan(&rows).Error
	return rows, err
}

// SetOwnPrice gives an article a price of its own in the list, or changes it.
func (s *Service) SetOwnPrice(ctx context.Context, who models.Who, listID int64, sku string, rule models.PriceRule) error {
	switch {
	case rule.Kind != "fixed" && rule.Kind != "discount":
		return models.Invalid("kind", "error.price_kind_unknown")
	case rule.Kind == "fixed" && (rule.Fixed <= 0 || rule.Fixed > models.MaxMoney):
		return models.Invalid("value", "error.price_required")
	case rule.Kind == "discount" && (rule.Discount < 0 || rule.Discount >= models.One):
		return models.Invalid("value", "error.rate_range")
	}
	return s.ownPrice(ctx, who, listID, sku, "price_list.item", func(tx *db.Tx, productID int64) error {
		if _, err := tx.Change("DELETE FROM price_list_items WHERE price_list_id = ? AND product_id = ?", listID, productID); err != nil {
			return err
		}
		_, err := tx.Change("INSERT INTO price_list_items (price_list_id, product_id, kind, fixed_fen, discount_ppm) VALUES (?, ?, ?, ?, ?)",
			listID, productID, rule.Kind, rule.Fixed, rule.Discount)
		return err
	})
}

// RemoveOwnPrice lets the list's general discount count for the article again.
func (s *Service) RemoveOwnPrice(ctx context.Context, who models.Who, listID int64, sku string) error {
	return s.ownPrice(ctx, who, listID, sku, "price_list.item_removed", func(tx *db.Tx, productID int64) error {
		n, err := tx.Change("DELETE FROM price_list_items WHERE price_list_id = ? AND product_id = ?", listID, productID)
		if err == nil && n == 0 {
			err = models.NotFound("product")
		}
		return err
	})
}

func (s *Service) ownPrice(ctx context.Context, who models.Who, listID int64, sku, action string, change func(tx *db.Tx, productID int64) error) error {
	sku, at := strings.ToUpper(strings.TrimSpace(sku)), s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		l, err := ListByID(tx.DB, listID)
		if err != nil {
			return err
		}
		var p models.Product
		if err := tx.Raw("SELECT * FROM products WHERE sku = ?", sku).Scan(&p).Error; err != nil {
			return err
		}
		if p.ID == 0 {
			return models.Invalid("sku", "error.sku_unknown").With("SKU", sku)
		}
		if err := change(tx, p.ID); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: action, SubjectKind: "price_list", SubjectID: listID, Subject: l.Code, Detail: map[string]string{"sku": sku}})
	})
}
