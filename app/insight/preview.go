package insight

import (
	"context"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Previews tells whether a kind of policy is tried on what is known of the
// members.
func Previews(kind models.PolicyKind) bool { return kind == models.PolicyValue }

// Preview tells what a draft of the value policy would change: how many members
// would count as active, dormant and lost, and what a yuan of the last twelve
// months' sales earned by its margins.
func (s *Service) Preview(ctx context.Context, draft models.PolicyVersion, on models.Date) (v models.ValuePreview, err error) {
	body, err := models.DecodePolicy(draft.Kind, draft.Body)
	if err != nil {
		return v, err
	}
	p, ok := body.(*models.ValuePolicy)
	if !ok {
		return v, models.NotFound("policy")
	}
	err = s.DB.Snapshot(ctx, func(tx *db.Tx) error {
		terms, err := TermsOn(tx.DB, on)
		if err != nil {
			return err
		}
		if err := previewStates(tx.DB, &v, terms, *p); err != nil {
			return err
		}
		mix, err := soldByCategory(tx.DB, on)
		v.MarginNow, v.Margin = terms.Policy.MarginOf(mix), p.MarginOf(mix)
		return err
	})
	return v, err
}

func previewStates(q *gorm.DB, v *models.ValuePreview, terms Terms, p models.ValuePolicy) error {
	now, then := map[models.MemberState]int64{}, map[models.MemberState]int64{}
	err := db.EachRow(q, "SELECT COALESCE(last_on, joined_on) AS seen_on, COUNT(*) FROM member_facts GROUP BY seen_on", func(scan db.Scan) error {
		var seen models.Date
		var n int64
		err := scan(&seen, &n)
		now[terms.Policy.State(seen, seen, terms.On)] += n
		then[p.State(seen, seen, terms.On)] += n
		v.Members += n
		return err
	})
	for _, s := range models.MemberStates() {
		v.States = append(v.States, models.StateCount{State: s, Now: now[s], Then: then[s]})
	}
	return err
}

// soldByCategory is what was sold in the twelve months up to a day, returns
// and all.
func soldByCategory(q *gorm.DB, on models.Date) (map[string]models.Money, error) {
	mix := map[string]models.Money{}
	err := db.EachRow(q, `SELECT l.category, SUM(l.amount_fen) FROM sales_slips s JOIN slip_lines l ON l.slip_id = s.id WHERE s.sold_on > ? AND s.sold_on <= ? GROUP BY l.category`,
		func(scan db.Scan) error {
			var category string
			var fen models.Money
			err := scan(&category, &fen)
			mix[category] = fen
			return err
		}, on.AddMonths(-12), on)
	return mix, err
}
