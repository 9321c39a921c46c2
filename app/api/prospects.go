package api

import (
	"assay/app/insight"
	"assay/app/members"
	"assay/app/prospects"
	"assay/models"
)

func (s *server) prospects() {
	addKeyed(s, operation{"POST", "/prospects", models.MemberEdit, "prospects", "enter-prospect", "Enter somebody whom the user's store hopes to win; a phone that is a member's is a conflict", 0}, s.enterProspect)
	add(s, operation{"GET", "/prospects/{id}", models.MemberRead, "prospects", "get-prospect", "One prospect; without the person for the headquarters", 0}, s.getProspect)
	add(s, operation{"POST", "/prospects/{id}/contacts", models.MemberEdit, "prospects", "follow-prospect", "Note a contact, with the stage after it and the day of the next", 201}, s.followProspect)
	addKeyed(s, operation{"POST", "/prospects/{id}/membership", models.MemberEdit, "prospects", "win-prospect", "Enrol a prospect as a member", 0}, s.winProspect)
	add(s, operation{"POST", "/prospects/{id}/erasure", models.MemberEdit, "prospects", "erase-prospect", "Forget the person behind a prospect", 0}, s.eraseProspect)
	add(s, operation{"GET", "/prospect-funnel", models.MemberRead, "prospects", "get-prospect-funnel", "How many prospects of the user's scope stand where, and what share became members", 0}, s.prospectFunnel)
}

// prospectView is a prospect.
type prospectView struct {
	ID         int64        `json:"id"`
	Number     string       `json:"number"`
	StoreID    int64        `json:"store_id"`
	Name       string       `json:"name" doc:"Masked for the headquarters."`
	Source     string       `json:"source"`
	Referrer   string       `json:"referrer,omitempty"`
	Relation   string       `json:"relation,omitempty"`
	Categories []string     `json:"categories"`
	Budget     models.Money `json:"budget"`
	Occasion   string       `json:"occasion,omitempty"`
	AgreedOn   models.Date  `json:"agreed_on,omitzero"`
	Stage      string       `json:"stage"`
	NextOn     models.Date  `json:"next_on,omitzero"`
	LastOn     models.Date  `json:"last_on"`
	Member     string       `json:"member,omitempty" doc:"The number of the member it became."`
	Version    int64        `json:"version"`
}

func (s *server) prospect(c *call, id int64) (prospectView, error) {
	p, err := prospects.InScope(c.q, c.scope(), id)
	v := prospectView{p.ID, p.Number, p.StoreID, p.Name, string(p.Source), p.Referrer, string(p.Relation), each(p.Categories.List(), func(k string) string { return k }), p.BudgetFen, p.Occasion, p.AgreedOn, string(p.Stage), p.NextOn, p.LastOn, p.MemberNumber, p.Version}
	if len(c.scope().Stores) == 0 {
		v.Name, v.Occasion = models.MaskName(p.Name), ""
	}
	return v, err
}

func (s *server) getProspect(c *call, in *ByID) (prospectView, error) { return s.prospect(c, in.ID) }

type prospectInput struct {
	Keyed
	Body struct {
		Name       text     `json:"name" minLength:"1" maxLength:"120"`
		Phone      text     `json:"phone" minLength:"1" maxLength:"40"`
		Source     string   `json:"source" enum:"walk_in,event,referral,media,form,other"`
		Referrer   text     `json:"referrer,omitempty" maxLength:"20" doc:"The number of the member who recommended."`
		Relation   string   `json:"relation,omitempty" enum:"family,friend,colleague,other"`
		Categories []string `json:"categories,omitempty" maxItems:"9" enum:"gold,k_gold,platinum,silver,diamond,jade,pearl,gem,other"`
		Occasion   text     `json:"occasion,omitempty" maxLength:"200"`
		Channel    string   `json:"channel,omitempty" enum:"any,sms,wechat,phone" doc:"Of the consent to be contacted; left out where none was given."`
		NextOn     day      `json:"next_on,omitempty"`
	}
}

