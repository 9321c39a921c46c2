package reports

import (
	"context"
	"fmt"
	"slices"

	"assay/app/db"
)

// counterRules are the invariants of running sums, by their names: what a
// nightly run proves without reading every document and paper.
var counterRules = []string{
	"an item's residual is its amount less its allocations",
	"a receipt's unallocated money is its amount less its allocations",
	"the receivable counter is the sum of open items",
	"the receivable counter is the receivable account",
	"the unallocated counter is the sum of receipts",
	"the unallocated counter is the unallocated account",
	"the reserved counter is the sum of open reservations",
	"the secured counter is the sum of securities",
	"a pot's receivable is the sum of its members'",
	"a pot's reserved is the sum of its members'",
	"a pot's unallocated is the sum of its members'",
	"a pot's secured is the sum of its members'",
	"the claims per due day are the items'",
	"the credits per due day are the items'",
}

// Counters recomputes every running sum from the documents, in one snapshot,
// and returns what differs. told hears how many of the rules are done.
func Counters(ctx context.Context, d *db.DB, told func(done, total int)) (found []Finding, err error) {
	err = d.Snapshot(ctx, func(tx *db.Tx) error {
		found = nil
		done := 0
		for _, inv := range invariants {
			if !slices.Contains(counterRules, inv.rule) {
				continue
			}
			rows, err := inv.find(tx)
			if err != nil {
				return err
			}
			found = append(found, rows...)
			done++
			told(done, len(counterRules))
		}
		if done != len(counterRules) {
			return fmt.Errorf("reports: %d of %d rules of counters exist", done, len(counterRules))
		}
		return nil
	})
	return found, err
}
