// Package standard steers the credit standard from the bad-debt loss rate: a
// run reads what was realised, asks the controller, and leaves a record; what
// the record proposes is decided by finance and can be rolled back.
package standard

import (
	"encoding/json"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

// Service runs the controller and decides on its proposals.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Policy is the version of a segment's policy in force on a day; not found
// before its first: the segment then is under the standard of a wider one.
func Policy(q *gorm.DB, segment string, on models.Date) (models.PolicyVersion, models.StandardPolicy, error) {
	v, err := policy.InForce(q, models.PolicyStandard, segment, on)
	if err != nil {
		return v, models.StandardPolicy{}, err
	}
	p, err := policy.Body[*models.StandardPolicy](v)
	if err != nil {
		return v, models.StandardPolicy{}, err
	}
	return v, *p, nil
}

// Segments lists the segments with a policy of their own, all agents first.
func Segments(q *gorm.DB) ([]string, error) {
	own, err := policy.Segments(q, models.PolicyStandard)
	return append([]string{models.SegmentAll}, own...), err
}

// State is the level in force in a segment; a new segment has none.
func State(q *gorm.DB, segment string) (models.StandardState, error) {
	s := models.StandardState{Segment: segment}
	err := q.Raw("SELECT * FROM standard_states WHERE segment = ?", segment).Scan(&s).Error
	return s, err
}

// Runs lists a segment's runs, the latest first.
func Runs(q *gorm.DB, segment string, limit int) ([]models.StandardRun, error) {
	var rows []models.StandardRun
	err := q.Raw("SELECT * FROM standard_runs WHERE segment = ? ORDER BY as_of_on DESC, id DESC LIMIT ?", segment, limit).Scan(&rows).Error
	return rows, err
}

// RunsUpTo lists the runs of a day and before, the latest first.
func RunsUpTo(q *gorm.DB, segment string, on models.Date, limit int) ([]models.StandardRun, error) {
	var rows []models.StandardRun
	err := q.Raw("SELECT * FROM standard_runs WHERE segment = ? AND as_of_on <= ? ORDER BY as_of_on DESC, id DESC LIMIT ?", segment, on, limit).Scan(&rows).Error
	return rows, err
}

// RecordOf is what a run knew and decided.
func RecordOf(r models.StandardRun) (models.StandardRecord, error) {
	var rec models.StandardRecord
	err := json.Unmarshal([]byte(r.Record), &rec)
	return rec, err
}

// RunByID is one run with what it knew; not found when there is none.
func RunByID(q *gorm.DB, id int64) (r models.StandardRun, rec models.StandardRecord, err error) {
	if err = q.Raw("SELECT * FROM standard_runs WHERE id = ?", id).Scan(&r).Error; err != nil {
		return r, rec, err
	}
	if r.ID == 0 {
		return r, rec, models.NotFound("noun.page")
	}
	rec, err = RecordOf(r)
	return r, rec, err
}

// Proposals lists a segment's proposals, open ones first, then the latest.
func Proposals(q *gorm.DB, segment string, limit int) ([]models.StandardProposal, error) {
	var rows []models.StandardProposal
	err := q.Raw("SELECT * FROM standard_proposals WHERE segment = ? ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, id DESC LIMIT ?", segment, limit).Scan(&rows).Error
	return rows, err
}

// Changes is the journal of a segment's standard, the latest first.
func Changes(q *gorm.DB, segment string, limit int) ([]models.StandardChange, error) {
	var rows []models.StandardChange
	err := q.Raw("SELECT * FROM standard_changes WHERE segment = ? ORDER BY id DESC LIMIT ?", segment, limit).Scan(&rows).Error
	return rows, err
}

// ChangesUpTo is the journal of a day and before, the latest first.
func ChangesUpTo(q *gorm.DB, segment string, on models.Date, limit int) ([]models.StandardChange, error) {
	var rows []models.StandardChange
	err := q.Raw("SELECT * FROM standard_changes WHERE segment = ? AND effective_on <= ? ORDER BY id DESC LIMIT ?", segment, on, limit).Scan(&rows).Error
	return rows, err
}

// changeAfter is the first change after a day; its id is 0 for none.
func changeAfter(q *gorm.DB, segment string, on models.Date) (ch models.StandardChange, err error) {
	err = q.Raw("SELECT * FROM standard_changes WHERE segment = ? AND effective_on > ? ORDER BY id LIMIT 1", segment, on).Scan(&ch).Error
	return ch, err
}
