package jobs

import (
	"context"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/insight"
)

const countMembers = "count-members"

// countMembers counts the members again that something happened to.
func (w Work) countMembers(ctx context.Context, run *Run) error {
	q := w.DB.Read(ctx)
	terms, err := insight.TermsOn(q, run.On)
	if err != nil {
		return err
	}
	for {
		waiting, err := insight.NextTouched(q)
		if err != nil || len(waiting.Lines) == 0 {
			return err
		}
		if err := run.Stopped(); err != nil {
			return err
		}
		if err := w.counting(ctx, run, func(tx *db.Tx) (insight.Counted, error) { return insight.Settle(tx, terms, waiting) }); err != nil {
			return err
		}
	}
}

// counting is a transaction that counts members. The fence only writes, so that
// the first thing read is read with the members' rows held.
func (w Work) counting(ctx context.Context, run *Run, do func(tx *db.Tx) (insight.Counted, error)) error {
	var c insight.Counted
	err := w.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if err = run.Fence(tx); err == nil {
			c, err = do(tx)
		}
		return err
	})
	if err == nil {
		run.Count("recounted", c.Written)
	}
	return err
}

// nightOfMembers counts every member for the new day: first who was touched,
// then the fifths of the buyers, then all of them, batch by batch.
func (w Work) nightOfMembers(ctx context.Context, run *Run) error {
	q := w.DB.Read(ctx)
	if err := w.countMembers(ctx, run); err != nil {
		return err
	}
	err := w.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := run.Fence(tx); err != nil {
			return err
		}
		return insight.KeepCuts(tx, w.moment(run))
	})
	if err != nil {
		return err
	}
	if err := w.countAll(ctx, run, q); err != nil {
		return err
	}
	if err := w.referAll(ctx, run, q); err != nil {
		return err
	}
	return w.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := run.Fence(tx); err != nil {
			return err
		}
		return insight.KeepMonth(tx, run.On)
	})
}

// referAll adds to those who brought somebody their part in what all of them
// are worth by now.
func (w Work) referAll(ctx context.Context, run *Run, q *gorm.DB) error {
	terms, err := insight.TermsOn(q, run.On)
	if err != nil {
		return err
	}
	for last := int64(0); ; {
		ids, err := insight.NextBringers(q, last)
		if err != nil || len(ids) == 0 {
			return err
		}
		last = ids[len(ids)-1]
		if err := w.counting(ctx, run, func(tx *db.Tx) (c insight.Counted, err error) {
			c.Written, err = insight.Refer(tx, terms, ids)
			return c, err
		}); err != nil {
			return err
		}
	}
}

// countAll goes through the members by id; another try goes on after the last
// batch that was counted.
func (w Work) countAll(ctx context.Context, run *Run, q *gorm.DB) error {
	terms, err := insight.TermsOn(q, run.On)
	if err != nil {
		return err
	}
	all, err := insight.Members(q)
	if err != nil {
		return err
	}
	done := int(run.base)
	for last := run.Cursor; ; {
		ids, err := insight.NextMembers(q, last)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := run.Stopped(); err != nil {
			return err
		}
		last = ids[len(ids)-1]
		if err := w.counting(ctx, run, func(tx *db.Tx) (insight.Counted, error) {
			c, err := insight.Count(tx, terms, ids)
			if err != nil {
				return c, err
			}
			return c, run.Advance(tx, last)
		}); err != nil {
			return err
		}
		done += len(ids)
		run.Progress(done, max(int(all), done))
	}
}
