package search

import (
	"context"
	"slices"

	"assay/app/db"
)

// steps is how many parts a rebuild tells of: the payers, then each kind.
var steps = len(sources) + 1

// Rebuild puts every row right that is not what the names give, some things at
// a time, beside the day's work; fence runs first in each transaction, told
// hears how many parts are done. It returns how many things were put right.
func Rebuild(ctx context.Context, d *db.DB, fence func(tx *db.Tx) error, told func(done, total int)) (written int64, err error) {
	each := func(do func(tx *db.Tx, after int64) (last int64, n int, err error)) error {
		for after := int64(0); ; {
			var last int64
			var n int
			err := d.InTx(ctx, func(tx *db.Tx) (err error) {
				if err = fence(tx); err == nil {
					last, n, err = do(tx, after)
				}
				return err
			})
			if written += int64(n); err != nil || last == 0 {
				return err
			}
			after = last
		}
	}
	if err := each(rewritePayers); err != nil {
		return written, err
	}
	told(1, steps)
	for i, s := range sources {
		if err := each(s.rewrite); err != nil {
			return written, err
		}
		told(i+2, steps)
	}
	return written, nil
}

// rewrite puts right what differs among the next things of a kind.
func (s source) rewrite(tx *db.Tx, after int64) (last int64, n int, err error) {
	different, last, err := s.compare(tx, after, tx.Latest())
	if err != nil {
		return 0, 0, err
	}
	wanted := make([]Entry, len(different))
	for i, d := range different {
		if wanted[i] = d.want; d.Got == 0 {
			continue
		}
		if err := Drop(tx, d.Kind, d.ID); err != nil {
			return 0, 0, err
		}
	}
	return last, len(different), Add(tx, wanted...)
}

// rewritePayers brings the payers of the next agents in line with their
// receipts. A payer that is there keeps its id.
func rewritePayers(tx *db.Tx, after int64) (last int64, n int, err error) {
	want, last, err := payersOf(tx.DB, after)
	if err != nil || last == 0 {
		return 0, 0, err
	}
	have, err := payersBetween(tx, after, last)
	if err != nil {
		return 0, 0, err
	}
	for _, p := range want {
		i, found := slices.BinarySearchFunc(have, p, byAgentAndName)
		switch {
		case !found:
			_, err = tx.InsertRow("INSERT INTO search_payers (agent_id, name, receipt_id) VALUES (?, ?, ?)", p.AgentID, p.Name, p.ReceiptID)
		case have[i].ReceiptID != p.ReceiptID:
			_, err = tx.Change("UPDATE search_payers SET receipt_id = ? WHERE id = ? AND receipt_id = ?", p.ReceiptID, have[i].ID, have[i].ReceiptID)
		default:
			continue
		}
		if n++; err != nil {
			return 0, 0, err
		}
	}
	for _, p := range have {
		if _, found := slices.BinarySearchFunc(want, p, byAgentAndName); found {
			continue
		}
		if _, err := tx.Change("DELETE FROM search_payers WHERE id = ? AND receipt_id = ?", p.ID, p.ReceiptID); err != nil {
			return 0, 0, err
		}
		n++
	}
	return last, n, nil
}

// payersBetween are the payers that are known of some agents.
func payersBetween(tx *db.Tx, after, last int64) ([]payer, error) {
	var have []payer
	err := tx.Raw("SELECT id, agent_id, name, receipt_id FROM search_payers WHERE agent_id > ? AND agent_id <= ?", after, last).Scan(&have).Error
	slices.SortFunc(have, byAgentAndName)
	return have, err
}
