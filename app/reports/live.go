package reports

import (
	"errors"
	"sync"
	"time"

	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// agentNow is where an agent stands today.
type agentNow struct {
	ID       int64
	RegionID int64
	Grade    models.Grade
	Counters models.Counters // but for the receivable, which the ageing tells
	Terms    models.CreditTerms
	Habit    *int
	group    *int64
	Ageing   models.Ageing
	Oldest   models.Date
}

// figures are the agent's, as of a day; sales are those of past months only.
func (a *agentNow) figures(on models.Date) models.Figures {
	f := models.Figures{Agents: 1, Ageing: a.Ageing, ReservedFen: a.Counters.ReservedFen, SecuredFen: a.Counters.SecuredFen}
	limit, _ := a.Terms.EffectiveLimit(on)
	if limit.Kind == models.LimitUnlimited {
		f.UnlimitedFen = f.Exposure()
		return f
	}
	f.LimitFen = limit.Ceiling()
	return f
}

// agentsNow is what is known of every agent that existed before an instant but
// for the limits and the due days: the counters, and the habit that the last
// kept month found. Columns cost more than rows here, so there are few.
const agentsNow = `SELECT a.id, a.region_id, a.grade, c.reserved_fen, c.unallocated_fen, c.secured_fen, c.group_id, m.habit_days
	FROM agents a JOIN credit_accounts c ON c.agent_id = a.id
	LEFT JOIN agent_months m ON m.agent_id = a.id AND m.month_on = ? WHERE a.created_at < ? AND `

// journalAt are the limits that were in force at an instant.
const journalAt = `SELECT l.agent_id, l.purpose, l.kind, l.amount_fen, l.valid_from_on, l.valid_to_on FROM credit_limits l
	WHERE l.set_at < ? AND (l.ended_at IS NULL OR l.ended_at >= ?) AND `

// duesNow is what is owed per agent and due day.
const duesNow = `SELECT agent_id, due_on, debit_fen, credit_fen FROM due_balances WHERE `

// part narrows a report: the agents inside a scope, and of these those in a
// region, "" for all.
type part struct {
	scope models.Scope
	path  string
}

// agents is the condition on the table of agents, aliased a.
func (p part) agents() (string, []any) {
	cond, args := db.Within(p.scope, "a")
	if p.path != "" {
		cond, args = cond+" AND a.region_path LIKE ?", append(args, p.path+"%")
	}
	return cond, args
}

// regions is the condition on the table of regions, aliased r.
func (p part) regions() (string, []any) {
	cond, args := db.WithinRegions(p.scope, "r")
	if p.path != "" {
		cond, args = cond+" AND r.path LIKE ?", append(args, p.path+"%")
	}
	return cond, args
}

// ids narrows a table by its column agent_id; the whole company needs no
// look-up.
func (p part) ids() (string, []any) {
	if p.scope.All && p.path == "" {
		return "1 = 1", nil
	}
	cond, args := p.agents()
	return "agent_id IN (SELECT a.id FROM agents a WHERE " + cond + ")", args
}

// agentsAt reads the agents of a part with their limits as they were before an
// instant, by id; one statement after the other, so that it may be inside a
// transaction.
func agentsAt(q *gorm.DB, p part, on models.Date, before time.Time) (map[int64]*agentNow, error) {
	all, err := accountsOf(q, p, before)
	if err != nil {
		return nil, err
	}
	journal, err := journalOf(q, p, before)
	if err != nil {
		return nil, err
	}
	return all, giveTerms(q, on, all, journal)
}

// giveTerms tells each agent what its limit follows from.
func giveTerms(q *gorm.DB, on models.Date, all map[int64]*agentNow, journal map[int64][]models.CreditLimit) error {
	inherit, err := inheritance(q, on)
	for id, a := range all {
		a.Terms = inherit.terms(a)
		a.Terms.Limits = journal[id]
	}
	return err
}

// lastMonth is the end of the month that was kept last, zero before the first.
func lastMonth(q *gorm.DB) (models.Date, error) {
	var last struct{ MonthOn models.Date }
	err := q.Raw("SELECT month_on FROM figure_months ORDER BY month_on DESC LIMIT 1").Scan(&last).Error
	return last.MonthOn, err
}

func accountsOf(q *gorm.DB, p part, before time.Time) (map[int64]*agentNow, error) {
	last, err := lastMonth(q)
	if err != nil {
		return nil, err
	}
	cond, args := p.agents()
	all := map[int64]*agentNow{}
	err = db.EachRow(q, agentsNow+cond, func(scan db.Scan) error {
		a := &agentNow{}
		err := scan(&a.ID, &a.RegionID, &a.Grade, &a.Counters.ReservedFen, &a.Counters.UnallocatedFen, &a.Counters.SecuredFen, &a.group, &a.Habit)
		a.Ageing.Unallocated = a.Counters.UnallocatedFen
		all[a.ID] = a
		return err
	}, append([]any{last, before}, args...)...)
	return all, err
}

func journalOf(q *gorm.DB, p part, before time.Time) (map[int64][]models.CreditLimit, error) {
	cond, args := p.ids()
	journal := map[int64][]models.CreditLimit{}
	err := db.EachRow(q, journalAt+cond+" ORDER BY l.agent_id, l.id", func(scan db.Scan) error {
		var l models.CreditLimit
		err := scan(&l.AgentID, &l.Purpose, &l.Kind, &l.AmountFen, &l.ValidFromOn, &l.ValidToOn)
		journal[l.AgentID] = append(journal[l.AgentID], l)
		return err
	}, append([]any{before, before}, args...)...)
	return journal, err
}

// inherited is what limits may be inherited from.
type inherited struct {
	grades     map[models.Grade]models.Limit
	groups     map[int64]models.Limit
	multiplier models.Rate
	particular map[int64]models.Rate // of agents under the standard of a segment
}

func inheritance(q *gorm.DB, on models.Date) (inherited, error) {
	in := inherited{grades: map[models.Grade]models.Limit{}, groups: map[int64]models.Limit{}, multiplier: models.One, particular: map[int64]models.Rate{}}
	var rows []struct {
		What, Name string
		ID         int64
		Kind       models.LimitKind
		Fen        int64
	}
	err := q.Raw(`SELECT 'grade' AS what, grade AS name, 0 AS id, kind, amount_fen AS fen FROM grade_limits
		UNION ALL SELECT 'group', '', id, member_limit_kind, member_limit_fen FROM credit_groups
		UNION ALL SELECT 'standard', segment, 0, '', multiplier_ppm FROM standard_states`).Scan(&rows).Error
	segments := false
	for _, r := range rows {
		limit := models.Limit{Kind: r.Kind, Amount: models.Money(r.Fen)}
		switch r.What {
		case "grade":
			in.grades[models.Grade(r.Name)] = limit
		case "group":
			in.groups[r.ID] = limit
		default:
			if r.Name == models.SegmentAll {
				in.multiplier = models.Rate(r.Fen)
				continue
			}
			segments = true
		}
	}
	if err != nil || !segments {
		return in, err
	}
	return in, in.readParticular(q, on)
}

// readParticular finds the agents that are under the standard of a segment of
// their own.
func (in inherited) readParticular(q *gorm.DB, on models.Date) error {
	return db.EachRow(q, "SELECT a.id, s.multiplier_ppm FROM agents a JOIN standard_states s ON s.segment = "+credit.StandardOf+" WHERE s.segment <> 'all'", func(scan db.Scan) error {
		var id int64
		var r models.Rate
		err := scan(&id, &r)
		in.particular[id] = r
		return err
	}, on)
}

// terms are an agent's credit terms as far as its limit follows from them.
func (in inherited) terms(a *agentNow) models.CreditTerms {
	t := models.CreditTerms{GradeLimit: in.grades[a.Grade], Standard: models.StandardTerms{MultiplierPPM: in.multiplier}}
	if r, ok := in.particular[a.ID]; ok {
		t.Standard.MultiplierPPM = r
	}
	if a.group != nil {
		t.Group = &models.GroupTerms{MemberLimit: in.groups[*a.group]}
	}
	return t
}

// dueRow is what an agent owes on a due day.
type dueRow struct {
	agent  int64
	on     models.Date
	debit  models.Money
	credit models.Money
}

func duesOf(q *gorm.DB, p part) ([]dueRow, error) {
	cond, args := p.ids()
	var rows []dueRow
	err := db.EachRow(q, duesNow+cond, func(scan db.Scan) error {
		var r dueRow
		err := scan(&r.agent, &r.on, &r.debit, &r.credit)
		rows = append(rows, r)
		return err
	}, args...)
	return rows, err
}

// live is a part of the company as it stands now. Agents, limits and due days
// are read side by side: outside a transaction each has a connection.
func (s *Service) live(q *gorm.DB, p part, on models.Date) (map[int64]*agentNow, []dueRow, error) {
	before := (on + 1).In(s.Clock.Zone).UTC()
	var dues []dueRow
	var journal map[int64][]models.CreditLimit
	var noDues, noJournal error
	var reading sync.WaitGroup
	reading.Go(func() { dues, noDues = duesOf(q, p) })
	reading.Go(func() { journal, noJournal = journalOf(q, p, before) })
	all, err := accountsOf(q, p, before)
	reading.Wait()
	if err := errors.Join(err, noDues, noJournal); err != nil {
		return nil, nil, err
	}
	for _, d := range dues {
		if a := all[d.agent]; a != nil {
			a.owe(on, d)
		}
	}
	return all, dues, giveTerms(q, on, all, journal)
}

// owe adds what the agent owes on a due day.
func (a *agentNow) owe(on models.Date, d dueRow) {
	a.Ageing.Add(on, d.on, d.debit, d.credit)
	if d.debit > 0 && d.on < on && (a.Oldest.IsZero() || d.on < a.Oldest) {
		a.Oldest = d.on
	}
}
