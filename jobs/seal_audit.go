package jobs

import "context"

const sealAudit = "seal-audit"

// sealAudit chains the lines that the last minute has written.
func (w Work) sealAudit(ctx context.Context, run *Run) error {
	n, err := w.Audit.Seal(ctx, run.Fence)
	if n > 0 {
		run.Count("sealed", int64(n))
	}
	return err
}
