package app

import (
	"fmt"
	"html/template"

	"assay/app/agents"
	"assay/app/chart"
	"assay/app/credit"
	"assay/app/limits"
	"assay/app/orders"
	"assay/app/policy"
	"assay/app/receivables"
	"assay/app/review"
	"assay/app/settlement"
	"assay/app/statements"
	"assay/app/web"
	"assay/models"
)

// agentPage is everything about one agent, a tab at a time.
type agentPage struct {
	Base           string
	OrderBase      string
	StatementBase  string // "" for who sees no statements
	OrderList      string // "" for who has no list of orders
	Tab            string
	Open           string // the dialog that is shown: one that was sent, or asked for without scripts
	Agent          agents.Listed
	Line           models.CreditLine
	Counters       models.Counters
	Terms          models.CreditTerms
	Blocking       *models.PolicyVersion // the rules in force, nil before the first version
	Families       []models.RuleFamily
	Ageing         models.Ageing
	Overdue        int // days
	Facts          agentFacts
	Trend          template.HTML
	TrendTable     chart.Table
	Limits         []models.LimitStep
	LimitCount     int
	Blocks         []models.CreditBlock
	Decisions      []models.DecisionRow
	Contacts       []models.AgentContact
	Banks          []models.AgentBankAccount
	Securities     []models.CreditSecurity
	Waiting        []models.SecurityRequest
	Stores         []models.Store
	Changes        []models.AgentStatusChange
	Policy         models.SettlementPolicy
	Policies       []models.SettlementPolicy
	Orders         []orders.Listed
	OrderCount     int64
	Statements     []statements.Listed
	StatementCount int64
	Receipts       []receivables.ListedReceipt
	ReceiptCount   int64
	Reasons        []models.BlockReason
	Today          models.Date
	EditLink       string
	Papers         map[int64][]models.SecurityPaper
	Proposals      []limits.Listed
	Score          scoreTab
	Security       securityForm
	Store          storeForm
	Staffing       staffForm
	sent           sent
	Staff          map[int64][]models.StorePerson
}

// agentFacts are the figures beside the credit line. Has… tells which of them
// there are.
type agentFacts struct {
	Next      models.DueDay
	HasNext   bool
	Deposits  models.Money
	Purchases models.Money
	DaysToPay models.CentiDays
	HasPaid   bool
	Longest   int
}

// Path is the page's address: forms that were not accepted stand elsewhere.
func (d *agentPage) Path() string { return fmt.Sprintf("%s/%d", d.Base, d.Agent.ID) }

// The tabs of the agent page.
const (
	tabFinance    = "finance"
	tabScore      = "score"
	tabOrders     = "orders"
	tabStatements = "statements"
	tabRegister   = "register"
	tabJournal    = "journal"
)

// tabOf is the tab asked for, or the one of the form that was sent.
func tabOf(asked, form string) string {
	switch form {
	case "status", "stores", "staff":
		return tabRegister
	case "review", "promise", "fact":
		return tabScore
	case "":
	default:
		return tabFinance
	}
	switch asked {
	case tabScore, tabOrders, tabStatements, tabRegister, tabJournal:
		return asked
	}
	return tabFinance
}

// How much of each list the page shows; the rest is a link away.
const (
	newestFew  = 5
	newestMany = 20
	trendSpan  = 24
)

