package catalog

import (
	"context"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// PriceList is what agents of a grade, or agents under it by name, get off the
// list prices. Items counts the articles with a price of their own in it.
type PriceList struct {
	ID          int64
	Code        string
	NameZh      string
	NameEn      string
	Grade       models.Grade
	DiscountPPM models.Rate `gorm:"column:discount_ppm"`
	Items       int64
}

// Name is the list's name in a language.
func (l PriceList) Name(lang string) string {
	return models.Agent{NameZh: l.NameZh, NameEn: l.NameEn}.Name(lang)
}

// PriceLists lists the price lists by code.
func PriceLists(q *gorm.DB) ([]PriceList, error) {
	var rows []PriceList
	err := q.Raw(`SELECT l.*, (SELECT COUNT(*) FROM price_list_items i WHERE i.price_list_id = l.id) AS items
		FROM price_lists l ORDER BY l.code`).Scan(&rows).Error
	return rows, err
}

// SetListDiscount sets a list's general discount, from 0 to below 100 %.
// Articles with a price of their own in the list keep it, and submitted
// orders keep theirs.
func (s *Service) SetListDiscount(ctx context.Context, who models.Who, id int64, discount models.Rate) error {
	if discount < 0 || discount >= models.One {
		return models.Invalid("discount", "error.rate_range")
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		var l PriceList
		if err := tx.Raw("SELECT * FROM price_lists WHERE id = ?", id).Scan(&l).Error; err != nil {
			return err
		}
		if l.ID == 0 {
			return models.NotFound("price_list")
		}
		if _, err := tx.Change("UPDATE price_lists SET discount_ppm = ? WHERE id = ?", discount, id); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "price_list.set", SubjectKind: "price_list", SubjectID: id, Subject: l.Code,
			Detail: map[string]string{"before": l.DiscountPPM.Percent(), "after": discount.Percent()}})
	})
}