func (s *server) enterProspect(c *call, in *prospectInput) (prospectView, error) {
	e := prospects.Entry{Phone: in.Body.Phone.clean(), Referrer: in.Body.Referrer.clean(), Prospect: models.Prospect{StoreID: c.Actor.HomeStore(), Name: in.Body.Name.clean(), Source: models.ProspectSource(in.Body.Source),
		Relation: models.ReferralRelation(in.Body.Relation), Occasion: in.Body.Occasion.clean(), RequestKey: "api:" + in.of(c)}}
	for _, k := range in.Body.Categories {
		e.Categories = e.Categories.With(k)
	}
	if in.Body.Channel != "" {
		e.AgreedOn, e.AgreedChannel, e.AgreedText = c.on, in.Body.Channel, prospects.TextVersion
	}
	var err error
	if e.NextOn, err = in.Body.NextOn.or("next_on", 0); err != nil {
		return prospectView{}, err
	}
	p, err := s.Prospects.Enter(c, c.Actor.Who(), c.scope(), e)
	if err != nil {
		return prospectView{}, err
	}
	return s.prospect(c, p.ID)
}

type contactInput struct {
	ByID
	Body struct {
		Version    int64  `json:"version" minimum:"1" maximum:"9007199254740991"`
		Kind       string `json:"kind" enum:"call,visit,enquiry"`
		Note       text   `json:"note" minLength:"1" maxLength:"500"`
		Stage      string `json:"stage" enum:"new,contacted,visiting,lost" doc:"After the contact."`
		HappenedOn day    `json:"happened_on,omitempty" doc:"Today unless told."`
		NextOn     day    `json:"next_on,omitempty"`
	}
}

func (s *server) followProspect(c *call, in *contactInput) (prospectView, error) {
	n := models.ProspectNote{Kind: models.MemberEventKind(in.Body.Kind), Note: in.Body.Note.clean(), Stage: models.ProspectStage(in.Body.Stage)}
	var err error
	if n.HappenedOn, err = in.Body.HappenedOn.or("happened_on", c.on); err != nil {
		return prospectView{}, err
	}
	if n.NextOn, err = in.Body.NextOn.or("next_on", 0); err != nil {
		return prospectView{}, err
	}
	if err := s.Prospects.Follow(c, c.Actor.Who(), c.scope(), in.ID, in.Body.Version, n); err != nil {
		return prospectView{}, err
	}
	return s.prospect(c, in.ID)
}

type winInput struct {
	Keyed
	ByID
	Body struct {
		Version  int64    `json:"version" minimum:"1" maximum:"9007199254740991"`
		Consents []string `json:"consents,omitempty" maxItems:"3" enum:"marketing,birthday,sharing"`
	}
}

func (s *server) winProspect(c *call, in *winInput) (wholeMember, error) {
	var consents []models.MemberConsent
	for _, p := range in.Body.Consents {
		consents = append(consents, models.MemberConsent{Purpose: models.ConsentPurpose(p), Channel: models.ConsentChannels()[0], TextVersion: members.TextVersion})
	}
	m, err := s.Prospects.Convert(c, c.Actor.Who(), c.scope(), in.ID, in.Body.Version, consents)
	if err != nil {
		return wholeMember{}, err
	}
	return s.member(c, m.ID)
}

type eraseProspectInput struct {
	ByID
	Body struct {
		Reason text `json:"reason" minLength:"1" maxLength:"300"`
	}
}

func (s *server) eraseProspect(c *call, in *eraseProspectInput) (prospectView, error) {
	if err := s.Prospects.Erase(c, c.Actor.Who(), c.scope(), in.ID, in.Body.Reason.clean()); err != nil {
		return prospectView{}, err
	}
	return s.prospect(c, in.ID)
}

// funnelView is how prospects stand by stage.
type funnelView struct {
	Stages  map[string]int64 `json:"stages"`
	RatePPM models.Rate      `json:"rate_ppm" doc:"Became members, of all."`
}

func (s *server) prospectFunnel(c *call, _ *struct{}) (funnelView, error) {
	rows, rate, err := insight.FunnelOf(c.q, c.scope(), c.on.AddMonths(-models.ProspectKeepMonths))
	v := funnelView{map[string]int64{}, rate}
	for _, r := range rows {
		v.Stages[string(r.Stage)] = r.N
	}
	return v, err
}
