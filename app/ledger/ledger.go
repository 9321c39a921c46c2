// Package ledger is the general ledger for receivables: double entry,
// append-only, one business key per posting, closed periods that stay closed,
// and exports for accountants' own tools.
package ledger

import (
	"assay/app/db"
	"assay/models"
)

// Service reads the ledger and closes periods.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Post inserts an entry and its lines. The caller has made the Move of the
// agent's credit row before, which is also the check that the period is open.
// A repeated business key is a duplicate (db.IsDuplicate).
func Post(tx *db.Tx, e models.JournalEntry) error {
	if err := e.Check(); err != nil {
		return err
	}
	if err := tx.Create(&e).Error; err != nil {
		return err
	}
	if _, err := tx.Change("INSERT INTO ledger_waiting (entry_id) VALUES (?)", e.ID); err != nil {
		return err
	}
	for i := range e.Lines {
		l := &e.Lines[i]
		l.EntryID, l.LineNo, l.AgentID, l.PostingOn = e.ID, i+1, e.AgentID, e.PostingOn
	}
	return tx.Create(&e.Lines).Error
}
