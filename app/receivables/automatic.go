package receivables

import (
	"errors"

	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// onEntry is the key of the allocation that comes with the receipt itself; no
// person's key is like it.
const onEntry = "auto:0"

// allocateAutomatically spends a receipt on its agent's open items in the order
// of docs/credit-policy.md §4, early-payment discounts taken where they are
// due. What is left stays unallocated. key makes the posting unique per receipt.
func allocateAutomatically(tx *db.Tx, at models.Moment, who models.Who, r *models.Receipt, key string) error {
	items, err := allocatable(tx, r.AgentID, r.ClearedOn)
	if err != nil {
		return err
	}
	var parts []Part
	for _, p := range models.PlanAllocation(items, r.UnallocatedFen) {
		parts = append(parts, Part(p))
	}
	err = AllocateReceipt(tx, at, who, r, parts, "automatic", key)
	if errors.Is(err, ErrItemTaken) || errors.Is(err, ErrReceiptSpent) || errors.Is(err, &models.Refusal{Reason: credit.ReasonNotAvailable}) {
		return db.ErrRetry // planned on a state that has passed
	}
	return err
}

type allocatableRow struct {
	models.OpenItem `gorm:"embedded"`
	DiscountUntilOn models.Date
	DiscountPPM     models.Rate `gorm:"column:discount_ppm"`
}

// allocatable are the agent's open claims, with the discount that money
// cleared on the day may take.
func allocatable(tx *db.Tx, agentID int64, clearedOn models.Date) ([]models.AllocatableItem, error) {
	var rows []allocatableRow
	err := tx.Raw(`SELECT i.*, v.discount_until_on, COALESCE(v.discount_ppm, 0) AS discount_ppm
		FROM open_items i LEFT JOIN invoices v ON v.id = i.invoice_id
		WHERE i.agent_id = ? AND i.open_fen > 0`, agentID).Scan(&rows).Error
	items := make([]models.AllocatableItem, len(rows))
	for i, r := range rows {
		items[i] = models.AllocatableItem{OpenItem: r.OpenItem,
			Discount: models.EarlyDiscount(r.AmountFen, r.OpenFen, r.DiscountPPM, r.DiscountUntilOn, clearedOn)}
	}
	return items, err
}
