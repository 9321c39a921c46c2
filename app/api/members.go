package api

import (
	"time"

	"assay/app/members"
	"assay/models"
)

func (s *server) members() {
	add(s, operation{"GET", "/members", models.MemberRead, "members", "list-members", "The members of the stores in the user's scope, the latest first; phones masked, and persons hidden from the headquarters unless they agreed to sharing", 0}, s.listMembers)
	add(s, operation{"GET", "/members/{id}", models.MemberRead, "members", "get-member", "One member, as in the list, with the profile", 0}, s.getMember)
	add(s, operation{"POST", "/members", models.MemberEdit, "members", "enrol-member", "Enrol somebody at the user's store; the same key gets the first member back, a phone that is a member's is a conflict", 201}, s.enrolMember)
	add(s, operation{"PUT", "/members/{id}", models.MemberEdit, "members", "edit-member", "Replace the profile of a member as it was read", 0}, s.editMember)
	add(s, operation{"GET", "/members/{id}/consents", models.MemberRead, "members", "list-consents", "What a member agreed to, with what was withdrawn", 0}, s.listConsents)
	add(s, operation{"POST", "/members/{id}/consents", models.MemberEdit, "members", "give-consent", "Record a consent; one that lives is given once for its purpose and channel", 201}, s.giveConsent)
	add(s, operation{"POST", "/members/{id}/consents/{consent}/withdrawal", models.MemberEdit, "members", "withdraw-consent", "End a consent at once", 0}, s.withdrawConsent)
	add(s, operation{"GET", "/members/{id}/events", models.MemberRead, "members", "list-events", "The latest 50 of what happened between a member and the stores that the user sees", 0}, s.listEvents)
	add(s, operation{"POST", "/members/{id}/events", models.MemberEdit, "members", "log-event", "Add a line to a member's log", 201}, s.logEvent)
	add(s, operation{"POST", "/members/{id}/events/{event}/done", models.MemberEdit, "members", "finish-reminder", "Say that a reminder was seen to", 0}, s.finishReminder)
}

// MemberView is a member; of who is hidden it names number, store and standing.
type MemberView struct {
	ID       int64       `json:"id"`
	Number   string      `json:"number"`
	Name     string      `json:"name" doc:"Masked where the person is hidden."`
	Phone    string      `json:"phone" doc:"Masked always."`
	Hidden   bool        `json:"hidden" doc:"The member has not agreed to be known beyond the store."`
	StoreID  int64       `json:"store_id" doc:"Where the member enrolled."`
	JoinedOn models.Date `json:"joined_on"`
	Tier     string      `json:"tier"`
	Growth   int64       `json:"growth"`
	Points   int64       `json:"points"`
}

func (s *server) viewMember(scope models.Scope, m members.Found) MemberView {
	v := MemberView{m.ID, m.Number, m.Name, s.Members.MaskedPhone(m.Member), m.Hidden(scope), m.StoreID, m.JoinedOn, m.Tier, m.Growth, m.Points}
	if v.Hidden {
		v.Name = models.MaskName(m.Name)
	}
	return v
}

type membersInput struct {
	Paging
	Name  text   `query:"name" maxLength:"80" doc:"Part of a name that the user may know."`
	Phone text   `query:"phone" maxLength:"40" doc:"A whole phone."`
	Tier  string `query:"tier" maxLength:"8" doc:"The code of a tier."`
}

func (s *server) listMembers(c *call, in *membersInput) (List[MemberView], error) {
	rows, total, err := s.Members.Find(c.q, c.scope(), members.Filter{Name: in.Name.clean(), Phone: in.Phone.clean(), Tier: in.Tier, Limit: in.Limit, Offset: in.offset()})
	return listOf(in.Paging, rows, total, func(m members.Found) MemberView { return s.viewMember(c.scope(), m) }), err
}

