package backtest

import (
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// CompareRun is the job that compares settlement policies for more agents than
// somebody waits for.
const CompareRun = "compare-settlement"

// KeptComparison is what a run found. It belongs to whoever asked: it was made
// within what they may see.
type KeptComparison struct {
	ID           int64
	RunID        int64
	Question     string
	Result       string
	ComparedBy   string
	ComparedByID int64
	ComparedAt   time.Time
}

// TableName is settlement_comparisons.
func (KeptComparison) TableName() string { return "settlement_comparisons" }

// KeepComparison is the step that stores what a run found, once for a run.
func KeepComparison(tx *db.Tx, at models.Moment, who models.Who, runID int64, x Question, c Comparison) error {
	c.Made = comparisonMade
	question, err := json.Marshal(x)
	if err != nil {
		return err
	}
	result, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return tx.Create(&KeptComparison{RunID: runID, Question: string(question), Result: string(result), ComparedBy: who.Name, ComparedByID: who.ID, ComparedAt: at.At}).Error
}

// Found is what a person's run found and what it was asked; not found while it
// has not ended, for anybody else, and when its figures meant something else then.
func Found(q *gorm.DB, userID, runID int64) (x Question, c Comparison, err error) {
	var kept KeptComparison
	if err = q.Raw("SELECT * FROM settlement_comparisons WHERE run_id = ? AND compared_by_id = ?", runID, userID).Scan(&kept).Error; err != nil {
		return x, c, err
	}
	if kept.ID == 0 {
		return x, c, models.NotFound("comparison")
	}
	if err = json.Unmarshal([]byte(kept.Question), &x); err != nil {
		return x, c, err
	}
	if err = json.Unmarshal([]byte(kept.Result), &c); err == nil && c.Made != comparisonMade {
		err = models.NotFound("comparison")
	}
	return x, c, err
}
