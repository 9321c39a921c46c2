package backtest

import (
	"database/sql"
	"slices"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/settlement"
	"assay/models"
)

// reader reads a history piece by piece; maps lead from ids to indexes.
type reader struct {
	q      *gorm.DB
	clock  db.Clock
	today  models.Date // whose settlement policies count
	start  models.Date // of the years that are read for the opening book
	only   []int64     // the agents that are read, by id; nil for all
	h      models.ReplayHistory
	agents map[int64]int
	pots   map[int64]int
	orders map[int64]int // by order id
	items  map[int64]place
}

// place is where a claim of an item is.
type place struct{ order, claim int }

// load reads the history of the Months up to a day, from the first of a month:
// that of some agents, whose ids ascend, or of all for nil.
func load(q *gorm.DB, clock db.Clock, today, to models.Date, only []int64) (models.ReplayHistory, error) {
	from := to.AddMonths(-Months).MonthEnd() + 1
	r := reader{q: q, clock: clock, only: only, today: today, start: from.AddMonths(-Months), h: models.ReplayHistory{From: from, To: to},
		agents: map[int64]int{}, pots: map[int64]int{}, orders: map[int64]int{}, items: map[int64]place{}}
	for _, step := range []func() error{r.readHolidays, r.readPots, r.readAgents, r.readLimits, r.readSecurities, r.readOrders, r.readGrants, r.readItems, r.readReturns, r.readDisputes, r.readParts} {
		if err := step(); err != nil {
			return r.h, err
		}
	}
	r.sortOrders()
	return r.h, r.begin()
}

// rows reads a query whose %ONLY% narrows it to the agents that are read. Of
// many agents all rows are read, and those of others passed over.
func (r *reader) rows(query string, row func(db.Scan) error, args ...any) error {
	if r.only == nil || len(r.only) > MostCompared {
		return db.EachRow(r.q, db.Fill(query, "%ONLY%", "IS NOT NULL"), row, args...)
	}
	return db.EachRow(r.q, db.Fill(query, "%ONLY%", "IN ?"), row, append([]any{r.only}, args...)...)
}

// day is the business date of an instant.
func (r *reader) day(t time.Time) models.Date { return models.MomentOf(t, r.clock.Zone).On }

func (r *reader) readHolidays() (err error) {
	r.h.Holidays, err = settlement.Holidays(r.q)
	return err
}

func (r *reader) readPots() error {
	return db.EachRow(r.q, "SELECT id, code, pot_kind, pot_fen FROM credit_groups ORDER BY id", func(scan db.Scan) error {
		var id int64
		var p models.ReplayPot
		if err := scan(&id, &p.Code, &p.Pot.Kind, &p.Pot.Amount); err != nil {
			return err
		}
		r.pots[id] = len(r.h.Pots)
		r.h.Pots = append(r.h.Pots, p)
		return nil
	})
}

// agentsQuery takes the settlement policy that an agent has now: the history
// of its terms is in the due days of its invoices.
const agentsQuery = `SELECT a.id, a.code, r.code, c.group_id, p.code, p.kind, p.months, p.cutoff_day, p.days_to_pay FROM agents a
	JOIN regions r ON r.id = a.region_id JOIN credit_accounts c ON c.agent_id = a.id
	JOIN settlement_policies p ON p.id = (SELECT t.policy_id FROM settlement_terms t WHERE t.agent_id = a.id AND t.effective_on <= ?
		ORDER BY t.effective_on DESC, t.id DESC LIMIT 1) ORDER BY a.id`

func (r *reader) readAgents() error {
	return db.EachRow(r.q, agentsQuery, func(scan db.Scan) error {
		a := models.ReplayAgent{Pot: -1}
		var group sql.NullInt64
		if err := scan(&a.ID, &a.Code, &a.Region, &group, &a.Policy.Code, &a.Policy.Kind, &a.Policy.Months, &a.Policy.CutoffDay, &a.Policy.DaysToPay); err != nil {
			return err
		}
		if _, wanted := slices.BinarySearch(r.only, a.ID); r.only != nil && !wanted {
			return nil
		}
		if i, ok := r.pots[group.Int64]; ok && group.Valid {
			a.Pot = i
		}
		r.agents[a.ID] = len(r.h.Agents)
		r.h.Agents = append(r.h.Agents, a)
		return nil
	}, r.today)
}

