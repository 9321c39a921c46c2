package receivables

import (
	"fmt"

	"assay/app/db"
	"assay/models"
)

// SpendPrepaid settles a prepaid invoice at once from the agent's unallocated
// receipts, oldest first. The guard of the delivery made sure they cover it.
func SpendPrepaid(tx *db.Tx, at models.Moment, who models.Who, item models.OpenItem) error {
	var receipts []models.Receipt
	err := tx.Raw("SELECT * FROM receipts WHERE agent_id = ? AND state = 'posted' AND unallocated_fen > 0 ORDER BY cleared_on, id"+tx.Latest(), item.AgentID).Scan(&receipts).Error
	if err != nil {
		return err
	}
	rest := item.AmountFen
	for i := range receipts {
		if rest == 0 {
			return nil
		}
		use := min(rest, receipts[i].UnallocatedFen)
		parts := []Part{{ItemID: item.ID, Amount: use}}
		if err := AllocateReceipt(tx, at, who, &receipts[i], parts, "prepaid", fmt.Sprintf("prepaid:%d", item.ID)); err != nil {
			return err
		}
		rest -= use
	}
	if rest > 0 {
		return db.ErrRetry // receipts read before the move; look again
	}
	return nil
}
