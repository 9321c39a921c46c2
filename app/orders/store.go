package orders

import (
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

func lineField(i int, name string) string { return "lines." + strconv.Itoa(i) + "." + name }

// ByID is one order; not found when there is none.
func ByID(q *gorm.DB, id int64) (models.Order, error) {
	var o models.Order
	err := q.Raw("SELECT * FROM orders WHERE id = ?", id).Scan(&o).Error
	if err == nil && o.ID == 0 {
		err = models.NotFound("order")
	}
	return o, err
}

// LinesOf are an order's lines in order.
func LinesOf(q *gorm.DB, orderID int64) ([]models.OrderLine, error) {
	var lines []models.OrderLine
	err := q.Raw("SELECT * FROM order_lines WHERE order_id = ? ORDER BY line_no", orderID).Scan(&lines).Error
	return lines, err
}

// storeByID is where an order goes; zero for no store.
func storeByID(q *gorm.DB, id *int64) (s models.Store, err error) {
	if id != nil {
		err = q.Raw("SELECT * FROM stores WHERE id = ?", *id).Scan(&s).Error
	}
	return s, err
}

// EventsOf are the changes of an order's state, oldest first.
func EventsOf(q *gorm.DB, orderID int64) ([]models.OrderEvent, error) {
	var events []models.OrderEvent
	err := q.Raw("SELECT * FROM order_events WHERE order_id = ? ORDER BY id", orderID).Scan(&events).Error
	return events, err
}

// insertOrder stores a new order. Its request key is unique for its agent: the
// error is then a duplicate (db.IsDuplicate).
func insertOrder(tx *db.Tx, o *models.Order) (err error) {
	o.ID, err = tx.InsertRow(`INSERT INTO orders (public_id, agent_id, store_id, state, request_key, request_sha256, settlement_policy_id,
		total_fen, vat_fen, invoiced_fen, lines_count, note, placed_by, placed_by_id, created_at, submitted_at, submitted_on,
		price_lock_until_at, confirmed_at, closed_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		o.PublicID, o.AgentID, o.StoreID, o.State, o.RequestKey, o.RequestSHA256, o.SettlementPolicyID,
		o.TotalFen, o.VatFen, o.InvoicedFen, o.LinesCount, o.Note, o.PlacedBy, o.PlacedByID, o.CreatedAt, o.SubmittedAt, o.SubmittedOn,
		o.PriceLockUntilAt, o.ConfirmedAt, o.ClosedAt, o.Version)
	return err
}

const (
	lineColumns = `INSERT INTO order_lines (order_id, line_no, product_id, sku, name_zh, name_en, quantity, shipped_quantity, net_weight_mg, metal,
		per_gram_fen, wastage_ppm, labour_fen, stone_fen, list_fen, unit_fen, total_fen, vat_ppm, discount_ppm) VALUES `
	linePlaces = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	lineBatch  = 50
)

// insertLines stores an order's lines, many in one statement.
func insertLines(tx *db.Tx, orderID int64, lines []models.OrderLine) error {
	for batch := range slices.Chunk(lines, lineBatch) {
		var places []string
		var args []any
		for i := range batch {
			places = append(places, linePlaces)
			l := &batch[i]
			l.OrderID = orderID
			args = append(args, l.OrderID, l.LineNo, l.ProductID, l.SKU, l.NameZh, l.NameEn, l.Quantity, l.ShippedQuantity, l.NetWeightMg, l.Metal,
				l.PerGramFen, l.WastagePPM, l.LabourFen, l.StoneFen, l.ListFen, l.UnitFen, l.TotalFen, l.VatPPM, l.DiscountPPM)
		}
		if _, err := tx.Change(lineColumns+strings.Join(places, ", "), args...); err != nil {
			return err
		}
	}
	return nil
}

func replaceLines(tx *db.Tx, orderID int64, lines []models.OrderLine) error {
	if _, err := tx.Change("DELETE FROM order_lines WHERE order_id = ?", orderID); err != nil {
		return err
	}
	return insertLines(tx, orderID, lines)
}

// saveState writes what a transition changes on an order, if nobody changed it
// since it was read, and remembers the step.
func saveState(tx *db.Tx, at models.Moment, who models.Who, o *models.Order, from models.OrderState, reason string) error {
	n, err := tx.Change(`UPDATE orders SET state = ?, total_fen = ?, vat_fen = ?, invoiced_fen = ?, lines_count = ?, note = ?,
		settlement_policy_id = ?, submitted_at = ?, submitted_on = ?, price_lock_until_at = ?, confirmed_at = ?, closed_at = ?,
		version = version + 1 WHERE id = ? AND version = ?`,
		o.State, o.TotalFen, o.VatFen, o.InvoicedFen, o.LinesCount, o.Note, o.SettlementPolicyID, o.SubmittedAt, o.SubmittedOn,
		o.PriceLockUntilAt, o.ConfirmedAt, o.ClosedAt, o.ID, o.Version)
	if err != nil {
		return err
	}
	if n != 1 {
		return ErrOrderChanged
	}
	o.Version++
	if from == models.OrderHeld && o.State != models.OrderHeld {
		if err := endHold(tx, o.ID); err != nil {
			return err
		}
	}
	return tx.Create(&models.OrderEvent{OrderID: o.ID, FromState: from, ToState: o.State, Reason: reason, Actor: who.Name, At: at.At}).Error
}
