package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"assay/app/db"
	"assay/app/insight"
	"assay/app/members"
	"assay/models"
)

// Members measures the store's side at so many members: a member found by
// phone, a member's row, segments, the matrix, key members, the night, the tier
// job and the pages, beside their floors.
func (b *Bench) Members(ctx context.Context, n int, run func(ctx context.Context, job string) (Worked, error)) error {
	keys, err := members.NewKeys([]byte("a key that only measurements use"))
	if err != nil {
		return err
	}
	book := memberBook{b, keys, rand.New(rand.NewPCG(7, 7))}
	if err := book.fill(ctx, n); err != nil {
		return err
	}
	if err := b.memberNight(ctx, n); err != nil {
		return err
	}
	if err := b.tierNight(ctx, n, run); err != nil {
		return err
	}
	if err := b.memberFloor(ctx, n); err != nil {
		return err
	}
	if err := b.memberPages(ctx, keys, n); err != nil {
		return err
	}
	return b.memberServed(ctx, keys, n)
}

// tierNight lets the job review the tiers of everybody whose period is over, as
// after a policy that begins one, and then of nobody.
func (b *Bench) tierNight(ctx context.Context, n int, run func(ctx context.Context, job string) (Worked, error)) error {
	if err := b.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Change("UPDATE member_accounts SET manual_tier = 'S2', manual_until_on = ?", b.Clock.Moment().On-1)
		return err
	}); err != nil {
		return err
	}
	for _, job := range []string{"review-tiers", "review-tiers", "count-offers"} { // the second finds nobody
		start := b.Clock.Now()
		w, err := run(ctx, job)
		if err != nil {
			return err
		}
		took := b.Clock.Now().Sub(start)
		b.printf("%s: %.1f s, %.0f µs a member, progress %d/%d %v\n", job, took.Seconds(), float64(took.Microseconds())/float64(n), w.Done, w.Total, w.Counts)
	}
	return nil
}

// memberNight counts everybody twice: on empty facts, and on the day after.
func (b *Bench) memberNight(ctx context.Context, n int) error {
	on := b.Clock.Moment().On
	for _, night := range []struct {
		name string
		on   models.Date
	}{{"first night", on}, {"fitted", on}, {"night after", on + 1}} {
		if night.name == "fitted" {
			if err := b.fitMembers(ctx); err != nil {
				return err
			}
		}
		start := b.Clock.Now()
		if err := b.countAll(ctx, night.on); err != nil {
			return err
		}
		took := b.Clock.Now().Sub(start)
		b.printf("%s, %d members: %.1f s, %.0f µs a member\n", night.name, n, took.Seconds(), float64(took.Microseconds())/float64(n))
	}
	return nil
}

func (b *Bench) fitMembers(ctx context.Context) error {
	start := b.Clock.Now()
	fit, err := (&insight.Service{DB: b.DB, Clock: b.Clock}).FitRegion(ctx, b.Clock.Moment(), 0)
	if err != nil || fit == nil {
		return err
	}
	b.printf("fit of the brand: %.1f s, %d buyers, %d bought again, sound %v\n", b.Clock.Now().Sub(start).Seconds(), fit.Buyers, fit.Repeat, fit.Sound)
	return b.DB.InTx(ctx, func(tx *db.Tx) error { return insight.KeepFit(tx, fit) })
}

func (b *Bench) countAll(ctx context.Context, on models.Date) error {
	q := b.DB.Read(ctx)
	err := b.DB.InTx(ctx, func(tx *db.Tx) error {
		return insight.KeepCuts(tx, models.Moment{At: b.Clock.Now(), On: on})
	})
	if err != nil {
		return err
	}
	terms, err := insight.TermsOn(q, on)
	if err != nil {
		return err
	}
	for last := int64(0); ; {
		ids, err := insight.NextMembers(q, last)
		if err != nil || len(ids) == 0 {
			return err
		}
		last = ids[len(ids)-1]
		if err := b.DB.InTx(ctx, func(tx *db.Tx) error {
			_, err := insight.Count(tx, terms, ids)
			return err
		}); err != nil {
			return err
		}
	}
}

// memberPages measures what people ask.
func (b *Bench) memberPages(ctx context.Context, keys *members.Keys, n int) error {
	q, on, all := b.DB.Read(ctx), b.Clock.Moment().On, models.Scope{All: true}
	store := models.Scope{Stores: []int64{7}}
	region := models.Scope{Regions: []string{"/2/"}}
	fields, err := insight.FieldsOn(q, on)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(9, 9))
	found := &members.Service{DB: b.DB, Clock: b.Clock, Keys: keys}
	count := func(scope models.Scope, rule string) func() error {
		r, err := models.ParseRule(rule)
		return func() error {
			if err != nil {
				return err
			}
			_, err := insight.CountOf(q, scope, r, fields, on)
			return err
		}
	}
	one := func() int64 { return 1 + rng.Int64N(int64(n)) }
	for _, ask := range []struct {
		name  string
		times int
		do    func() error
	}{
		{"search by phone", 100, func() error {
			_, _, err := found.Find(q, all, members.Filter{Phone: phoneOf(one()), Limit: 50})
			return err
		}},
		{"row of facts", 100, func() error { _, err := insight.FactsOf(q, one()); return err }},
		{"segment of all, one condition", 5, count(all, "all|all;net_fen.ge.5000")},
		{"segment of all, five conditions", 5, count(all, "all|all;state.in.active;tier.in.S1,S2;categories.in.jade;marketing.in.yes|any;birth_month.in.6;r.in.5")},
		{"segment of a region", 5, count(region, "all|all;net_fen.ge.5000;state.in.active")},
		{"segment of a store", 5, count(store, "all|all;net_fen.ge.5000;state.in.active")},
		{"matrix of all", 3, func() error { _, err := insight.MatrixOf(q, all); return err }},
		{"key members of all", 3, func() error { _, err := insight.ParetoOf(q, all); return err }},
		{"cockpit of all", 3, func() error { _, err := insight.FiguresOf(q, all, models.DefaultValuePolicy(), on); return err }},
		{"cockpit of a store", 3, func() error { _, err := insight.FiguresOf(q, store, models.DefaultValuePolicy(), on); return err }},
	} {
		waits := make([]time.Duration, ask.times)
		for i := range waits {
			start := b.Clock.Now()
			if err := ask.do(); err != nil {
				return fmt.Errorf("%s: %w", ask.name, err)
			}
			waits[i] = b.Clock.Now().Sub(start)
		}
		b.printf("%s: median %.1f ms, slowest %.1f ms\n", ask.name, ms(percentile([][]time.Duration{waits}, 0.5)), ms(percentile([][]time.Duration{waits}, 1)))
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
