package members

import (
	"gorm.io/gorm"

	"assay/app/insight"
	"assay/app/offers"
	"assay/models"
)

// page is a member with everything that the visitor may see. Open is the phone
// in full, for the one page that answers a look at it.
type page struct {
	Member       Listed
	Base         string
	Phone, Open  string
	Acts         bool // the visitor stands at the counter: forms and all
	Masked       bool // the headquarters looks at somebody who does not share
	Today        models.Date
	Account      models.MemberAccount
	Facts        models.MemberFacts
	Progress     models.TierProgress
	Steps        []step
	Manual       bool
	Birthday     models.Date // the next, zero when it is not near
	BirthdayIn   int
	Reminders    []EventLine
	Events       []EventLine
	Consents     []models.MemberConsent
	Purchases    []Purchase
	Cases        []CaseBrief
	Offers       []models.Offer
	Likes        []string
	Completeness models.Rate
	Kinds        []models.MemberEventKind
	Purposes     []models.ConsentPurpose
	Channels     []string
	TextVersion  string
	Typed        models.MemberEvent
}

// step is a tier of the ladder.
type step struct {
	models.TierLevel
	Done, Here bool
}

// near is how far ahead a page tells a birthday, in days.
const near = 30

// look gathers a member's page for a scope.
func (s *Service) look(q *gorm.DB, scope models.Scope, m Listed, on models.Date) (p page, err error) {
	p = page{Member: m, Phone: s.MaskedPhone(m.Member), Today: on, Completeness: m.Completeness(), Likes: likesOf(m.Likes), TextVersion: TextVersion,
		Kinds: models.MemberEventKinds(), Purposes: models.ConsentPurposes(), Channels: models.ConsentChannels(), Typed: models.MemberEvent{HappenedOn: on, Kind: models.EventVisit}}
	if p.Account, err = AccountOf(q, m.ID); err != nil {
		return p, err
	}
	if p.Facts, err = insight.FactsOf(q, m.ID); err != nil {
		return p, err
	}
	rules, err := tiers(q, on)
	if err != nil {
		return p, err
	}
	p.climb(rules, on)
	if day := m.Birthday().Next(on); !day.IsZero() && day.DaysSince(on) <= near {
		p.Birthday, p.BirthdayIn = day, day.DaysSince(on)
	}
	if p.Consents, err = Consents(q, m.ID); err != nil {
		return p, err
	}
	if p.Reminders, err = Reminders(q, scope, m); err != nil {
		return p, err
	}
	if p.Events, err = Events(q, scope, m); err != nil {
		return p, err
	}
	if p.Purchases, err = Purchases(q, scope, m); err != nil {
		return p, err
	}
	if p.Cases, err = Cases(q, scope, m.ID, s.Clock.Moment()); err != nil {
		return p, err
	}
	found, err := offers.For(q, on, []int64{m.ID}, map[int64]bool{m.ID: offers.Near(m.Birthday(), on)})
	p.Offers = found[m.ID]
	return p, err
}

// climb places the member on the ladder of tiers.
func (p *page) climb(policy models.TierPolicy, on models.Date) {
	state := p.Account.State()
	p.Progress = policy.Progress(state, policy.Counted(p.Account.Growth, models.WholeYuan(p.Facts.ClvFen)))
	p.Manual = state.Shown(on) != state.Tier
	at := policy.Index(state.Shown(on))
	for i, l := range policy.Levels {
		p.Steps = append(p.Steps, step{l, i < at, i == at})
	}
}

// mask takes away what the headquarters may not know of who does not share.
func (p *page) mask() {
	m := p.Member.Member
	p.Masked = true
	p.Member.Member = models.Member{ID: m.ID, Number: m.Number, Name: models.MaskName(m.Name), JoinedOn: m.JoinedOn, StoreID: m.StoreID, RegionID: m.RegionID}
	p.Member.Adviser, p.Member.Brought, p.Member.Relation = "", "", ""
	p.Birthday, p.BirthdayIn, p.Reminders, p.Events, p.Purchases, p.Likes, p.Cases, p.Offers = 0, 0, nil, nil, nil, nil, nil, nil
}
