package care

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// InScope is a case of a store inside the scope; not found outside.
func InScope(q *gorm.DB, scope models.Scope, id int64) (c models.Case, err error) {
	cond, args := db.WithinStores(scope, "s")
	err = q.Raw("SELECT c.* FROM care_cases c JOIN stores s ON s.id = c.store_id WHERE c.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&c).Error
	if err == nil && c.ID == 0 {
		err = models.NotFound("case")
	}
	return c, err
}

// Line is an entry with the file that came with it.
type Line struct {
	models.CaseEntry
	File  string
	Owner string
}

// Lines are a case's history, the latest first.
func Lines(q *gorm.DB, caseID int64) (rows []Line, err error) {
	err = q.Raw(`SELECT e.*, COALESCE(f.name, '') AS file, COALESCE(p.name, '') AS owner FROM care_entries e LEFT JOIN care_files f ON f.id = e.file_id LEFT JOIN store_people p ON p.id = e.owner_id
		WHERE e.case_id = ? ORDER BY e.id DESC`, caseID).Scan(&rows).Error
	return rows, err
}

// FileInScope is a file with its content; not found outside the scope.
func FileInScope(q *gorm.DB, scope models.Scope, id int64) (f models.CaseFile, err error) {
	cond, args := db.WithinStores(scope, "s")
	err = q.Raw("SELECT f.* FROM care_files f JOIN care_cases c ON c.id = f.case_id JOIN stores s ON s.id = c.store_id WHERE f.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&f).Error
	if err == nil && f.ID == 0 {
		err = models.NotFound("file")
	}
	return f, err
}
