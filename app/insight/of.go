package insight

import (
	"gorm.io/gorm"

	"assay/models"
)

// FactsOf is a member's row, empty for one who was not counted yet. The caller
// has made sure that the member is inside the visitor's scope.
func FactsOf(q *gorm.DB, member int64) (f models.MemberFacts, err error) {
	err = q.Raw("SELECT * FROM member_facts WHERE member_id = ?", member).Scan(&f).Error
	return f, err
}
