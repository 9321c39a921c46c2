package bench

import (
	"context"
	"fmt"
	"math/rand/v2"

	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

// memberBook makes up members of stores and what they bought: about two slips
// each, half of them once, some never.
type memberBook struct {
	*Bench
	keys *members.Keys
	rng  *rand.Rand
}

// How a made-up book of members is spread.
const (
	memberRegions  = 8
	memberStores   = 400
	memberPart     = 2_000 // members of one transaction
	memberArticles = 300   // of each category
)

func memberNumber(id int64) string { return fmt.Sprintf("M2020-%07d", id) }

// memberName is one of 16,000 names, so that a million members have namesakes
// as people have.
func memberName(id int64) string {
	const family, given = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹", "伟芳娜敏静丽强磊洋艳勇军杰娟涛超明霞平刚桂英华玉兰"
	f, g := []rune(family), []rune(given)
	n := int(id * 7919 % int64(len(f)*len(g)*len(g)))
	return string([]rune{f[n%len(f)], g[n/len(f)%len(g)], g[n/len(f)/len(g)%len(g)]})
}

func phoneOf(id int64) string { return fmt.Sprintf("1%010d", 3_000_000_000+id) }

// fill writes n members.
func (b memberBook) fill(ctx context.Context, n int) error {
	at := b.Clock.Moment()
	if err := b.DB.InTx(ctx, func(tx *db.Tx) error { return b.places(tx, at) }); err != nil {
		return err
	}
	start := b.Clock.Now()
	slip, line := int64(0), int64(0)
	for first := 0; first < n; first += memberPart {
		part := b.part(at, first, min(first+memberPart, n), &slip, &line)
		if err := b.DB.InTx(ctx, part.write); err != nil {
			return err
		}
	}
	b.printf("%d members with %d slips written in %.0f s\n", n, slip, b.Clock.Now().Sub(start).Seconds())
	return nil
}

func (b memberBook) places(tx *db.Tx, at models.Moment) error {
	var regions []models.Region
	for i := range int64(memberRegions) {
		regions = append(regions, models.Region{ID: i + 1, Code: fmt.Sprintf("r%d", i+1), NameZh: "大区", NameEn: "Region", Path: fmt.Sprintf("/%d/", i+1)})
	}
	var stores []models.Store
	for i := range int64(memberStores) {
		stores = append(stores, models.Store{ID: i + 1, AgentID: 1, RegionID: 1 + i%memberRegions, Code: fmt.Sprintf("S%d", i+1), NameZh: "门店", NameEn: "Store", OpenedOn: at.On.AddDays(-2000), Version: 1})
	}
	if err := tx.Create(&regions).Error; err != nil {
		return err
	}
	return tx.Create(&stores).Error
}

// memberRows are a part of the book.
type memberRows struct {
	from, to int
	people   []models.Member
	accounts []models.MemberAccount
	consents []models.MemberConsent
	slips    []models.SalesSlip
	lines    []models.SlipLine
}

func (b memberBook) part(at models.Moment, first, last int, slip, line *int64) memberRows {
	p := memberRows{from: first, to: last}
	policy := models.DefaultTierPolicy()
	for i := first; i < last; i++ {
		m := b.person(at, int64(i+1))
		p.people = append(p.people, m)
		if i%2 == 0 {
			p.consents = append(p.consents, models.MemberConsent{MemberID: m.ID, Purpose: models.ConsentMarketing, Channel: "any", TextVersion: "1", GivenOn: m.JoinedOn, GivenBy: "b", GivenAt: at.At})
		}
		a := models.MemberAccount{MemberID: m.ID, Version: 1}
		b.shop(at, &p, &a, m, slip, line)
		state, _ := policy.Earned(policy.Join(m.JoinedOn), a.Growth, m.JoinedOn, at.On)
		a.Put(state)
		p.accounts = append(p.accounts, a)
	}
	return p
}

// person is a member; each ninth was brought by an earlier one.
func (b memberBook) person(at models.Moment, id int64) models.Member {
	store := 1 + id%memberStores
	hash, err := b.keys.Hash(phoneOf(id))
	if err != nil {
		panic(err) // the keys are there, and the phone is one
	}
	m := models.Member{ID: id, PublicID: fmt.Sprintf("p%d", id), Number: memberNumber(id), Name: memberName(id), Sex: []string{"f", "f", "m"}[id%3], PhoneHash: &hash, PhoneTail: "0000",
		BirthMonth: 1 + int(id%12), BirthDay: 1 + int(id%28), BirthYear: 1955 + int(id%50), StoreID: store, RegionID: 1 + (store-1)%memberRegions, Source: models.MemberSources()[id%5],
		Occupation: []string{"", "教师", "医生", "会计", "公务员", "个体经营"}[id%6], Industry: []string{"", "教育", "医疗", "金融"}[id%4], JoinedOn: at.On.AddDays(-b.rng.IntN(1500)), ConfirmedOn: at.On, EnteredAt: at.At, Version: 1}
	if by := id / 9; id%9 == 0 && by > 0 {
		m.BroughtByID = &by
	}
	return m
}

// shop is a member's purchases: each has a pace, a chance of staying away after
// a purchase, and a purse of the own.
func (b memberBook) shop(at models.Moment, p *memberRows, a *models.MemberAccount, m models.Member, slip, line *int64) {
	if b.rng.IntN(5) == 0 {
		return
	}
	pace, away, purse := 30+b.rng.IntN(40)*b.rng.IntN(40), b.rng.IntN(80)*b.rng.IntN(100)/100, 20_000+b.rng.IntN(900)*b.rng.IntN(900)
	for day := m.JoinedOn.AddDays(b.rng.IntN(60)); day <= at.On; day = day.AddDays(1 + b.rng.IntN(2*pace)) {
		b.buy(p, a, m, day, models.Money(purse*(60+b.rng.IntN(80))/100), slip, line)
		if b.rng.IntN(100) < away {
			return
		}
	}
}

func (b memberBook) buy(p *memberRows, a *models.MemberAccount, m models.Member, day models.Date, fen models.Money, slip, line *int64) {
	*slip, *line = *slip+1, *line+1
	s := models.SalesSlip{ID: *slip, Number: fmt.Sprintf("SS%d", *slip), StoreID: m.StoreID, MemberID: &m.ID, SoldOn: day, GrossFen: fen, PaidFen: fen, Payment: "card", SourceKey: fmt.Sprint(*slip), EnteredBy: "b", EnteredAt: m.EnteredAt}
	p.slips = append(p.slips, s)
	category := b.rng.IntN(len(models.Categories))
	p.lines = append(p.lines, models.SlipLine{ID: *line, SlipID: s.ID, Line: 1, SKU: fmt.Sprintf("B%d%03d", category, b.rng.IntN(memberArticles)), Name: "首饰", Category: models.Categories[category], Quantity: 1, PriceFen: fen, AmountFen: fen})
	a.Growth, a.SpentFen, a.Slips, a.LastBoughtOn = a.Growth+int64(fen)/100, a.SpentFen+fen, a.Slips+1, max(a.LastBoughtOn, day)
}

func (p memberRows) write(tx *db.Tx) error {
	if err := tx.CreateInBatches(&p.people, 500).Error; err != nil {
		return err
	}
	if err := tx.CreateInBatches(&p.accounts, 500).Error; err != nil {
		return err
	}
	if err := tx.CreateInBatches(&p.consents, 500).Error; err != nil {
		return err
	}
	if len(p.slips) > 0 {
		if err := tx.CreateInBatches(&p.slips, 500).Error; err != nil {
			return err
		}
		if err := tx.CreateInBatches(&p.lines, 500).Error; err != nil {
			return err
		}
	}
	_, err := tx.Change("INSERT INTO member_stores (member_id, store_id, since_on, source) SELECT id, store_id, joined_on, 'enrolment' FROM members WHERE id > ? AND id <= ?", p.from, p.to)
	return err
}
