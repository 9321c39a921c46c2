package imports_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// The tables of docs/real-data.md, out of a book that was filled by imports.

func yuan(m models.Money) string {
	n := int64(m) / 100
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func percent(r models.Rate) string { return fmt.Sprintf("%.2f %%", float64(r)/1e4) }

func table(head string, rows ...string) string {
	columns := strings.Count(head, "|") + 1
	return "| " + head + " |\n|" + strings.Repeat("---|", columns) + "\n| " + strings.Join(rows, " |\n| ") + " |\n"
}

func ageingTable(t *testing.T, d *db.DB, days ...string) string {
	t.Helper()
	var rows []string
	for _, day := range days {
		a := agrees(t, d, date(day))
		cells := []string{day, yuan(a.NotDue)}
		for _, late := range a.Late {
			cells = append(cells, yuan(late))
		}
		rows = append(rows, strings.Join(append(cells, yuan(a.Unallocated), yuan(a.Total())), " | "))
	}
	return table("day | not due | 1–30 | 31–60 | 61–90 | 91–180 | 181–360 | > 360 | unallocated | total", rows...)
}

// dsoTable is DSO over 6 and 12 months, gross of tax.
func dsoTable(t *testing.T, d *db.DB, days ...string) string {
	t.Helper()
	var first models.Date
	require.NoError(t, d.Read(ctx).Raw("SELECT MIN(issued_on) FROM open_items").Row().Scan(&first))
	var rows []string
	for _, day := range days {
		on := date(day)
		a := agrees(t, d, on)
		cells := []string{day}
		for _, k := range []int{6, 12} {
			p, ok := models.DSOPeriod(on, k, first)
			require.True(t, ok)
			b := models.DSOBasis{Sales: p, ReceivableFen: a.Receivable(), NotDueFen: a.NotDue}
			require.NoError(t, d.Read(ctx).Raw("SELECT COALESCE(SUM(amount_fen), 0) FROM open_items WHERE issued_on BETWEEN ? AND ?", p.From, p.To).Scan(&b.SalesFen).Error)
			dso, ok := b.DSO()
			best, _ := b.BestPossible()
			if !ok {
				cells = append(cells, "–", "–")
				continue
			}
			cells = append(cells, dso.String(), best.String())
		}
		rows = append(rows, strings.Join(cells, " | "))
	}
	return table("day | DSO, 6 months | best possible | DSO, 12 months | best possible", rows...)
}

// beyondTerms is days beyond terms of what was paid in each half-year.
func beyondTerms(t *testing.T, d *db.DB, spans ...[2]string) string {
	t.Helper()
	var rows []string
	for _, s := range spans {
		var parts []models.PaidPart
		require.NoError(t, d.Read(ctx).Raw(`SELECT due_on, value_on, SUM(amount_fen) AS amount_fen FROM allocations
			WHERE source = 'receipt' AND value_on BETWEEN ? AND ? GROUP BY due_on, value_on`, s[0], s[1]).Scan(&parts).Error)
		late, paid := models.Money(0), models.Money(0)
		for _, p := range parts {
			paid += p.AmountFen
			if p.ValueOn > p.DueOn {
				late += p.AmountFen
			}
		}
		days, ok := models.DaysBeyondTerms(parts)
		require.True(t, ok)
		share, err := models.MulDiv(int64(late), int64(models.One), int64(paid))
		require.NoError(t, err)
		rows = append(rows, fmt.Sprintf("%s – %s | %s | %s | %s", s[0], s[1], yuan(paid), percent(models.Rate(share)), days))
	}
	return table("paid in | amount | of it late | days beyond terms", rows...)
}

const lossAsIf = `SELECT i.agent_id, SUM(i.amount_fen) AS gross_fen,
	SUM(i.amount_fen - COALESCE((SELECT SUM(l.amount_fen) FROM allocations l WHERE l.item_id = i.id AND l.posting_on <= %HORIZON%), 0)) AS lost_fen
	FROM open_items i WHERE i.amount_fen > 0 AND i.due_on BETWEEN ? AND ? GROUP BY i.agent_id`

// lossOf is the loss rate of the cohort of a day, as if all that was still
// open so many days after its due date had been written off then.
func lossOf(t *testing.T, d *db.DB, on models.Date, days int) models.LossEstimate {
	t.Helper()
	c := models.LossCohort(on, days)
	var rows []models.AgentLoss
	sql := db.Fill(lossAsIf, "%HORIZON%", db.DayPlus(d.Dialect(), "i.due_on", days))
	require.NoError(t, d.Read(ctx).Raw(sql, c.From, c.To).Scan(&rows).Error)
	e, err := models.EstimateLoss(rows)
	require.NoError(t, err)
	return e
}

func lossTable(t *testing.T, d *db.DB, day string) string {
	t.Helper()
	var rows []string
	for _, days := range []int{30, 60, 90} {
		c, e := models.LossCohort(date(day), days), lossOf(t, d, date(day), days)
		rows = append(rows, fmt.Sprintf("%d | %s – %s | %d | %s | %s | %s | %s – %s | %s", days, c.From, c.To, e.Agents, yuan(e.GrossFen), yuan(e.LostFen),
			percent(e.RatePPM), percent(e.LowPPM), percent(e.HighPPM), strings.ReplaceAll(string(e.Evidence), "_", " ")))
	}
	return table("days late | items due | agents | gross | lost | rate | 90 % interval | evidence", rows...)
}

// steerTable runs the controller at the end of each quarter, each move taken
// at once. The policy is the default one, but the loss is what was late by lag
// days, at 3 % ± 1 %.
func steerTable(t *testing.T, d *db.DB, lag int, quarters ...string) string {
	t.Helper()
	p := models.DefaultStandardPolicy()
	p.NormalPPM, p.UpperWidthPPM, p.LowerWidthPPM, p.LagDays = 30_000, 10_000, 10_000, lag
	state := models.StandardState{Segment: models.SegmentAll}
	var rows []string
	for _, q := range quarters {
		on := date(q)
		ages, err := receivables.Ageings(d.Read(ctx), on)
		require.NoError(t, err)
		var sum models.Ageing
		for _, a := range ages {
			sum = sum.Plus(a.Ageing)
		}
		o := models.Steer(p, state, models.StandardEvidence{Loss: lossOf(t, d, on, lag), EarlySignal: models.EarlySignal(sum)}, on)
		early := "–"
		if o.Reason.EarlySignalPPM != nil {
			early = percent(*o.Reason.EarlySignalPPM)
		}
		rule := strings.ReplaceAll(string(o.Rule), "_", " ")
		if o.Reason.Cause != "" {
			rule += " (" + strings.ReplaceAll(string(o.Reason.Cause), "_", " ") + ")"
		}
		rows = append(rows, fmt.Sprintf("%s | %d | %s | %s – %s | %s | %s | %s → %s", q, o.Reason.Agents, percent(o.Reason.RatePPM),
			percent(o.Reason.LowPPM), percent(o.Reason.HighPPM), early, rule, o.From, o.To))
		if o.Move != models.MoveKeep || state.Level == "" {
			if o.Move != models.MoveKeep {
				state.ChangedOn = on
			}
			state.Level = o.To
		}
	}
	return table("quarter | agents | rate | interval | > 90 days late | rule | level", rows...)
}
