package members

import (
	"errors"
	"fmt"

	"assay/app/list"
	"assay/app/perks"
	"assay/app/web"
	"assay/models"
)

// StorePages are a store's own members.
type StorePages struct{ *Service }

// todayPage is a store's first page.
type todayPage struct {
	Store     models.Store
	Today     models.Date
	Birthdays []Kept
	Due       []Due
	Prospects []models.Prospect
	New       []models.Member
	NewCount  int64
	Cases     []CaseBrief
	Offered   []Offered
	Ending    []perks.EndingVoucher
	Days      int
	NoKey     bool
}

// Today is a store's first page: whose birthday is near, whom it wanted to call,
// who came new.
func (p StorePages) Today(c *web.Ctx) error {
	q, scope, on := p.DB.Read(c.UserContext()), c.Actor.Scope(models.StoreUse), c.Today()
	data := todayPage{Today: on, Days: soon, NoKey: p.Keys == nil}
	stores, err := Stores(q, scope)
	if err != nil {
		return err
	}
	if len(stores) == 0 {
		return models.NotFound("store")
	}
	data.Store = stores[0]
	if data.Birthdays, err = Birthdays(q, scope, on, soon); err != nil {
		return err
	}
	if data.Due, err = DueReminders(q, scope, on); err != nil {
		return err
	}
	if data.Prospects, err = DueProspects(q, scope, on); err != nil {
		return err
	}
	if data.Cases, err = WaitingCases(q, scope, p.Clock.Moment()); err != nil {
		return err
	}
	if data.Offered, err = OfferedToday(q, scope, on, data.Birthdays); err != nil {
		return err
	}
	if data.Ending, err = perks.EndingSoon(q, scope, on); err != nil {
		return err
	}
	if data.New, data.NewCount, err = Enrolled(q, scope, models.NewDate(on.Year(), on.Month(), 1)); err != nil {
		return err
	}
	return c.OK("store/today", web.Page{Title: c.T("nav.today"), Data: data})
}

// List is the members that the store deals with.
func (p StorePages) List(c *web.Ctx) error {
	q, v := p.DB.Read(c.UserContext()), view{base: "/store/members", scope: c.Actor.Scope(models.MemberEdit), need: models.StoreUse}
	var err error
	if v.stores, err = Stores(q, v.scope); err != nil {
		return err
	}
	if v.tiers, err = tiers(q, c.Today()); err != nil {
		return err
	}
	if v.people, err = Advisers(q, v.scope); err != nil {
		return err
	}
	return list.Alone(c, p.DB, p.list(q, c.Lang(), v), list.Button{Label: "member.import", Href: "/store/members/import", Icon: "upload", Need: models.MemberEdit},
		list.Button{Label: "member.new", Href: "/store/members/new", Icon: "plus", Need: models.MemberEdit, Main: true})
}

// New is the empty form, the phone first.
func (p StorePages) New(c *web.Ctx) error {
	return p.form(c, memberForm{Calendar: "solar", Source: models.MemberSources()[0], JoinedOn: c.Today().String(), Key: web.NewKey()}, nil)
}

func (p StorePages) form(c *web.Ctx, f memberForm, fe error) (err error) {
	if f.Advisers, err = Advisers(p.DB.Read(c.UserContext()), c.Actor.Scope(models.MemberEdit)); err != nil {
		return err
	}
	f.Sources, f.Educations, f.Incomes, f.Purposes, f.TextVersion = models.MemberSources(), models.MemberEducations(), models.IncomeBands(), models.ConsentPurposes(), TextVersion
	f.Relations = models.ReferralRelations()
	title := c.T("member.new")
	if f.ID != 0 {
		title = c.T("member.edit_title", "Number", f.Number)
	}
	page := web.Page{Title: title, Data: f, Crumbs: []web.Crumb{{Text: c.T("nav.members"), Href: "/store/members"}, {Text: title}}}
	if fe != nil {
		return c.Again(fe, "store/members/edit", page)
	}
	return c.OK("store/members/edit", page)
}