// Profile is what is known of a person.
type Profile struct {
	Name       text   `json:"name" minLength:"1" maxLength:"120"`
	Sex        string `json:"sex,omitempty" enum:"f,m"`
	BirthMonth int    `json:"birth_month,omitempty" minimum:"1" maximum:"12"`
	BirthDay   int    `json:"birth_day,omitempty" minimum:"1" maximum:"31"`
	BirthLunar bool   `json:"birth_lunar,omitempty"`
	BirthLeap  bool   `json:"birth_leap,omitempty" doc:"In a leap month of the lunar calendar."`
	BirthYear  int    `json:"birth_year,omitempty" minimum:"1900" maximum:"2200"`
	AdviserID  int64  `json:"adviser_id,omitempty" minimum:"1" maximum:"9007199254740991"`
	Source     string `json:"source,omitempty" enum:"counter,referral,event,online,media,import"`
	Occupation text   `json:"occupation,omitempty" maxLength:"60"`
	Industry   text   `json:"industry,omitempty" maxLength:"60"`
	Education  string `json:"education,omitempty" enum:"school,college,bachelor,master"`
	IncomeBand string `json:"income_band,omitempty" enum:"to_10,to_30,to_50,to_100,above_100"`
	Address    text   `json:"address,omitempty" maxLength:"255"`
	Sizes      text   `json:"sizes,omitempty" maxLength:"255"`
	Likes      text   `json:"likes,omitempty" maxLength:"500"`
	Note       text   `json:"note,omitempty" maxLength:"500"`
}

func (p Profile) member() models.Member {
	return models.Member{Name: p.Name.clean(), Sex: p.Sex, BirthMonth: p.BirthMonth, BirthDay: p.BirthDay, BirthLunar: p.BirthLunar, BirthLeap: p.BirthLeap, BirthYear: p.BirthYear,
		AdviserID: some(p.AdviserID), Source: p.Source, Occupation: p.Occupation.clean(), Industry: p.Industry.clean(), Education: p.Education, IncomeBand: p.IncomeBand,
		Address: p.Address.clean(), Sizes: p.Sizes.clean(), Likes: p.Likes.clean(), Note: p.Note.clean()}
}

func profileOf(m models.Member) *Profile {
	p := &Profile{Name: text(m.Name), Sex: m.Sex, BirthMonth: m.BirthMonth, BirthDay: m.BirthDay, BirthLunar: m.BirthLunar, BirthLeap: m.BirthLeap, BirthYear: m.BirthYear, Source: m.Source,
		Occupation: text(m.Occupation), Industry: text(m.Industry), Education: m.Education, IncomeBand: m.IncomeBand, Address: text(m.Address), Sizes: text(m.Sizes), Likes: text(m.Likes), Note: text(m.Note)}
	if m.AdviserID != nil {
		p.AdviserID = *m.AdviserID
	}
	return p
}

// wholeMember is a member with the profile and the version that an edit needs.
type wholeMember struct {
	MemberView
	Version int64    `json:"version"`
	Profile *Profile `json:"profile,omitempty" doc:"Missing where the person is hidden."`
}

func (s *server) getMember(c *call, in *ByID) (wholeMember, error) {
	return s.member(c, in.ID)
}

func (s *server) member(c *call, id int64) (wholeMember, error) {
	m, err := members.InScope(c.q, c.scope(), id)
	if err != nil {
		return wholeMember{}, err
	}
	a, err := members.AccountOf(c.q, id)
	v := wholeMember{s.viewMember(c.scope(), members.Found{Listed: m, Tier: a.Tier, Growth: a.Growth, Points: a.Points}), m.Version, nil}
	if !v.Hidden {
		v.Profile = profileOf(m.Member)
	}
	return v, err
}

type enrolInput struct {
	Keyed
	Body struct {
		Profile
		Phone       text     `json:"phone" minLength:"1" maxLength:"40"`
		BroughtBy   text     `json:"brought_by,omitempty" maxLength:"20" doc:"The number of the member who recommended."`
		Relation    string   `json:"relation,omitempty" enum:"family,friend,colleague,other" doc:"To that member."`
		JoinedOn    day      `json:"joined_on,omitempty" doc:"Today unless told."`
		Consents    []string `json:"consents,omitempty" maxItems:"3" enum:"marketing,birthday,sharing"`
		TextVersion text     `json:"text_version,omitempty" maxLength:"40" doc:"Of the texts that were agreed to; due with consents."`
	}
}

