package loyalty

import (
	"context"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Previews tells whether a kind of policy is tried on the members instead of on
// the recorded orders.
func Previews(kind models.PolicyKind) bool {
	return kind == models.PolicyTiers || kind == models.PolicyPoints
}

// Preview tells what a draft of the tiers or the points would change: who moves,
// or what the open points are worth. progress is told the part done in ppm; its
// error ends the preview.
func (s *Service) Preview(ctx context.Context, draft models.PolicyVersion, on models.Date, progress func(models.Rate) error) (result any, err error) {
	body, err := models.DecodePolicy(draft.Kind, draft.Body)
	if err != nil {
		return nil, err
	}
	err = s.DB.Snapshot(ctx, func(tx *db.Tx) (err error) {
		switch b := body.(type) {
		case *models.TierPolicy:
			result, err = previewTiers(tx.DB, *b, on, progress)
		case *models.PointsPolicy:
			result, err = previewPoints(tx.DB, *b, on)
		default:
			err = models.NotFound("policy")
		}
		return err
	})
	return result, err
}

// previewSize is how many members a preview reads at once.
const previewSize = 5_000

func previewTiers(q *gorm.DB, p models.TierPolicy, on models.Date, progress func(models.Rate) error) (models.TierPreview, error) {
	v := models.TierPreview{Reviews: p.Reviewed(), Levels: p.Levels}
	var all int64
	if err := q.Raw("SELECT COUNT(*) FROM member_accounts").Scan(&all).Error; err != nil {
		return v, err
	}
	for last, seen := int64(0), int64(0); ; {
		var rows []standing
		err := db.EachRow(q, `SELECT a.member_id, a.tier, a.growth, m.joined_on FROM member_accounts a JOIN members m ON m.id = a.member_id
			WHERE a.member_id > ? AND m.merged_into_id IS NULL ORDER BY a.member_id LIMIT ?`, func(scan db.Scan) error {
			var s standing
			err := scan(&s.MemberID, &s.Tier, &s.Growth, &s.JoinedOn)
			rows = append(rows, s)
			return err
		}, last, previewSize)
		if err != nil || len(rows) == 0 {
			v.Now = nowTiers(p, v.Counts)
			return v, err
		}
		values, err := valuesOf(q, p, on, rows)
		if err != nil {
			return v, err
		}
		for _, r := range rows {
			v.Add(p, r.Tier, values[r.MemberID], 1)
		}
		last, seen = rows[len(rows)-1].MemberID, seen+int64(len(rows))
		if err := progress(models.Rate(seen * int64(models.One) / max(all, seen))); err != nil {
			return v, err
		}
	}
}

// nowTiers are the tiers that people are in, the draft's own first.
func nowTiers(p models.TierPolicy, counts []models.TierCount) (tiers []string) {
	known := map[string]bool{}
	for _, l := range p.Levels {
		tiers, known[l.Code] = append(tiers, l.Code), true
	}
	for _, c := range counts {
		if !known[c.Now] {
			tiers, known[c.Now] = append(tiers, c.Now), true
		}
	}
	return tiers
}

func previewPoints(q *gorm.DB, p models.PointsPolicy, on models.Date) (models.PointsPreview, error) {
	rules, err := RulesOn(q, on)
	if err != nil {
		return models.PointsPreview{}, err
	}
	v := models.PointsPreview{MonthsNow: rules.Points.ValidMonths, MonthsThen: p.ValidMonths}
	var held struct{ Open, Members int64 }
	if err := q.Raw("SELECT COALESCE(SUM(points), 0) AS open, COUNT(*) AS members FROM member_accounts WHERE points > 0").Scan(&held).Error; err != nil {
		return v, err
	}
	v.Open, v.Members = held.Open, held.Members
	if v.WorthNow, err = rules.Points.Worth(v.Open); err != nil {
		return v, err
	}
	if v.WorthThen, err = p.Worth(v.Open); err != nil {
		return v, err
	}
	if err := q.Raw(`SELECT activity, SUM(CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END) AS times, SUM(points) AS given FROM member_grants
		WHERE activity <> '' AND granted_on > ? AND granted_on <= ? GROUP BY activity ORDER BY activity`, on.AddMonths(-12), on).Scan(&v.Activities).Error; err != nil {
		return v, err
	}
	for i := range v.Activities {
		v.Activities[i].Then = v.Activities[i].Times * p.Rule(v.Activities[i].Activity).Points
	}
	return v, nil
}
