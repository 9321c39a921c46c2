package ledger_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/ledger"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/app/search"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var ctx = context.Background()

func date(s string) models.Date { return models.MustDate(s) }

// story is a book with two months of sales and payments; one agent's code is
// none that an account name could hold.
func story(t *testing.T, d *db.DB) *apptest.Book {
	t.Helper()
	b := apptest.NewBook(t, d)
	a, c := b.Agent("A-1", 10_000), odd(b)
	b.Deliver(b.Place(a.ID, 1000, models.OutcomeApprove).ID)
	b.Deliver(b.Place(c.ID, 300, models.OutcomeApprove).ID)
	b.Clock.Set("2026-07-10")
	b.Pay(a.ID, 1200)
	b.Deliver(b.Place(c.ID, 77, models.OutcomeApprove).ID)
	return b
}

func TestTrialBalanceSumsToZero(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := story(t, d)
		rows, err := ledger.TrialBalance(d.Read(ctx), 0, date("2026-07-31"))
		require.NoError(t, err)
		sum := ledger.TrialSum(rows)
		require.Equal(t, sum.DebitFen, sum.CreditFen)
		require.Zero(t, sum.Balance())
		require.Equal(t, models.Money(377_00), balanceOf(rows, models.AccountReceivable))
		require.Equal(t, models.Money(-200_00), balanceOf(rows, models.AccountUnallocated))
		require.Equal(t, models.Money(1200_00), balanceOf(rows, models.AccountBank))

		july, err := ledger.TrialBalance(d.Read(ctx), date("2026-07-01"), date("2026-07-31"))
		require.NoError(t, err)
		require.Equal(t, models.Money(1300_00), july[1].OpeningFen, "receivable at the end of June")
		require.Equal(t, models.Money(77_00), july[1].DebitFen)
		require.Equal(t, models.Money(1000_00), july[1].CreditFen)
		require.Zero(t, ledger.TrialSum(july).OpeningFen)
		june, err := ledger.TrialBalance(d.Read(ctx), 0, date("2026-06-30"))
		require.NoError(t, err)
		require.Zero(t, balanceOf(june, models.AccountBank))
		_ = b
	})
}

// The trial balance of every span says the same before and after entries are
// added up, before and after a closing, and with more posted to a day that is
// kept.
func TestKeepingAndClosingChangeNoTrialBalance(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := story(t, d)
		days := []models.Date{0, date("2026-05-31"), date("2026-06-01"), date("2026-06-02"), date("2026-06-30"), date("2026-07-05"), date("2026-07-31")}
		all := func() (out [][]ledger.TrialRow) {
			for _, from := range days {
				for _, to := range days[1:] {
					rows, err := ledger.TrialBalance(d.Read(ctx), from, to)
					require.NoError(t, err)
					out = append(out, rows)
				}
			}
			return out
		}
		waiting := func() (n int) {
			require.NoError(t, d.Read(ctx).Raw("SELECT COUNT(*) FROM ledger_waiting").Scan(&n).Error)
			return n
		}
		alone := func(*db.Tx) error { return nil }
		before := all()
		require.Positive(t, waiting())
		kept, err := b.Ledger.Keep(ctx, alone)
		require.NoError(t, err)
		require.Positive(t, kept)
		require.Zero(t, waiting())
		require.Equal(t, before, all(), "kept")
		b.Pay(1, 5)
		after := all()
		require.NotEqual(t, before, after)
		kept, err = b.Ledger.Keep(ctx, alone)
		require.NoError(t, err)
		require.Positive(t, kept)
		require.Equal(t, after, all(), "a day that was kept takes more")
		b.Pay(1, 7)
		before = all()
		for _, through := range []string{"2026-06-01", "2026-06-30", "2026-07-09"} {
			require.NoError(t, b.Ledger.Close(ctx, apptest.Finance, date(through)))
			require.Equal(t, before, all(), "closed through %s", through)
		}
		found, err := reports.Check(ctx, d)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}

func balanceOf(rows []ledger.TrialRow, a models.Account) models.Money {
	for _, r := range rows {
		if r.Account == a {
			return r.Balance()
		}
	}
	return 0
}

