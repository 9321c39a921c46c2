package prospects

import (
	"errors"
	"fmt"
	"slices"

	"assay/app/list"
	"assay/app/members"
	"assay/app/web"
	"assay/models"
)

// StorePages are a store's own prospects.
type StorePages struct{ *Service }

// SalesPages are those of the stores, for the headquarters: numbers and sums.
type SalesPages struct{ *Service }

const storeBase = "/store/prospects"

func prospectPath(id int64) string { return fmt.Sprintf("%s/%d", storeBase, id) }

// List is the prospects of the visitor's stores.
func (p StorePages) List(c *web.Ctx) error {
	q, scope := p.DB.Read(c.UserContext()), c.Actor.Scope(models.MemberEdit)
	people, err := members.Advisers(q, scope)
	if err != nil {
		return err
	}
	return list.Alone(c, p.DB, p.prospectList(scope, storeBase, true, people, c.Today()), list.Button{Label: "prospect.new", Href: storeBase + "/new", Icon: "plus", Need: models.MemberEdit, Main: true})
}

// List is the prospects of the stores of a region, without names.
func (p SalesPages) List(c *web.Ctx) error {
	return list.Alone(c, p.DB, p.prospectList(c.Actor.Scope(models.MemberRead), "/sales/prospects", false, nil, c.Today()))
}

// form is a prospect as it was typed.
type form struct {
	ID, Version                                     int64
	Number, Phone, Masked, Name, Referrer, Occasion string
	Source                                          models.ProspectSource
	Relation                                        models.ReferralRelation
	Categories                                      models.CategorySet
	Budget, Channel, NextOn, TextVersion, Key       string
	Agreed                                          bool
	Staff                                           int64
	Known                                           *members.Known
	People                                          []members.Person
	Sources                                         []models.ProspectSource
	Relations                                       []models.ReferralRelation
	AllCategories, Channels                         []string
	Today                                           models.Date
}

func typed(c *web.Ctx) form {
	f := form{Version: c.FormID("version"), Phone: c.Value("phone"), Name: c.Value("name"), Referrer: c.Value("referrer"), Occasion: c.Value("occasion"), Source: models.ProspectSource(c.Value("source")),
		Relation: models.ReferralRelation(c.Value("relation")), Budget: c.Value("budget"), Channel: c.Value("channel"), NextOn: c.Value("next_on"), TextVersion: c.Value("text_version"), Key: c.RequestKey(),
		Agreed: c.Value("agreed") != "", Staff: c.FormID("staff")}
	for _, k := range models.Categories {
		if c.Value("category."+k) != "" {
			f.Categories = f.Categories.With(k)
		}
	}
	return f
}

// entry is what the form holds.
func (f form) entry(c *web.Ctx) (e Entry, err error) {
	e = Entry{Prospect: models.Prospect{StoreID: c.Actor.HomeStore(), Name: f.Name, Source: f.Source, Relation: f.Relation, Categories: f.Categories, Occasion: f.Occasion, RequestKey: f.Key}, Phone: f.Phone, Referrer: f.Referrer}
	if f.Staff != 0 {
		e.StaffID = &f.Staff
	}
	if f.Agreed {
		e.AgreedOn, e.AgreedChannel, e.AgreedText = c.Today(), f.Channel, f.TextVersion
	}
	if f.Budget != "" {
		if e.BudgetFen, err = c.Money("budget"); err != nil {
			return e, err
		}
	}
	e.NextOn, err = c.Date("next_on")
	return e, err
}

// New is the empty form, the phone first.
func (p StorePages) New(c *web.Ctx) error {
	return p.form(c, form{Source: models.FromWalkIn, Key: web.NewKey(), Channel: "phone"}, nil)
}

func (p StorePages) form(c *web.Ctx, f form, fe error) (err error) {
	if f.People, err = members.Advisers(p.DB.Read(c.UserContext()), c.Actor.Scope(models.MemberEdit)); err != nil {
		return err
	}
	f.Sources, f.Relations, f.AllCategories, f.Channels, f.Today = models.ProspectSources(), models.ReferralRelations(), models.Categories, models.ConsentChannels(), c.Today()
	if f.TextVersion == "" {
		f.TextVersion = TextVersion
	}
	title := c.T("prospect.new")
	if f.ID != 0 {
		title = c.T("prospect.edit_title", "Number", f.Number)
	}
	page := web.Page{Title: title, Data: f, Crumbs: []web.Crumb{{Text: c.T("nav.prospects"), Href: storeBase}, {Text: title}}}
	if fe != nil {
		return c.Again(fe, "store/prospects/edit", page)
	}
	return c.OK("store/prospects/edit", page)
}

// Entry makes a prospect; of a phone that is a member's it says whose.
func (p StorePages) Entry(c *web.Ctx) error {
	f := typed(c)
	e, err := f.entry(c)
	var made models.Prospect
	if err == nil {
		made, err = p.Enter(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), e)
	}
	if errors.Is(err, members.ErrAlreadyMember) {
		known, lerr := p.Members.Lookup(c.UserContext(), c.Actor.ID, c.Actor.HomeStore(), f.Phone)
		if lerr != nil {
			return p.form(c, f, lerr)
		}
		f.Known = known
	}
	if err != nil {
		return p.form(c, f, err)
	}
	return c.Redirect(prospectPath(made.ID), "prospect.flash_entered", "Number", made.Number)
}

// EditForm is the form with what is known now.
func (p StorePages) EditForm(c *web.Ctx) error {
	was, err := p.own(c)
	if err != nil {
		return err
	}
	f := form{ID: was.ID, Version: was.Version, Number: was.Number, Masked: p.maskedPhone(was.Prospect), Name: was.Name, Referrer: was.Referrer, Occasion: was.Occasion, Source: was.Source, Relation: was.Relation,
		Categories: was.Categories, Channel: was.AgreedChannel, Agreed: !was.AgreedOn.IsZero()}
	if was.BudgetFen != 0 {
		f.Budget = was.BudgetFen.String()
	}
	if was.StaffID != nil {
		f.Staff = *was.StaffID
	}
	return p.form(c, f, nil)
}

// Edit stores the changed form.
func (p StorePages) Edit(c *web.Ctx) error {
	was, err := p.own(c)
	if err != nil {
		return err
	}
	f := typed(c)
	f.ID, f.Number, f.Masked = was.ID, was.Number, p.maskedPhone(was.Prospect)
	e, err := f.entry(c)
	if err == nil {
		err = p.Update(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), f.ID, f.Version, e)
	}
	if err != nil {
		return p.form(c, f, err)
	}
	return c.Redirect(prospectPath(f.ID), "prospect.flash_edited")
}

func (p StorePages) own(c *web.Ctx) (Listed, error) {
	id, err := c.ID("id")
	if err != nil {
		return Listed{}, err
	}
	return InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.MemberEdit), id)
}

func (s *Service) maskedPhone(p models.Prospect) string {
	if p.PhoneSealed == nil {
		return ""
	}
	return s.Members.Keys.Masked(p.PublicID, *p.PhoneSealed, p.PhoneTail)
}

// stagesFrom are where a prospect may stand after a contact: where it is, and on.
func stagesFrom(s models.ProspectStage) []models.ProspectStage {
	return slices.Insert(s.Next(), 0, s)
}
