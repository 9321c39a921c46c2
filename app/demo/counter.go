package demo

import (
	"fmt"
	"math/rand/v2"

	"assay/app/care"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/voice"
	"assay/models"
)

// goods are what the stores sell over the counter, from and to yuan.
var goods = []struct {
	name, category string
	from, to       int
}{{"足金素圈戒指", "gold", 1_800, 4_800}, {"古法金手镯", "gold", 12_000, 46_000}, {"转运珠手绳", "gold", 600, 1_900}, {"18K 玫瑰金项链", "k_gold", 1_200, 5_800}, {"铂金对戒", "platinum", 4_000, 9_800},
	{"钻石吊坠", "diamond", 3_500, 28_000}, {"翡翠平安扣", "jade", 2_000, 36_000}, {"珍珠耳饰", "pearl", 500, 3_200}, {"银手镯", "silver", 280, 880}}

// everywhere is the scope of who made the story up.
var everywhere = models.Scope{All: true}

// shopping plans what a member buys: some once, some again and again, a few a lot.
// Its dice are its own, so that who comes in stays the same.
func (s *sim) shopping(m models.Member, c counter) {
	rng := rand.New(rand.NewPCG(s.Seed, uint64(m.ID)))
	times := []int{0, 1, 1, 2, 3, 5, 9}[rng.IntN(7)]
	on := m.JoinedOn
	for i := range times {
		on = on.AddDays(rng.IntN(40) + i*rng.IntN(60))
		if on > s.end {
			return
		}
		s.later(on, func(tx *db.Tx, at models.Moment) error { return s.sale(tx, at, rng, m, c, i) })
	}
	if rng.IntN(12) == 0 {
		s.later(max(s.end.AddDays(-rng.IntN(20)), m.JoinedOn), func(tx *db.Tx, at models.Moment) error { return s.service(tx, at, rng, m, c) })
	}
}

// sale is a slip; every third is followed by a word about how it was.
func (s *sim) sale(tx *db.Tx, at models.Moment, rng *rand.Rand, m models.Member, c counter, i int) error {
	in := loyalty.SaleInput{StoreID: c.store, MemberID: m.ID, PersonID: pick(rng, c.people), SoldOn: at.On, Payment: pick(rng, models.Payments()[:4]), SourceKey: fmt.Sprintf("demo:%d:%d", m.ID, i)}
	for range 1 + rng.IntN(2) {
		g := pick(rng, goods)
		in.Lines = append(in.Lines, loyalty.SaleLine{Name: g.name, Category: g.category, Quantity: 1, WeightMg: models.Weight(1_000 + rng.IntN(30_000)), PriceFen: models.Money(100 * (g.from + rng.IntN(g.to-g.from)))})
	}
	if _, err := loyalty.EnterSale(tx, at, c.who, everywhere, in); err != nil || rng.IntN(3) > 0 {
		return err
	}
	a := models.Answer{CSAT: pick(rng, []int{5, 5, 4, 4, 3, 2}), NPS: pick(rng, []int{10, 9, 9, 8, 7, 4}), Comment: pick(rng, []string{"", "", "店员讲解很细致", "等候时间偏长"})}
	v, err := voice.EnterAnswer(tx, at, c.who, everywhere, voice.Asking{MemberID: m.ID, StoreID: c.store, Occasion: models.SurveyAtAll, RequestKey: in.SourceKey}, a)
	if err != nil || a.CSAT > 2 && a.NPS > 4 || at.On > s.end.AddDays(-9) {
		return err
	}
	return voice.HandleAnswer(tx, at, c.who, everywhere, v.ID, "已致电回访，客人接受处理")
}

// service is something that the store has to do for a member, at one stage or
// another.
func (s *sim) service(tx *db.Tx, at models.Moment, rng *rand.Rand, m models.Member, c counter) error {
	key := fmt.Sprintf("demo:%d", m.ID)
	o := care.Opening{Case: models.Case{Kind: models.CaseService, Topic: pick(rng, []string{"cleaning", "resizing", "repair"}), StoreID: c.store, MemberID: m.ID, Title: pick(rng, goods).name, WeightInMg: models.Weight(2_000 + rng.IntN(20_000)),
		PromisedOn: at.On.AddDays(rng.IntN(9)), RequestKey: key}}
	switch rng.IntN(4) {
	case 0:
		o.Kind, o.Topic, o.Brief, o.Category, o.WeightInMg = models.CaseBespoke, "ring", "六爪镶，内圈刻名字，预算两万", "diamond", 0
		o.PromisedOn = at.On.AddDays(40)
	case 1:
		o.Kind, o.Topic, o.Brief, o.WeightInMg, o.PromisedOn = models.CaseComplaint, "quality", "佩戴两周后扣头松动", 0, 0
	}
	made, err := care.Begin(tx, at, c.who, everywhere, o)
	if err != nil || made.Kind != models.CaseService || rng.IntN(2) == 0 {
		return err
	}
	_, err = care.Do(tx, at, c.who, everywhere, care.Step{CaseID: made.ID, Version: made.Version, Entry: models.CaseEntry{Act: models.CaseMoved, Stage: models.StageWorking, RequestKey: key + ":work"}})
	return err
}
