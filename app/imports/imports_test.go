package imports_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/imports"
	"assay/app/ledger"
	"assay/app/receivables"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var ctx = context.Background()

func date(s string) models.Date { return models.MustDate(s) }

// desk is a book with an import service and a folder for files.
type desk struct {
	*apptest.Book
	t   *testing.T
	dir string
}

func engines(t *testing.T, test func(t *testing.T, d desk)) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) { test(t, desk{apptest.NewBook(t, d), t, t.TempDir()}) })
}

// load imports a text under a map ("" for none).
func (d desk) load(noun imports.Noun, text, mapText string) imports.Summary {
	d.t.Helper()
	return d.loadFile("file.csv", noun, []byte(text), mapText)
}

func (d desk) loadFile(name string, noun imports.Noun, content []byte, mapText string) imports.Summary {
	d.t.Helper()
	sum, err := d.try(name, noun, content, mapText)
	require.NoError(d.t, err)
	return sum
}

func (d desk) try(name string, noun imports.Noun, content []byte, mapText string) (imports.Summary, error) {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	require.NoError(d.t, os.WriteFile(path, content, 0o600))
	var m *imports.Map
	if mapText != "" {
		var err error
		m, err = imports.ReadMap(strings.NewReader(mapText))
		require.NoError(d.t, err)
	}
	s := &imports.Service{DB: d.DB, Clock: d.Book.Ledger.Clock}
	return s.Run(ctx, apptest.Finance, imports.File{Scope: models.Scope{All: true}, Path: path, Noun: noun, Map: m, Lang: "en"})
}

// rejects are the lines of the file of rejects, "line column reason".
func (d desk) rejects(s imports.Summary) []string {
	d.t.Helper()
	if s.RejectsFile == "" {
		return nil
	}
	b, err := os.ReadFile(s.RejectsFile)
	require.NoError(d.t, err)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	require.NoError(d.t, err)
	var out []string
	for _, r := range rows[1:] {
		out = append(out, strings.Join([]string{r[0], r[1], r[3]}, " "))
	}
	return out
}

// agrees checks that the ageing of a day adds up to the ledger's balances.
func agrees(t *testing.T, d *db.DB, on models.Date) models.Ageing {
	t.Helper()
	rows, err := receivables.Ageings(d.Read(ctx), on)
	require.NoError(t, err)
	var sum models.Ageing
	for _, r := range rows {
		sum = sum.Plus(r.Ageing)
	}
	trial, err := ledger.TrialBalance(d.Read(ctx), 0, on)
	require.NoError(t, err)
	require.Zero(t, ledger.TrialSum(trial).Balance())
	balance := map[models.Account]models.Money{}
	for _, r := range trial {
		balance[r.Account] = r.Balance()
	}
	require.Equal(t, balance[models.AccountReceivable], sum.Receivable(), "receivable on %s", on)
	require.Equal(t, -balance[models.AccountUnallocated], sum.Unallocated, "unallocated on %s", on)
	return sum
}

const agentsFile = "编码,名称,区域,账期,信用额度\nA1,东方金店,华东,monthly,\"50,000.00\"\nA2,西方金店,华西,quarterly,\n"

func TestHistoryPostsOnItsOwnDays(t *testing.T) {
	engines(t, func(t *testing.T, d desk) {
		require.Equal(t, 2, d.load(imports.Agents, agentsFile, "").Loaded)
		sum := d.load(imports.Invoices, "number,agent,date,due,amount\nI-3,A1,2026-03-05,2026-04-30,70\nI-1,A1,2026-01-10,2026-02-28,100.00\nI-2,A2,2026-02-01,,50\n", "")
		require.Equal(t, imports.Summary{Read: 3, Loaded: 3, LoadedByNoun: map[imports.Noun]int{imports.Invoices: 3}, Reasons: map[string]int{}}, sum)
		sum = d.load(imports.Receipts, "agent,date,amount,invoices\nA1,2026-03-20,120,\nA2,2026-03-21,60,I-2=30|I-2=20\n", "")
		require.Equal(t, 2, sum.Loaded, d.rejects(sum))

		january := agrees(t, d.DB, date("2026-01-31"))
		require.Equal(t, models.Money(100_00), january.NotDue)
		march := agrees(t, d.DB, date("2026-03-10"))
		require.Equal(t, models.Money(100_00), march.Late[0], "I-1 is ten days late")
		require.Equal(t, models.Money(120_00), march.NotDue)
		now := agrees(t, d.DB, date("2026-06-01"))
		require.Equal(t, models.Money(50_00), now.Receivable(), "I-3 less 20 paid")
		require.Equal(t, models.Money(10_00), now.Unallocated)
		var inv models.Invoice
		require.NoError(t, d.DB.Read(ctx).Raw("SELECT * FROM invoices WHERE number = 'I-2'").Scan(&inv).Error)
		require.Equal(t, "2026-02-01 2026-03-31 2026-04-30 5.75", fmt.Sprint(inv.DeliveredOn, " ", inv.BillOn, " ", inv.DueOn, " ", inv.VatFen), "the quarterly policy gives the dates")
		require.Equal(t, models.Money(50_00), d.Account(inv.AgentID-1).ReceivableFen)
	})
}

