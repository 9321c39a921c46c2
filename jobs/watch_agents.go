package jobs

import (
	"context"
	"slices"

	"assay/app/db"
	"assay/app/review"
)

// watchAgents puts on the watch-list whose payment deteriorates, a batch at a
// time.
func (w Work) watchAgents(ctx context.Context, run *Run) error {
	ids, err := review.Active(w.DB.Read(ctx))
	if err != nil {
		return err
	}
	p := Part{Total: int64(len(ids)), Counts: map[string]int64{"listed": 0}}
	for part := range slices.Chunk(ids, review.BatchSize) {
		listed, err := w.Review.Watch(ctx, part, run.On)
		if err != nil {
			return err
		}
		done := p
		err = run.Step(ctx, w.DB, part[len(part)-1], func(tx *db.Tx) (Part, error) {
			came, err := review.KeepWatch(tx, part, listed)
			done = p.with(len(part), map[string]int64{"listed": int64(came)})
			return done, err
		})
		if err != nil {
			return err
		}
		p = done
	}
	return nil
}
