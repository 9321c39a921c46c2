package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"assay/app/credit"
	"assay/app/db"
	"assay/app/limits"
	"assay/app/orders"
	"assay/app/policy"
	"assay/app/review"
	"assay/app/standard"
	"assay/models"
)

// act is something that somebody does on a day.
type act func(tx *db.Tx, at models.Moment) error

// sim is the company's story while it is told: one transaction per business
// day, each act a step of the product at its own instant.
type sim struct {
	Options
	db         *db.DB
	rng        *rand.Rand
	start, end models.Date
	now        time.Time // of the verbs that open their own transaction

	regionIDs []int64
	policies  map[string]models.SettlementPolicy
	policyOf  map[int64]models.SettlementPolicy
	holidays  models.Holidays
	products  []models.Product
	metals    map[string]*price
	names     map[string]bool
	people    staff
	dealers   []*dealer
	pots      []*pot
	agenda    map[models.Date][]act
	keys      int
	shoppers  shoppers

	standard *standard.Service
	blocking policy.Service
	reviews  *review.Service
	limits   *limits.Service
	promised int // promises that may be open
}

func newSim(d *db.DB, o Options) *sim {
	end := models.DateOf(o.Now, o.Zone)
	s := &sim{Options: o, db: d, rng: rand.New(rand.NewPCG(o.Seed, uint64(end))), start: end.AddMonths(-o.Months).MonthStart(), end: end,
		policies: map[string]models.SettlementPolicy{}, policyOf: map[int64]models.SettlementPolicy{}, metals: map[string]*price{},
		names: map[string]bool{}, agenda: map[models.Date][]act{}}
	s.blocking.Apply = map[models.PolicyKind]func(*db.Tx, models.Moment, models.PolicyVersion) error{models.PolicyBlocking: credit.RulesChanged}
	clock := db.Clock{Now: func() time.Time { return s.now }, Zone: o.Zone}
	s.standard = &standard.Service{DB: d, Clock: clock}
	s.reviews, s.limits = &review.Service{DB: d, Clock: clock}, &limits.Service{DB: d, Clock: clock}
	return s
}

// later puts an act on the agenda; what lies after the end never happens, so
// the last days leave things open.
func (s *sim) later(on models.Date, a act) { s.agenda[on] = append(s.agenda[on], a) }

// key is a fresh request key.
func (s *sim) key() string {
	s.keys++
	return fmt.Sprintf("demo-%06d", s.keys)
}

// errAgain says that a day's transaction would run twice: the story would not
// be the same, and nobody else works on this database.
var errAgain = errors.New("demo: somebody else is working on this database")

// tell lives through the days.
func (s *sim) tell(ctx context.Context) error {
	for day := s.start; day <= s.end; day++ {
		if err := s.live(ctx, day); err != nil {
			return fmt.Errorf("demo: %s: %w", day, err)
		}
		if s.Progress != nil {
			s.Progress(int(day-s.start)+1, int(s.end-s.start)+1, day)
		}
	}
	return nil
}

// live is one day: what is on the agenda, then the month's run.
func (s *sim) live(ctx context.Context, day models.Date) error {
	s.plan(day)
	acts := s.agenda[day]
	delete(s.agenda, day)
	if len(acts) > 0 {
		ran := false
		err := s.db.InTx(ctx, func(tx *db.Tx) error {
			if ran {
				return errAgain
			}
			ran = true
			return s.inOrder(tx, day, acts)
		})
		if err != nil {
			return err
		}
	}
	return s.evening(ctx, day)
}

// evening is what the house does by itself after a day's work.
func (s *sim) evening(ctx context.Context, day models.Date) error {
	s.now = day.In(s.Zone).Add(18 * time.Hour)
	if day == s.end && s.now.After(s.Now) {
		s.now = s.Now
	}
	if err := s.judgePromises(ctx, day); err != nil {
		return err
	}
	if err := s.leaveWaiting(ctx, day); err != nil {
		return err
	}
	if day.Day() != 1 {
		return nil
	}
	if err := s.reviewMonth(ctx, day); err != nil {
		return err
	}
	if err := s.judgeStandard(ctx, day); err != nil {
		return err
	}
	return s.provide(ctx, day)
}

// inOrder spreads the acts over the working day.
func (s *sim) inOrder(tx *db.Tx, day models.Date, acts []act) error {
	open, shut := s.hours(day)
	step := shut.Sub(open) / time.Duration(len(acts)+1)
	for i, a := range acts {
		at := models.MomentOf(open.Add(time.Duration(i+1)*step), s.Zone)
		if err := a(tx, at); err != nil {
			return err
		}
	}
	return nil
}

// hours are half past eight to half past five, on the last day no later than
// now.
func (s *sim) hours(day models.Date) (open, shut time.Time) {
	begin := day.In(s.Zone)
	open, shut = begin.Add(8*time.Hour+30*time.Minute), begin.Add(17*time.Hour+30*time.Minute)
	if day == s.end && s.Now.Before(shut) {
		shut = s.Now
	}
	if shut.Before(open) {
		open = begin
	}
	return open, shut
}

// plan adds what each day brings by itself.
func (s *sim) plan(day models.Date) {
	if !s.holidays.IsBusinessDay(day) && day.Weekday() != time.Saturday {
		return
	}
	if day > s.start {
		s.agenda[day] = append([]act{s.quoteMetals}, s.agenda[day]...)
	}
	for _, d := range s.dealers {
		s.planDealer(d, day)
	}
}

// planDealer lets an agent order now and then, and tells it the balance.
func (s *sim) planDealer(d *dealer, day models.Date) {
	if d.Agent.JoinedOn >= day {
		return
	}
	if day >= s.statementsFrom() {
		s.tellBalance(d, day)
	}
	if d.gone || d.rng.Float64() >= d.perMonth*season(day.Month())/24.5 {
		return
	}
	if day > s.end-12 && d.rng.Float64() < 0.07 {
		s.later(day, func(tx *db.Tx, at models.Moment) error { return s.draft(tx, at, d) })
		return
	}
	s.later(day, func(tx *db.Tx, at models.Moment) error { return s.order(tx, at, d) })
}

// statementsFrom is when statements begin: the portal took them over a year
// before the end.
func (s *sim) statementsFrom() models.Date {
	return max(s.start, s.end.AddMonths(-s.StatementMonths)).MonthStart()
}

// input is an order's shell.
func (s *sim) input(d *dealer) orders.Input {
	in := orders.Input{AgentID: d.ID, RequestKey: s.key()}
	if len(d.stores) > 0 {
		id := pick(d.rng, d.stores)
		in.StoreID = &id
	}
	if d.rng.Float64() < 0.12 {
		in.Note = pick(d.rng, notes)
	}
	return in
}

var notes = []string{"请附证书", "开业活动用货", "客户定制，请优先", "节前备货", "圈口56-58为主", "请按门店分开包装", "Please ship with certificates"}
