package jobs

import (
	"context"

	"assay/app/db"
	"assay/app/insight"
	"assay/app/loyalty"
	"assay/app/policy"
	"assay/models"
)

// simulatePolicy tries a draft on the recorded past and keeps the result with
// it. A draft that was changed since is tried as it is now.
func (w Work) simulatePolicy(ctx context.Context, run *Run) error {
	var asked policy.AskedTrial
	if _, err := run.Input(&asked); err != nil {
		return err
	}
	read := w.DB.Read(ctx)
	draft, err := policy.ByID(read, asked.PolicyID)
	if err != nil {
		return err
	}
	sim := policy.Simulation{PolicyID: draft.ID, BodySHA256: draft.SHA256, RunID: &run.rec.ID, SimulatedBy: run.By.Name, SimulatedAt: w.Clock.Moment().At}
	base, err := policy.InForce(read, draft.Kind, draft.Segment, run.On)
	switch {
	case err == nil:
		sim.BaseID = &base.ID
	case models.KindOf(err) != models.KindNotFound:
		return err
	}
	result, err := w.tried(ctx, draft, run)
	if err != nil {
		return err
	}
	return run.Step(ctx, w.DB, 1, func(tx *db.Tx) (Part, error) {
		return Part{Done: 100, Total: 100}, policy.KeepSimulation(tx, sim, result)
	})
}

// tried is what trying a draft came to: on the recorded orders, or on the
// members.
func (w Work) tried(ctx context.Context, draft models.PolicyVersion, run *Run) (any, error) {
	progress := func(done models.Rate) error {
		run.Progress(int(done/10_000), 100)
		return run.Stopped()
	}
	if insight.Previews(draft.Kind) {
		return w.Insight.Preview(ctx, draft, run.On)
	}
	if loyalty.Previews(draft.Kind) {
		return w.Loyalty.Preview(ctx, draft, run.On, progress)
	}
	return w.Backtest.Try(ctx, draft, run.On, progress)
}
