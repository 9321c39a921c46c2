package statements

import (
	"gorm.io/gorm"

	"assay/models"
)

// Unprinted lists what was issued on a day and has no paper yet: the process
// ended between the two.
func Unprinted(q *gorm.DB, issuedOn models.Date) ([]int64, error) {
	var ids []int64
	err := q.Raw("SELECT id FROM statements WHERE issued_on = ? AND pdf_sha256 = '' ORDER BY id", issuedOn).Scan(&ids).Error
	return ids, err
}
