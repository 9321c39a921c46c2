package modeltest

import (
	"encoding/json"
	"fmt"

	"assay/app/orders"
	"assay/models"
)

// replayDecisions decides the last records again from themselves.
func (w *world) replayDecisions() error {
	var ids []int64
	if err := w.DB.Read(ctx).Raw("SELECT DISTINCT order_id FROM credit_decisions ORDER BY order_id DESC LIMIT 5").Scan(&ids).Error; err != nil {
		return err
	}
	for _, id := range ids {
		_, d, err := orders.LastDecision(w.DB.Read(ctx), id)
		if err != nil {
			return err
		}
		a, _ := json.Marshal(d)
		b, _ := json.Marshal(d.Replay())
		if string(a) != string(b) {
			return fmt.Errorf("order %d: decision %s, replay %s", id, a, b)
		}
	}
	return nil
}

// replayAll decides every stored record again from itself: the same to the
// last figure, and the outcome that its row names.
func (w *world) replayAll() error {
	var rows []models.DecisionRow
	if err := w.DB.Read(ctx).Raw("SELECT * FROM credit_decisions ORDER BY id").Scan(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		var d models.CreditDecision
		if err := json.Unmarshal([]byte(r.Record), &d); err != nil {
			return err
		}
		again, err := json.Marshal(d.Replay())
		if err != nil || string(again) != r.Record || d.Outcome != r.Outcome {
			return fmt.Errorf("decision %d (%s): %s, replay %s: %w", r.ID, r.Outcome, r.Record, again, err)
		}
	}
	return nil
}
