package jobs

import (
	"context"

	"assay/models"
)

// applyPolicies applies the policy versions that were approved ahead and begin
// today.
func (w Work) applyPolicies(ctx context.Context, run *Run) error {
	due, err := w.Policies.Due(ctx, run.On)
	if err != nil {
		return err
	}
	return each(ctx, run, "policies", due, func(v models.PolicyVersion) error {
		return w.Policies.ApplyDue(ctx, w.moment(run), v, run.Fence)
	})
}
