package reports

import (
	"errors"
	"sync"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// agentNow is where an agent stands today.
type agentNow struct {
	ID       int64
	RegionID int64
	Grade    models.Grade
	Counters models.Counters
	Terms    models.CreditTerms
	Habit    *int
	Ageing   models.Ageing
	Oldest   models.Date
}

// figures are the agent's, as of a day; sales are those of past months only.
func (a *agentNow) figures(on models.Date) models.Figures {
	f := models.Figures{Agents: 1, Ageing: a.Ageing, ReservedFen: a.Counters.ReservedFen, SecuredFen: a.Counters.SecuredFen}
	switch limit, _ := a.Terms.EffectiveLimit(on); {
	case limit.Kind == models.LimitUnlimited:
		f.UnlimitedFen = f.Exposure()
	default:
		f.LimitFen = limit.Ceiling()
	}
	return f
}

// agentsNow is what is known of every agent that existed before an instant but
// for the limit journal and the due days: the counters, what is inherited, and
// the habit that the last kept month found.
const agentsNow = `SELECT a.id, a.region_id, a.grade, c.receivable_fen, c.reserved_fen, c.unallocated_fen, c.secured_fen, m.habit_days,
	COALESCE(d.kind, 'none'), COALESCE(d.amount_fen, 0), COALESCE(g.member_limit_kind, 'inherit'), COALESCE(g.member_limit_fen, 0), COALESCE(s.multiplier_ppm, 1000000)
	FROM agents a JOIN credit_accounts c ON c.agent_id = a.id LEFT JOIN grade_limits d ON d.grade = a.grade
	LEFT JOIN credit_groups g ON g.id = c.group_id LEFT JOIN standard_states s ON s.segment = 'all'
	LEFT JOIN agent_months m ON m.agent_id = a.id AND m.month_on = (SELECT MAX(month_on) FROM figure_months) WHERE a.created_at < ? AND `

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
// instant, by id.
func agentsAt(q *gorm.DB, p part, before time.Time) (map[int64]*agentNow, error) {
	cond, args := p.agents()
	all := map[int64]*agentNow{}
	err := db.EachRow(q, agentsNow+cond, func(scan db.Scan) error {
		a := &agentNow{Terms: models.CreditTerms{Group: &models.GroupTerms{}}}
		t, c := &a.Terms, &a.Counters
		err := scan(&a.ID, &a.RegionID, &a.Grade, &c.ReceivableFen, &c.ReservedFen, &c.UnallocatedFen, &c.SecuredFen, &a.Habit,
			&t.GradeLimit.Kind, &t.GradeLimit.Amount, &t.Group.MemberLimit.Kind, &t.Group.MemberLimit.Amount, &t.Standard.MultiplierPPM)
		a.Ageing.Unallocated = c.UnallocatedFen
		all[a.ID] = a
		return err
	}, append([]any{before}, args...)...)
	if err != nil {
		return nil, err
	}
	cond, args = p.ids()
	err = db.EachRow(q, journalAt+cond+" ORDER BY l.agent_id, l.id", func(scan db.Scan) error {
		var l models.CreditLimit
		err := scan(&l.AgentID, &l.Purpose, &l.Kind, &l.AmountFen, &l.ValidFromOn, &l.ValidToOn)
		if a := all[l.AgentID]; a != nil {
			a.Terms.Limits = append(a.Terms.Limits, l)
		}
		return err
	}, append([]any{before, before}, args...)...)
	return all, err
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

// live is a part of the company as it stands now. Agents and due days are read
// side by side: each takes half of the time that a page has.
func (s *Service) live(q *gorm.DB, p part, on models.Date) (map[int64]*agentNow, []dueRow, error) {
	var dues []dueRow
	var failed error
	var reading sync.WaitGroup
	reading.Go(func() { dues, failed = duesOf(q, p) })
	all, err := agentsAt(q, p, (on + 1).In(s.Clock.Zone).UTC())
	reading.Wait()
	if err != nil || failed != nil {
		return nil, nil, errors.Join(err, failed)
	}
	for _, d := range dues {
		a := all[d.agent]
		if a == nil {
			continue
		}
		a.Ageing.Add(on, d.on, d.debit, d.credit)
		if d.debit > 0 && d.on < on && (a.Oldest.IsZero() || d.on < a.Oldest) {
			a.Oldest = d.on
		}
	}
	return all, dues, nil
}