// readLimits reads the limit journals.
func (r *reader) readLimits() error {
	var rows []models.CreditLimit
	if err := r.q.Raw("SELECT * FROM credit_limits ORDER BY agent_id, id").Scan(&rows).Error; err != nil {
		return err
	}
	for _, l := range rows {
		i, ok := r.agents[l.AgentID]
		if !ok {
			continue
		}
		line := models.ReplayLimit{CreditLimit: l, SetOn: r.day(l.SetAt)}
		if l.EndedAt != nil {
			line.EndedOn = r.day(*l.EndedAt)
		}
		r.h.Agents[i].Limits = append(r.h.Agents[i].Limits, line)
	}
	return nil
}

// readGrants marks the orders that a one-off grant let through.
func (r *reader) readGrants() error {
	var rows []models.CreditGrant
	if err := r.q.Raw("SELECT * FROM credit_grants ORDER BY id").Scan(&rows).Error; err != nil {
		return err
	}
	for _, g := range rows {
		if at, ok := r.orders[g.OrderID]; ok {
			r.h.Orders[at].ReleasedOn = r.day(g.GrantedAt)
		}
	}
	return nil
}

func (r *reader) readSecurities() error {
	var rows []models.CreditSecurity
	if err := r.q.Raw("SELECT * FROM credit_securities ORDER BY id").Scan(&rows).Error; err != nil {
		return err
	}
	for _, s := range rows {
		i, ok := r.agents[s.AgentID]
		if !ok {
			continue
		}
		ends := s.ValidToOn
		if s.ReleasedAt != nil {
			released := r.day(*s.ReleasedAt)
			if ends.IsZero() || released < ends {
				ends = released
			}
			s.ReleasedAt = nil
		}
		r.h.Agents[i].Securities = append(r.h.Agents[i].Securities, models.ReplaySecurity{From: s.ValidFromOn, To: ends, AmountFen: s.Eligible(s.ValidFromOn)})
	}
	return nil
}

// ordersQuery takes every order that was ever submitted. One that never went
// through was refused when the last word of the credit check was not a yes.
const ordersQuery = `SELECT o.id, o.agent_id, o.submitted_on, o.total_fen, p.kind, o.state, o.closed_at,
	CASE WHEN o.confirmed_at IS NULL AND o.invoiced_fen = 0 THEN COALESCE((SELECT d.outcome FROM credit_decisions d WHERE d.order_id = o.id ORDER BY d.id DESC LIMIT 1), '') ELSE '' END
	FROM orders o JOIN settlement_policies p ON p.id = o.settlement_policy_id
	WHERE o.agent_id %ONLY% AND o.submitted_on >= ? AND o.submitted_on <= ? AND o.total_fen > 0 ORDER BY o.submitted_on, o.id`

func (r *reader) readOrders() error {
	return r.rows(ordersQuery, func(scan db.Scan) error {
		var o models.ReplayOrder
		var agent int64
		var state models.OrderState
		var closed sql.NullTime
		var outcome models.DecisionOutcome
		if err := scan(&o.ID, &agent, &o.On, &o.AmountFen, &o.Kind, &state, &closed, &outcome); err != nil {
			return err
		}
		i, ok := r.agents[agent]
		if !ok {
			return nil
		}
		o.Agent, o.EndedOn = i, r.h.To+1
		if closed.Valid {
			o.EndedOn = r.day(closed.Time)
		}
		o.Refused = outcome == models.OutcomeHold || outcome == models.OutcomeReject
		r.orders[o.ID] = len(r.h.Orders)
		r.h.Orders = append(r.h.Orders, o)
		return nil
	}, r.start, r.h.To)
}

// itemsQuery takes the claims of the span and older ones that are still open.
const itemsQuery = `SELECT i.id, i.agent_id, i.settlement_kind, i.issued_on, i.posting_on, i.due_on, i.amount_fen, v.order_id
	FROM open_items i LEFT JOIN invoices v ON v.id = i.invoice_id
	WHERE i.agent_id %ONLY% AND i.amount_fen > 0 AND i.posting_on <= ? AND (i.posting_on >= ? OR i.open_fen > 0) ORDER BY i.posting_on, i.id`