func TestTheSameFileTwiceAddsNothing(t *testing.T) {
	engines(t, func(t *testing.T, d desk) {
		invoices := "number,agent,date,due,amount\nI-1,A1,2026-01-10,2026-02-28,100\nI-1,A1,2026-01-10,2026-02-28,100\n"
		receipts := "agent,date,amount\nA1,2026-02-20,30\nA1,2026-02-20,30\n"
		d.load(imports.Agents, agentsFile, "")
		require.Equal(t, 1, d.load(imports.Invoices, invoices, "").Known, "a repeated row")
		require.Equal(t, 2, d.load(imports.Receipts, receipts, "").Loaded, "two equal payments are two")
		before := agrees(t, d.DB, date("2026-06-01"))
		require.Equal(t, models.Money(40_00), before.Total())
		require.Equal(t, 2, d.load(imports.Agents, agentsFile, "").Known)
		require.Equal(t, 2, d.load(imports.Invoices, invoices, "").Known)
		require.Equal(t, 2, d.load(imports.Receipts, receipts, "").Known)
		require.Equal(t, before, agrees(t, d.DB, date("2026-06-01")))
		var runs []struct{ Noun, FileSHA256 string }
		require.NoError(t, d.DB.Read(ctx).Raw("SELECT noun, file_sha256 FROM imports ORDER BY id").Scan(&runs).Error)
		require.Len(t, runs, 6)

		changed := d.load(imports.Invoices, "number,agent,date,due,amount\nI-1,A1,2026-01-10,2026-02-28,101\n", "")
		require.Equal(t, []string{"2 number the number is another document's"}, d.rejects(changed))
	})
}

func TestBadRowsCostNoNeighbour(t *testing.T) {
	engines(t, func(t *testing.T, d desk) {
		d.load(imports.Agents, agentsFile, "")
		require.NoError(t, d.Ledger.Close(ctx, apptest.Finance, date("2025-12-31")))
		sum := d.load(imports.Invoices, strings.Join([]string{"number,agent,date,due,amount,vat,net,currency",
			"I-1,A1,2026-01-10,2026-02-28,100,,,",
			"I-2,NONE,2026-01-10,2026-02-28,100,,,",
			"I-3,A1,2025-12-31,2026-02-28,100,,,",
			"I-4,A1,31/12/2026,2026-02-28,100,,,",
			"I-5,A1,2026-01-10,2026-01-09,100,,,",
			"I-6,A1,2026-01-10,,\"1,5\",,,",
			"I-7,A1,2026-01-10,,-5,,,",
			"I-8,A1,2026-01-10,,100,13,90,",
			"I-9,A1,2026-01-10,,100,,,USD",
			"INV2026-000001,A1,2026-01-10,,100,,,",
			"I-11,A1,2026-06-02,,100,,,",
			"I-12,A1,2026-01-10",
			",A1,2026-01-10,,100,,,",
			"=I-14,A1,2026-01-10,,bad,,,",
			"I-15,A1,2026-01-11,2026-02-28,100,,,CNY",
		}, "\n")+"\n", "")
		require.Equal(t, 15, sum.Read)
		require.Equal(t, 2, sum.Loaded)
		require.Equal(t, 13, sum.Rejected)
		require.Equal(t, []string{
			"5 date not a date in the agreed format",
			"6 due due before the day of the document",
			"7 amount not a figure in the agreed format",
			"8 amount the amount must be above zero",
			"9 net net and tax do not add up to the gross amount",
			"10 currency no rate is fixed for the currency USD",
			"11 number the number belongs to this system's own series",
			"12 date the date is in the future",
			"13  3 columns instead of 8",
			"14 number must not be blank",
			"15 amount not a figure in the agreed format",
			"4  the date lies in a closed period",
			"3 agent no agent has the code NONE",
		}, d.rejects(sum))
		require.Equal(t, models.Money(200_00), agrees(t, d.DB, date("2026-06-01")).Total())
	})
}

