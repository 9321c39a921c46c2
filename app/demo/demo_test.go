package demo_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/auth"
	"assay/app/db"
	"assay/app/demo"
	"assay/app/ledger"
	"assay/app/reports"
	"assay/app/settlement"
	"assay/app/statements"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// options is a story that ends on an afternoon in November 2026.
func options(agents, months int) demo.Options {
	o := demo.Full(time.Date(2026, 11, 24, 15, 10, 0, 0, apptest.Shanghai), apptest.Shanghai, &statements.Service{VerifyURL: "https://portal.example/verify/"}, apptest.MemberKeys())
	o.Agents, o.Months, o.StatementMonths = agents, months, min(months, o.StatementMonths)
	return o
}

func count(t *testing.T, d *db.DB, query string) (n int64) {
	t.Helper()
	require.NoError(t, d.Read(context.Background()).Raw(query).Scan(&n).Error)
	return n
}

func TestSmallCompany(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		require.NoError(t, (&settlement.Service{DB: d}).Found(ctx), "the command founds the book before it fills it")
		o := options(24, 5)
		logins, err := demo.Fill(ctx, d, o)
		require.NoError(t, err)

		require.Len(t, logins, len(models.Roles()))
		end, ok, err := demo.EndOf(d.Read(ctx))
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, "2026-11-24", end.String())

		found, err := reports.Check(ctx, d)
		require.NoError(t, err)
		require.Empty(t, found)
		rows, err := ledger.TrialBalance(d.Read(ctx), 0, end)
		require.NoError(t, err)
		require.Zero(t, ledger.TrialSum(rows).Balance())

		require.Equal(t, int64(24), count(t, d, "SELECT COUNT(*) FROM agents"))
		require.Equal(t, int64(12), count(t, d, "SELECT COUNT(*) FROM stores"))
		for _, table := range []string{"orders", "invoices", "receipts", "statements", "standard_runs", "shipments", "credit_decisions"} {
			require.Positive(t, count(t, d, "SELECT COUNT(*) FROM "+table), table)
		}
		won := count(t, d, "SELECT COUNT(*) FROM prospects WHERE stage = 'converted'")
		require.Equal(t, 200+won, count(t, d, "SELECT COUNT(*) FROM members m JOIN member_accounts a ON a.member_id = m.id"), "who came in, and who was won")
		for _, what := range []string{"member_events WHERE kind = 'reminder' AND done_at IS NULL", "member_consents", "members WHERE birth_lunar = 1", "members WHERE adviser_id IS NOT NULL", "members WHERE brought_by_id IS NOT NULL", "member_relations",
			"prospects WHERE stage = 'converted'", "prospects WHERE stage = 'lost'", "prospects WHERE next_on IS NOT NULL", "prospect_notes"} {
			require.Positive(t, count(t, d, "SELECT COUNT(*) FROM "+what), what)
		}
		require.Zero(t, count(t, d, "SELECT COUNT(*) FROM invoices WHERE issued_on > '2026-11-24'"))
		signIn(t, d, o, logins)
	})
}

// signIn proves that every printed password works.
func signIn(t *testing.T, d *db.DB, o demo.Options, logins []demo.Login) {
	a := &auth.Service{DB: d, Clock: db.Clock{Now: func() time.Time { return o.Now }, Zone: o.Zone}, SecondFactorOptional: true}
	for _, l := range logins {
		_, err := a.SignIn(context.Background(), auth.Credentials{Login: l.Login, Password: l.Password, IP: "127.0.0.1"})
		require.NoError(t, err, l.Login)
	}
}

func TestSameSeedSameBook(t *testing.T) {
	ctx := context.Background()
	sums := func() []int64 {
		d := apptest.SQLite(t)
		_, err := demo.Fill(ctx, d, options(12, 3))
		require.NoError(t, err)
		var out []int64
		for _, q := range []string{"SELECT COUNT(*) FROM orders", "SELECT SUM(total_fen * id) FROM orders", "SELECT SUM(gross_fen * id) FROM invoices",
			"SELECT SUM(amount_fen * id) FROM receipts", "SELECT SUM(per_gram_fen * id) FROM metal_prices", "SELECT SUM(closing_fen * id) FROM statements"} {
			out = append(out, count(t, d, q))
		}
		return out
	}
	require.Equal(t, sums(), sums())
}

func TestDatabaseThatIsNoDemonstration(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		_, ok, err := demo.EndOf(d.Read(context.Background()))
		require.NoError(t, err)
		require.False(t, ok)
	})
}

// TestAllMonths tells the three years that people are shown, of few agents
// unless ASSAY_TEST asks for all of them, and proves the books.
func TestAllMonths(t *testing.T) {
	agents := 12
	if os.Getenv("ASSAY_TEST") != "" {
		agents = 320
	}
	d := apptest.SQLite(t)
	begin := time.Now()
	_, err := demo.Fill(context.Background(), d, options(agents, 36))
	require.NoError(t, err)
	t.Logf("%.1f s, %d statements", time.Since(begin).Seconds(), d.Counters().Statements.Load())
	found, err := reports.Check(context.Background(), d)
	require.NoError(t, err)
	require.Empty(t, found)
	for _, table := range []string{"agents", "orders", "order_lines", "invoices", "receipts", "allocations", "credit_notes", "write_offs", "recoveries", "statements", "standard_runs", "credit_decisions"} {
		t.Logf("%-18s %6d", table, count(t, d, "SELECT COUNT(*) FROM "+table))
	}
	for _, q := range []string{"SELECT state || ' ' || COUNT(*) FROM orders GROUP BY state", "SELECT state || ' ' || COUNT(*) FROM receipts GROUP BY state",
		"SELECT outcome || ' ' || trigger_kind || ' ' || COUNT(*) FROM credit_decisions GROUP BY outcome, trigger_kind",
		"SELECT state || ' ' || from_level || ' ' || to_level || ' ' || proposed_at FROM standard_proposals",
		"SELECT as_of_on || ' ' || result || ' ' || rule || ' ' || from_level || ' ' || (record->>'$.evidence.loss.rate_ppm') || ' ' || (record->>'$.evidence.loss.low_ppm') || ' ' || (record->>'$.evidence.loss.high_ppm') || ' ' || coalesce(record->>'$.evidence.early_signal_ppm','-') FROM standard_runs",
		"SELECT grade || ' ' || COUNT(*) FROM agents GROUP BY grade", "SELECT status || ' ' || COUNT(*) FROM agents GROUP BY status"} {
		var rows []string
		require.NoError(t, d.Read(context.Background()).Raw(q).Scan(&rows).Error)
		for _, r := range rows {
			t.Log(r)
		}
	}
}
