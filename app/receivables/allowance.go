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

// segmentOf is the segment of the matrix that an agent belongs to.
func segmentOf(q *gorm.DB, m models.ProvisionMatrix, agentID int64) (string, error) {
	var rows []struct {
		Grade models.Grade
		Code  string
	}
	err := q.Raw("SELECT a.grade, h.code FROM agents a JOIN regions g ON g.id = a.region_id JOIN regions h ON INSTR(g.path, h.path) = 1 WHERE a.id = ?", agentID).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return "", err
	}
	codes := make([]string, len(rows))
	for i, r := range rows {
		codes[i] = r.Code
	}
	return m.Rows[m.RowFor(rows[0].Grade, codes)].Segment, nil
}

// drawAllowance takes an amount from the allowance of an agent's segment as
// far as it goes; the rest is expense.
func drawAllowance(tx *db.Tx, on models.Date, agentID int64, amount models.Money) (segment string, drawn models.Money, err error) {
	m, _, err := Matrix(tx.DB, on)
	if models.KindOf(err) == models.KindNotFound {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, err
	}
	if segment, err = segmentOf(tx.DB, m, agentID); err != nil {
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
