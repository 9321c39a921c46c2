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

// Segment is the one segment whose level the credit check asks for.
const Segment = "all"

// Policy is the version of the policy in force on a day; not found before the
// first.
func Policy(q *gorm.DB, on models.Date) (models.PolicyVersion, models.StandardPolicy, error) {
	v, err := policy.InForce(q, models.PolicyStandard, Segment, on)
	if err != nil {
		return v, models.StandardPolicy{}, err
	}
	p, err := policy.Body[*models.StandardPolicy](v)
	if err != nil {
		return v, models.StandardPolicy{}, err
	}
	return v, *p, nil
}

// State is the level in force in the segment; a new segment has none.
func State(q *gorm.DB) (models.StandardState, error) {
	s := models.StandardState{Segment: Segment}
	err := q.Raw("SELECT * FROM standard_states WHERE segment = ?", Segment).Scan(&s).Error
	return s, err
}

// Runs lists the runs, the latest first.
func Runs(q *gorm.DB, limit int) ([]models.StandardRun, error) {
	var rows []models.StandardRun
	err := q.Raw("SELECT * FROM standard_runs WHERE segment = ? ORDER BY as_of_on DESC, id DESC LIMIT ?", Segment, limit).Scan(&rows).Error
	return rows, err
}

// RunsUpTo lists the runs of a day and before, the latest first.
func RunsUpTo(q *gorm.DB, on models.Date, limit int) ([]models.StandardRun, error) {
	var rows []models.StandardRun
	err := q.Raw("SELECT * FROM standard_runs WHERE segment = ? AND as_of_on <= ? ORDER BY as_of_on DESC, id DESC LIMIT ?", Segment, on, limit).Scan(&rows).Error
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

// Proposals lists the proposals, open ones first, then the latest.
func Proposals(q *gorm.DB, limit int) ([]models.StandardProposal, error) {
	var rows []models.StandardProposal
	err := q.Raw("SELECT * FROM standard_proposals WHERE segment = ? ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, id DESC LIMIT ?", Segment, limit).Scan(&rows).Error
	return rows, err
}

// Changes is the journal of the standard, the latest first.
func Changes(q *gorm.DB, limit int) ([]models.StandardChange, error) {
	var rows []models.StandardChange
	err := q.Raw("SELECT * FROM standard_changes WHERE segment = ? ORDER BY id DESC LIMIT ?", Segment, limit).Scan(&rows).Error
	return rows, err
}
