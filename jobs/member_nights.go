package jobs

import (
	"context"

	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/perks"
)

// expirePoints takes points past their last day and counts those that will be
// past it soon.
func (w Work) expirePoints(ctx context.Context, run *Run) error {
	q, at := w.DB.Read(ctx), w.moment(run)
	rules, err := loyalty.RulesOn(q, run.On)
	if err != nil {
		return err
	}
	n := newNight(run, "expired_members", "expired_points", "expiring_points")
	err = loyalty.EachExpired(q, run.On, func(ids []int64) error {
		return n.step(ctx, w.DB, len(ids), func(tx *db.Tx) (map[string]int64, error) {
			e, err := loyalty.Expire(tx, at, run.By, ids)
			return map[string]int64{"expired_members": e.Members, "expired_points": e.Points}, err
		})
	})
	if err != nil {
		return err
	}
	soon, err := loyalty.Expiring(q, run.On, run.On.AddDays(rules.Points.WarnDays))
	if err == nil {
		run.Count("expiring_points", soon.Points-run.figure("expiring_points"))
	}
	return err
}

// reviewTiers ends tiers by hand and periods that are over, and follows bounds
// that a policy changed.
func (w Work) reviewTiers(ctx context.Context, run *Run) error {
	q, at := w.DB.Read(ctx), w.moment(run)
	rules, err := loyalty.RulesOn(q, run.On)
	if err != nil {
		return err
	}
	n := newNight(run, "tiers_seen", "tiers_up", "tiers_down", "tiers_grace")
	return loyalty.EachDue(q, rules, run.On, func(ids []int64) error {
		return n.step(ctx, w.DB, len(ids), func(tx *db.Tx) (map[string]int64, error) {
			r, err := loyalty.Review(tx, at, run.By, rules, ids)
			return map[string]int64{"tiers_seen": r.Seen, "tiers_up": r.Up, "tiers_down": r.Down, "tiers_grace": r.Graced}, err
		})
	})
}

// giveCoupons issues the coupons of tiers that were reached and of birthdays
// that are kept this month, to whoever did not have them.
func (w Work) giveCoupons(ctx context.Context, run *Run) error {
	q, at := w.DB.Read(ctx), w.moment(run)
	rules, err := perks.RulesOn(q, run.On)
	if err != nil {
		return err
	}
	n := newNight(run, "coupons_given")
	return perks.EachDue(q, rules, run.On, func(due []perks.Due) error {
		return n.step(ctx, w.DB, len(due), func(tx *db.Tx) (map[string]int64, error) {
			given, err := perks.GiveDue(tx, at, run.By, rules, due)
			return map[string]int64{"coupons_given": given}, err
		})
	})
}

// night is work in batches that each find what is left: how many there will be
// is not known, and the cursor counts them.
type night struct {
	run  *Run
	part Part
}

func newNight(run *Run, figures ...string) *night {
	n := &night{run: run, part: Part{Done: run.base, Total: run.base, Counts: map[string]int64{}}}
	for _, f := range figures {
		n.part.Counts[f] = run.figure(f)
	}
	return n
}

func (n *night) step(ctx context.Context, d *db.DB, size int, do func(tx *db.Tx) (map[string]int64, error)) error {
	var after Part
	err := n.run.Step(ctx, d, n.run.Cursor+1, func(tx *db.Tx) (Part, error) {
		counts, err := do(tx)
		after = n.part.with(size, counts)
		after.Total = after.Done
		return after, err
	})
	if err == nil {
		n.part = after
	}
	return err
}