func (s *server) enrolMember(c *call, in *enrolInput) (wholeMember, error) {
	m := in.Body.member()
	var err error
	if m.JoinedOn, err = in.Body.JoinedOn.or("joined_on", c.on); err != nil {
		return wholeMember{}, err
	}
	e := members.Enrolment{Member: m, Phone: in.Body.Phone.clean(), StoreID: c.Actor.HomeStore(), BroughtBy: in.Body.BroughtBy.clean(), Relation: models.ReferralRelation(in.Body.Relation), RequestKey: in.of(c)}
	for _, p := range in.Body.Consents {
		e.Consents = append(e.Consents, models.MemberConsent{Purpose: models.ConsentPurpose(p), Channel: models.ConsentChannels()[0], TextVersion: in.Body.TextVersion.clean()})
	}
	done, err := s.Members.Enrol(c, c.Actor.Who(), e)
	if err != nil {
		return wholeMember{}, err
	}
	return s.member(c, done.ID)
}

type editMemberInput struct {
	ByID
	Body struct {
		Profile
		Version int64 `json:"version" minimum:"1" maximum:"9007199254740991"`
		Phone   text  `json:"phone,omitempty" maxLength:"40" doc:"A new one; left out, the old one stays."`
	}
}

func (s *server) editMember(c *call, in *editMemberInput) (wholeMember, error) {
	scope := c.scope()
	err := s.Members.Update(c, c.Actor.Who(), scope, members.Edit{ID: in.ID, Version: in.Body.Version, Member: in.Body.member(), Phone: in.Body.Phone.clean(), Stores: scope.Stores})
	if err != nil {
		return wholeMember{}, err
	}
	return s.member(c, in.ID)
}

// consentView is a consent of a member.
type consentView struct {
	ID          int64                 `json:"id"`
	Purpose     models.ConsentPurpose `json:"purpose"`
	Channel     string                `json:"channel"`
	TextVersion string                `json:"text_version"`
	GivenAt     time.Time             `json:"given_at"`
	WithdrawnAt *time.Time            `json:"withdrawn_at,omitempty"`
}

func (s *server) listConsents(c *call, in *ByID) (journal[consentView], error) {
	if _, err := members.InScope(c.q, c.scope(), in.ID); err != nil {
		return journal[consentView]{}, err
	}
	rows, err := members.Consents(c.q, in.ID)
	return journal[consentView]{each(rows, func(x models.MemberConsent) consentView {
		v := consentView{x.ID, x.Purpose, x.Channel, x.TextVersion, x.GivenAt.UTC(), nil}
		if x.WithdrawnAt != nil {
			at := x.WithdrawnAt.UTC()
			v.WithdrawnAt = &at
		}
		return v
	})}, err
}

type consentInput struct {
	ByID
	Body struct {
		Purpose     string `json:"purpose" enum:"marketing,birthday,sharing"`
		Channel     string `json:"channel" enum:"any,sms,wechat,phone"`
		TextVersion text   `json:"text_version" minLength:"1" maxLength:"40" doc:"Of the text that was agreed to."`
	}
}

func (s *server) giveConsent(c *call, in *consentInput) (journal[consentView], error) {
	store := c.Actor.HomeStore()
	if err := s.Members.Give(c, c.Actor.Who(), c.scope(), models.MemberConsent{MemberID: in.ID, StoreID: &store, Purpose: models.ConsentPurpose(in.Body.Purpose), Channel: in.Body.Channel, TextVersion: in.Body.TextVersion.clean()}); err != nil {
		return journal[consentView]{}, err
	}
	return s.listConsents(c, &in.ByID)
}

type oneConsent struct {
	ByID
	Consent int64 `path:"consent" minimum:"1" maximum:"9007199254740991"`
}

func (s *server) withdrawConsent(c *call, in *oneConsent) (journal[consentView], error) {
	if err := s.Members.Withdraw(c, c.Actor.Who(), c.scope(), in.ID, in.Consent); err != nil {
		return journal[consentView]{}, err
	}
	return s.listConsents(c, &in.ByID)
}
