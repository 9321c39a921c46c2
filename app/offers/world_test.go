package offers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/reports"
	"assay/models"
)

// back takes everything of a slip back.
func (w *world) back(slip models.SalesSlip) {
	w.Helper()
	lines, err := loyalty.LinesOf(w.DB.Read(ctx), slip.ID)
	require.NoError(w, err)
	in := loyalty.RefundInput{SlipID: slip.ID, Reason: "不合适", RequestKey: "back"}
	for _, l := range lines {
		in.Lines = append(in.Lines, loyalty.RefundLine{LineID: l.ID, Quantity: l.Quantity})
	}
	_, err = w.counter.Refund(ctx, seller, all, in)
	require.NoError(w, err)
}

func proven(t *testing.T, d *db.DB) {
	t.Helper()
	found, err := reports.Check(ctx, d)
	require.NoError(t, err)
	for _, f := range found {
		require.Contains(t, f.Rule, "row of facts", "only the night's count is outstanding")
	}
}
