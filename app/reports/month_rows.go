package reports

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// Sums are figures as the tables keep them.
type Sums struct {
	NotDueFen      models.Money
	Late30Fen      models.Money `gorm:"column:late_30_fen"`
	Late60Fen      models.Money `gorm:"column:late_60_fen"`
	Late90Fen      models.Money `gorm:"column:late_90_fen"`
	Late180Fen     models.Money `gorm:"column:late_180_fen"`
	Late360Fen     models.Money `gorm:"column:late_360_fen"`
	LateOverFen    models.Money
	CreditsFen     models.Money
	UnallocatedFen models.Money
	ReservedFen    models.Money
	SecuredFen     models.Money
	LimitFen       models.Money
	UnlimitedFen   models.Money
	SalesFen       models.Money
	FirstSaleOn    models.Date
}

// figures are the sums of so many agents.
func (s Sums) figures(agents int64) models.Figures {
	return models.Figures{Agents: agents, Ageing: models.Ageing{NotDue: s.NotDueFen, Credits: s.CreditsFen, Unallocated: s.UnallocatedFen,
		Late: [models.Buckets]models.Money{s.Late30Fen, s.Late60Fen, s.Late90Fen, s.Late180Fen, s.Late360Fen, s.LateOverFen}},
		ReservedFen: s.ReservedFen, SecuredFen: s.SecuredFen, LimitFen: s.LimitFen, UnlimitedFen: s.UnlimitedFen, SalesFen: s.SalesFen}
}

func (s *Sums) age(a models.Ageing) {
	s.NotDueFen, s.CreditsFen, s.UnallocatedFen = a.NotDue, a.Credits, a.Unallocated
	s.Late30Fen, s.Late60Fen, s.Late90Fen = a.Late[0], a.Late[1], a.Late[2]
	s.Late180Fen, s.Late360Fen, s.LateOverFen = a.Late[3], a.Late[4], a.Late[5]
}

// agentMonth is an agent's figures at the end of a month.
type agentMonth struct {
	MonthOn     models.Date `gorm:"primaryKey"`
	AgentID     int64       `gorm:"primaryKey"`
	Sums        `gorm:"embedded"`
	OldestDueOn models.Date
	PaidFen     models.Money
	PaidFenDays int64
	HabitDays   *int
}

// empty tells that there is nothing to keep.
func (r agentMonth) empty() bool { return r == agentMonth{MonthOn: r.MonthOn, AgentID: r.AgentID} }

// monthOf computes every agent's month from the documents, in the order of
// ids.
func monthOf(q *gorm.DB, dialect string, cut monthCut) ([]agentMonth, error) {
	m := month{q: q, end: cut.MonthOn, before: cut.CutAt, dialect: dialect, rows: map[int64]*agentMonth{}}
	for _, read := range []func() error{m.ageing, m.sales, m.reserved, m.secured, m.paid, m.limits} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	var rows []agentMonth
	for _, r := range slices.SortedFunc(maps.Values(m.rows), func(a, b *agentMonth) int { return cmp.Compare(a.AgentID, b.AgentID) }) {
		if !r.empty() {
			rows = append(rows, *r)
		}
	}
	return rows, nil
}

// month is a month while it is computed. before is the instant at which the
// next one began.
type month struct {
	q       *gorm.DB
	end     models.Date
	before  time.Time
	dialect string
	rows    map[int64]*agentMonth
}

func (m *month) of(agent int64) *agentMonth {
	r, ok := m.rows[agent]
	if !ok {
		r = &agentMonth{MonthOn: m.end, AgentID: agent}
		m.rows[agent] = r
	}
	return r
}

func (m *month) ageing() error {
	all, err := receivables.Ageings(m.q, m.end)
	if err != nil {
		return err
	}
	for _, a := range all {
		m.of(a.AgentID).age(a.Ageing)
	}
	oldest, err := receivables.OldestDues(m.q, m.end)
	for _, d := range oldest {
		m.of(d.AgentID).OldestDueOn = d.DueOn
	}
	return err
}