func TestClosedPeriodTakesNoPosting(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := story(t, d)
		june := date("2026-06-30")
		require.ErrorIs(t, b.Ledger.Close(ctx, apptest.Finance, date("2026-07-10")), models.Invalid("", "error.period_not_over"))
		require.ErrorIs(t, b.Ledger.Close(ctx, apptest.Finance, 0), models.Invalid("", "error.date_required"))
		require.NoError(t, b.Ledger.Close(ctx, apptest.Finance, june))
		require.ErrorIs(t, b.Ledger.Close(ctx, apptest.Finance, june), ledger.ErrClosedFurther)
		require.ErrorIs(t, b.Ledger.Close(ctx, apptest.Finance, june-1), ledger.ErrClosedFurther)

		late := b.Agent("LATE", 0)
		for _, id := range []int64{1, late.ID} {
			err := d.InTx(ctx, func(tx *db.Tx) error {
				_, err := receivables.EnterReceipt(tx, models.Moment{At: b.Clock.Now(), On: june}, apptest.Finance,
					receivables.ReceiptInput{AgentID: id, SourceKey: "late", ClearedOn: june, Amount: 100})
				return err
			})
			require.ErrorIs(t, err, credit.ErrPeriodClosed, "agent %d", id)
		}
		b.Pay(1, 1) // the open period takes postings

		last, err := ledger.ClosedThrough(d.Read(ctx))
		require.NoError(t, err)
		require.Equal(t, june, last)
		var acts int64
		require.NoError(t, d.Read(ctx).Raw("SELECT COUNT(*) FROM audit_entries WHERE action = 'period.close' AND subject = '2026-06-30'").Scan(&acts).Error)
		require.EqualValues(t, 1, acts)
	})
}

func TestExportIsAcceptedAndAgreesWithTheBook(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := story(t, d)
		rows, err := ledger.TrialBalance(d.Read(ctx), 0, date("2026-12-31"))
		require.NoError(t, err)

		journal := export(t, b, ledger.FormatHledger, 0, 0)
		out := tool(t, "hledger", "check", "--strict", "-f", journal)
		require.Empty(t, out)
		for account, prefix := range map[models.Account]string{models.AccountReceivable: "assets:receivable", models.AccountRevenue: "income:revenue", models.AccountUnallocated: "liabilities:unallocated"} {
			csv := tool(t, "hledger", "bal", "-f", journal, "-N", "--depth", "2", "-O", "csv", prefix)
			require.Contains(t, csv, `"`+balanceOf(rows, account).String()+` CNY"`)
		}
		require.Contains(t, tool(t, "hledger", "accounts", "-f", journal), "Assets:Receivable:Agent--2")

		ledgerFile := export(t, b, ledger.FormatBeancount, 0, 0)
		require.Empty(t, tool(t, "bean-check", ledgerFile))
	})
}

func TestExportCSVHoldsEveryLineOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := story(t, d)
		all, july := read(t, export(t, b, ledger.FormatCSV, 0, 0)), read(t, export(t, b, ledger.FormatCSV, date("2026-07-01"), 0))
		var lines int
		require.NoError(t, d.Read(ctx).Raw("SELECT COUNT(*) FROM journal_lines").Scan(&lines).Error)
		require.Len(t, all, lines)
		require.Len(t, july, 2+2+3)
		sum := models.Money(0)
		for _, row := range all {
			debit, err := models.ParseMoney("0" + row[9])
			require.NoError(t, err)
			creditFen, err := models.ParseMoney("0" + row[10])
			require.NoError(t, err)
			sum += debit - creditFen
		}
		require.Zero(t, sum)
		require.Error(t, b.Ledger.Export(ctx, &bytes.Buffer{}, "xml", 0, 0))
		require.NoError(t, b.Ledger.RecordExport(ctx, apptest.Finance, ledger.FormatCSV, date("2026-07-01"), 0))
		var detail string
		require.NoError(t, d.Read(ctx).Raw("SELECT detail FROM audit_entries WHERE action = 'journal.export'").Scan(&detail).Error)
		require.JSONEq(t, `{"from": "2026-07-01", "to": ""}`, detail)
	})
}

func export(t *testing.T, b *apptest.Book, f ledger.Format, from, to models.Date) string {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, b.Ledger.Export(ctx, &buf, f, from, to))
	path := filepath.Join(t.TempDir(), "journal."+string(f))
	require.NoError(t, os.WriteFile(path, buf.Bytes(), 0o600))
	return path
}

func read(t *testing.T, path string) [][]string {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff"))).ReadAll()
	require.NoError(t, err)
	return rows[1:]
}

// tool runs an accountant's program that may be missing.
func tool(t *testing.T, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		apptest.SkipWithout(t, map[string]string{"hledger": "hledger", "bean-check": "beancount"}[program], err.Error())
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return string(out)
}

// odd is an agent with a code of another system, such as an import brings.
func odd(b *apptest.Book) models.Agent {
	b.T.Helper()
	a := b.Agent("A-2", 10_000)
	a.Code = "金店/二"
	require.NoError(b.T, b.DB.InTx(context.Background(), func(tx *db.Tx) error {
		if _, err := tx.Change("UPDATE agents SET code = ? WHERE id = ?", a.Code, a.ID); err != nil {
			return err
		}
		return search.Put(tx, search.OfAgent(a))
	}))
	return a
}
