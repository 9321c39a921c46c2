package demo

import (
	"fmt"
	"math/rand/v2"

	"assay/app/db"
	"assay/app/prospects"
	"assay/models"
)

// hope plans somebody whom the store would like to win, at times sent by a
// member: called, seen, won or lost, or still to be called. Its dice are its own.
func (s *sim) hope(m models.Member, c counter, i int) {
	rng := rand.New(rand.NewPCG(s.Seed, uint64(i)+0x70726f73))
	service := &prospects.Service{DB: s.db, Members: s.shoppers.service}
	on := max(s.end.AddDays(-rng.IntN(150)), m.JoinedOn)
	e := prospects.Entry{Phone: fmt.Sprintf("1%d%08d", 30+rng.IntN(70), 50_000_000+i*61_417), Prospect: models.Prospect{StoreID: c.store, Name: person(rng), Source: pick(rng, models.ProspectSources()),
		StaffID: &c.people[rng.IntN(len(c.people))], BudgetFen: models.Money(100 * 1_000 * (2 + rng.IntN(30))), Occasion: pick(rng, []string{"婚嫁三金", "母亲生日", "自戴", "孩子满月"}), RequestKey: fmt.Sprint("demo:", i)}}
	e.Categories = e.Categories.With(pick(rng, models.Categories))
	if e.Source == models.FromReferral {
		e.Referrer, e.Relation = m.Number, models.RelationFriend
	}
	if rng.IntN(3) > 0 {
		e.AgreedOn, e.AgreedChannel, e.AgreedText = on, "phone", prospects.TextVersion
	}
	s.later(on, func(tx *db.Tx, at models.Moment) error {
		if !e.AgreedOn.IsZero() {
			e.AgreedOn = at.On
		}
		p, err := service.Begin(tx, at, c.who, e)
		if err == nil {
			s.pursue(service, rng, c, p)
		}
		return err
	})
}

// pursue plans what the store does about a prospect.
func (s *sim) pursue(service *prospects.Service, rng *rand.Rand, c counter, p models.Prospect) {
	how, due := rng.IntN(5), s.end.AddDays(rng.IntN(9)-3)
	s.later(min(p.EnteredOn.AddDays(2+rng.IntN(20)), s.end), func(tx *db.Tx, at models.Moment) error {
		n := models.ProspectNote{Kind: models.EventCall, Note: pick(rng, []string{"约周末到店看款", "在比价，过几天再联系", "等工资发放后来店"}), HappenedOn: at.On, Stage: models.ProspectContacted}
		switch how {
		case 0:
			_, err := service.Win(tx, at, c.who, p, nil)
			return err
		case 1:
			n.Stage, n.Note = models.ProspectLost, "已在别处购买"
		case 2:
			n.Kind, n.Stage, n.Note = models.EventVisit, models.ProspectVisiting, "试戴对戒，需与家人商量"
		}
		if n.Stage.Open() {
			n.NextOn = max(due, at.On)
		}
		return prospects.EnterNote(tx, at, c.who, p, n)
	})
}
