package reports

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Service keeps the monthly figures and shows the reports that read them.
type Service struct {
	DB    *db.DB
	Clock db.Clock

	known remembered
}

// DueMonths are the month ends before a day whose figures are missing, or into
// which something was posted since they were figured; the oldest first. A month
// whose period was closed before it was figured is frozen: nothing can be
// posted into it any more.
func (s *Service) DueMonths(ctx context.Context, on models.Date) ([]models.Date, error) {
	q := s.DB.Read(ctx)
	var first struct{ PostingOn models.Date }
	if err := q.Raw("SELECT posting_on FROM journal_entries ORDER BY posting_on LIMIT 1").Scan(&first).Error; err != nil {
		return nil, err
	}
	kept, err := keptMonths(q)
	if err != nil {
		return nil, err
	}
	fresh := map[models.Date]bool{}
	for _, m := range kept {
		fresh[m.MonthOn] = !m.stale
	}
	var due []models.Date
	for _, end := range models.MonthEndsBetween(first.PostingOn, on) {
		if !fresh[end] {
			due = append(due, end)
		}
	}
	return due, nil
}

// keptMonth is a kept month; stale when its figures may be out of date.
type keptMonth struct {
	monthCut
	stale bool
}

// underWay is longer than any transaction lasts: what was entered so long
// before a month was figured was in the documents that it was figured from.
const underWay = 15 * time.Minute

// keptMonths are the months that are kept, the oldest first.
func keptMonths(q *gorm.DB) ([]keptMonth, error) {
	var cuts []monthCut
	if err := q.Raw("SELECT * FROM figure_months ORDER BY month_on").Scan(&cuts).Error; err != nil {
		return nil, err
	}
	frozen, err := frozenMonths(q, cuts)
	if err != nil {
		return nil, err
	}
	kept := make([]keptMonth, len(cuts))
	var since time.Time
	for i, m := range cuts {
		kept[i].monthCut = m
		if !frozen[m.MonthOn] && (since.IsZero() || m.settledAt().Before(since)) {
			since = m.settledAt()
		}
	}
	if since.IsZero() {
		return kept, nil
	}
	after, newest := beforeAll, time.Time{}
	for i, m := range cuts {
		at, err := newestPosting(q, after, m.MonthOn, since)
		if err != nil {
			return nil, err
		}
		if at.After(newest) {
			newest = at
		}
		kept[i].stale = !frozen[m.MonthOn] && !newest.Before(m.settledAt())
		after = m.MonthOn
	}
	return kept, nil
}

// beforeAll is a day before the first of any book.
var beforeAll = models.MustDate("1900-01-01")

// newestPosting is when something was last posted into the days after one and
// up to another, as far as that was since an instant; else zero.
func newestPosting(q *gorm.DB, after, end models.Date, since time.Time) (time.Time, error) {
	var row struct{ PostedAt time.Time }
	err := q.Raw("SELECT posted_at FROM journal_entries WHERE posting_on > ? AND posting_on <= ? AND posted_at >= ? ORDER BY posted_at DESC LIMIT 1",
		after, end, since.UTC()).Scan(&row).Error
	return row.PostedAt, err
}

// frozenMonths are those whose period was closed so long before they were
// figured that nothing posted before the closing was still under way.
func frozenMonths(q *gorm.DB, cuts []monthCut) (map[models.Date]bool, error) {
	var closings []struct {
		ThroughOn models.Date
		ClosedAt  time.Time
	}
	err := q.Raw("SELECT through_on, closed_at FROM period_closings").Scan(&closings).Error
	frozen := map[models.Date]bool{}
	for _, m := range cuts {
		for _, c := range closings {
			if c.ThroughOn >= m.MonthOn && !c.ClosedAt.After(m.settledAt()) {
				frozen[m.MonthOn] = true
			}
		}
	}
	return frozen, err
}