// fillAgent reads the head of the page and its tab.
func (p pages) fillAgent(c *web.Ctx, d *agentPage) error {
	q, id := p.DB.Read(c.UserContext()), d.Agent.ID
	many := newestFew
	if d.Tab == tabOrders || d.Tab == tabStatements {
		many = newestMany
	}
	reads := []func() error{
		func() (err error) { d.Blocks, err = credit.Blocks(q, id); return },
		func() (err error) { d.Contacts, err = agents.Contacts(q, id); return },
		func() (err error) { d.Stores, err = agents.Stores(q, id); return },
		func() (err error) { d.Policy, err = settlement.PolicyOf(q, id, d.Today); return },
		func() (err error) { d.Policies, err = settlement.Policies(q); return },
		func() error { return d.overdue(receivables.DueSums(q, id, d.Today)) },
		func() (err error) {
			d.Orders, d.OrderCount, err = orders.List(q, models.Scope{All: true}, orders.Filter{AgentID: id, Limit: many})
			return
		},
	}
	if d.StatementBase != "" {
		reads = append(reads, func() (err error) {
			d.Statements, d.StatementCount, err = statements.List(q, c.Actor.Scope(models.StatementRead), statements.Filter{AgentID: id, Limit: many})
			return
		})
	}
	for _, read := range append(reads, p.tab(c, d)...) {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// overdue is for how long the agent has owed something overdue.
func (d *agentPage) overdue(dues []receivables.DueSum, err error) error {
	var days []models.DueDay
	for _, x := range dues {
		days = append(days, models.DueDay{DueOn: x.DueOn, DebitFen: x.DebitFen})
	}
	if _, late, ok := models.OldestDue(days, d.Today); ok {
		d.Overdue = late
	}
	return err
}

// tab is what the chosen tab reads besides the head.
func (p pages) tab(c *web.Ctx, d *agentPage) []func() error {
	q, id := p.DB.Read(c.UserContext()), d.Agent.ID
	journal := func() error {
		rows, err := credit.Limits(q, id, newestMany)
		d.limits(models.LimitSteps(rows, c.Today(), c.Web.Zone))
		return err
	}
	switch d.Tab {
	case tabFinance:
		return []func() error{
			func() error { return p.line(c, d) },
			func() error { return p.facts(c, d) },
			func() error { return p.trend(c, d) },
			journal,
			func() error { return p.proposals(c, d) },
			func() (err error) { d.Score.Scores, err = review.Scores(q, id, 1); return },
			func() (err error) { d.Decisions, err = credit.Decisions(q, id, newestFew); return },
		}
	case tabScore:
		return []func() error{func() error { return p.score(c, d) }}
	case tabRegister:
		return []func() error{
			func() (err error) { d.Banks, err = agents.Banks(q, id); return },
			func() (err error) { d.Staff, err = agents.Staff(q, id); return },
			func() (err error) { d.Changes, err = agents.StatusChanges(q, id); return },
		}
	case tabJournal:
		return []func() error{
			journal,
			func() (err error) { d.Decisions, err = credit.Decisions(q, id, newestMany); return },
			func() (err error) { d.Changes, err = agents.StatusChanges(q, id); return },
		}
	}
	return nil
}

func (d *agentPage) limits(journal []models.LimitStep) {
	d.Limits, d.LimitCount = journal, len(journal)
	if d.Tab == tabFinance {
		d.Limits = d.Limits[:min(len(d.Limits), newestFew)]
	}
}

// line reads the credit line, the ageing and what secures it.
func (p pages) line(c *web.Ctx, d *agentPage) error {
	q, id := p.DB.Read(c.UserContext()), d.Agent.ID
	view, err := credit.Load(q, id, d.Today)
	if err != nil {
		return err
	}
	d.Terms, d.Counters = view.Terms, view.Account.Counters
	d.Line = models.LineOf(view.Terms, view.Account.Counters, view.Pot, d.Today)
	if d.Ageing, err = receivables.AgeingOf(q, id, d.Today); err != nil {
		return err
	}
	if d.Securities, err = credit.Securities(q, id); err != nil {
		return err
	}
	if d.Waiting, err = credit.WaitingSecurities(q, id); err != nil {
		return err
	}
	if d.Papers, err = credit.PapersOf(q, id); err != nil {
		return err
	}
	d.Families = models.RuleFamilies()
	inForce, err := policy.InForce(q, models.PolicyBlocking, models.SegmentAll, d.Today)
	if models.KindOf(err) == models.KindNotFound {
		return nil
	}
	d.Blocking = &inForce
	return err
}

// Rules are the blocking rules and exclusions that the agent can meet, those
// past their last day left out.
func (d *agentPage) Rules() (rules []models.BlockingRule) {
	of := models.DefaultBlockingPolicy()
	if d.Terms.Rules != nil {
		of = *d.Terms.Rules
	}
	for _, r := range of.Rules {
		if r.ValidToOn.IsZero() || r.ValidToOn >= d.Today {
			rules = append(rules, r)
		}
	}
	return rules
}

// facts reads what the facts beside the line are made of.
func (p pages) facts(c *web.Ctx, d *agentPage) error {
	q, id := p.DB.Read(c.UserContext()), d.Agent.ID
	past, err := receivables.PastOf(q, id, d.Today)
	if err != nil {
		return err
	}
	f := &d.Facts
	f.Next, f.HasNext = models.NextDue(past.Dues, d.Today)
	f.Deposits = models.Deposits(d.Securities, d.Today)
	f.Purchases = past.Bought.Year(d.Today)
	f.DaysToPay, f.HasPaid = models.DaysToPay(past.Paid)
	f.Longest = models.LongestOverdue(past.Late, models.TrailingMonths(d.Today, 12).From-1, d.Today)
	if c.Actor.Can(models.ReceivableRead) {
		d.Receipts, d.ReceiptCount, err = receivables.Receipts(q, c.Actor.Scope(models.ReceivableRead), receivables.ReceiptFilter{AgentID: id, Limit: newestFew})
	}
	return err
}

// trend draws limit and exposure at the ends of the kept months and today.
func (p pages) trend(c *web.Ctx, d *agentPage) error {
	months, err := p.Reports.AgentMonths(c.UserContext(), d.Agent.ID, trendSpan)
	if err != nil || len(months) == 0 {
		return err
	}
	draw := chart.LimitTrend{Title: c.T("agent360.trend"), Description: c.T("agent360.trend_desc", "Name", d.Agent.Name(c.Lang())), First: c.T("cockpit.as_of_head"),
		Limit: c.T("credit.limit"), Exposure: c.T("credit.exposure"), None: c.T("limit_kind.unlimited"), Amount: func(m models.Money) string { return web.WanShort(c.Lang(), m) }}
	for _, m := range months {
		draw.Points = append(draw.Points, chart.TrendPoint{Label: m.MonthOn.String()[:7], Limit: m.LimitFen, HasLimit: m.UnlimitedFen == 0, Exposure: m.Exposure()})
	}
	draw.Points = append(draw.Points, chart.TrendPoint{Label: c.T("cockpit.today"), Limit: d.Line.Limit.Ceiling(), HasLimit: !d.Line.Unlimited, Exposure: d.Counters.Exposure()})
	d.Trend, d.TrendTable = template.HTML(draw.SVG()), draw.Table() //nolint:gosec // charts escape their own texts
	return nil
}
