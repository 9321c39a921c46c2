package jobs

import (
	"context"
	"slices"

	"assay/app/db"
	"assay/app/limits"
	"assay/app/review"
	"assay/models"
)

// judgePromises tells which promises to pay were kept and which were broken.
func (w Work) judgePromises(ctx context.Context, run *Run) error {
	open, err := review.OpenPromises(w.DB.Read(ctx), run.On)
	if err != nil {
		return err
	}
	at := w.moment(run)
	return each(ctx, run, "", open, func(p models.PaymentPromise) error {
		state, err := w.Review.JudgePromise(ctx, at, p, run.Fence)
		if err == nil && state != models.PromiseOpen {
			run.Count("promises_"+string(state), 1)
		}
		return err
	})
}

// reviewScores scores whoever is due, a batch at a time. Another try finds who
// is left.
func (w Work) reviewScores(ctx context.Context, run *Run) error {
	due, err := review.DueOn(w.DB.Read(ctx), run.On)
	if err != nil {
		return err
	}
	p := Part{Total: int64(len(due)) + run.base, Done: run.base, Counts: map[string]int64{"reviewed": run.figure("reviewed"), "regraded": run.figure("regraded")}}
	for part := range slices.Chunk(due, review.BatchSize) {
		scores, err := w.Review.Rate(ctx, part, run.On)
		if err != nil {
			return err
		}
		var kept review.Kept
		err = run.Step(ctx, w.DB, part[len(part)-1].AgentID, func(tx *db.Tx) (Part, error) {
			kept, err = review.Keep(tx, w.moment(run), run.By, scores)
			return p.with(len(part), map[string]int64{"reviewed": int64(kept.Reviewed), "regraded": int64(kept.Regraded)}), err
		})
		if err != nil {
			return err
		}
		p = p.with(len(part), map[string]int64{"reviewed": int64(kept.Reviewed), "regraded": int64(kept.Regraded)})
	}
	return nil
}

// with is a part further on.
func (p Part) with(done int, counts map[string]int64) Part {
	q := Part{Done: p.Done + int64(done), Total: p.Total, Counts: map[string]int64{}}
	for k, n := range p.Counts {
		q.Counts[k] = n + counts[k]
	}
	return q
}

// proposeLimits makes the formula's proposals for whoever was reviewed today or
// has a limit that ends soon.
func (w Work) proposeLimits(ctx context.Context, run *Run) error {
	ids, err := limits.Candidates(w.DB.Read(ctx), run.On)
	if err != nil {
		return err
	}
	at := w.moment(run)
	p := Part{Total: int64(len(ids)) + run.base, Done: run.base, Counts: map[string]int64{"proposals": run.figure("proposals")}}
	for part := range slices.Chunk(ids, review.BatchSize) {
		made, err := w.Limits.ByFormula(ctx, at, part)
		if err != nil {
			return err
		}
		var n int
		err = run.Step(ctx, w.DB, part[len(part)-1], func(tx *db.Tx) (Part, error) {
			n, err = limits.EnterAll(tx, at, made)
			return p.with(len(part), map[string]int64{"proposals": int64(n)}), err
		})
		if err != nil {
			return err
		}
		p = p.with(len(part), map[string]int64{"proposals": int64(n)})
	}
	return nil
}