// WriteMonth computes the figures of a month from the documents and replaces
// those that were kept. fence is the first statement of the transaction. The
// documents are read before it, so that nobody waits; what is posted meanwhile
// is in the next night's figures.
func (s *Service) WriteMonth(ctx context.Context, end models.Date, fence func(*db.Tx) error) error {
	cut := monthCut{MonthOn: end, CutAt: (end + 1).In(s.Clock.Zone).UTC(), FiguredAt: s.Clock.Moment().At}
	rows, err := monthOf(s.DB.Read(ctx), s.DB.Dialect(), cut)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		return putMonth(tx, cut, rows)
	})
}

// CatchUp keeps all the months before a day at once, where nobody else works.
func (s *Service) CatchUp(ctx context.Context, on models.Date) error {
	alone := func(*db.Tx) error { return nil }
	due, err := s.DueMonths(ctx, on)
	for _, end := range due {
		if err := errors.Join(s.WriteMonth(ctx, end, alone), s.SumRegions(ctx, end, alone)); err != nil {
			return err
		}
	}
	return err
}

// monthCut is a kept month: the instant at which the next one began, and when
// it was figured.
type monthCut struct {
	MonthOn   models.Date
	CutAt     time.Time
	FiguredAt time.Time
}

// settledAt is an instant so long before the figuring that whatever was entered
// until then was seen by it.
func (m monthCut) settledAt() time.Time { return m.FiguredAt.Add(-underWay) }

// batch is how many rows one INSERT takes.
const batch = 200

func putMonth(tx *db.Tx, cut monthCut, rows []agentMonth) error {
	if _, err := tx.Change("DELETE FROM agent_months WHERE month_on = ?", cut.MonthOn); err != nil {
		return err
	}
	if len(rows) > 0 {
		if err := tx.CreateInBatches(&rows, batch).Error; err != nil {
			return err
		}
	}
	if _, err := tx.Change("DELETE FROM figure_months WHERE month_on = ?", cut.MonthOn); err != nil {
		return err
	}
	_, err := tx.Change("INSERT INTO figure_months (month_on, cut_at, figured_at) VALUES (?, ?, ?)", cut.MonthOn, cut.CutAt, cut.FiguredAt)
	return err
}

const sumsOfAgents = `SUM(not_due_fen), SUM(late_30_fen), SUM(late_60_fen), SUM(late_90_fen), SUM(late_180_fen), SUM(late_360_fen), SUM(late_over_fen),
	SUM(credits_fen), SUM(unallocated_fen), SUM(reserved_fen), SUM(secured_fen), SUM(limit_fen), SUM(unlimited_fen), SUM(sales_fen), MIN(first_sale_on)`

// SumRegions adds a month's agents up by the region and the grade that they
// have today: so the sums agree with the lists behind them, and who sees an
// agent sees its past. An agent that moved moves in every month with the next
// night.
func (s *Service) SumRegions(ctx context.Context, end models.Date, fence func(*db.Tx) error) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		if _, err := tx.Change("DELETE FROM region_months WHERE month_on = ?", end); err != nil {
			return err
		}
		_, err := tx.Change(`INSERT INTO region_months (month_on, region_id, grade, agents, not_due_fen, late_30_fen, late_60_fen, late_90_fen, late_180_fen, late_360_fen,
			late_over_fen, credits_fen, unallocated_fen, reserved_fen, secured_fen, limit_fen, unlimited_fen, sales_fen, first_sale_on)
			SELECT m.month_on, a.region_id, a.grade, COUNT(*), `+sumsOfAgents+` FROM agent_months m JOIN agents a ON a.id = m.agent_id
			WHERE m.month_on = ? GROUP BY m.month_on, a.region_id, a.grade`, end)
		return err
	})
}

// AllMonths is more months than a company has.
const AllMonths = 12_000

// KeptMonths are the month ends whose figures are kept, the latest first.
func KeptMonths(q *gorm.DB, limit int) ([]models.Date, error) {
	var rows []struct{ MonthOn models.Date }
	err := q.Raw("SELECT month_on FROM figure_months ORDER BY month_on DESC LIMIT ?", limit).Scan(&rows).Error
	months := make([]models.Date, len(rows))
	for i, r := range rows {
		months[i] = r.MonthOn
	}
	return months, err
}