func TestReceiptsThatNameTheirInvoices(t *testing.T) {
	engines(t, func(t *testing.T, d desk) {
		d.load(imports.Agents, agentsFile, "")
		d.load(imports.Invoices, "number,agent,date,due,amount\nI-1,A1,2026-01-10,2026-02-28,100\nI-2,A1,2026-02-10,2026-03-28,100\n", "")
		sum := d.load(imports.Receipts, strings.Join([]string{"agent,date,amount,invoice,reference",
			"A1,2026-01-05,100,I-2,R1", // before the claim: settles it on the claim's day
			"A1,2026-03-05,60,I-1=70,R2",
			"A1,2026-03-05,60,I-9,R3",
			"A2,2026-03-05,60,I-1,R4",
			"A1,2026-03-05,60,I-2=60,R5",
			"A1,2026-03-06,150,I-1,R6",
			"A1,2026-03-07,150,I-1,R6",
		}, "\n"), "")
		require.Equal(t, []string{"3 invoice the parts exceed the receipt", "4 invoices the agent has no document with the number I-9",
			"5 invoices the agent has no document with the number I-1", "6 invoices more than is open on I-2",
			"8 reference the reference is another receipt's"}, d.rejects(sum))
		require.Equal(t, models.Money(-100_00), agrees(t, d.DB, date("2026-01-09")).Total(), "money on account")
		require.Zero(t, agrees(t, d.DB, date("2026-02-10")).Unallocated)
		require.Equal(t, models.Money(50_00), agrees(t, d.DB, date("2026-06-01")).Unallocated)
	})
}

func TestOpeningsOfEitherSign(t *testing.T) {
	engines(t, func(t *testing.T, d desk) {
		d.load(imports.Agents, agentsFile, "")
		sum := d.load(imports.Openings, "单号,代理商,日期,到期日,记账日期,余额\nO-1,A1,2025-11-01,2025-12-31,2026-01-01,300\nO-2,A1,2025-11-01,2025-12-31,2026-01-01,-20\n", "")
		require.Equal(t, 2, sum.Loaded, d.rejects(sum))
		require.Zero(t, agrees(t, d.DB, date("2025-12-31")).Total())
		a := agrees(t, d.DB, date("2026-01-31"))
		require.Equal(t, []models.Money{300_00, -20_00}, []models.Money{a.Late[1], a.Credits})
	})
}

func TestOneRowGivesAnInvoiceAndAReceipt(t *testing.T) {
	engines(t, func(t *testing.T, d desk) {
		d.load(imports.Agents, agentsFile, "")
		m := `{"dates": ["D.M.YYYY"], "decimal": ",", "signs": ["€"], "rates": {"EUR": "7.8"},
			"invoices": [
				{"when": [{"column": "State", "not": ["draft"]}],
				 "fields": {"number": {"column": "No", "prefix": "X-"}, "agent": {"column": "Who", "words": {"east": "A1"}}, "delivered_on": "Day",
					"due_on": {"column": "Due", "else": {"column": "Day", "plus": "Terms"}}, "amount": "Sum", "vat": {"value": "0"}, "currency": {"value": "EUR"}}},
				{"gives": "receipts", "when": [{"column": "Paid", "set": true}, {"column": "State", "not": ["draft"]}],
				 "fields": {"agent": {"column": "Who", "words": {"east": "A1"}}, "cleared_on": "Paid", "amount": "Sum", "currency": {"value": "EUR"},
					"reference": {"column": "No", "prefix": "X-"}, "invoices": {"column": "No", "prefix": "X-"}}}]}`
		sum := d.load(imports.Invoices, "No;Who;Day;Due;Terms;Sum;Paid;State\n1;East;05.01.2026;;Net 30;€1.000,50;07.02.2026;ok\n2;East;6.1.2026;6.2.2026;;10,00;;ok\n3;East;6.1.2026;;;10,00;;Draft\n", m)
		require.Equal(t, 1, sum.Skipped)
		require.Equal(t, map[imports.Noun]int{imports.Invoices: 2, imports.Receipts: 1}, sum.LoadedByNoun, d.rejects(sum))
		a := agrees(t, d.DB, date("2026-02-05"))
		require.Equal(t, models.Money(7803_90), a.Late[0], "due 4 February at 7.8")
		require.Equal(t, models.Money(78_00), agrees(t, d.DB, date("2026-06-01")).Total())
	})
}

