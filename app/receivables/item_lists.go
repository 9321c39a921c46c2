package receivables

import (
	"gorm.io/gorm"

	"assay/models"
)

// Settlement is a row on an item with the number of the document behind it,
// and for a credit note the open item of its rest.
type Settlement struct {
	models.Allocation
	Number string
	NoteID int64
}

// Settlements are all rows on an item, oldest first.
func Settlements(q *gorm.DB, itemID int64) ([]Settlement, error) {
	var rows []Settlement
	err := q.Raw(`SELECT a.*, COALESCE(r.number, n.number, w.number, '') AS number, COALESCE(o.id, 0) AS note_id FROM allocations a
		LEFT JOIN receipts r ON a.source IN ('receipt', 'discount') AND r.id = a.source_id
		LEFT JOIN credit_notes n ON a.source = 'credit_note' AND n.id = a.source_id
		LEFT JOIN open_items o ON o.kind = 'credit_note' AND o.document_id = n.id
		LEFT JOIN write_offs w ON a.source = 'write_off' AND w.id = a.source_id
		WHERE a.item_id = ? ORDER BY a.id`, itemID).Scan(&rows).Error
	return rows, err
}

// WriteOffsOf are the requests to give up a part of an item, the latest first.
func WriteOffsOf(q *gorm.DB, itemID int64) ([]models.WriteOff, error) {
	var rows []models.WriteOff
	err := q.Raw("SELECT * FROM write_offs WHERE item_id = ? ORDER BY id DESC", itemID).Scan(&rows).Error
	return rows, err
}
