package imports_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/imports"
	"assay/models"
)

// dataEnv names the folder of the real files, which are not ours to publish.
const dataEnv = "ASSAY_DATA"

var update = flag.Bool("update", false, "write the tables of docs/real-data.md anew")

const root = "../../"

// real is a desk on the real files.
func realData(t *testing.T, d *db.DB) (desk, string) {
	t.Helper()
	folder := os.Getenv(dataEnv)
	if folder == "" {
		t.Skip(dataEnv + " names no folder of real files")
	}
	return desk{apptest.NewBook(t, d), t, t.TempDir()}, filepath.Join(folder, "receivables")
}

// take imports a real file under a documented map.
func (d desk) take(folder, file string, noun imports.Noun, mapName string) imports.Summary {
	d.t.Helper()
	f, err := os.Open(filepath.Join(root, "docs/import", mapName))
	require.NoError(d.t, err)
	defer f.Close()
	m, err := imports.ReadMap(f)
	require.NoError(d.t, err)
	s := &imports.Service{DB: d.DB, Clock: d.Ledger.Clock}
	sum, err := s.Run(ctx, apptest.Finance, imports.File{Scope: models.Scope{All: true}, Path: filepath.Join(folder, file), Noun: noun, Map: m, Lang: "en",
		Rejects: filepath.Join(d.dir, strings.ReplaceAll(file, "/", "-")+".rejects.csv")})
	require.NoError(d.t, err)
	d.t.Logf("%s: %+v", file, sum)
	return sum
}

// sumRow is one line of the table of what was imported.
func sumRow(file string, s imports.Summary) string {
	var loaded, why []string
	for _, n := range imports.Nouns() {
		if s.LoadedByNoun[n] > 0 {
			loaded = append(loaded, fmt.Sprintf("%d %s", s.LoadedByNoun[n], n))
		}
	}
	for _, key := range []string{"error.not_a_date", "error.net_and_vat", "error.due_before_delivery", "error.date_in_future", "error.agent_unknown", "error.invoice_unknown"} {
		if s.Reasons[key] > 0 {
			why = append(why, fmt.Sprintf("%d %s", s.Reasons[key], imports.Reason(&models.Error{Message: key}, "en")))
		}
	}
	return strings.Join([]string{file, fmt.Sprint(s.Read), strings.Join(loaded, ", "), fmt.Sprint(s.Known), fmt.Sprint(s.Rejected), strings.Join(why, "; ")}, " | ")
}

func importTable(rows ...string) string {
	return table("file | rows | loaded | known already | rejected | why", rows...)
}

// documented compares the tables with those in docs/real-data.md, where each
// stands between two comments, or writes them there with -update.
func documented(t *testing.T, name string, tables ...string) {
	t.Helper()
	path := filepath.Join(root, "docs/real-data.md")
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	doc := string(b)
	for i, want := range tables {
		begin, end := fmt.Sprintf("<!-- %s %d -->\n", name, i+1), "<!-- end -->"
		_, rest, ok := strings.Cut(doc, begin)
		require.True(t, ok, "docs/real-data.md has no place %q for\n%s", begin, want)
		got, _, ok := strings.Cut(rest, end)
		require.True(t, ok)
		if *update {
			doc = strings.Replace(doc, begin+got+end, begin+want+end, 1)
			continue
		}
		require.Equal(t, want, got, "%s %d: run with -update", name, i+1)
	}
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(doc), 0o644))
	}
}

// quarters are the ends of quarters from one to another.
func quarters(from, to string) []string {
	var all []string
	for d := date(from); d <= date(to); d = d.AddMonths(3).MonthEnd() {
		all = append(all, d.String())
	}
	return all
}

func TestRealDataLatePayments(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, b *db.DB) {
		d, folder := realData(t, b)
		file := "late_payment_histories.csv"
		agents := d.take(folder, file, imports.Agents, "late_payment_histories.json")
		documents := d.take(folder, file, imports.Invoices, "late_payment_histories.json")
		require.Equal(t, 3430, d.take(folder, file, imports.Invoices, "late_payment_histories.json").Known)
		require.Zero(t, agrees(t, d.DB, date("2014-01-09")).Total(), "everything was paid")
		days := []string{"2012-12-31", "2013-06-30", "2013-12-31"}
		documented(t, "late payments", importTable(sumRow(file, agents), sumRow(file, documents)), ageingTable(t, d.DB, days...), dsoTable(t, d.DB, days...),
			beyondTerms(t, d.DB, [2]string{"2012-01-01", "2012-12-31"}, [2]string{"2013-01-01", "2014-01-09"}),
			lossTable(t, d.DB, "2014-01-09"), steerTable(t, d.DB, 30, quarters("2012-12-31", "2013-12-31")...))
	})
}

func TestRealDataFoodSupplier(t *testing.T) {
	d, folder := realData(t, apptest.SQLite(t))
	customers := d.take(folder, "ledger_customers.csv.gz", imports.Agents, "ledger_customers.json")
	paid := d.take(folder, "ledger_paid.csv.gz", imports.Invoices, "ledger_paid.json")
	open := d.take(folder, "ledger_open.csv.gz", imports.Invoices, "ledger_open.json")
	days := []string{"2019-06-30", "2019-09-30", "2020-05-22"}
	documented(t, "food supplier", importTable(sumRow("ledger_customers.csv.gz", customers), sumRow("ledger_paid.csv.gz", paid), sumRow("ledger_open.csv.gz", open)),
		ageingTable(t, d.DB, days...), dsoTable(t, d.DB, days[:2]...),
		beyondTerms(t, d.DB, [2]string{"2019-01-01", "2019-06-30"}, [2]string{"2019-07-01", "2019-12-31"}, [2]string{"2020-01-01", "2020-05-22"}),
		lossTable(t, d.DB, "2020-03-31"), steerTable(t, d.DB, 30, quarters("2019-03-31", "2020-03-31")...))
}

func TestRealDataFreight(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, b *db.DB) {
		d, folder := realData(t, b)
		file := "partly_paid_bills.csv"
		agents := d.take(folder, file, imports.Agents, "partly_paid_bills.json")
		documents := d.take(folder, file, imports.Invoices, "partly_paid_bills.json")
		days := []string{"2025-03-31", "2025-06-30", "2025-09-30"}
		documented(t, "freight", importTable(sumRow(file, agents), sumRow(file, documents)), ageingTable(t, d.DB, days...), dsoTable(t, d.DB, days...))
	})
}

func TestRealDataHandKept(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, b *db.DB) {
		d, folder := realData(t, b)
		customers := d.take(folder, "messy_export/customers.csv", imports.Agents, "messy_customers.json")
		documents := d.take(folder, "messy_export/invoices.csv", imports.Invoices, "messy_invoices.json")
		days := []string{"2026-01-31", "2026-02-28", "2026-03-31"}
		documented(t, "hand-kept", importTable(sumRow("customers.csv", customers), sumRow("invoices.csv", documents)), ageingTable(t, d.DB, days...))
	})
}
