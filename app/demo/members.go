package demo

import (
	"fmt"
	"math/rand/v2"

	"assay/app/agents"
	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

// mostMembers is how many people the stores enrol in the whole story.
const mostMembers = 200

// counter is a store with the people who work there.
type counter struct {
	store  int64
	who    models.Who
	people []int64
}

// shoppers are the made-up end customers. They have dice of their own, so that
// the story of the agents stays the same with them and without.
type shoppers struct {
	rng      *rand.Rand
	service  *members.Service
	counters []counter
	made     []string // their numbers
}

var (
	likes       = []string{"古法金", "哑光", "简约", "转运珠", "玫瑰金", "钻石", "翡翠", "珍珠", "手镯", "对戒"}
	occupations = []string{"教师", "医生", "会计", "设计师", "护士", "个体经营", "公务员", "工程师", "自由职业"}
	visits      = []struct {
		kind models.MemberEventKind
		note string
	}{{models.EventVisit, "试戴古法手镯，考虑圈口"}, {models.EventCall, "回访首饰佩戴情况，满意"}, {models.EventEnquiry, "咨询以旧换新的折算"}, {models.EventVisit, "免费清洗戒指"},
		{models.EventReview, "称赞店员讲解细致"}, {models.EventIdea, "希望增加小克重款"}, {models.EventComplaint, "耳钉扣松，已更换"}}
	cares = []string{"手镯清洗保养满 6 个月，邀约到店", "结婚纪念日前联系，推荐叠戴款", "新款到店，按偏好推荐"}
)

// addCounters puts people behind the counters, two of them with logins, and
// plans who comes in on which day.
func (s *sim) addCounters(tx *db.Tx, at models.Moment) error {
	c := &s.shoppers
	c.rng = rand.New(rand.NewPCG(s.Seed, 0x6d656d62))
	c.service = &members.Service{DB: s.db, Keys: s.Members}
	for _, d := range s.dealers {
		for _, store := range d.stores {
			if err := s.staff(tx, at, d, store); err != nil {
				return err
			}
		}
	}
	if s.Members == nil {
		return nil
	}
	for i := range mostMembers {
		day := s.start.AddDays(c.rng.IntN(s.end.DaysSince(s.start) + 1))
		s.later(day, func(tx *db.Tx, at models.Moment) error { return s.enrol(tx, at, i) })
	}
	return nil
}

// staff are a store's people; the first store's have logins.
func (s *sim) staff(tx *db.Tx, at models.Moment, d *dealer, store int64) error {
	c := counter{store: store}
	names := []string{person(s.shoppers.rng), person(s.shoppers.rng)}
	first := len(s.shoppers.counters) == 0
	for _, n := range s.people.newcomers {
		if !first || !n.Role.IsStore() {
			continue
		}
		n.Where = d.Agent.NameZh
		who, err := s.enterUser(tx, at, n, models.UserGrant{Role: n.Role, ScopeKind: models.ScopeStore, ScopeID: store})
		if err != nil {
			return err
		}
		if n.Role == models.RoleStoreStaff {
			c.who, names[0] = who, n.Name
		} else {
			names[1] = n.Name
		}
	}
	for i, name := range names {
		p, err := agents.EnterStaff(tx, at, s.people.sales, agents.StaffInput{AgentID: d.ID, StoreID: store, Name: name, Title: []string{"店员", "店长"}[i], SinceOn: s.start.AddDays(-200)})
		if err != nil {
			return err
		}
		c.people = append(c.people, p.ID)
	}
	if c.who.ID == 0 {
		c.who = models.Who{Name: names[0]}
	}
	s.shoppers.counters = append(s.shoppers.counters, c)
	return nil
}

// enrol makes a member of somebody who comes in; every other one at the store
// with logins.
func (s *sim) enrol(tx *db.Tx, at models.Moment, i int) error {
	c := &s.shoppers
	at0 := c.counters[0]
	if i%2 == 1 {
		at0 = pick(c.rng, c.counters)
	}
	in := members.Enrolment{Member: s.shopper(at, at0), Phone: fmt.Sprintf("1%d%08d", 30+c.rng.IntN(70), 10_000_000+i*44_983), StoreID: at0.store}
	if len(c.made) > 0 && c.rng.IntN(4) == 0 {
		in.BroughtBy, in.Member.Source = pick(c.rng, c.made[:min(len(c.made), 1+i/4)]), "referral"
		in.Relation = models.ReferralRelations()[i%4]
	}
	for _, p := range models.ConsentPurposes() {
		if c.rng.IntN(10) < 6 {
			in.Consents = append(in.Consents, models.MemberConsent{Purpose: p, Channel: "any", TextVersion: members.TextVersion})
		}
	}
	m, err := c.service.Enter(tx, at, at0.who, in)
	if err != nil {
		return err
	}
	c.made = append(c.made, m.Number)
	s.visit(m, at0)
	s.shopping(m, at0)
	if i%3 == 0 {
		s.hope(m, at0, i)
	}
	return nil
}

// shopper is a person's profile, more or less complete.
func (s *sim) shopper(at models.Moment, c counter) models.Member {
	rng := s.shoppers.rng
	m := models.Member{Name: person(rng), Sex: pick(rng, []string{"f", "f", "m"}), JoinedOn: at.On,
		Source: pick(rng, []string{"counter", "counter", "event", "online", "media"}), BirthMonth: 1 + rng.IntN(12), BirthDay: 1 + rng.IntN(29), BirthLunar: rng.IntN(5) == 0}
	if m.BirthMonth == 2 && m.BirthDay == 29 && rng.IntN(2) == 0 {
		m.BirthDay = 28
	}
	if rng.IntN(3) > 0 {
		m.BirthYear, m.Likes = 1955+rng.IntN(50), pick(rng, likes)+"，"+pick(rng, likes)
	}
	if rng.IntN(2) == 0 {
		m.Occupation, m.IncomeBand, m.Sizes = pick(rng, occupations), pick(rng, models.IncomeBands()), fmt.Sprintf("圈口 %d mm，戒圈 %d 号", 52+rng.IntN(9), 9+rng.IntN(10))
	}
	if rng.IntN(4) > 0 {
		id := pick(rng, c.people)
		m.AdviserID = &id
	}
	return m
}

// visit plans what happens between a member and the store afterwards; who came
// lately is to be called in the coming days.
func (s *sim) visit(m models.Member, c counter) {
	rng := s.shoppers.rng
	for range rng.IntN(3) {
		v := pick(rng, visits)
		s.later(m.JoinedOn.AddDays(10+rng.IntN(300)), func(tx *db.Tx, at models.Moment) error {
			_, err := members.EnterEvent(tx, at, c.who, m, models.MemberEvent{StoreID: c.store, Kind: v.kind, HappenedOn: at.On, Note: v.note})
			return err
		})
	}
	if rng.IntN(5) > 0 {
		return
	}
	note, due := pick(rng, cares), s.end.AddDays(rng.IntN(12)-3)
	s.later(max(s.end.AddDays(-5), m.JoinedOn+1), func(tx *db.Tx, at models.Moment) error {
		_, err := members.EnterEvent(tx, at, c.who, m, models.MemberEvent{StoreID: c.store, Kind: models.EventReminder, HappenedOn: at.On, DueOn: due, Note: note})
		return err
	})
}
