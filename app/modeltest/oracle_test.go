package modeltest

import (
	"time"

	"assay/models"
)

// The oracle keeps the company in maps and integers and knows the rules of
// docs/credit-policy.md a second time, written without the product's code: it
// uses the product's names and its day type, and none of its rules.

type day = models.Date

const endless = int64(1) << 61

type limit struct {
	kind     models.LimitKind
	amount   int64
	from, to day
}

type term struct {
	policy string
	from   day
}

type agent struct {
	id         int64
	inGroup    bool
	status     models.AgentStatus
	receivable int64
	reserved   int64
	money      int64 // unallocated
	secured    int64
	standing   []limit
	temporary  []limit
	blocks     []int64
	terms      []term
	movements  map[day]int64 // of receivable less unallocated, by posting day
	firstOn    day
	statements []statement
}

type statement struct {
	from, to         day
	opening, closing int64
}

type line struct {
	sku      string
	quantity int64
	shipped  int64
	unit     int64
}

type order struct {
	id       int64
	a        *agent
	state    models.OrderState
	lines    []line
	total    int64
	invoiced int64
	reserved int64
	holds    bool
	expires  day // 0: never
	asked    day // when credit was last asked for it
	grant    int64
	grantTo  day
	policy   string
}

type item struct {
	id            int64
	a             *agent
	number        string
	kind          string // settlement kind
	issued, due   day
	amount, open  int64
	invoice       int64 // document id of an invoice, 0 for a credit note
	credited      int64
	discount      int64
	discountUntil day
}

type settled struct {
	item           *item
	cash, discount int64
}

type receipt struct {
	id      int64
	a       *agent
	state   models.ReceiptState
	cleared day
	amount  int64
	rest    int64
	used    []settled
}

type writeOff struct {
	id        int64
	item      *item
	state     models.WriteOffState
	by        int64
	amount    int64
	recovered int64
}

type oracle struct {
	today       day
	agents      []*agent
	pot         limit
	member      limit
	gradeAmount int64
	orders      []*order
	items       []*item
	receipts    []*receipt
	writeOffs   []*writeOff
	securities  []*security
	past        map[day][]ageing
}

// security is a deposit or guarantee; counted is what the counters hold of it.
type security struct {
	id       int64
	a        *agent
	worth    int64
	counted  int64
	from, to day
	ended    bool
}

// worthOn is what it secures on a day.
func (s *security) worthOn(on day) int64 {
	if s.ended || on < s.from || s.to != 0 && on > s.to {
		return 0
	}
	return s.worth
}

// ageing is what one agent owes per due day, and has paid in, on a day.
type ageing struct {
	debit, credit map[day]int64
	money         int64
}

// policies are the settlement policies by what the oracle needs of them.
var policies = map[string]struct {
	kind    string
	months  int
	cutoff  int
	days    int
	weekend bool // due dates leave weekends
}{
	"early": {"early", 0, 31, 0, true}, "immediate": {"immediate", 0, 31, 0, true}, "monthly": {"months", 1, 31, 30, true},
	"quarterly": {"months", 3, 31, 30, true}, "discount": {"months", 1, 25, 20, false},
}

var policyCodes = []string{"monthly", "quarterly", "discount", "immediate", "early"}

// periodEnd is the last day of the settlement period that holds d.
func periodEnd(policy string, d day) day {
	p := policies[policy]
	if p.kind != "months" {
		return d
	}
	y, m, _ := d.Time().Date()
	for i := 0; ; i++ {
		first := time.Date(y, m+time.Month(i), 1, 0, 0, 0, 0, time.UTC)
		last := first.AddDate(0, 1, -1).Day()
		end := models.NewDate(first.Year(), first.Month(), min(p.cutoff, last))
		if int(first.Month())%p.months == 0 && end >= d {
			return end
		}
	}
}

func dueDate(policy string, delivered day) day {
	p := policies[policy]
	due := periodEnd(policy, delivered) + day(p.days)
	for p.weekend && (due.Time().Weekday() == time.Saturday || due.Time().Weekday() == time.Sunday) {
		due++
	}
	return due
}

// termOf is the policy an agent is under on a day; policyOf the one that a new
// order gets, prepaid while a loss is not made good.
func (o *oracle) termOf(a *agent, on day) string {
	code, since := "early", day(0)
	for _, t := range a.terms {
		if t.from <= on && t.from >= since {
			code, since = t.policy, t.from
		}
	}
	return code
}

func (o *oracle) policyOf(a *agent) string {
	if o.lossOf(a) > 0 {
		return "early"
	}
	return o.termOf(a, o.today)
}

// lossOf is what was written off of the agent and not recovered.
func (o *oracle) lossOf(a *agent) (sum int64) {
	for _, w := range o.writeOffs {
		if w.item.a == a && w.state == models.WriteOffApproved {
			sum += w.amount - w.recovered
		}
	}
	return sum
}

func (o *oracle) assign(a *agent, code string) {
	from := o.today
	if present := o.termOf(a, o.today); len(a.terms) > 0 && policies[present].kind == "months" {
		from = periodEnd(present, o.today) + 1
	}
	a.terms = append(a.terms, term{code, from})
}
