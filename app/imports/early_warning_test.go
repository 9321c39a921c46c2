package imports_test

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/models"
)

// pastOf reads a file of paid invoices: the claims of each customer, each paid
// in one sum.
func pastOf(t *testing.T, path string, read func(row map[string]string) (customer string, c models.Claim)) map[string]models.CreditHistory {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		in, err = gzip.NewReader(f)
		require.NoError(t, err)
	}
	rows := csv.NewReader(in)
	head, err := rows.Read()
	require.NoError(t, err)
	past := map[string]models.CreditHistory{}
	for {
		cells, err := rows.Read()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		row := map[string]string{}
		for i, name := range head {
			row[name] = cells[i]
		}
		customer, c := read(row)
		if c.AmountFen > 0 {
			h := past[customer]
			h.Claims = append(h.Claims, c)
			past[customer] = h
		}
	}
	for customer := range past {
		slices.SortFunc(past[customer].Claims, func(a, b models.Claim) int { return cmp.Compare(a.PostingOn, b.PostingOn) })
	}
	return past
}

func paidOn(posted, due, paid models.Date, amount models.Money) models.Claim {
	return models.Claim{PostingOn: posted, DueOn: due, AmountFen: amount, Parts: []models.ClaimPart{{Source: models.FromReceipt, PostingOn: paid, ValueOn: paid, AmountFen: amount}}}
}

// ledgerPast is the large ledger: its paid part does not say when an invoice
// was issued, so 30 days before it was due, or when it was paid if that was
// earlier, stands for it.
func ledgerPast(t *testing.T, folder string) map[string]models.CreditHistory {
	return pastOf(t, filepath.Join(folder, "ledger_paid.csv.gz"), func(row map[string]string) (string, models.Claim) {
		amount, err := models.ParseMoney(row["amount"])
		require.NoError(t, err)
		due, paid := date(row["due_date"]), date(row["paid_date"])
		return row["customer_no"], paidOn(min(due.AddDays(-30), paid), due, paid, amount)
	})
}

func sampleDay(t *testing.T, s string) models.Date {
	d, err := time.Parse("1/2/2006", s)
	require.NoError(t, err)
	return models.NewDate(d.Year(), d.Month(), d.Day())
}

func samplePast(t *testing.T, folder string) map[string]models.CreditHistory {
	return pastOf(t, filepath.Join(folder, "late_payment_histories.csv"), func(row map[string]string) (string, models.Claim) {
		amount, err := models.ParseMoney(row["InvoiceAmount"])
		require.NoError(t, err)
		return row["customerID"], paidOn(sampleDay(t, row["InvoiceDate"]), sampleDay(t, row["DueDate"]), sampleDay(t, row["SettledDate"]), amount)
	})
}

// crossing is the first day after on, up to until, on which a claim of the
// history is late by more than the days; zero for none.
func crossing(h models.CreditHistory, on, until models.Date, days int) (first models.Date) {
	for _, c := range h.Claims {
		day := c.DueOn.AddDays(days + 1)
		if day > on && day <= until && c.Parts[0].ValueOn > c.DueOn.AddDays(days) && (first.IsZero() || day < first) {
			first = day
		}
	}
	return first
}

// tally counts what a warning was worth.
type tally struct {
	listed, right, cases int
	lead                 []int
}

func (y tally) row() string {
	share := func(part, whole int) string {
		if whole == 0 {
			return "–"
		}
		return fmt.Sprintf("%d %%", (part*200+whole)/(2*whole))
	}
	lead := "–"
	if len(y.lead) > 0 {
		slices.Sort(y.lead)
		lead = fmt.Sprintf("%d days", y.lead[len(y.lead)/2])
	}
	return fmt.Sprintf("%d | %d | %d | %s | %s | %s", y.cases, y.listed, y.right, share(y.right, y.listed), share(y.right, y.cases), lead)
}

// listing is a way to warn of a customer on a day.
type listing struct {
	name string
	does func(h models.CreditHistory, v models.WatchValues) bool
}

func listings() []listing {
	policy := models.DefaultWatchPolicy()
	of := func(from int) func(models.CreditHistory, models.WatchValues) bool {
		return func(_ models.CreditHistory, v models.WatchValues) bool {
			p := policy
			p.From = from
			return p.Judge(v).Listed
		}
	}
	return []listing{
		{"watch-list", of(policy.From)}, {"watch-list, one point less", of(policy.From - 1)},
		{"any invoice > 10 days late", func(_ models.CreditHistory, v models.WatchValues) bool { return v[models.WatchOldest] > 10 }},
		{"everybody", func(models.CreditHistory, models.WatchValues) bool { return true }},
	}
}

// warn judges every customer at the end of each month in the span that is not
// yet late by more than the days, was active within 180 days, and has three
// claims to go by; what counts is whether it gets later than that within 90
// days.
func warn(past map[string]models.CreditHistory, from, to models.Date, days int, does listing) (y tally) {
	for _, h := range past {
		for on := from.MonthEnd(); on <= to; on = (on + 1).MonthEnd() {
			v := h.Watch(on)
			known, active := 0, false
			for _, c := range h.Claims {
				if c.PostingOn <= on {
					known++
					active = active || c.PostingOn > on.AddDays(-180)
				}
			}
			if known < 3 || !active || v[models.WatchOldest] > int64(days) {
				continue
			}
			listed, late := does.does(h, v), crossing(h, on, on.AddDays(90), days)
			if listed {
				y.listed++
			}
			if !late.IsZero() {
				y.cases++
			}
			if listed && !late.IsZero() {
				y.right++
				y.lead = append(y.lead, late.DaysSince(on))
			}
		}
	}
	return y
}

// TestRealDataEarlyWarning measures the watch-list on the real ledgers against
// the simple rule: every row of docs/early-warning.md is what comes out.
func TestRealDataEarlyWarning(t *testing.T) {
	folder := os.Getenv(dataEnv)
	if folder == "" {
		t.Skip(dataEnv + " names no folder of real files")
	}
	folder = filepath.Join(folder, "receivables")
	page, err := os.ReadFile(root + "docs/early-warning.md")
	require.NoError(t, err)
	var missing []string
	for _, x := range []struct {
		name string
		past map[string]models.CreditHistory
		days []int
	}{{"ledger", ledgerPast(t, folder), []int{30, 60, 90}}, {"sample", samplePast(t, folder), []int{30}}} {
		from, to := span(x.past)
		half := from + (to-from)/2
		for _, days := range x.days {
			for _, part := range []struct {
				name     string
				from, to models.Date
			}{{"all", from, to}, {"first half", from, half}, {"second half", half + 1, to}} {
				if days > 30 && part.name != "all" {
					continue
				}
				for _, l := range listings() {
					row := fmt.Sprintf("| %s | > %d | %s | %s | %s |", x.name, days, part.name, l.name, warn(x.past, part.from, part.to, days, l).row())
					if !strings.Contains(string(page), row) {
						missing = append(missing, row)
					}
				}
			}
		}
	}
	require.Empty(t, missing, "docs/early-warning.md says otherwise:\n%s", strings.Join(missing, "\n"))
}

// span is from when there are 120 days to go by to when 90 days are left to
// see what comes.
func span(past map[string]models.CreditHistory) (from, to models.Date) {
	first, last := models.Date(1<<30), models.Date(0)
	for _, h := range past {
		for _, c := range h.Claims {
			first, last = min(first, c.PostingOn), max(last, c.Parts[0].ValueOn)
		}
	}
	return first.AddDays(120), last.AddDays(-90)
}