// readItems puts each claim at its order; one without an order stands for an
// order of its own on the day of its posting.
func (r *reader) readItems() error {
	return r.rows(itemsQuery, func(scan db.Scan) error {
		var id, agent int64
		var kind models.SettlementKind
		var c models.Claim
		var issued models.Date
		var order sql.NullInt64
		if err := scan(&id, &agent, &kind, &issued, &c.PostingOn, &c.DueOn, &c.AmountFen, &order); err != nil {
			return err
		}
		i, ok := r.agents[agent]
		if !ok {
			return nil
		}
		at, known := r.orders[order.Int64]
		if !known || !order.Valid {
			at = len(r.h.Orders)
			r.h.Orders = append(r.h.Orders, models.ReplayOrder{ID: -id, Agent: i, On: c.PostingOn, AmountFen: c.AmountFen, Kind: kind})
		}
		o := &r.h.Orders[at]
		o.Kind, o.Refused = kind, false
		r.items[id] = place{at, len(o.Claims)}
		o.Claims = append(o.Claims, c)
		o.Bought = append(o.Bought, models.Purchase{IssuedOn: issued, PostingOn: c.PostingOn, AmountFen: c.AmountFen})
		return nil
	}, r.h.To, r.start)
}

// readReturns puts each credit note at the order of what came back.
func (r *reader) readReturns() error {
	const query = `SELECT i.id, n.issued_on, n.posting_on, n.amount_fen FROM open_items n JOIN open_items i ON i.invoice_id = n.invoice_id AND i.amount_fen > 0
		WHERE n.agent_id %ONLY% AND n.kind = 'credit_note' AND n.posting_on >= ? AND n.posting_on <= ? ORDER BY n.posting_on, n.id`
	return r.rows(query, func(scan db.Scan) error {
		var item int64
		var p models.Purchase
		if err := scan(&item, &p.IssuedOn, &p.PostingOn, &p.AmountFen); err != nil {
			return err
		}
		if at, ok := r.items[item]; ok {
			o := &r.h.Orders[at.order]
			o.Bought = append(o.Bought, p)
		}
		return nil
	}, r.start, r.h.To)
}

func (r *reader) readDisputes() error {
	const query = `SELECT item_id, accepted_on, ended_on, state = 'withdrawn' FROM disputes WHERE accepted_on <= ? ORDER BY id`
	return db.EachRow(r.q, query, func(scan db.Scan) error {
		var item int64
		var d models.ClaimDispute
		if err := scan(&item, &d.OpenedOn, &d.EndedOn, &d.Withdrawn); err != nil {
			return err
		}
		if at, ok := r.items[item]; ok {
			c := &r.h.Orders[at.order].Claims[at.claim]
			c.Disputes = append(c.Disputes, d)
		}
		return nil
	}, r.h.To)
}

func (r *reader) readParts() error {
	const query = `SELECT item_id, source, posting_on, value_on, amount_fen FROM allocations WHERE agent_id %ONLY% AND item_sign > 0 AND posting_on >= ? AND posting_on <= ? ORDER BY id`
	return r.rows(query, func(scan db.Scan) error {
		var item int64
		var p models.ClaimPart
		if err := scan(&item, &p.Source, &p.PostingOn, &p.ValueOn, &p.AmountFen); err != nil {
			return err
		}
		if at, ok := r.items[item]; ok {
			c := &r.h.Orders[at.order].Claims[at.claim]
			c.Parts = append(c.Parts, p)
		}
		return nil
	}, r.start, r.h.To)
}

// sortOrders puts invoices without an order among the orders.
func (r *reader) sortOrders() {
	slices.SortStableFunc(r.h.Orders, func(a, b models.ReplayOrder) int {
		if a.On != b.On {
			return int(a.On - b.On)
		}
		return int(a.ID - b.ID)
	})
}

// ErrNoHistory says that those who were chosen have not ordered yet.
var ErrNoHistory = models.Invalid("", "error.no_history")

// begin moves the first day up to the month after the first order when the
// record is shorter than the span.
func (r *reader) begin() error {
	if len(r.h.Orders) == 0 {
		return ErrNoHistory
	}
	r.h.From = min(max(r.h.From, r.h.Orders[0].On.MonthEnd()+1), r.h.To.MonthStart())
	return nil
}
