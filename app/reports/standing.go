package reports

import (
	"fmt"
	"sync"

	"gorm.io/gorm"

	"assay/models"
)

// standing is where a part of the company stands today, added up.
type standing struct {
	cells    []cell
	debtors  []Debtor
	forecast models.CashForecast
}

// cell is the sum of the agents of a region and grade.
type cell struct {
	region int64
	grade  models.Grade
	sum    models.Figures
}

// remembered are the standings that were added up last. They hold for as long
// as nothing has moved: whatever an agent owes, has reserved or may owe counts
// a version up, and versions only grow, so that their sums name a state of the
// book.
type remembered struct {
	mu    sync.Mutex
	state string
	parts map[string]standing
}

// mostParts bounds what is remembered: the regions that people look at.
const mostParts = 64

func (r *remembered) find(state, part string) (standing, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state != state {
		return standing{}, false
	}
	s, ok := r.parts[part]
	return s, ok
}

func (r *remembered) keep(state, part string, s standing) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state != state || len(r.parts) >= mostParts {
		r.state, r.parts = state, map[string]standing{}
	}
	r.parts[part] = s
}

// stateOf names the state of the book on a day. It is read before the book is,
// so that what is remembered is never older than its name.
func stateOf(q *gorm.DB, on models.Date) (string, error) {
	var v struct{ Accounts, Agents, Pots, Months string }
	err := q.Raw(`SELECT
		(SELECT CONCAT(COUNT(*), '.', COALESCE(SUM(version), 0), '.', COALESCE(SUM(terms_version), 0)) FROM credit_accounts) AS accounts,
		(SELECT CONCAT(COUNT(*), '.', COALESCE(SUM(version), 0)) FROM agents) AS agents,
		(SELECT CONCAT(COUNT(*), '.', COALESCE(SUM(terms_version), 0)) FROM credit_groups) AS pots,
		(SELECT CONCAT(COUNT(*), '.', COALESCE(MAX(figured_at), '')) FROM figure_months) AS months`).Scan(&v).Error
	return fmt.Sprintf("%s %s %s %s %s", on, v.Accounts, v.Agents, v.Pots, v.Months), err
}

// standing adds up a part of the company as it stands today, or remembers it.
func (s *Service) standing(q *gorm.DB, p part, on models.Date) (standing, error) {
	state, err := stateOf(q, on)
	if err != nil {
		return standing{}, err
	}
	name := fmt.Sprintf("%+v", p)
	if known, ok := s.known.find(state, name); ok {
		return known, nil
	}
	all, dues, err := s.live(q, p, on)
	if err != nil {
		return standing{}, err
	}
	now := standing{cells: cellsNow(all, on), debtors: debtorsNow(all, on, topDebtors), forecast: forecast(all, dues, on)}
	s.known.keep(state, name, now)
	return now, nil
}

func cellsNow(all map[int64]*agentNow, on models.Date) []cell {
	type key struct {
		region int64
		grade  models.Grade
	}
	sums := map[key]*models.Figures{}
	for _, a := range all {
		k := key{a.RegionID, a.Grade}
		if sums[k] == nil {
			sums[k] = &models.Figures{}
		}
		*sums[k] = sums[k].With(a.figures(on))
	}
	cells := make([]cell, 0, len(sums))
	for k, f := range sums {
		cells = append(cells, cell{k.region, k.grade, *f})
	}
	return cells
}
