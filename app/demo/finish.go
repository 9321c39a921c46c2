package demo

import (
	"context"
	"time"

	"assay/app/backtest"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/offers"
	"assay/app/orders"
	"assay/app/policy"
	"assay/app/provision"
	"assay/app/reports"
	"assay/app/review"
	"assay/models"
)

// finish sets the limit of the agent with logins so that three quarters of it
// are used, keeps the figures of the months told, and sets the mark to the day.
func (s *sim) finish(ctx context.Context) error {
	clock := db.Clock{Now: func() time.Time { return s.Now }, Zone: s.Zone}
	if err := (&reports.Service{DB: s.db, Clock: clock}).CatchUp(ctx, s.end); err != nil {
		return err
	}
	if err := (&provision.Service{DB: s.db, Clock: clock}).Learn(ctx, s.end.MonthStart()-1, noFence); err != nil {
		return err
	}
	if err := s.countOffers(ctx, clock); err != nil {
		return err
	}
	if err := s.watch(ctx); err != nil {
		return err
	}
	if err := s.tryDraft(ctx, clock); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		at := models.MomentOf(s.Now, s.Zone)
		d := s.dealers[login]
		view, err := credit.Load(tx.DB, d.ID, at.On)
		if err != nil {
			return err
		}
		if used := view.Account.Exposure(); used > 0 {
			if err := s.setLimit(tx, at, d, roundTo(used*4/3, 1_000_000), "季度额度复核"); err != nil {
				return err
			}
		}
		s.now = s.Now
		if _, err := s.limits.EnterRequest(tx, at, s.people.owner, d.ID, s.request(models.LimitTemporary, d.limit, "元旦春节备货，预计三月初回款")); err != nil {
			return err
		}
		if err := s.stopOne(tx, at); err != nil {
			return err
		}
		return markFinished(tx, at, s.end)
	})
}

// countOffers counts what members bought together, as the night before did.
func (s *sim) countOffers(ctx context.Context, clock db.Clock) error {
	found, err := (&offers.Service{DB: s.db, Clock: clock}).Count(ctx, s.end)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		return offers.Keep(tx, models.Moment{At: s.Now, On: s.end}, found)
	})
}

// watch puts on the watch-list whose payment deteriorates now.
func (s *sim) watch(ctx context.Context) error {
	ids, err := review.Active(s.db.Read(ctx))
	if err != nil {
		return err
	}
	listed, err := s.reviews.Watch(ctx, ids, s.end)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		_, err := review.KeepWatch(tx, ids, listed)
		return err
	})
}

// tryDraft leaves a draft of the blocking rules that finance has tried: held
// from the 31st day on, for a manager to approve.
func (s *sim) tryDraft(ctx context.Context, clock db.Clock) error {
	policies := &policy.Service{DB: s.db, Clock: clock}
	id, err := policies.Draft(ctx, s.people.finance, models.PolicyBlocking, models.SegmentAll, 0)
	if err != nil {
		return err
	}
	v, err := policy.ByID(s.db.Read(ctx), id)
	if err != nil {
		return err
	}
	body, err := models.DecodePolicy(v.Kind, v.Body)
	if err != nil {
		return err
	}
	rules, ok := body.(*models.BlockingPolicy)
	if !ok {
		return models.NotFound("policy")
	}
	for i := range rules.Rules {
		if rules.Rules[i].Family == models.FamilyDaysOverdue && rules.Rules[i].Effect == models.EffectHold {
			rules.Rules[i].Days = 30
		}
	}
	if err := policies.SaveDraft(ctx, s.people.finance, id, v.Edit, rules); err != nil {
		return err
	}
	if v, err = policy.ByID(s.db.Read(ctx), id); err != nil {
		return err
	}
	result, err := (&backtest.Service{DB: s.db, Clock: clock}).Try(ctx, v, s.end, func(models.Rate) error { return ctx.Err() })
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		sim := policy.Simulation{PolicyID: id, BodySHA256: v.SHA256, SimulatedBy: s.people.finance.Name, SimulatedAt: clock.Moment().At}
		return policy.KeepSimulation(tx, sim, result)
	})
}

// stopOne lets finance hold the largest order that waits for sales, by hand.
func (s *sim) stopOne(tx *db.Tx, at models.Moment) error {
	var id int64
	err := tx.Raw("SELECT id FROM orders WHERE state = 'submitted' AND agent_id <> ? ORDER BY total_fen DESC, id LIMIT 1", s.dealers[login].ID).Scan(&id).Error
	if err != nil || id == 0 {
		return err
	}
	return orders.HoldOrder(tx, at, s.people.finance, id, "收货地址与备案不符，待与客户核实")
}