// Enrolment makes a member. A phone that is known already is offered to be
// dealt with.
func (p StorePages) Enrolment(c *web.Ctx) error {
	f := typed(c)
	m, err := f.member()
	if err == nil {
		m, err = p.Enrol(c.UserContext(), c.Actor.Who(), Enrolment{Member: m, Phone: f.Phone, StoreID: c.Actor.HomeStore(), BroughtBy: f.BroughtBy, Relation: models.ReferralRelation(f.Relation), Consents: f.consents(), RequestKey: f.Key})
	}
	if errors.Is(err, ErrAlreadyMember) {
		known, lerr := p.Lookup(c.UserContext(), c.Actor.ID, c.Actor.HomeStore(), f.Phone)
		if lerr != nil {
			return p.form(c, f, lerr)
		}
		f.Known = known
	}
	if err != nil {
		return p.form(c, f, err)
	}
	return c.Redirect(fmt.Sprintf("/store/members/%d", m.ID), "member.flash_enrolled")
}

// Known answers, while somebody types, whether a phone is a member's.
func (p StorePages) Known(c *web.Ctx) error {
	known, err := p.Lookup(c.UserContext(), c.Actor.ID, c.Actor.HomeStore(), c.Value("phone"))
	if models.KindOf(err) == models.KindInvalid {
		known, err = nil, nil // not typed to its end yet
	}
	if err != nil {
		return c.Web.SendProblem(c.Ctx, err)
	}
	text := ""
	if known != nil {
		text = c.T("member.known", "Name", known.Name, "Number", known.Number)
	}
	return c.JSON(map[string]any{"known": known, "text": text})
}

// Linking lets the store deal with a member who enrolled elsewhere.
func (p StorePages) Linking(c *web.Ctx) error {
	if c.Value("agreed") == "" {
		return p.form(c, typed(c), models.Invalid("agreed", "error.say_so"))
	}
	m, err := p.Link(c.UserContext(), c.Actor.Who(), c.Actor.HomeStore(), c.Value("phone"))
	if err != nil {
		return p.form(c, typed(c), err)
	}
	return c.Redirect(fmt.Sprintf("/store/members/%d", m.ID), "member.flash_linked")
}

// EditForm is the form with what is known now.
func (p StorePages) EditForm(c *web.Ctx) error {
	m, err := p.own(c)
	if err != nil {
		return err
	}
	f := formOf(m.Member)
	f.Masked = p.MaskedPhone(m.Member)
	return p.form(c, f, nil)
}

// Edit stores the changed form.
func (p StorePages) Edit(c *web.Ctx) error {
	was, err := p.own(c)
	if err != nil {
		return err
	}
	f := typed(c)
	f.ID, f.Number, f.Masked = was.ID, was.Number, p.MaskedPhone(was.Member)
	m, err := f.member()
	if err == nil {
		scope := c.Actor.Scope(models.MemberEdit)
		err = p.Update(c.UserContext(), c.Actor.Who(), scope, Edit{ID: f.ID, Version: f.Version, Member: m, Phone: f.Phone, Stores: scope.Stores})
	}
	if err != nil {
		return p.form(c, f, err)
	}
	return c.Redirect(fmt.Sprintf("/store/members/%d", f.ID), "member.flash_edited")
}

func (p StorePages) own(c *web.Ctx) (Listed, error) {
	id, err := c.ID("id")
	if err != nil {
		return Listed{}, err
	}
	return InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.MemberEdit), id)
}

// MaskedPhone is the phone of a member as pages show it.
func (s *Service) MaskedPhone(m models.Member) string {
	if m.PhoneSealed == nil {
		return ""
	}
	return s.Keys.Masked(m.PublicID, *m.PhoneSealed, m.PhoneTail)
}
