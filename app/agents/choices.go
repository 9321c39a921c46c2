package agents

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Choice is a line of a select: an id and how it reads.
type Choice struct {
	ID   int64
	Name string
}

// PriceListChoices lists the price lists that an agent may be put under.
func PriceListChoices(q *gorm.DB, lang string) ([]Choice, error) {
	var rows []struct {
		ID             int64
		NameZh, NameEn string
	}
	err := q.Raw("SELECT id, name_zh, name_en FROM price_lists ORDER BY code").Scan(&rows).Error
	out := make([]Choice, len(rows))
	for i, r := range rows {
		out[i] = Choice{r.ID, models.NameIn(lang, r.NameZh, r.NameEn)}
	}
	return out, err
}

// Salespeople lists who may look after agents: the users with a sales role who
// may still sign in.
func Salespeople(q *gorm.DB) ([]Choice, error) {
	var rows []Choice
	err := q.Raw(`SELECT u.id, u.name FROM users u WHERE u.disabled_at IS NULL
		AND EXISTS (SELECT 1 FROM user_grants g WHERE g.user_id = u.id AND g.role IN ?) ORDER BY u.name`,
		[]models.Role{models.RoleSales, models.RoleSalesManager}).Scan(&rows).Error
	return rows, err
}

// checkChoices refuses a price list or a salesperson that nobody could choose.
func checkChoices(tx *db.Tx, a models.Agent) error {
	if a.PriceListID != nil {
		var n int64
		if err := tx.Raw("SELECT COUNT(*) FROM price_lists WHERE id = ?", *a.PriceListID).Scan(&n).Error; err != nil {
			return err
		}
		if n == 0 {
			return models.Invalid("price_list_id", "error.price_list_unknown")
		}
	}
	if a.SalespersonID == nil {
		return nil
	}
	people, err := Salespeople(tx.DB)
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.ID == *a.SalespersonID {
			return nil
		}
	}
	return models.Invalid("salesperson_id", "error.salesperson_unknown")
}
