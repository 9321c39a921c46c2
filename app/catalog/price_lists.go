package catalog

import (
	"context"
	"strings"

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
	return models.NameIn(lang, l.NameZh, l.NameEn)
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

// ListInput is a price list as it is entered. Agents of the grade are under it
// unless their register names another; an empty grade waits for such agents.
type ListInput struct {
	Code     string
	NameZh   string
	NameEn   string
	Grade    models.Grade
	Discount models.Rate
}

// Validate checks what a person typed.
func (in ListInput) Validate() error {
	switch {
	case strings.TrimSpace(in.Code) == "":
		return models.Invalid("code", "error.code_required")
	case strings.TrimSpace(in.NameZh) == "" || strings.TrimSpace(in.NameEn) == "":
		return models.Invalid("name_zh", "error.both_names_required")
	case in.Grade != "" && !models.KnownGrade(in.Grade):
		return models.Invalid("grade", "error.grade_unknown")
	case in.Discount < 0 || in.Discount >= models.One:
		return models.Invalid("discount", "error.rate_range")
	}
	return models.CheckLengths(models.Length{Field: "code", Value: in.Code, Max: 40}, models.Length{Field: "name_zh", Value: in.NameZh, Max: 80},
		models.Length{Field: "name_en", Value: in.NameEn, Max: 80})
}

// CreateList enters a price list. Invalid on field code when the code is
// taken, on field grade when the grade has a list already.
func (s *Service) CreateList(ctx context.Context, who models.Who, in ListInput) (int64, error) {
	if err := in.Validate(); err != nil {
		return 0, err
	}
	at := s.Clock.Moment()
	l := PriceList{Code: in.Code, NameZh: in.NameZh, NameEn: in.NameEn, Grade: in.Grade, DiscountPPM: in.Discount}
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		var taken int64
		if err := tx.Raw("SELECT COUNT(*) FROM price_lists WHERE grade <> '' AND grade = ?", in.Grade).Scan(&taken).Error; err != nil {
			return err
		}
		if taken > 0 {
			return models.Invalid("grade", "error.grade_has_list").With("Grade", string(in.Grade))
		}
		l.ID = 0
		if err := tx.Omit("items").Create(&l).Error; err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "price_list.create", SubjectKind: "price_list", SubjectID: l.ID, Subject: l.Code,
			Detail: map[string]string{"grade": string(l.Grade), "discount": l.DiscountPPM.Percent()}})
	})
	if db.IsDuplicate(err) {
		err = models.Invalid("code", "error.code_taken").With("Code", in.Code)
	}
	return l.ID, err
}
