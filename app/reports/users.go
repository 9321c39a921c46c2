package reports

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"assay/models"
)

// Users are all agents with how much of their limits they take up, whoever uses
// the most first, and their sum, which is the cockpit's.
func (s *Service) Users(ctx context.Context, ask Query) (c Cockpit, users []Debtor, sum models.Figures, err error) {
	q := s.DB.Read(ctx)
	c = Cockpit{AsOf: ask.Today, Today: ask.Today}
	p, err := s.choose(q, ask, &c)
	if err != nil {
		return c, nil, sum, err
	}
	if c.Live() {
		users, sum, err = s.usersNow(q, p, ask.Today)
	} else {
		users, sum, err = usersAt(q, p, c.AsOf)
	}
	slices.SortFunc(users, byUse)
	return c, users, sum, err
}

// byUse puts whoever uses the most of a limit first, and those without a share
// last.
func byUse(a, b Debtor) int {
	x, has := a.Utilisation()
	y, other := b.Utilisation()
	switch {
	case has && !other:
		return -1
	case other && !has:
		return 1
	case x != y:
		return cmp.Compare(y, x)
	case a.Exposure != b.Exposure:
		return cmp.Compare(b.Exposure, a.Exposure)
	}
	return cmp.Compare(a.AgentID, b.AgentID)
}

func (s *Service) usersNow(q *gorm.DB, p part, on models.Date) (users []Debtor, sum models.Figures, err error) {
	all, _, err := s.live(q, p, on)
	for _, a := range all {
		f := a.figures(on)
		limit, _ := a.Terms.EffectiveLimit(on)
		users, sum = append(users, Debtor{AgentID: a.ID, Overdue: f.Overdue(), Exposure: f.Exposure(), Limit: limit, Oldest: a.Oldest}), sum.With(f)
	}
	return users, sum, err
}

func usersAt(q *gorm.DB, p part, month models.Date) (users []Debtor, sum models.Figures, err error) {
	cond, args := p.agents()
	var rows []agentMonth
	err = q.Raw("SELECT m.* FROM agent_months m JOIN agents a ON a.id = m.agent_id WHERE m.month_on = ? AND "+cond, append([]any{month}, args...)...).Scan(&rows).Error
	for _, r := range rows {
		f := r.figures(1)
		users, sum = append(users, Debtor{AgentID: r.AgentID, Overdue: f.Overdue(), Exposure: f.Exposure(), Limit: r.limit(), Oldest: r.OldestDueOn}), sum.With(f)
	}
	return users, sum, err
}

// limit is the agent's own limit as it was in force at the month's end.
func (s Sums) limit() models.Limit {
	if s.UnlimitedFen != 0 {
		return models.Limit{Kind: models.LimitUnlimited}
	}
	return models.Limit{Kind: models.LimitAmount, Amount: s.LimitFen}
}
