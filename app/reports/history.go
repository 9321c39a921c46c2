package reports

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"assay/models"
)

const sumsOfRegions = `SUM(m.agents) AS agents, SUM(m.not_due_fen) AS not_due_fen, SUM(m.late_30_fen) AS late_30_fen, SUM(m.late_60_fen) AS late_60_fen,
	SUM(m.late_90_fen) AS late_90_fen, SUM(m.late_180_fen) AS late_180_fen, SUM(m.late_360_fen) AS late_360_fen, SUM(m.late_over_fen) AS late_over_fen,
	SUM(m.credits_fen) AS credits_fen, SUM(m.unallocated_fen) AS unallocated_fen, SUM(m.reserved_fen) AS reserved_fen, SUM(m.secured_fen) AS secured_fen,
	SUM(m.limit_fen) AS limit_fen, SUM(m.unlimited_fen) AS unlimited_fen, SUM(m.sales_fen) AS sales_fen, MIN(m.first_sale_on) AS first_sale_on`

// regionSums are the sums of agents of one region and grade, or of many.
type regionSums struct {
	MonthOn  models.Date
	RegionID int64
	Grade    models.Grade
	Agents   int64
	Sums     `gorm:"embedded"`
}

// monthsOf are a part's figures at the ends of the last so many kept months up
// to a day, the oldest first, and the day of its first sale ever.
func monthsOf(q *gorm.DB, p part, upTo models.Date, many int) ([]models.MonthFigures, models.Date, error) {
	cond, args := p.regions()
	var rows []regionSums
	err := q.Raw("SELECT m.month_on, "+sumsOfRegions+` FROM region_months m JOIN regions r ON r.id = m.region_id
		WHERE m.month_on <= ? AND `+cond+" GROUP BY m.month_on ORDER BY m.month_on DESC", append([]any{upTo}, args...)...).Scan(&rows).Error
	var months []models.MonthFigures
	var first models.Date
	for i, r := range rows {
		if i < many {
			months = append(months, models.MonthFigures{MonthOn: r.MonthOn, Figures: r.figures(r.Agents)})
		}
		if !r.FirstSaleOn.IsZero() {
			first = r.FirstSaleOn // the oldest month comes last
		}
	}
	slices.Reverse(months)
	return months, first, err
}

// cellsOf are a part's figures at the end of a kept month by region and grade.
func cellsOf(q *gorm.DB, p part, month models.Date) ([]cell, error) {
	cond, args := p.regions()
	var rows []regionSums
	err := q.Raw("SELECT m.region_id, m.grade, "+sumsOfRegions+` FROM region_months m JOIN regions r ON r.id = m.region_id
		WHERE m.month_on = ? AND `+cond+" GROUP BY m.region_id, m.grade", append([]any{month}, args...)...).Scan(&rows).Error
	cells := make([]cell, len(rows))
	for i, r := range rows {
		cells[i] = cell{r.RegionID, r.Grade, r.figures(r.Agents)}
	}
	return cells, err
}

// Debtor is an agent with what is overdue of it as of a day.
type Debtor struct {
	AgentID  int64
	Code     string
	NameZh   string
	NameEn   string
	Grade    models.Grade
	Overdue  models.Money
	Exposure models.Money
	Limit    models.Limit
	Oldest   models.Date
	Trend    []models.Money // overdue at the last month ends, and as of the day
}

// Name is the agent's name in a language.
func (d Debtor) Name(lang string) string {
	return models.Agent{NameZh: d.NameZh, NameEn: d.NameEn}.Name(lang)
}

// Utilisation is how much of the agent's own limit is taken up.
func (d Debtor) Utilisation() (models.Rate, bool) { return models.Utilisation(d.Exposure, d.Limit) }

const overdueFen = "(m.late_30_fen + m.late_60_fen + m.late_90_fen + m.late_180_fen + m.late_360_fen + m.late_over_fen)"

