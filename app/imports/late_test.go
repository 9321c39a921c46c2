package imports_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/imports"
	"assay/app/reports"
	"assay/models"
)

// Months that were figured already notice what an import posts into them later.
func TestALateImportMakesItsMonthsBeFiguredAnew(t *testing.T) {
	engines(t, func(t *testing.T, d desk) {
		s := &reports.Service{DB: d.DB, Clock: d.Book.Ledger.Clock}
		d.Clock.Set("2026-05-10")
		a := d.Agent("A1", 20_000)
		d.Deliver(d.Place(a.ID, 3000, models.OutcomeApprove).ID)
		d.Clock.Set("2026-08-03")
		require.NoError(t, s.CatchUp(ctx, d.Moment().On))
		due, err := s.DueMonths(ctx, d.Moment().On)
		require.NoError(t, err)
		require.Empty(t, due)

		d.Clock.Set("2026-08-04")
		sum := d.load(imports.Invoices, "number,agent,delivered_on,gross\nOLD-1,A1,2026-06-12,500.00\n", "")
		require.Zero(t, sum.Rejected, d.rejects(sum))
		due, err = s.DueMonths(ctx, d.Moment().On)
		require.NoError(t, err)
		require.Equal(t, []models.Date{date("2026-06-30"), date("2026-07-31")}, due, "the month and those after it, in which it is still open")

		d.Clock.Set("2026-08-05")
		require.NoError(t, s.CatchUp(ctx, d.Moment().On))
		var sales models.Money
		require.NoError(t, d.DB.Read(ctx).Raw("SELECT sales_fen FROM agent_months WHERE agent_id = ? AND month_on = '2026-06-30'", a.ID).Scan(&sales).Error)
		require.Equal(t, models.Money(500_00), sales)
		found, err := reports.Check(ctx, d.DB)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}
