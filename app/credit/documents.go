package credit

import (
	"gorm.io/gorm"

	"assay/models"
)

// Document is one document of an exposure as it stood at a version of the
// credit row: an open item with its residual, a reservation, or money that was
// not allocated (negative, as it lowers the exposure).
type Document struct {
	Component string // receivable, reserved or unallocated
	ID        int64  // of the open item, the order or the receipt
	Number    string // "" for a reservation: the order's number follows its id
	DueOn     models.Date
	AmountFen models.Money
}

// documentsAt lists open items by what was allocated up to the version,
// reservations by the versions that opened and ended them. A receipt that was
// reversed counts until the day before its reversal.
const documentsAt = `SELECT component, id, number, due_on, amount_fen FROM (
	SELECT 'receivable' AS component, i.id, i.number, i.due_on, i.amount_fen - COALESCE((SELECT SUM(a.amount_fen) FROM allocations a
		WHERE a.item_id = i.id AND a.posted_version <= @at), 0) AS amount_fen FROM open_items i WHERE i.agent_id = @agent AND i.opened_version <= @at
	UNION ALL SELECT 'reserved', r.order_id, '', NULL, r.amount_fen FROM reservations r
		WHERE r.agent_id = @agent AND r.opened_version <= @at AND (r.ended_version = 0 OR r.ended_version > @at)
	UNION ALL SELECT 'unallocated', c.id, c.number, NULL, COALESCE((SELECT SUM(a.amount_fen) FROM allocations a
		WHERE a.source = 'receipt' AND a.source_id = c.id AND a.posted_version <= @at), 0) - c.amount_fen
		FROM receipts c WHERE c.agent_id = @agent AND c.posting_on IS NOT NULL AND c.opened_version <= @at AND (c.reversal_on IS NULL OR c.reversal_on > @day)
	) d WHERE amount_fen <> 0 ORDER BY component, due_on, id`

// DocumentsBehind lists what made up the exposure that a decision saw, before
// the order that asked. Together they are its receivable, reserved and
// unallocated components; Rest says by how much they are not, which securities
// apart is zero for what was decided since the book began.
func DocumentsBehind(q *gorm.DB, row models.DecisionRow, d models.CreditDecision) (docs []Document, rest models.Money, err error) {
	at := row.AccountVersion
	if d.Outcome == models.OutcomeApprove || row.TriggerKind == string(models.ActionRelease) {
		at-- // the row's version counts the order's own move
	}
	err = q.Raw(documentsAt, map[string]any{"at": at, "agent": row.AgentID, "day": d.Request.On}).Scan(&docs).Error
	rest = d.Before.ReceivableFen + d.Before.ReservedFen - d.Before.UnallocatedFen
	for _, x := range docs {
		rest -= x.AmountFen
	}
	return docs, rest, err
}

// GrantOf is the one-off amount that an order was given when its hold was
// released, while it runs; nil when there is none.
func GrantOf(q *gorm.DB, orderID int64) (*models.CreditGrant, error) {
	var g models.CreditGrant
	err := q.Raw("SELECT * FROM credit_grants WHERE order_id = ? AND ended_at IS NULL ORDER BY id DESC LIMIT 1", orderID).Scan(&g).Error
	if err != nil || g.ID == 0 {
		return nil, err
	}
	return &g, nil
}
