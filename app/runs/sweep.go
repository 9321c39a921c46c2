package runs

import (
	"time"

	"assay/app/db"
)

// SweepFiles deletes the uploads of at most limit runs that ended before the
// instant, and tells how many parts they had.
func SweepFiles(tx *db.Tx, before time.Time, limit int) (int64, error) {
	return tx.Change(`DELETE FROM run_files WHERE run_id IN (SELECT id FROM (SELECT DISTINCT f.run_id AS id FROM run_files f
		JOIN job_runs r ON r.id = f.run_id WHERE r.finished_at < ? LIMIT ?) old)`, before, limit)
}

// Sweep deletes at most limit runs that ended before the instant, with all
// that is kept of them, and those of the frequent jobs that ended before
// another one.
func Sweep(tx *db.Tx, before time.Time, frequent []string, beforeToo time.Time, limit int) (int64, error) {
	var ids []int64
	err := tx.Raw(`SELECT id FROM job_runs WHERE state <> ? AND (finished_at < ? OR (job IN ? AND finished_at < ?)) LIMIT ?`,
		Running, before, frequent, beforeToo, limit).Scan(&ids).Error
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	for _, statement := range []string{"DELETE FROM run_requests WHERE run_id IN ?", "DELETE FROM run_files WHERE run_id IN ?", "DELETE FROM run_faults WHERE run_id IN ?"} {
		if _, err := tx.Change(statement, ids); err != nil {
			return 0, err
		}
	}
	return tx.Change("DELETE FROM job_runs WHERE id IN ?", ids)
}
