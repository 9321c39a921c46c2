package receivables

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

// Matrix is the provision matrix in force on a day, with its version; before
// the first version there is none and no allowance either.
func Matrix(q *gorm.DB, on models.Date) (models.ProvisionMatrix, int64, error) {
	v, err := policy.InForce(q, models.PolicyProvision, models.SegmentAll, on)
	if err != nil {
		return models.ProvisionMatrix{}, 0, err
	}
	m, err := policy.Body[*models.ProvisionMatrix](v)
	if err != nil {
		return models.ProvisionMatrix{}, 0, err
	}
	return *m, v.Version, nil
}

// chargedOn is the day whose matrix and grades the allowances were last made up
// by, the end of the last posted month; the day itself before the first.
func chargedOn(q *gorm.DB, on models.Date) (models.Date, error) {
	var last models.Date
	err := q.Raw("SELECT through_on FROM provisions ORDER BY through_on DESC LIMIT 1").Scan(&last).Error
	if last.IsZero() {
		last = on
	}
	return last, err
}

// segmentOf is the segment of the matrix that an agent belonged to on a day.
func segmentOf(q *gorm.DB, m models.ProvisionMatrix, agentID int64, on models.Date) (string, error) {
	var rows []struct {
		Grade models.Grade
		Code  string
	}
	err := q.Raw("SELECT "+db.GradeAt("a.id", "?")+" AS grade, h.code FROM agents a JOIN regions g ON g.id = a.region_id JOIN regions h ON INSTR(g.path, h.path) = 1 WHERE a.id = ?", on, agentID).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return "", err
	}
	codes := make([]string, len(rows))
	for i, r := range rows {
		codes[i] = r.Code
	}
	return m.Rows[m.RowFor(rows[0].Grade, codes)].Segment, nil
}

// drawAllowance takes an amount as far as it goes from the allowance that the
// agent's loss was charged to: that of the segment it was in when allowances were
// made up last, whatever grade its default brought it since. The rest is expense.
func drawAllowance(tx *db.Tx, on models.Date, agentID int64, amount models.Money) (segment string, drawn models.Money, err error) {
	charged, err := chargedOn(tx.DB, on)
	if err != nil {
		return "", 0, err
	}
	m, _, err := Matrix(tx.DB, charged)
	if models.KindOf(err) == models.KindNotFound {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, err
	}
	if segment, err = segmentOf(tx.DB, m, agentID, charged); err != nil {
		return "", 0, err
	}
	var balance models.Money
	if err := tx.Raw("SELECT balance_fen FROM allowances WHERE segment = ?"+tx.Latest(), segment).Scan(&balance).Error; err != nil {
		return "", 0, err
	}
	drawn = min(balance, amount)
	return segment, drawn, AddAllowance(tx, segment, -drawn)
}

// AddAllowance is the step that changes a segment's allowance by what is
// posted with it.
func AddAllowance(tx *db.Tx, segment string, change models.Money) error {
	if change == 0 {
		return nil
	}
	n, err := tx.Change("UPDATE allowances SET balance_fen = balance_fen + ? WHERE segment = ?", change, segment)
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.Change("INSERT INTO allowances (segment, balance_fen) VALUES (?, ?)", segment, change)
	if db.IsDuplicate(err) {
		return db.ErrRetry
	}
	return err
}
