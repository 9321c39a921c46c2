package backtest

import (
	"context"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// MostCompared is how many agents a comparison takes at once.
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
}

// Chosen narrows a comparison: one agent, or the agents of a region and grade.
type Chosen struct {
	AgentID  int64
	RegionID int64
	Grade    models.Grade
}

const chosenQuery = "SELECT a.id FROM agents a WHERE (? = 0 OR a.id = ?) AND (? = '' OR a.grade = ?) AND (? = 0 OR INSTR(a.region_path, (SELECT r.path FROM regions r WHERE r.id = ?)) = 1) AND "

// ids are the agents chosen within a scope.
func (c Chosen) ids(q *gorm.DB, scope models.Scope) (ids []int64, err error) {
	cond, args := db.Within(scope, "a")
	err = q.Raw(chosenQuery+cond+" ORDER BY a.id LIMIT ?", append(append([]any{c.AgentID, c.AgentID, c.Grade, c.Grade, c.RegionID, c.RegionID}, args...), MostCompared+1)...).Scan(&ids).Error
	return ids, err
}

// Compare compares the settlement policies over the twelve months before a day
// for the chosen agents, at a financing rate a year. The loss rate is their own
// where the estimate is sound, else that of all. Not found when no agent is
// chosen, invalid when there are more than MostCompared.
func (s *Service) Compare(ctx context.Context, scope models.Scope, chosen Chosen, policies []models.SettlementPolicy, financing models.Rate, on models.Date) (c Comparison, err error) {
	var h models.ReplayHistory
	var p models.ReplayPolicy
	var all []models.AgentLoss
	var ids []int64
	err = s.DB.Snapshot(ctx, func(tx *db.Tx) (err error) {
		if ids, err = chosen.ids(tx.DB, scope); err != nil {
			return err
		}
		switch {
		case len(ids) == 0:
			return models.NotFound("agent")
		case len(ids) > MostCompared:
			return models.Invalid("region", "error.too_many_compared").With("Most", MostCompared)
		}
		if h, err = load(tx.DB, s.Clock, on); err != nil {
			return err
		}
		p, err = inForce(tx.DB, on)
		return err
	})
	if err != nil {
		return c, err
	}
	all = h.Losses(on, p.Standard.LagDays)
	h = h.Of(ids)
	h.From = max(h.From, on.AddMonths(-12)+1)
	if c.Loss, err = models.EstimateLoss(h.Losses(on, p.Standard.LagDays)); err != nil {
		return c, err
	}
	c.LossRate = c.Loss.RatePPM
	if c.Loss.Evidence != models.EvidenceSound {
		whole, err := models.EstimateLoss(all)
		if err != nil {
			return c, err
		}
		c.LossRate = whole.RatePPM
	}
	c.Span, c.Agents, c.Orders = models.Period{From: h.From, To: h.To}, len(h.Agents), h.Asked()
	c.Effects, err = models.CompareSettlement(h, p, policies, financing, c.LossRate, func(models.Rate) error { return ctx.Err() })
	return c, err
}

// regions are those that a comparison can be narrowed to.
func regions(q *gorm.DB) (rows []models.Region, err error) {
	err = q.Raw("SELECT * FROM regions ORDER BY path").Scan(&rows).Error
	return rows, err
}
