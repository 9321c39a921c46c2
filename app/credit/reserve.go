package credit

import (
	"encoding/json"

	"assay/app/db"
	"assay/models"
)

// Reserve inserts the open reservation of an order that a Move has just
// counted. A confirmed order's never expires; pass a zero expiry then.
func Reserve(tx *db.Tx, at models.Moment, agentID, orderID int64, amount models.Money, expires models.Date, version int64) error {
	_, err := tx.Change(`INSERT INTO reservations (agent_id, order_id, amount_fen, state, opened_version, ended_version, opened_at, expires_on)
		VALUES (?, ?, ?, 'open', ?, 0, ?, ?)`, agentID, orderID, amount, version, at.At, expires)
	return err
}

// OpenReservation is what the order holds now, zero when nothing.
func OpenReservation(tx *db.Tx, orderID int64) (models.Reservation, error) {
	var r models.Reservation
	err := tx.Raw("SELECT * FROM reservations WHERE order_id = ? AND state = 'open'", orderID).Scan(&r).Error
	return r, err
}

// EndReservation ends an open reservation, exactly once: a conflict when it
// has ended already. version is the credit row's after the move.
func EndReservation(tx *db.Tx, at models.Moment, r models.Reservation, state models.ReservationState, version int64) error {
	n, err := tx.Change("UPDATE reservations SET state = ?, ended_version = ?, ended_at = ? WHERE id = ? AND state = 'open'",
		state, version, at.At, r.ID)
	if err == nil && n != 1 {
		return models.Conflict("error.reservation_ended")
	}
	return err
}

// KeepReservation takes the expiry off the order's reservation: it is
// confirmed. False when it has run out before the day, or there is none.
func KeepReservation(tx *db.Tx, orderID int64, on models.Date) (bool, error) {
	n, err := tx.Change("UPDATE reservations SET expires_on = NULL WHERE order_id = ? AND state = 'open' AND expires_on >= ?", orderID, on)
	return n == 1, err
}

// Record stores a decision. trigger names the transition that asked.
func Record(tx *db.Tx, at models.Moment, who models.Who, trigger string, d models.CreditDecision, version int64) (int64, error) {
	b, err := json.Marshal(d)
	if err != nil {
		return 0, err
	}
	return tx.InsertRow(`INSERT INTO credit_decisions (agent_id, order_id, outcome, trigger_kind, amount_fen, account_version, record, decided_by, decided_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, d.Terms.AgentID, d.Request.OrderID, d.Outcome, trigger, d.Request.Amount, version, string(b), who.Name, at.At)
}

// Grant gives an order a one-off amount above the limit. The terms version
// moves with the caller's Move (NewTerms).
func Grant(tx *db.Tx, at models.Moment, who models.Who, agentID, orderID int64, amount models.Money, reason string, expires models.Date) error {
	return tx.Create(&models.CreditGrant{AgentID: agentID, OrderID: orderID, AmountFen: amount, Reason: reason,
		GrantedBy: who.Name, GrantedByID: who.ID, GrantedAt: at.At, ExpiresOn: expires}).Error
}

// HasGrant tells whether the order lives on a one-off grant.
func HasGrant(tx *db.Tx, orderID int64) (bool, error) {
	var n int64
	err := tx.Raw("SELECT COUNT(*) FROM credit_grants WHERE order_id = ? AND ended_at IS NULL", orderID).Scan(&n).Error
	return n > 0, err
}

// CutGrant takes from the order's grant what the order gives up, so that no
// other order lives on it; with nothing left it ends.
func CutGrant(tx *db.Tx, at models.Moment, orderID int64, by models.Money) error {
	n, err := tx.Change("UPDATE credit_grants SET amount_fen = amount_fen - ? WHERE order_id = ? AND ended_at IS NULL AND amount_fen > ?", by, orderID, by)
	if err != nil || n > 0 {
		return err
	}
	return EndGrants(tx, at, orderID)
}

// EndGrants ends the order's grants: it is invoiced or cancelled.
func EndGrants(tx *db.Tx, at models.Moment, orderID int64) error {
	_, err := tx.Change("UPDATE credit_grants SET ended_at = ? WHERE order_id = ? AND ended_at IS NULL", at.At, orderID)
	return err
}
