package limits

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

// renewAhead is how many days before its end a limit is proposed anew.
const renewAhead = 30

// candidatesQuery takes agents with a limit of their own who were reviewed on
// the day, or whose limit ends soon and was not proposed anew yet. Inherited
// limits stay inherited.
const candidatesQuery = `SELECT DISTINCT a.id FROM agents a JOIN credit_limits l ON l.agent_id = a.id AND l.purpose = 'standing' AND l.ended_at IS NULL
		AND l.valid_from_on <= ? AND l.kind IN ('amount', 'none')
	WHERE a.status = 'active'
	AND NOT EXISTS (SELECT 1 FROM limit_proposals p WHERE p.agent_id = a.id AND (p.open_slot = 'standing.house' OR p.source = 'review' AND p.proposed_on = ?))
	AND (EXISTS (SELECT 1 FROM agent_scores s WHERE s.agent_id = a.id AND s.as_of_on = ?)
		OR l.valid_to_on <= ? AND NOT EXISTS (SELECT 1 FROM limit_proposals p WHERE p.agent_id = a.id AND p.source = 'review' AND p.proposed_on > ?))
	ORDER BY a.id`

// Candidates lists the agents for whom the formula is asked on a day, by id.
func Candidates(q *gorm.DB, on models.Date) ([]int64, error) {
	var ids []int64
	err := q.Raw(candidatesQuery, on, on, on, on.AddDays(renewAhead), on.AddDays(-renewAhead)).Scan(&ids).Error
	return ids, err
}

// ByFormula makes the proposals of the formula for some agents, as of the day of
// at; nothing is stored. One is made when it differs enough from the standing
// limit, or to prolong a limit that ends soon. It is in force for as long as
// the formula says, and only after somebody approved it.
func (s *Service) ByFormula(ctx context.Context, at models.Moment, ids []int64) (proposals []models.LimitProposal, err error) {
	err = s.DB.Snapshot(ctx, func(tx *db.Tx) error {
		f, _, err := policy.Current[*models.LimitFormula](tx.DB, models.PolicyLimits, models.SegmentAll, at.On)
		if err != nil {
			return err
		}
		made, version, err := Formula(tx.DB, ids, at.On)
		if err != nil {
			return err
		}
		proposals = proposals[:0]
		for _, id := range ids {
			m := made[id]
			now, _ := m.Terms.StandingLimit(at.On)
			end := m.Terms.StandingEnd(at.On)
			renew := !end.IsZero() && end <= at.On.AddDays(renewAhead)
			if now.Kind == models.LimitUnlimited || !renew && !f.Differs(m.Working.Limit, now.Ceiling()) {
				continue
			}
			in := credit.LimitInput{AgentID: id, Purpose: models.LimitStanding, Limit: amountOf(m.Working.Limit), ValidFrom: at.On, ValidTo: at.On.AddMonths(f.ReviewMonths), Reason: string(m.Working.Rule)}
			p, _, err := draft(at, models.System, models.ProposedByReview, in, m.Terms, models.ProposalRecord{Formula: &m.Working, FormulaVersion: version})
			if err != nil {
				return err
			}
			proposals = append(proposals, p)
		}
		return nil
	})
	return proposals, err
}

// EnterAll is the step that stores proposals of the formula; an agent for whom
// the house has proposed something meanwhile keeps that.
func EnterAll(tx *db.Tx, at models.Moment, proposals []models.LimitProposal) (n int, err error) {
	open, err := openSlots(tx.DB, proposals)
	for i := range proposals {
		if err != nil {
			return n, err
		}
		if slices.Contains(open, proposals[i].AgentID) {
			continue
		}
		n++
		err = Enter(tx, at, models.System, &proposals[i])
	}
	if db.IsDuplicate(err) {
		err = db.ErrRetry
	}
	return n, err
}

func openSlots(q *gorm.DB, proposals []models.LimitProposal) (open []int64, err error) {
	if len(proposals) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(proposals))
	for i, p := range proposals {
		ids[i] = p.AgentID
	}
	err = q.Raw("SELECT agent_id FROM limit_proposals WHERE open_slot = 'standing.house' AND agent_id IN ?", ids).Scan(&open).Error
	return open, err
}
