package reports_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/models"
)

func serviceOf(b *apptest.Book) *reports.Service {
	return &reports.Service{DB: b.DB, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
}

// kept is a column of an agent's month.
func kept(t *testing.T, d *db.DB, agent int64, month, column string) (fen models.Money) {
	t.Helper()
	require.NoError(t, d.Read(context.Background()).Raw("SELECT COALESCE(SUM("+column+"), -1) FROM agent_months WHERE agent_id = ? AND month_on = ?", agent, month).Scan(&fen).Error)
	return fen
}

// twoMonths is a book with deliveries in May and June, paid in part and late,
// kept on the third of July.
func twoMonths(t *testing.T, d *db.DB) (*apptest.Book, models.Agent) {
	b := apptest.NewBook(t, d)
	b.Clock.Set("2026-05-10")
	a := b.Agent("A1", 20_000)
	b.Agent("A2", 500)
	b.Deliver(b.Place(a.ID, 3000, models.OutcomeApprove).ID)
	b.Clock.Set("2026-06-20")
	b.Deliver(b.Place(a.ID, 1000, models.OutcomeApprove).ID)
	b.Place(a.ID, 700, models.OutcomeApprove)
	b.Clock.Set("2026-07-03")
	require.NoError(t, serviceOf(b).CatchUp(context.Background(), models.MustDate("2026-07-03")))
	return b, a
}

func TestMonthsAreKeptAsTheDocumentsSay(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, a := twoMonths(t, d)
		for _, c := range []struct {
			month, column string
			want          models.Money
		}{
			{"2026-05-31", "not_due_fen", 3000_00}, {"2026-05-31", "sales_fen", 3000_00}, {"2026-05-31", "reserved_fen", 0}, {"2026-05-31", "limit_fen", 20_000_00},
			{"2026-06-30", "not_due_fen + late_30_fen", 4000_00}, {"2026-06-30", "sales_fen", 1000_00}, {"2026-06-30", "reserved_fen", 700_00},
		} {
			require.Equal(t, c.want, kept(t, d, a.ID, c.month, c.column), "%s %s", c.month, c.column)
		}
		found, err := reports.Check(context.Background(), d)
		require.NoError(t, err)
		require.Empty(t, found)
		again, err := serviceOf(b).DueMonths(context.Background(), b.Moment().On)
		require.NoError(t, err)
		require.Empty(t, again, "nothing was posted since")
	})
}

func TestAMonthIsFiguredAnewUntilItsPeriodIsClosed(t *testing.T) {
	ctx := context.Background()
	d := apptest.SQLite(t)
	b, a := twoMonths(t, d)
	s := serviceOf(b)
	b.Clock.Set("2026-07-04")
	b.Pay(a.ID, 100)
	due, err := s.DueMonths(ctx, b.Moment().On)
	require.NoError(t, err)
	require.Empty(t, due, "a payment of July changes no earlier month")

	require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { // a document that came late into June
		_, err := tx.Change("UPDATE journal_entries SET posting_on = '2026-06-30' WHERE posting_on = '2026-07-04'")
		return err
	}))
	due, err = s.DueMonths(ctx, b.Moment().On)
	require.NoError(t, err)
	require.Equal(t, []models.Date{models.MustDate("2026-06-30")}, due)

	touched := func() []models.Date { // as if everything had been posted just now
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE journal_entries SET posted_at = ?", b.Moment().At)
			return err
		}))
		due, err := s.DueMonths(ctx, b.Moment().On)
		require.NoError(t, err)
		return due
	}
	b.Clock.Set("2026-07-05")
	require.NoError(t, b.Ledger.Close(ctx, apptest.Manager, models.MustDate("2026-06-30")))
	b.Clock.Set("2026-07-06")
	require.Len(t, touched(), 2, "both were figured before the closing: once more")
	require.NoError(t, s.CatchUp(ctx, b.Moment().On))
	b.Clock.Set("2026-07-07")
	require.Empty(t, touched(), "frozen")
}

// What was posted just before a closing may commit after the month was figured:
// a month that was figured right after the closing is figured once more.
func TestAMonthFiguredRightAfterTheClosingIsNotFrozen(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b, a := twoMonths(t, d)
		s := serviceOf(b)
		b.Clock.Set("2026-07-05")
		require.NoError(t, b.Ledger.Close(ctx, apptest.Manager, models.MustDate("2026-06-30")))
		b.Clock.Add(10 * time.Minute)
		for _, month := range []string{"2026-05-31", "2026-06-30"} {
			require.NoError(t, s.WriteMonth(ctx, models.MustDate(month), func(*db.Tx) error { return nil }))
		}
		before := b.Clock.Now().Add(-11 * time.Minute)
		b.Pay(a.ID, 100)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { // as if it had been posted into June a minute before the closing
			_, err := tx.Change("UPDATE journal_entries SET posting_on = '2026-06-30', posted_at = ? WHERE posting_on = '2026-07-05'", before.UTC())
			return err
		}))
		due, err := s.DueMonths(ctx, b.Moment().On)
		require.NoError(t, err)
		require.Equal(t, []models.Date{models.MustDate("2026-06-30")}, due)
		b.Clock.Add(20 * time.Minute)
		require.NoError(t, s.CatchUp(ctx, b.Moment().On))
		due, err = s.DueMonths(ctx, b.Moment().On)
		require.NoError(t, err)
		require.Empty(t, due)
	})
}

func TestAWrongMonthIsFound(t *testing.T) {
	ctx := context.Background()
	for _, query := range []string{
		"UPDATE agent_months SET late_30_fen = late_30_fen + 1 WHERE month_on = '2026-06-30'",
		"DELETE FROM agent_months WHERE month_on = '2026-05-31'",
		"UPDATE region_months SET sales_fen = sales_fen + 1 WHERE month_on = '2026-06-30'",
	} {
		d := apptest.SQLite(t)
		twoMonths(t, d)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Change(query); return err }))
		found, err := reports.Check(ctx, d)
		require.NoError(t, err)
		require.NotEmpty(t, found, query)
	}
}

// An agent's payment habit and oldest due day are those of the month's end.
func TestHabitAndOldestDueAreKept(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := apptest.NewBook(t, d)
		b.Clock.Set("2026-01-10")
		a := b.Agent("A1", 20_000)
		b.Deliver(b.Place(a.ID, 1000, models.OutcomeApprove).ID)
		items, err := receivables.ItemsAt(d.Read(ctx), a.ID, b.Moment().On)
		require.NoError(t, err)
		due := items[0].DueOn
		b.Clock.Set(due.AddDays(12).String())
		b.Pay(a.ID, 400)
		b.Clock.Set(due.MonthEnd().AddDays(40).String())
		require.NoError(t, serviceOf(b).CatchUp(ctx, b.Moment().On))
		var row struct {
			OldestDueOn models.Date
			HabitDays   *int
		}
		require.NoError(t, d.Read(ctx).Raw("SELECT oldest_due_on, habit_days FROM agent_months WHERE month_on = ?", (due+12).MonthEnd()).Scan(&row).Error)
		require.Equal(t, due, row.OldestDueOn)
		require.NotNil(t, row.HabitDays)
		require.Equal(t, 12, *row.HabitDays)
	})
}
