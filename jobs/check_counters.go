package jobs

import (
	"context"
	"fmt"
	"strings"

	"assay/app/reports"
)

// checkCounters recomputes the counters from the documents. A difference fails
// the run, which is the alarm: it is logged as an error and names each finding
// until somebody has looked.
func (w Work) checkCounters(ctx context.Context, run *Run) error {
	found, err := reports.Counters(ctx, w.DB, run.Progress)
	if err != nil || len(found) == 0 {
		return err
	}
	run.Count("differences", int64(len(found)))
	lines := make([]string, len(found))
	for i, f := range found {
		lines[i] = f.String()
	}
	return fmt.Errorf("%d differences in the counters: %s", len(found), strings.Join(lines, "; "))
}
