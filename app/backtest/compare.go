package backtest

import (
	"context"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/policy"
	"assay/app/settlement"
	"assay/app/standard"
	"assay/models"
)

// MostCompared is how many agents are compared while somebody waits; more of
// them are a run.
const MostCompared = 100

// Comparison is what settlement policies would have made of the trade of some
// agents.
type Comparison struct {
	Span     models.Period
	Agents   int
	Orders   int
	Loss     models.LossEstimate // of the agents, over what has matured
	LossRate models.Rate         // that was taken
	Effects  []models.SettlementEffect
	Made     int // comparisonMade
}

// LossUnknown tells that no loss can be stated: all was paid by its delivery,
// so nothing was out to measure longer terms against.
func (c Comparison) LossUnknown() bool {
	tied := false
	for _, e := range c.Effects {
		if e.Loss.Fen != 0 {
			return false
		}
		tied = tied || e.TiedUp.Fen > 0
	}
	return tied && c.LossRate > 0
}

// comparisonMade counts the changes of what a comparison's figures mean: a kept
// one of another count is not shown as if it meant the same.
const comparisonMade = 3

// Chosen narrows a comparison: one agent, or the agents of a region and grade.
type Chosen struct {
	AgentID  int64
	RegionID int64
	Grade    models.Grade
}

// Question is whose trade is compared, within what somebody may see, and what
// money costs a year.
type Question struct {
	Chosen
	Scope     models.Scope
	Financing models.Rate
}

const chosenQuery = "SELECT a.id FROM agents a WHERE (? = 0 OR a.id = ?) AND (? = '' OR a.grade = ?) AND (? = 0 OR INSTR(a.region_path, (SELECT r.path FROM regions r WHERE r.id = ?)) = 1) AND "

// Agents are those asked about, by id; not found when there is none.
func (x Question) Agents(q *gorm.DB) (ids []int64, err error) {
	cond, args := db.Within(x.Scope, "a")
	err = q.Raw(chosenQuery+cond+" ORDER BY a.id", append([]any{x.AgentID, x.AgentID, x.Grade, x.Grade, x.RegionID, x.RegionID}, args...)...).Scan(&ids).Error
	if err == nil && len(ids) == 0 {
		err = models.NotFound("agent")
	}
	return ids, err
}

// Compare compares the settlement policies over the twelve months before a day.
// The loss rate is the agents' own where the estimate is sound, else that of
// all. Not found when no agent is chosen, invalid when there are more than
// MostCompared.
func (s *Service) Compare(ctx context.Context, x Question, on models.Date) (Comparison, error) {
	return s.compare(ctx, x, on, MostCompared, func(models.Rate) error { return ctx.Err() })
}

// CompareAll is Compare for any number of agents, for a run. progress is told
// the part done in ppm; its error ends the comparison.
func (s *Service) CompareAll(ctx context.Context, x Question, on models.Date, progress func(models.Rate) error) (Comparison, error) {
	return s.compare(ctx, x, on, 0, progress)
}

// past is what a comparison reads.
type past struct {
	h        models.ReplayHistory
	lagDays  int
	policies []models.SettlementPolicy
	company  []models.AgentLoss
}

func (s *Service) compare(ctx context.Context, x Question, on models.Date, most int, progress func(models.Rate) error) (c Comparison, err error) {
	var p past
	err = s.DB.Snapshot(ctx, func(tx *db.Tx) error {
		ids, err := x.Agents(tx.DB)
		if err != nil {
			return err
		}
		if most > 0 && len(ids) > most {
			return models.Invalid("", "error.too_many_compared").With("Most", most)
		}
		p, err = s.past(tx.DB, ids, on)
		return err
	})
	if err != nil {
		return c, err
	}
	p.h.From = max(p.h.From, on.AddMonths(-12)+1)
	if c.Loss, err = models.EstimateLoss(p.h.Losses(on, p.lagDays)); err != nil {
		return c, err
	}
	taken := c.Loss
	if taken.Evidence != models.EvidenceSound {
		if taken, err = models.EstimateLoss(p.company); err != nil {
			return c, err
		}
	}
	c.LossRate = taken.RatePPM
	c.Span, c.Agents, c.Orders, c.Made = models.Period{From: p.h.From, To: p.h.To}, len(p.h.Agents), p.h.Asked(), comparisonMade
	c.Effects, err = models.CompareSettlement(p.h, p.policies, x.Financing, taken, progress)
	return c, err
}

// past reads the history of the agents alone, and what the company lost.
func (s *Service) past(q *gorm.DB, ids []int64, on models.Date) (p past, err error) {
	if p.h, err = load(q, s.Clock, on, on, ids); err != nil {
		return p, err
	}
	now, err := settlement.PoliciesOf(q, ids, on)
	if err != nil {
		return p, err
	}
	for i, a := range p.h.Agents { // the terms of a new order: who is prepaid only for a loss settles so
		p.h.Agents[i].Policy = now[a.ID]
	}
	rules, _, err := policy.Current[*models.StandardPolicy](q, models.PolicyStandard, models.SegmentAll, on)
	if err != nil {
		return p, err
	}
	p.lagDays = rules.LagDays
	if p.policies, err = settlement.Policies(q); err != nil {
		return p, err
	}
	p.company, err = standard.LossRows(q, s.DB.Dialect(), models.SegmentAll, on, p.lagDays)
	return p, err
}

// regions are those that a comparison can be narrowed to.
func regions(q *gorm.DB) (rows []models.Region, err error) {
	err = q.Raw("SELECT * FROM regions ORDER BY path").Scan(&rows).Error
	return rows, err
}

// codeOf is what people call an agent.
func codeOf(q *gorm.DB, agentID int64) (code string, err error) {
	err = q.Raw("SELECT code FROM agents WHERE id = ?", agentID).Scan(&code).Error
	return code, err
}