// debtorsAt are the agents that owed the most overdue at the end of a kept
// month.
func debtorsAt(q *gorm.DB, p part, month models.Date, many int) ([]Debtor, error) {
	cond, args := p.agents()
	var rows []struct {
		AgentID     int64
		OverdueFen  models.Money
		OldestDueOn models.Date
		Sums        `gorm:"embedded"`
	}
	err := q.Raw("SELECT m.*, "+overdueFen+` AS overdue_fen FROM agent_months m JOIN agents a ON a.id = m.agent_id
		WHERE m.month_on = ? AND `+overdueFen+" > 0 AND "+cond+" ORDER BY overdue_fen DESC, m.agent_id LIMIT ?", append(append([]any{month}, args...), many)...).Scan(&rows).Error
	debtors := make([]Debtor, len(rows))
	for i, r := range rows {
		debtors[i] = Debtor{AgentID: r.AgentID, Overdue: r.OverdueFen, Exposure: r.figures(1).Exposure(), Limit: r.limit(), Oldest: r.OldestDueOn}
	}
	return debtors, err
}

// debtorsNow are the agents that owe the most overdue today.
func debtorsNow(all map[int64]*agentNow, on models.Date, many int) []Debtor {
	order := func(a, b Debtor) int {
		if by := cmp.Compare(b.Overdue, a.Overdue); by != 0 {
			return by
		}
		return cmp.Compare(a.AgentID, b.AgentID)
	}
	var top []Debtor
	for _, a := range all {
		d := Debtor{AgentID: a.ID, Overdue: a.Ageing.Overdue(), Oldest: a.Oldest}
		if d.Overdue <= 0 || len(top) == many && order(d, top[many-1]) > 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(top, d, order)
		top = slices.Insert(top, at, d)
		top = top[:min(many, len(top))]
	}
	for i, d := range top {
		a := all[d.AgentID]
		top[i].Exposure = a.figures(on).Exposure()
		top[i].Limit, _ = a.Terms.EffectiveLimit(on)
	}
	return top
}

// trendMonths is how many month ends a debtor's trend shows before the day.
const trendMonths = 6

// introduce adds names and trends to debtors.
func introduce(q *gorm.DB, debtors []Debtor, asOf models.Date) error {
	at := map[int64]*Debtor{}
	var ids []int64
	for i := range debtors {
		at[debtors[i].AgentID] = &debtors[i]
		ids = append(ids, debtors[i].AgentID)
	}
	if len(ids) == 0 {
		return nil
	}
	var named []models.Agent
	if err := q.Raw("SELECT id, code, name_zh, name_en, grade FROM agents WHERE id IN ?", ids).Scan(&named).Error; err != nil {
		return err
	}
	for _, a := range named {
		d := at[a.ID]
		d.Code, d.NameZh, d.NameEn, d.Grade = a.Code, a.NameZh, a.NameEn, a.Grade
	}
	var rows []struct {
		AgentID    int64
		OverdueFen models.Money
	}
	err := q.Raw("SELECT m.agent_id, "+overdueFen+" AS overdue_fen FROM agent_months m WHERE m.agent_id IN ? AND m.month_on >= ? AND m.month_on < ? ORDER BY m.agent_id, m.month_on",
		ids, asOf.AddMonths(-trendMonths).MonthStart(), asOf).Scan(&rows).Error
	for _, r := range rows {
		at[r.AgentID].Trend = append(at[r.AgentID].Trend, r.OverdueFen)
	}
	for i := range debtors {
		debtors[i].Trend = append(debtors[i].Trend, debtors[i].Overdue)
	}
	return err
}

// AgentMonths are an agent's figures at the ends of its last so many kept
// months, the oldest first.
func (s *Service) AgentMonths(ctx context.Context, agentID int64, many int) ([]models.MonthFigures, error) {
	var rows []agentMonth
	err := s.DB.Read(ctx).Raw("SELECT * FROM agent_months WHERE agent_id = ? ORDER BY month_on DESC LIMIT ?", agentID, many).Scan(&rows).Error
	var months []models.MonthFigures
	for _, r := range slices.Backward(rows) {
		months = append(months, models.MonthFigures{MonthOn: r.MonthOn, Figures: r.figures(1)})
	}
	return months, err
}
