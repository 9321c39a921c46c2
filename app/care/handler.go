package care

import (
	"fmt"

	"assay/app/list"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/web"
	"assay/models"
)

// StorePages are the cases of a visitor's stores.
type StorePages struct{ *Service }

// SalesPages are the cases of the stores, for the headquarters: no names.
type SalesPages struct{ *Service }

func casePath(id int64) string { return fmt.Sprintf("/store/cases/%d", id) }

// List is what the stores have to do for members.
func (p StorePages) List(c *web.Ctx) error {
	return list.Alone(c, p.DB, CaseList(c.Actor.Scope(models.CaseEdit), "/store/cases", true, p.Clock.Moment()), list.Button{Label: "case.new", Href: "/store/cases/new", Icon: "plus", Need: models.CaseEdit})
}

// List is what all stores of a region have to do.
func (p SalesPages) List(c *web.Ctx) error {
	return list.Alone(c, p.DB, CaseList(c.Actor.Scope(models.CaseRead), "/sales/cases", false, p.Clock.Moment()))
}

// caseForm is a case as it was typed.
type caseForm struct {
	Key, Member, Slip, Topic, Title, Brief, Category, Weight, PromisedOn, PromisedAt string
	Kind                                                                             models.CaseKind
	Owner                                                                            int64
}

type formPage struct {
	Form       caseForm
	Kinds      []models.CaseKind
	Topics     []string
	Categories []string
	People     []members.Person
	Today      models.Date
}

// New is an empty form of a kind.
func (p StorePages) New(c *web.Ctx) error {
	f := caseForm{Key: web.NewKey(), Member: c.Query("member"), Slip: c.Query("slip"), Kind: models.CaseKind(c.Query("kind"))}
	if len(models.CaseTopics(f.Kind)) == 0 {
		f.Kind = models.CaseService
	}
	return p.form(c, f, nil)
}

func (p StorePages) form(c *web.Ctx, f caseForm, fe error) error {
	people, err := members.Advisers(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CaseEdit))
	if err != nil {
		return err
	}
	page := web.Page{Title: c.T("case.new"), Crumbs: []web.Crumb{{Text: c.T("nav.cases"), Href: "/store/cases"}, {Text: c.T("case.new")}},
		Data: formPage{Form: f, Kinds: models.CaseKinds(), Topics: models.CaseTopics(f.Kind), Categories: models.Categories, People: people, Today: c.Today()}}
	if fe != nil {
		return c.Again(fe, "store/cases/new", page)
	}
	return c.OK("store/cases/new", page)
}

// Opening takes the form.
func (p StorePages) Opening(c *web.Ctx) error {
	f := caseForm{Key: c.RequestKey(), Member: c.Value("member"), Slip: c.Value("slip"), Kind: models.CaseKind(c.Value("kind")), Topic: c.Value("topic"), Title: c.Value("title"), Brief: c.Value("brief"),
		Category: c.Value("category"), Weight: c.Value("weight"), PromisedOn: c.Value("promised_on"), PromisedAt: c.Value("promised_at"), Owner: c.FormID("owner")}
	in, err := p.opening(c, f)
	if err != nil {
		return p.form(c, f, err)
	}
	made, err := p.Open(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.CaseEdit), in)
	if err != nil {
		return p.form(c, f, err)
	}
	return c.Redirect(casePath(made.ID), "case.flash_opened", "Number", made.Number)
}

func (p StorePages) opening(c *web.Ctx, f caseForm) (in Opening, err error) {
	in.SlipNumber = f.Slip
	in.Case = models.Case{Kind: f.Kind, Topic: f.Topic, StoreID: c.Actor.HomeStore(), Title: f.Title, Brief: f.Brief, Category: f.Category, PromisedAt: f.PromisedAt, RequestKey: f.Key}
	if f.Owner != 0 {
		in.OwnerID = &f.Owner
	}
	if in.PromisedOn, err = c.Date("promised_on"); err != nil {
		return in, err
	}
	if f.Weight != "" {
		if in.WeightInMg, err = models.ParseWeight(f.Weight); err != nil {
			return in, models.OnField(err, "weight")
		}
	}
	m, err := loyalty.FindKnown(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CaseEdit), f.Member)
	in.MemberID = m.MemberID
	return in, err
}

// typedStep is a step as it was typed.
type typedStep struct {
	Act, Stage, Note, Name, Amount, Weight, Day, Hour, Payment, Perk string
	Owner                                                            int64
}

// Show is a case with its history and what may be done next.
func (p StorePages) Show(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.show(c, id, typedStep{}, nil)
}

func (p StorePages) show(c *web.Ctx, id int64, typed typedStep, fe error) error {
	q, scope := p.DB.Read(c.UserContext()), c.Actor.Scope(models.CaseEdit)
	data, err := p.look(q, scope, id)
	if err != nil {
		return err
	}
	if data.People, err = members.Advisers(q, scope); err != nil {
		return err
	}
	data.Typed, data.Key, data.Base, data.Acts, data.Payments = typed, web.NewKey(), "/store/cases", models.CaseActs(data.Case.Kind), models.Payments()
	if data.Case.Stage.Ended() {
		data.Acts = data.Acts[:1]
	}
	page := web.Page{Title: data.Case.Number, Crumbs: []web.Crumb{{Text: c.T("nav.cases"), Href: "/store/cases"}, {Text: data.Case.Number}}, Data: data}
	if fe != nil {
		return c.Again(fe, "store/cases/show", page)
	}
	return c.OK("store/cases/show", page)
}

// Show is a case as the headquarters may see it.
func (p SalesPages) Show(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	data, err := p.look(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CaseRead), id)
	if err != nil {
		return err
	}
	data.Base = "/sales/cases"
	data.mask()
	return c.OK("store/cases/show", web.Page{Title: data.Case.Number, Crumbs: []web.Crumb{{Text: c.T("nav.cases"), Href: "/sales/cases"}, {Text: data.Case.Number}}, Data: data})
}
