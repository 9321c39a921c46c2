// Package search finds anything of the trade by what a person types: a part of
// a name, its pinyin or initials, a number or its end, a phone. Names are kept
// in one table that is written with them; documents need no rows there, their
// own numbers are the index.
package search

import (
	"strings"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// rowsAtOnce bounds one INSERT: four values a row, far below what an engine
// takes.
const rowsAtOnce = 500

// Add enters things that are new.
func Add(tx *db.Tx, entries ...Entry) error {
	var args []any
	flush := func() error {
		if len(args) == 0 {
			return nil
		}
		_, err := tx.Change("INSERT INTO search_terms (kind, ref_id, term, agent_id) VALUES (?, ?, ?, ?)"+
			strings.Repeat(", (?, ?, ?, ?)", len(args)/4-1), args...)
		args = args[:0]
		return err
	}
	for _, e := range entries {
		for _, term := range e.Terms {
			args = append(args, string(e.Kind), e.ID, term, e.AgentID)
			if len(args) == 4*rowsAtOnce {
				if err := flush(); err != nil {
					return err
				}
			}
		}
	}
	return flush()
}

// Put enters things anew that have changed.
func Put(tx *db.Tx, entries ...Entry) error {
	for _, e := range entries {
		if err := Drop(tx, e.Kind, e.ID); err != nil {
			return err
		}
	}
	return Add(tx, entries...)
}

// Drop takes one thing out.
func Drop(tx *db.Tx, kind Kind, id int64) error {
	_, err := tx.Change("DELETE FROM search_terms WHERE kind = ? AND ref_id = ?", string(kind), id)
	return err
}

// DropOf takes everything of a kind that belongs to an agent out.
func DropOf(tx *db.Tx, agentID int64, kind Kind) error {
	_, err := tx.Change("DELETE FROM search_terms WHERE agent_id = ? AND kind = ?", agentID, string(kind))
	return err
}

// AddReceipt enters a new receipt: its bank reference, and its payer, of whom
// the latest receipt is remembered. It must follow the receipt's number, which
// lets one receipt in at a time.
func AddReceipt(tx *db.Tx, r models.Receipt) error {
	var entries []Entry
	if payer := payerOf(r); payer != "" {
		known, err := tx.Change(`UPDATE search_payers SET receipt_id = CASE WHEN receipt_id < ? THEN ? ELSE receipt_id END
			WHERE agent_id = ? AND name = ?`, r.ID, r.ID, r.AgentID, payer)
		if err != nil {
			return err
		}
		if known == 0 {
			id, err := tx.InsertRow("INSERT INTO search_payers (agent_id, name, receipt_id) VALUES (?, ?, ?)", r.AgentID, payer, r.ID)
			if err != nil {
				return err
			}
			entries = append(entries, ofPayer(id, r.AgentID, payer))
		}
	}
	if r.BankReference != "" {
		entries = append(entries, ofReference(r.ID, r.AgentID, r.BankReference))
	}
	return Add(tx, entries...)
}

// PayerNames are the names of payers that hold a word, most at most.
func PayerNames(q *gorm.DB, word string, most int) (names []string, err error) {
	err = db.EachRow(q, "SELECT DISTINCT name FROM search_payers WHERE LOWER(name) LIKE ? ESCAPE '!' LIMIT ?", func(scan db.Scan) error {
		var name string
		err := scan(&name)
		names = append(names, name)
		return err
	}, db.Like(strings.ToLower(word)), most)
	return names, err
}

// payerOf is the payer's name as it is compared: blanks around it are not seen
// by every engine.
func payerOf(r models.Receipt) string { return strings.TrimSpace(r.Payer) }
