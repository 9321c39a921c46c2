package credit

import (
	"assay/app/db"
	"assay/models"
)

// Close is the step that ends an agent's postings through a day. Whoever
// posts for the agent waits on the same row, or is refused afterwards.
func Close(tx *db.Tx, agentID int64, through models.Date) error {
	_, err := tx.Change("UPDATE credit_accounts SET closed_through_on = ?, version = version + 1 WHERE agent_id = ? AND closed_through_on < ?",
		through, agentID, through)
	return err
}

// CloseAll is Close for every agent, at the end of a period of the books.
func CloseAll(tx *db.Tx, through models.Date) error {
	_, err := tx.Change("UPDATE credit_accounts SET closed_through_on = ? WHERE closed_through_on < ?", through, through)
	return err
}
