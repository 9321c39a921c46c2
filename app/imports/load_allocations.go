package imports

import (
	"slices"

	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// onDayParts are the parts of a receipt that post on one day: the day of the
// money, or of the claim where the money came first. A past ageing so never
// shows an item paid before it was posted.
type onDayParts struct {
	on    models.Date
	parts []receivables.Part
}

// parts are what a receipt settles, and by which rule.
func (l *loader) parts(tx *db.Tx, agentID int64, row receiptRow) ([]onDayParts, string, *models.Error, error) {
	if len(row.Pays) > 0 {
		parts, bad, err := named(tx, agentID, row)
		return parts, "manual", bad, err
	}
	parts, err := oldestFirst(tx, agentID, row)
	return parts, "automatic", nil, err
}

// named are the invoices that the row names, in its order.
func named(tx *db.Tx, agentID int64, row receiptRow) ([]onDayParts, *models.Error, error) {
	var numbers []string
	for _, p := range row.Pays {
		numbers = append(numbers, p.Number)
	}
	items := map[string]models.OpenItem{}
	for _, number := range numbers {
		var found []models.OpenItem
		if err := tx.Raw("SELECT * FROM open_items WHERE number = ? AND agent_id = ? AND amount_fen > 0", number, agentID).Scan(&found).Error; err != nil {
			return nil, nil, err
		}
		if len(found) == 0 {
			return nil, models.Invalid("invoices", "error.invoice_unknown").With("Number", number), nil
		}
		items[number] = found[0]
	}
	return split(items, row)
}

// split gives each named item its part; an item without an amount takes what
// is open, as far as the money goes. What is left stays unallocated.
func split(items map[string]models.OpenItem, row receiptRow) ([]onDayParts, *models.Error, error) {
	var all []onDayParts
	rest := row.Amount
	for _, p := range row.Pays {
		rest -= p.Amount
	}
	for _, p := range row.Pays {
		item := items[p.Number]
		amount := p.Amount
		if amount == 0 {
			amount = min(rest, item.OpenFen)
			rest -= amount
		}
		if amount > item.OpenFen {
			return nil, models.Conflict("error.item_overpaid").With("Number", p.Number).On("invoices"), nil
		}
		item.OpenFen -= amount
		items[p.Number] = item
		all = addPart(all, item, row.ClearedOn, amount)
	}
	return all, nil, nil
}

// oldestFirst plans the money over what was posted by its day.
func oldestFirst(tx *db.Tx, agentID int64, row receiptRow) ([]onDayParts, error) {
	var open []models.OpenItem
	if err := tx.Raw("SELECT * FROM open_items WHERE agent_id = ? AND open_fen > 0 AND posting_on <= ?", agentID, row.ClearedOn).Scan(&open).Error; err != nil {
		return nil, err
	}
	claims := make([]models.AllocatableItem, len(open))
	byID := make(map[int64]models.OpenItem, len(open))
	for i, item := range open {
		claims[i], byID[item.ID] = models.AllocatableItem{OpenItem: item}, item
	}
	var all []onDayParts
	for _, p := range models.PlanAllocation(claims, row.Amount) {
		all = addPart(all, byID[p.ItemID], row.ClearedOn, p.Amount)
	}
	return all, nil
}

// addPart puts a part with the others of its day, days in order; a second part
// of one item joins the first.
func addPart(all []onDayParts, item models.OpenItem, cleared models.Date, amount models.Money) []onDayParts {
	if amount == 0 {
		return all
	}
	on := max(cleared, item.PostingOn)
	i, found := slices.BinarySearchFunc(all, on, func(p onDayParts, on models.Date) int { return int(p.on - on) })
	if !found {
		all = slices.Insert(all, i, onDayParts{on: on})
	}
	for j, p := range all[i].parts {
		if p.ItemID == item.ID {
			all[i].parts[j].Amount += amount
			return all
		}
	}
	all[i].parts = append(all[i].parts, receivables.Part{ItemID: item.ID, Amount: amount})
	return all
}
