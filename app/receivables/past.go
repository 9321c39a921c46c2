package receivables

import (
	"gorm.io/gorm"

	"assay/models"
)

// Past is what an agent's facts are made of: what is owed per due day, what was
// bought and paid in the last twelve months, and what was late in them.
type Past struct {
	Dues   []models.DueDay
	Bought models.Purchases
	Paid   []models.PaidInvoice
	Late   []models.LateItem
}

// PastOf reads an agent's past as of a day.
func PastOf(q *gorm.DB, agentID int64, on models.Date) (Past, error) {
	var p Past
	dues, err := DueSums(q, agentID, on)
	if err != nil {
		return p, err
	}
	for _, d := range dues {
		p.Dues = append(p.Dues, models.DueDay{DueOn: d.DueOn, DebitFen: d.DebitFen})
	}
	year := models.TrailingMonths(on, 12)
	err = q.Raw(`SELECT issued_on, posting_on, amount_fen FROM open_items
		WHERE agent_id = ? AND (amount_fen > 0 OR kind = 'credit_note') AND issued_on >= ? AND issued_on <= ?`, agentID, year.From, year.To).Scan(&p.Bought).Error
	if err != nil {
		return p, err
	}
	err = q.Raw(`SELECT i.issued_on, l.value_on, SUM(l.amount_fen) AS amount_fen FROM allocations l JOIN open_items i ON i.id = l.item_id
		WHERE l.agent_id = ? AND l.source = 'receipt' AND l.item_sign > 0 AND l.posting_on >= ? AND l.posting_on <= ? GROUP BY i.issued_on, l.value_on`,
		agentID, year.From, year.To).Scan(&p.Paid).Error
	if err != nil {
		return p, err
	}
	err = q.Raw(`SELECT due_on, NULL AS settled_on FROM open_items WHERE agent_id = ? AND open_fen > 0 AND due_on < ?
		UNION ALL SELECT i.due_on, MAX(l.posting_on) FROM allocations l JOIN open_items i ON i.id = l.item_id
			WHERE l.agent_id = ? AND l.posting_on >= ? AND i.amount_fen > 0 AND i.open_fen = 0 GROUP BY i.id, i.due_on`,
		agentID, on, agentID, year.From).Scan(&p.Late).Error
	return p, err
}
