package voice

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/perks"
	"assay/models"
)

// ownPage is a member's own page, for who holds the link: what there is to know
// of points and tier, and what may be said. It names nobody in full.
type ownPage struct {
	Token     string
	InviteURL string // what the member sends to friends: it opens nothing of the member
	Name      string
	Number    string
	View      loyalty.MemberView
	Steps     []tierStep
	Cases     []members.CaseBrief
	Perks     []models.HeldPerk // that can be used
	Consents  []models.MemberConsent
	Store     models.Store
	Packages  []models.MemberPackage
	Kinds     []models.MemberEventKind
	Typed     saying
	Key       string
}

// tierStep is a tier of the ladder.
type tierStep struct {
	models.TierLevel
	Done, Here bool
}

// saying is what a member typed on the own page.
type saying struct{ Kind, Text string }

// saidKinds are what a member may say there, in the order the form offers them.
func saidKinds() []models.MemberEventKind {
	return []models.MemberEventKind{models.EventEnquiry, models.EventReview, models.EventIdea, models.EventComplaint}
}

// mostWords is how often the store is written to by one link within a day: more
// is not a member.
const mostWords = 20

// errTooMany asks who writes again and again to come back.
var errTooMany = &models.Error{Kind: models.KindTooMany, Message: "error.too_many_words"}

// Admit refuses who wrote too often from a member's own page within a day.
func Admit(q *gorm.DB, m models.Member, at models.Moment) error {
	var n int64
	err := q.Raw(`SELECT (SELECT COUNT(*) FROM member_events WHERE member_id = ? AND entered_by_id = 0 AND entered_by = ? AND entered_at > ?)
		+ (SELECT COUNT(*) FROM care_cases WHERE member_id = ? AND opened_on >= ? AND request_key LIKE 'own:%')`,
		m.ID, m.Number, at.At.AddDate(0, 0, -1), m.ID, at.On).Scan(&n).Error
	if err == nil && n >= mostWords {
		err = errTooMany
	}
	return err
}

// own gathers the page of a member.
func (s *Service) own(q *gorm.DB, m members.Listed, at models.Moment) (p ownPage, err error) {
	all := models.Scope{All: true}
	p = ownPage{Name: models.MaskName(m.Name), Number: m.Number, Kinds: saidKinds()}
	if p.View, err = loyalty.Look(q, all, m.ID, at.On); err != nil {
		return p, err
	}
	here := p.View.Rules.Tiers.Index(p.View.State().Shown(at.On))
	for i, l := range p.View.Rules.Tiers.Levels {
		p.Steps = append(p.Steps, tierStep{l, i < here, i == here})
	}
	if p.Cases, err = members.Cases(q, all, m.ID, at); err != nil {
		return p, err
	}
	if err := p.perks(q, m.ID, at.On); err != nil {
		return p, err
	}
	consents, err := members.Consents(q, m.ID)
	for _, c := range consents {
		if c.WithdrawnAt == nil {
			p.Consents = append(p.Consents, c)
		}
	}
	if err != nil {
		return p, err
	}
	return p, q.Raw("SELECT * FROM stores WHERE id = ?", m.StoreID).Scan(&p.Store).Error
}

// perks are the benefits and coupons that a member can use, and the packages
// that there are.
func (p *ownPage) perks(q *gorm.DB, memberID int64, on models.Date) error {
	hand, err := perks.HandOf(q, memberID, on)
	for _, o := range hand.Offers {
		if o.Open(on) == models.PerkFits {
			p.Perks = append(p.Perks, o)
		}
	}
	p.Packages = hand.Rules.Packages
	return err
}

// voicePage is what a store does about a member's own page and answers.
type voicePage struct {
	Member    members.Listed
	Link      *models.MemberLink
	URL       string // of a link just made; shown once
	QR        string
	What      string // of the catalogue: what the link is for
	Standing  Standing
	Surveys   []models.Survey
	Slips     []choice
	Cases     []choice
	Occasions []models.SurveyOccasion
	Typed     models.Answer
	Today     models.Date
	Key       string
}

// choice is a document that may be asked about.
type choice struct {
	ID     int64
	Number string
}

func (s *Service) lookAtVoice(q *gorm.DB, scope models.Scope, m members.Listed, on models.Date) (p voicePage, err error) {
	p = voicePage{Member: m, Today: on, Occasions: models.SurveyOccasions(), Typed: models.Answer{CSAT: 5, NPS: 10}}
	if p.Link, err = liveLink(q, m.ID, on); err != nil {
		return p, err
	}
	if p.Standing, err = StandingOf(q, m.ID, on); err != nil {
		return p, err
	}
	ids, err := members.Family(q, m.ID)
	if err != nil {
		return p, err
	}
	cond, args := db.WithinStores(scope, "s")
	of := append([]any{ids}, args...)
	if err := q.Raw("SELECT v.* FROM surveys v JOIN stores s ON s.id = v.store_id WHERE v.member_id IN ? AND "+cond+" ORDER BY v.id DESC LIMIT 30", of...).Scan(&p.Surveys).Error; err != nil {
		return p, err
	}
	if err := q.Raw("SELECT x.id, x.number FROM sales_slips x JOIN stores s ON s.id = x.store_id WHERE x.member_id IN ? AND "+cond+" AND NOT EXISTS (SELECT 1 FROM surveys v WHERE v.occasion = 'sale' AND v.subject_id = x.id) ORDER BY x.id DESC LIMIT 20", of...).Scan(&p.Slips).Error; err != nil {
		return p, err
	}
	return p, q.Raw("SELECT x.id, x.number FROM care_cases x JOIN stores s ON s.id = x.store_id WHERE x.member_id IN ? AND "+cond+" AND NOT EXISTS (SELECT 1 FROM surveys v WHERE v.occasion = 'case' AND v.subject_id = x.id) ORDER BY x.id DESC LIMIT 20", of...).Scan(&p.Cases).Error
}