func TestEncodingsAndPacking(t *testing.T) {
	engines(t, func(t *testing.T, d desk) {
		gbk, err := simplifiedchinese.GBK.NewEncoder().String(agentsFile)
		require.NoError(t, err)
		require.Equal(t, 2, d.loadFile("gbk.csv", imports.Agents, []byte(gbk), "").Loaded)
		for _, text := range []string{"\ufeff" + agentsFile, strings.ReplaceAll(strings.ReplaceAll(agentsFile, "\"50,000.00\"", "50000"), ",", "\t")} {
			require.Equal(t, 2, d.loadFile("again.csv", imports.Agents, []byte(text), "").Known)
		}
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		fmt.Fprint(w, agentsFile)
		require.NoError(t, w.Close())
		require.Equal(t, 2, d.loadFile("packed.csv.gz", imports.Agents, z.Bytes(), "").Known)
		var name string
		require.NoError(t, d.DB.Read(ctx).Raw("SELECT name_zh FROM agents WHERE code = 'A1'").Scan(&name).Error)
		require.Equal(t, "东方金店", name)
	})
}

func TestProducts(t *testing.T) {
	engines(t, func(t *testing.T, d desk) {
		sum := d.load(imports.Products, "货号,品名,类别,材质,金重,工费,一口价\nr-9,戒指,gold,au9999,5.125,120,\nc-1,胸针,silver,,,,388.00\nx,无价,gold,,,,\ny,银,silver,ag925,5,,\n", "")
		require.Equal(t, []string{"4 一口价 an article needs a price, or a metal and its weight", "5 metal no such metal"}, d.rejects(sum))
		var p models.Product
		require.NoError(t, d.DB.Read(ctx).Raw("SELECT * FROM products WHERE sku = 'R-9'").Scan(&p).Error)
		require.Equal(t, fmt.Sprint(models.PriceMetal, 5125, 120_00, "jiezhi"), fmt.Sprint(p.PriceKind, int64(p.NetWeightMg), int64(p.LabourFen), p.Pinyin))
	})
}

func TestFilesThatAreNone(t *testing.T) {
	d := desk{apptest.NewBook(t, apptest.SQLite(t)), t, t.TempDir()}
	for text, want := range map[string]string{
		"":                       "error.file_empty",
		"number,agent\n1,2\n":    "error.field_missing",
		"number,number\n1,2\n":   "error.column_twice",
		"\x00\x01\x02,\"a\nb\"x": "error.file_not_csv",
	} {
		_, err := d.try("none.csv", imports.Invoices, []byte(text), "")
		require.ErrorIs(t, err, models.Invalid("", want), "%q", text)
	}
	_, err := d.try("none.csv", imports.Invoices, []byte("a,b\n1,2\n"), `{"invoices":[{"fields":{"number":"a","agent":"b","delivered_on":"c","amount":"a"}}]}`)
	require.ErrorIs(t, err, models.Invalid("", "error.column_missing"))
	for _, text := range []string{`{"invoces": []}`, `{"invoices":[{"fields":{"nummer":"a"}}]}`, `{"invoices":[{"fields":{"number":"a"}}]}`, `{"rates":{"USD":"-1"}}`, `{"decimal":"x"}`} {
		_, err := imports.ReadMap(strings.NewReader(text))
		require.Error(t, err, text)
	}
}

func TestLargeFilesAreSortedOnDisk(t *testing.T) {
	d := desk{apptest.NewBook(t, apptest.SQLite(t)), t, t.TempDir()}
	imports.SetRunLength(t, 7)
	d.load(imports.Agents, agentsFile, "")
	var invoices, receipts strings.Builder
	invoices.WriteString("number,agent,date,due,amount\n")
	receipts.WriteString("agent,date,amount\n")
	for i := range 100 {
		day := date("2026-01-01").AddDays(i * 37 % 100)
		fmt.Fprintf(&invoices, "N-%d,A1,%s,%s,10\n", i, day, day.AddDays(30))
		fmt.Fprintf(&receipts, "A1,%s,10\n", day.AddDays(20))
	}
	require.Equal(t, 100, d.load(imports.Invoices, invoices.String(), "").Loaded)
	require.Equal(t, 100, d.load(imports.Receipts, receipts.String(), "").Loaded)
	var outOfOrder int64
	require.NoError(t, d.DB.Read(ctx).Raw(`SELECT COUNT(*) FROM journal_entries a JOIN journal_entries b ON b.id > a.id AND b.posting_on < a.posting_on
		AND a.kind = 'invoice' AND b.kind = 'invoice'`).Scan(&outOfOrder).Error)
	require.Zero(t, outOfOrder)
	require.Equal(t, models.Money(200_00), agrees(t, d.DB, date("2026-03-31")).Receivable(), "twenty days of sales are open")
	require.Zero(t, agrees(t, d.DB, date("2026-06-01")).Total())
}
