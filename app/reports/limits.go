package reports

import (
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// termsOfAll is what limits are inherited from, for every agent that existed
// before an instant.
const termsOfAll = `SELECT a.id, COALESCE(d.kind, 'none') AS grade_kind, COALESCE(d.amount_fen, 0) AS grade_fen,
	COALESCE(g.member_limit_kind, 'inherit') AS member_kind, COALESCE(g.member_limit_fen, 0) AS member_fen, COALESCE(s.multiplier_ppm, 1000000) AS multiplier_ppm
	FROM agents a JOIN credit_accounts c ON c.agent_id = a.id LEFT JOIN grade_limits d ON d.grade = a.grade
	LEFT JOIN credit_groups g ON g.id = c.group_id LEFT JOIN standard_states s ON s.segment = 'all' WHERE a.created_at < ? AND `

// journalOfAll are the limits that were in force at an instant.
const journalOfAll = `SELECT l.agent_id, l.purpose, l.kind, l.amount_fen, l.valid_from_on, l.valid_to_on FROM credit_limits l JOIN agents a ON a.id = l.agent_id
	WHERE l.set_at < ? AND (l.ended_at IS NULL OR l.ended_at >= ?) AND `

// limitsAt are the effective limits of the agents inside a scope, or of one
// agent, at the end of a day; before is the instant at which the next began.
func limitsAt(q *gorm.DB, scope models.Scope, agent int64, on models.Date, before time.Time) (map[int64]models.Limit, error) {
	cond, args := db.Within(scope, "a")
	if agent != 0 {
		cond, args = cond+" AND a.id = ?", append(args, agent)
	}
	terms := map[int64]*models.CreditTerms{}
	err := db.EachRow(q, termsOfAll+cond, func(scan db.Scan) error {
		t := models.CreditTerms{Group: &models.GroupTerms{}}
		err := scan(&t.AgentID, &t.GradeLimit.Kind, &t.GradeLimit.Amount, &t.Group.MemberLimit.Kind, &t.Group.MemberLimit.Amount, &t.Standard.MultiplierPPM)
		terms[t.AgentID] = &t
		return err
	}, append([]any{before}, args...)...)
	if err != nil {
		return nil, err
	}
	err = db.EachRow(q, journalOfAll+cond+" ORDER BY l.agent_id, l.id", func(scan db.Scan) error {
		var l models.CreditLimit
		err := scan(&l.AgentID, &l.Purpose, &l.Kind, &l.AmountFen, &l.ValidFromOn, &l.ValidToOn)
		if t := terms[l.AgentID]; t != nil {
			t.Limits = append(t.Limits, l)
		}
		return err
	}, append([]any{before, before}, args...)...)
	limits := make(map[int64]models.Limit, len(terms))
	for id, t := range terms {
		limits[id], _ = t.EffectiveLimit(on)
	}
	return limits, err
}
