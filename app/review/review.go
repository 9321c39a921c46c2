// Package review keeps what is known of how an agent pays: scores by the
// scorecard in force, with the log of every point, outside data, and promises
// to pay with what became of them.
package review

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"assay/app/agents"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

// Service reviews agents.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Due is an agent that is to be reviewed, and why.
type Due struct {
	AgentID int64
	Trigger models.ReviewTrigger
}

// BatchSize is how many agents are reviewed in one transaction.
const BatchSize = 500

// dueQuery reads what may ask for a review, agent by agent. Events count from
// the latest review on; the largest order is of the days since, without this
// one, which is not over.
const dueQuery = `SELECT a.id AS agent_id, s.as_of_on AS last_on, s.valid_to_on,
	EXISTS (SELECT 1 FROM write_offs w WHERE w.agent_id = a.id AND w.state = 'approved' AND w.decided_at > s.reviewed_at) AS written_off,
	EXISTS (SELECT 1 FROM payment_promises p WHERE p.agent_id = a.id AND p.state = 'broken' AND p.ended_at > s.reviewed_at) AS broken_promise,
	COALESCE((SELECT MAX(o.total_fen) FROM orders o WHERE o.agent_id = a.id AND o.submitted_on >= s.as_of_on AND o.submitted_on < ?), 0) AS largest_order
	FROM agents a LEFT JOIN agent_scores s ON s.id = (SELECT x.id FROM agent_scores x WHERE x.agent_id = a.id ORDER BY x.as_of_on DESC LIMIT 1)
	WHERE a.status IN ('active', 'suspended') ORDER BY a.id`

// DueOn lists the agents that are due for a review on a day, by id.
func DueOn(q *gorm.DB, on models.Date) ([]Due, error) {
	card, _, err := policy.Current[*models.Scorecard](q, models.PolicyScorecard, models.SegmentAll, on)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		AgentID            int64
		models.ReviewFacts `gorm:"embedded"`
	}
	if err := q.Raw(dueQuery, on).Scan(&rows).Error; err != nil {
		return nil, err
	}
	var due []Due
	var ordered []int
	for i, r := range rows {
		if t, ok := card.ReviewDue(r.ReviewFacts, on); ok && t != models.ReviewOrder {
			due = append(due, Due{r.AgentID, t})
		} else if ok {
			ordered = append(ordered, i)
		}
	}
	for _, i := range ordered {
		view, err := credit.Load(q, rows[i].AgentID, on)
		if err != nil {
			return nil, err
		}
		limit, _ := view.Terms.EffectiveLimit(on)
		if rows[i].CeilingFen = limit.Ceiling(); card.LargeOrder(rows[i].LargestOrder, rows[i].CeilingFen) {
			due = append(due, Due{rows[i].AgentID, models.ReviewOrder})
		}
	}
	return sorted(due), nil
}

// look reads, in one state of the book, the policy in force on a day and the
// agents with their histories, for judge to judge them by.
func look[P models.PolicyBody](ctx context.Context, s *Service, kind models.PolicyKind, ids []int64, on models.Date,
	judge func(rules P, version int64, views map[int64]credit.View, histories map[int64]models.CreditHistory) error) error {
	return s.DB.Snapshot(ctx, func(tx *db.Tx) error {
		rules, version, err := policy.Current[P](tx.DB, kind, models.SegmentAll, on)
		if err != nil {
			return err
		}
		views, err := credit.LoadAll(tx.DB, ids, on)
		if err != nil {
			return err
		}
		histories, err := Histories(tx.DB, views, on)
		if err != nil {
			return err
		}
		return judge(rules, version, views, histories)
	})
}

// Rate scores agents as of a day by the scorecard in force, in few statements
// whatever their number. Nothing is stored.
func (s *Service) Rate(ctx context.Context, due []Due, on models.Date) ([]models.AgentScore, error) {
	ids := make([]int64, len(due))
	for i, d := range due {
		ids[i] = d.AgentID
	}
	var scores []models.AgentScore
	err := look(ctx, s, models.PolicyScorecard, ids, on, func(card *models.Scorecard, version int64, views map[int64]credit.View, histories map[int64]models.CreditHistory) error {
		scores = scores[:0]
		for _, d := range due {
			view, ok := views[d.AgentID]
			if !ok {
				return models.NotFound("agent")
			}
			score := card.Rate(histories[d.AgentID].Values(on), on)
			record, err := json.Marshal(score)
			if err != nil {
				return err
			}
			scores = append(scores, models.AgentScore{AgentID: d.AgentID, AsOfOn: on, Points: score.Points, Best: card.BestScore(), Grade: score.Grade,
				GradeBefore: view.Terms.Grade, ValidToOn: score.ValidToOn, CardVersion: version, TriggerKind: d.Trigger, Record: string(record)})
		}
		return nil
	})
	return scores, err
}

// Kept is what came of a batch.
type Kept struct{ Reviewed, Regraded int }

// Keep is the step that stores scores and gives the grades that differ; an
// agent that has a score of the day keeps that one.
func Keep(tx *db.Tx, at models.Moment, who models.Who, scores []models.AgentScore) (Kept, error) {
	var k Kept
	fresh, err := unscored(tx.DB, scores)
	if err != nil || len(fresh) == 0 {
		return k, err
	}
	for i := range fresh {
		r := &fresh[i]
		r.ID, r.ReviewedBy, r.ReviewedByID, r.ReviewedAt = 0, who.Name, who.ID, at.At
		if r.Grade == r.GradeBefore {
			continue
		}
		k.Regraded++
		if err := agents.SetGrade(tx, at, who, r.GradeBefore, models.AgentGrade{AgentID: r.AgentID, Grade: r.Grade, Source: models.GradeReview, Reason: string(r.TriggerKind)}); err != nil {
			return k, err
		}
	}
	k.Reviewed = len(fresh)
	return k, again(tx.CreateInBatches(&fresh, 50).Error)
}

// again reads anew when somebody else reviewed one of them at this moment.
func again(err error) error {
	if db.IsDuplicate(err) {
		return db.ErrRetry
	}
	return err
}

// unscored leaves out whoever has a score of the day.
func unscored(q *gorm.DB, scores []models.AgentScore) (fresh []models.AgentScore, err error) {
	if len(scores) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(scores))
	for i, r := range scores {
		ids[i] = r.AgentID
	}
	var have []int64
	if err := q.Raw("SELECT agent_id FROM agent_scores WHERE as_of_on = ? AND agent_id IN ?", scores[0].AsOfOn, ids).Scan(&have).Error; err != nil {
		return nil, err
	}
	done := make(map[int64]bool, len(have))
	for _, id := range have {
		done[id] = true
	}
	for _, r := range scores {
		if !done[r.AgentID] {
			fresh = append(fresh, r)
		}
	}
	return fresh, nil
}

// Now reviews one agent because a person asks; a conflict when the agent has a
// score of today.
func (s *Service) Now(ctx context.Context, who models.Who, agentID int64) error {
	at := s.Clock.Moment()
	scores, err := s.Rate(ctx, []Due{{agentID, models.ReviewManual}}, at.On)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		k, err := Keep(tx, at, who, scores)
		if err == nil && k.Reviewed == 0 {
			err = models.Conflict("error.reviewed_today")
		}
		return err
	})
}
