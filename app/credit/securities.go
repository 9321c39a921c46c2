package credit

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Securities lists an agent's deposits and guarantees, those that stand first.
func Securities(q *gorm.DB, agentID int64) ([]models.CreditSecurity, error) {
	var rows []models.CreditSecurity
	err := q.Raw("SELECT * FROM credit_securities WHERE agent_id = ? ORDER BY CASE WHEN released_at IS NULL THEN 0 ELSE 1 END, id DESC LIMIT 50", agentID).Scan(&rows).Error
	return rows, err
}

// PutSecurity is the step that takes a deposit or guarantee: what it is worth
// on the day counts in the agent's favour from now on.
func PutSecurity(tx *db.Tx, at models.Moment, who models.Who, e *models.CreditSecurity) error {
	e.CountedFen, e.SetBy, e.SetAt = e.Eligible(at.On), who.Name, at.At
	m := Move{AgentID: e.AgentID, Secured: e.CountedFen, NewTerms: true}
	if e.Kind == models.SecurityDeposit {
		m.PostingOn = at.On
	}
	if _, err := Apply(tx, m); err != nil {
		return err
	}
	return tx.Create(e).Error
}

// EndSecurity is the step that gives it back: exactly once. The line may be
// over its limit afterwards; that stops new credit and cancels nothing.
func EndSecurity(tx *db.Tx, at models.Moment, id int64) (models.CreditSecurity, error) {
	var e models.CreditSecurity
	if err := tx.Raw("SELECT * FROM credit_securities WHERE id = ?", id).Scan(&e).Error; err != nil {
		return e, err
	}
	if e.ID == 0 {
		return e, models.NotFound("security")
	}
	m := Move{AgentID: e.AgentID, Secured: -e.CountedFen, NewTerms: true}
	if e.Kind == models.SecurityDeposit {
		m.PostingOn = at.On
	}
	if _, err := Apply(tx, m); err != nil {
		return e, err
	}
	n, err := tx.Change("UPDATE credit_securities SET released_at = ?, counted_fen = 0 WHERE id = ? AND released_at IS NULL AND counted_fen = ?", at.At, id, e.CountedFen)
	if err == nil && n != 1 {
		err = models.Conflict("error.changed_meanwhile")
	}
	return e, err
}
