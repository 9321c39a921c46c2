package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"assay/app/agents"
	"assay/models"
)

// payer is how an agent pays.
type payer int

const (
	prompt payer = iota
	slow
	veryLate
)

// dealer is an agent as the story knows it: how much it buys and how it pays.
type dealer struct {
	agents.Registration
	ID       int64
	who      models.Who // who orders
	boss     *dealer    // the head agent
	pot      *pot
	city     city
	policy   models.SettlementPolicy
	pays     payer
	failsOn  models.Date // from then on it pays nothing; zero: never
	backOn   models.Date // and then orders again, prepaid; zero: never
	perMonth float64     // orders
	basket   float64     // fen per order when the story begins
	inherits bool        // its limit is the grade's or the group's
	stores   []int64
	rng      *rand.Rand

	gone     bool // orders no more
	limit    models.Money
	payOn    map[models.Date]models.Date // by due day
	owes     map[models.Date]models.Money
	purse    models.Money // paid ahead
	told     models.Date  // through the last statement
	invoices int
	giving   int // write-offs asked for and not decided
}

// pot is a credit group of the story.
type pot struct {
	models.CreditGroup
	need models.Money
}

// login is the place of the agent whose people have logins.
const login = 0

// invent makes the i-th of n agents; order of calls never matters, since each
// has its own numbers.
func (s *sim) invent(i int) *dealer {
	r := rand.New(rand.NewPCG(s.Seed, uint64(i)+1000))
	d := &dealer{rng: r, payOn: map[models.Date]models.Date{}, owes: map[models.Date]models.Money{}}
	where := weighted(r, regionShare)
	d.city = pick(r, regions[where].cities)
	d.perMonth = math.Min(6, 1.45*math.Exp(0.55*r.NormFloat64()))
	d.basket = 5_200_000 * math.Exp(0.6*r.NormFloat64())
	d.pays = payer(weighted(r, []int{62, 29, 9}))
	d.policy = s.policies[policyCodes[weighted(r, []int{7, 8, 55, 20, 6, 4})]]
	d.inherits = r.Float64() < 0.35
	a := &d.Agent
	a.Kind = []models.AgentKind{models.KindAgent, models.KindFranchisee, models.KindOwnStore}[weighted(r, []int{68, 25, 7})]
	a.Status = models.AgentActive
	a.Grade = d.gradeOf()
	a.JoinedOn = s.start.AddDays(-30 - r.IntN(3000))
	if r.Float64() < 0.22 {
		a.JoinedOn = s.start.AddDays(r.IntN(max(1, int(s.end-s.start)*4/5)))
	}
	if i == login {
		where = s.becomeLogin(d)
	}
	a.RegionID = s.regionIDs[where]
	d.fillIn(i)
	a.NameZh, a.NameEn = s.nameOf(d)
	d.Contacts = d.people(i == login)
	d.Banks = []models.AgentBankAccount{{Bank: pick(r, banks) + d.city.zh + "分行", AccountNo: fmt.Sprintf("62%014d", r.IntN(100_000_000_000_000)), Holder: a.NameZh}}
	d.who = models.Who{Name: d.Contacts[len(d.Contacts)-1].Name}
	return d
}

var policyCodes = []string{"early", "immediate", "monthly", "quarterly", "semi-annual", "annual"}

// becomeLogin makes the agent whose people sign in: large, prompt and in
// Hangzhou, so that every page has something to show. It returns the region.
func (s *sim) becomeLogin(d *dealer) int {
	d.city, d.perMonth, d.basket, d.pays, d.inherits = regions[0].cities[0], 6, 8_000_000, prompt, false
	d.policy = s.policies["monthly"]
	d.Agent.Kind, d.Agent.Grade, d.Agent.JoinedOn = models.KindAgent, "A", s.start.AddDays(-1900)
	return 0
}

// gradeOf follows size and manners.
func (d *dealer) gradeOf() models.Grade {
	points := math.Log(d.perMonth*d.basket/7_500_000) + []float64{0.5, -0.1, -0.9}[d.pays] + 0.5*d.rng.NormFloat64()
	for i, bound := range []float64{1.1, 0.2, -0.7, -1.7} {
		if points > bound {
			return models.Grades[i]
		}
	}
	return "E"
}

// fillIn writes the agent's papers.
func (d *dealer) fillIn(i int) {
	a, r := &d.Agent, d.rng
	a.Code = fmt.Sprintf("%s-%04d", d.city.code, i+1)
	a.Address = fmt.Sprintf("%s市%s%d号", d.city.zh, pick(r, streets), 1+r.IntN(399))
	a.TaxNo = fmt.Sprintf("91%06d%08dX", r.IntN(1_000_000), r.IntN(100_000_000))
	a.LicenceNo = fmt.Sprintf("YZ%010d", r.IntN(1_000_000_000))
	a.ContractNo = fmt.Sprintf("CY-%d-%04d", a.JoinedOn.Year(), i+1)
}

func (s *sim) nameOf(d *dealer) (zh, en string) {
	for try := 0; ; try++ {
		w, k := pick(d.rng, shopWords), pick(d.rng, shopKinds)
		zh, en = d.city.zh+w.zh+k.zh, d.city.en+" "+w.en+" "+k.en
		if d.Agent.Kind == models.KindOwnStore {
			street := pick(d.rng, streets)
			zh, en = "承悦珠宝"+d.city.zh+street+"店", "Chengyue "+d.city.en+" Store"
		}
		if try > 20 {
			zh += fmt.Sprint(try)
		}
		if !s.names[zh] {
			s.names[zh] = true
			return zh, en
		}
	}
}

// people are the owner, sometimes a buyer, and their ways to be reached.
func (d *dealer) people(both bool) []models.AgentContact {
	roles := []string{"owner"}
	if d.rng.Float64() < 0.6 || both {
		roles = append(roles, "buyer")
	}
	var out []models.AgentContact
	for _, role := range roles {
		c := models.AgentContact{Name: person(d.rng), Role: role, Phone: phone(d.rng), BirthdayKind: "solar", BirthdayMonth: 1 + d.rng.IntN(12), BirthdayDay: 1 + d.rng.IntN(28)}
		if d.rng.Float64() < 0.3 {
			c.BirthdayKind = "lunar"
		}
		c.Email = role + "@" + strings.ToLower(strings.ReplaceAll(d.Agent.Code, "-", "")) + ".example"
		out = append(out, c)
	}
	return out
}

// monthly is what the agent buys in an average month when the story begins.
func (d *dealer) monthly() float64 { return d.perMonth * d.basket }

// need is the credit that its terms of payment take, with room to breathe.
func (d *dealer) need() models.Money {
	months := 1.0
	switch d.policy.Kind {
	case models.SettlementMonths:
		months = float64(d.policy.Months) + 1.3
	case models.SettlementEarly, models.SettlementImmediate:
		return 0
	}
	months += []float64{0, 0.8, 2.5}[d.pays]
	return roundTo(models.Money(d.monthly()*months*(1.35+0.9*d.rng.Float64())), 5_000_000)
}

// roundTo rounds up to a step, at least one.
func roundTo(m, stepSize models.Money) models.Money {
	return max(1, (m+stepSize-1)/stepSize) * stepSize
}