// agentSum is a sum of an agent with a day.
type agentSum struct {
	AgentID int64
	Fen     models.Money
	FenDays int64
	FirstOn models.Date
}

func (m *month) sum(query string, put func(r *agentMonth, x agentSum), args ...any) error {
	var found []agentSum
	if err := m.q.Raw(query, args...).Scan(&found).Error; err != nil {
		return err
	}
	for _, x := range found {
		put(m.of(x.AgentID), x)
	}
	return nil
}

// sales are credit sales less credit notes on them, posted in the month.
func (m *month) sales() error {
	from := m.end.MonthStart()
	return m.sum(`SELECT agent_id, SUM(fen) AS fen, MIN(first_on) AS first_on FROM (
		SELECT agent_id, amount_fen AS fen, posting_on AS first_on FROM open_items WHERE posting_on >= ? AND posting_on <= ? AND kind = 'invoice' AND settlement_kind = 'months'
		UNION ALL SELECT n.agent_id, -n.gross_fen, NULL FROM credit_notes n JOIN invoices v ON v.id = n.invoice_id
			WHERE n.issued_on >= ? AND n.issued_on <= ? AND v.settlement_kind = 'months') s GROUP BY agent_id`,
		func(r *agentMonth, x agentSum) { r.SalesFen, r.FirstSaleOn = x.Fen, x.FirstOn }, from, m.end, from, m.end)
}

func (m *month) reserved() error {
	return m.sum(`SELECT agent_id, SUM(amount_fen) AS fen FROM reservations WHERE opened_at < ? AND (ended_at IS NULL OR ended_at >= ?) GROUP BY agent_id`,
		func(r *agentMonth, x agentSum) { r.ReservedFen = x.Fen }, m.before, m.before)
}

func (m *month) secured() error {
	all, err := securitiesAt(m.q, m.before, "1 = 1")
	for _, s := range all {
		m.of(s.AgentID).SecuredFen += s.Eligible(m.end)
	}
	return err
}

// securitiesAt are the securities that were held at an instant, those of a
// condition, by id.
func securitiesAt(q *gorm.DB, before time.Time, cond string, args ...any) ([]models.CreditSecurity, error) {
	var all []models.CreditSecurity
	err := q.Raw("SELECT * FROM credit_securities WHERE set_at < ? AND (released_at IS NULL OR released_at >= ?) AND "+cond+" ORDER BY id",
		append([]any{before, before}, args...)...).Scan(&all).Error
	for i := range all {
		all[i].ReleasedAt = nil // it was held then
	}
	return all, err
}

// paid is the agents' payment habit over the months that models.HabitMonths
// says.
func (m *month) paid() error {
	span := models.TrailingMonths(m.end, models.HabitMonths)
	return m.sum(db.Fill(`SELECT agent_id, SUM(amount_fen) AS fen, SUM(amount_fen * %LATE%) AS fen_days FROM allocations
		WHERE source = 'receipt' AND item_sign > 0 AND posting_on >= ? AND posting_on <= ? GROUP BY agent_id`, "%LATE%", db.DaysBetween(m.dialect, "due_on", "value_on")),
		func(r *agentMonth, x agentSum) {
			r.PaidFen, r.PaidFenDays = x.Fen, x.FenDays
			if days, ok := (models.PaidSum{AmountFen: x.Fen, FenDays: x.FenDays}).Habit(); ok {
				r.HabitDays = &days
			}
		}, span.From, span.To)
}

// limits are the limits in force at the end of the month, own and temporary
// ones by the journal. What was inherited has no journal: it is what would be
// inherited now.
func (m *month) limits() error {
	all, err := agentsAt(m.q, part{scope: models.Scope{All: true}}, m.end, m.before)
	for id, a := range all {
		switch limit, _ := a.Terms.EffectiveLimit(m.end); {
		case limit.Kind == models.LimitUnlimited:
			r := m.of(id)
			r.UnlimitedFen = r.figures(1).Exposure()
		case limit.Ceiling() > 0:
			m.of(id).LimitFen = limit.Ceiling()
		}
	}
	return err
}
