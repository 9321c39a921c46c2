package orders

import (
	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// HoldOf is what a held order waits for, nil for any other.
func HoldOf(q *gorm.DB, orderID int64) (*models.OrderHold, error) {
	var h models.OrderHold
	err := q.Raw("SELECT * FROM order_holds WHERE order_id = ?", orderID).Scan(&h).Error
	if err != nil || h.OrderID == 0 {
		return nil, err
	}
	return &h, nil
}

// OverridesOf are the reasons that a release let pass for an order and that
// nothing has ended.
func OverridesOf(q *gorm.DB, orderID int64) ([]models.OrderOverride, error) {
	var rows []models.OrderOverride
	err := q.Raw("SELECT * FROM order_overrides WHERE order_id = ? AND ended_at IS NULL ORDER BY id", orderID).Scan(&rows).Error
	return rows, err
}

// requestOf is the request for raising what an order holds by increase, with
// what people decided on this very order: what they let pass, and whether they
// hold it.
func requestOf(q *gorm.DB, o models.Order, increase models.Money, kind models.SettlementKind, on models.Date) (models.CreditRequest, error) {
	r := models.CreditRequest{OrderID: o.ID, Amount: o.TotalFen, Increase: increase, Settlement: kind, On: on}
	if o.ID == 0 {
		return r, nil
	}
	hold, err := HoldOf(q, o.ID)
	if err != nil {
		return r, err
	}
	r.Forced = hold != nil && hold.Forced()
	passed, err := OverridesOf(q, o.ID)
	for _, p := range passed {
		r.Overridden = append(r.Overridden, p.Override())
	}
	return r, err
}

// keepHold stores what a held order waits for, and what the check knew of.
func keepHold(tx *db.Tx, at models.Moment, o models.Order, d models.CreditDecision, view credit.View) error {
	prices := o.SubmittedOn.AddDays(models.ReservationDays)
	before, err := HoldOf(tx.DB, o.ID)
	if err != nil {
		return err
	}
	if before == nil {
		return tx.Create(&models.OrderHold{OrderID: o.ID, AgentID: o.AgentID, Reasons: models.ReasonWords(d.Hits), ShortfallFen: d.Shortfall, HeldAt: at.At,
			PricesUntilOn: prices, SeenVersion: view.Account.Version, SeenTerms: view.Account.TermsVersion, SeenGroup: view.Group, SeenOn: at.On}).Error
	}
	_, err = tx.Change(`UPDATE order_holds SET reasons = ?, shortfall_fen = ?, prices_until_on = ?, seen_version = ?, seen_terms = ?, seen_group = ?, seen_on = ?
		WHERE order_id = ?`, models.ReasonWords(d.Hits), d.Shortfall, prices, view.Account.Version, view.Account.TermsVersion, view.Group, at.On, o.ID)
	return err
}

// endHold forgets what an order waited for: it is held no more.
func endHold(tx *db.Tx, orderID int64) error {
	_, err := tx.Change("DELETE FROM order_holds WHERE order_id = ?", orderID)
	return err
}

// override lets reasons pass for an order.
func override(tx *db.Tx, at models.Moment, who models.Who, orderID int64, passed []models.Override, reason string) error {
	for _, p := range passed {
		err := tx.Create(&models.OrderOverride{OrderID: orderID, Rule: p.Rule, BlockID: p.BlockID, UntilOn: p.UntilOn,
			Reason: reason, SetBy: who.Name, SetByID: who.ID, SetAt: at.At}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// endOverrides ends what was let pass for an order.
func endOverrides(tx *db.Tx, at models.Moment, orderID int64) error {
	_, err := tx.Change("UPDATE order_overrides SET ended_at = ? WHERE order_id = ? AND ended_at IS NULL", at.At, orderID)
	return err
}
