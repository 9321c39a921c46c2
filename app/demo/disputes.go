package demo

import (
	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// objections are what agents have against an invoice.
var objections = []string{"实收少一件，请核对装箱单", "戒指圈口与订单不符，已退回", "工费与价目表不一致", "到货有划痕，要求换货"}

// planDisputes lets agents object to invoices over the last months: finance has
// settled the older ones, and the latest two wait.
func (s *sim) planDisputes() {
	for i, ago := range []int{70, 45, 21, 9, 4, 2} {
		d := s.dealers[(11+i*17)%len(s.dealers)]
		settled := models.DisputeUpheld
		if i%2 == 1 {
			settled = models.DisputeWithdrawn
		}
		s.later(s.businessDay(s.end.AddDays(-ago), 0), func(tx *db.Tx, at models.Moment) error {
			id, err := s.object(tx, at, d, pick(d.rng, objections), ago > 5)
			if err == nil && id != 0 && ago > 15 {
				s.later(s.businessDay(at.On, 6), func(tx *db.Tx, at models.Moment) error {
					return receivables.EndDispute(tx, at, s.people.finance, receivables.ResolveInput{ID: id, Outcome: settled, Note: "已与代理商核对"})
				})
			}
			return err
		})
	}
}

// object disputes the agent's latest open item, if there is one; accepted is
// what finance enters after a call.
func (s *sim) object(tx *db.Tx, at models.Moment, d *dealer, reason string, accepted bool) (int64, error) {
	var item int64
	err := tx.Raw("SELECT id FROM open_items WHERE agent_id = ? AND open_fen > 0 AND kind = 'invoice' AND disputed_at IS NULL ORDER BY id DESC LIMIT 1", d.ID).Scan(&item).Error
	if err != nil || item == 0 {
		return 0, err
	}
	who := d.who
	if accepted {
		who = s.people.finance
	}
	dispute, err := receivables.OpenDispute(tx, at, who, receivables.DisputeInput{ItemID: item, Reason: reason, Accepted: accepted})
	return dispute.ID, err
}
