package receivables

import (
	"slices"

	"assay/app/db"
	"assay/models"
)

// ErrItemTaken says that an item no longer has the residual that was to be
// settled: somebody else settled it meanwhile.
var ErrItemTaken = models.Conflict("error.item_changed")

const changeResidual = `UPDATE open_items SET open_fen = open_fen - ?
	WHERE id = ? AND agent_id = ?
	AND open_fen - ? BETWEEN CASE WHEN amount_fen < 0 THEN amount_fen ELSE 0 END
		AND CASE WHEN amount_fen < 0 THEN 0 ELSE amount_fen END`

// settle is the only way a residual changes: it applies allocation rows of one
// agent to their items, in id order, keeps the sums per due day, and inserts
// the rows. A residual never leaves the span between zero and the item's
// amount; ErrItemTaken otherwise.
func settle(tx *db.Tx, p Posting, rows []models.Allocation) error {
	slices.SortStableFunc(rows, func(a, b models.Allocation) int { return int(a.ItemID - b.ItemID) })
	for i := range rows {
		r := &rows[i]
		r.PostingOn, r.PostedVersion, r.AllocatedBy, r.AllocatedAt = p.At.On, p.Version, p.Who.Name, p.At.At
		n, err := tx.Change(changeResidual, r.AmountFen, r.ItemID, r.AgentID, r.AmountFen)
		if err != nil {
			return err
		}
		if n != 1 {
			return ErrItemTaken
		}
		if err := addDue(tx, r.AgentID, r.DueOn, -r.AmountFen, r.ItemSign); err != nil {
			return err
		}
	}
	return tx.Create(&rows).Error
}

// addDue moves the running sum of an agent's due day, which makes ageing cost
// what the agents are, not what the items are. A day that comes to zero goes.
func addDue(tx *db.Tx, agentID int64, due models.Date, delta models.Money, sign int) error {
	debit, credited := delta, models.Money(0)
	if sign < 0 {
		debit, credited = 0, delta
	}
	n, err := tx.Change("UPDATE due_balances SET debit_fen = debit_fen + ?, credit_fen = credit_fen + ? WHERE agent_id = ? AND due_on = ?",
		debit, credited, agentID, due)
	if err != nil {
		return err
	}
	if n == 0 {
		_, err = tx.Change("INSERT INTO due_balances (agent_id, due_on, debit_fen, credit_fen) VALUES (?, ?, ?, ?)", agentID, due, debit, credited)
		return err
	}
	if (sign > 0) == (delta < 0) {
		_, err = tx.Change("DELETE FROM due_balances WHERE agent_id = ? AND due_on = ? AND debit_fen = 0 AND credit_fen = 0", agentID, due)
	}
	return err
}

// openItem inserts a new item with its full residual.
func openItem(tx *db.Tx, p Posting, item *models.OpenItem) error {
	item.PostingOn, item.OpenFen, item.OpenedVersion = p.At.On, item.AmountFen, p.Version
	if err := tx.Create(item).Error; err != nil {
		return err
	}
	return addDue(tx, item.AgentID, item.DueOn, item.AmountFen, item.Sign())
}

// row is an allocation row on an item.
func row(item models.OpenItem, source models.AllocationSource, sourceID int64, amount models.Money, rule string, valueOn models.Date) models.Allocation {
	return models.Allocation{AgentID: item.AgentID, ItemID: item.ID, DueOn: item.DueOn, ItemSign: item.Sign(),
		Source: source, SourceID: sourceID, AmountFen: amount, Rule: rule, ValueOn: valueOn}
}

// reversed is the row that undoes r.
func reversed(r models.Allocation, valueOn models.Date) models.Allocation {
	id := r.ID
	r.ID, r.ReversesID, r.AmountFen, r.Rule, r.ValueOn = 0, &id, -r.AmountFen, "reversal", valueOn
	return r
}
