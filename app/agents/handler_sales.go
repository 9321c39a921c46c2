package agents

import (
	"fmt"
	"strconv"

	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/web"
	"assay/models"
)

// SalesPages register agents and change what the register says.
type SalesPages struct{ *Service }

// agentForm is an agent as it was typed, so that nothing is lost.
type agentForm struct {
	ID, Version                                         int64
	Code, NameZh, NameEn, Kind, Parent, Depth, Grade    string
	RegionID, PriceListID, SalespersonID                int64
	Address, TaxNo, LicenceNo, LicenceUntil, ContractNo string
	ContractUntil, JoinedOn                             string
	Contacts                                            []contactForm
	Banks                                               []models.AgentBankAccount
	Regions                                             []models.Region
	Grades                                              []models.Grade
	ContactRoles                                        []string
	PriceLists                                          []Choice
	Salespeople                                         []Choice
}

type contactForm struct {
	Name, Role, Phone, Email, Wecom, BirthdayKind, Month, Day string
}

const (
	contactRows = 3
	bankRows    = 2
	mostRows    = 20 // what an import brought stays and can be changed
)

// New is the empty form.
func (p SalesPages) New(c *web.Ctx) error {
	return p.form(c, agentForm{Kind: string(models.KindAgent), Depth: string(models.DepthTree), JoinedOn: c.Today().String()}, nil)
}

// EditForm is the form with what the register says now.
func (p SalesPages) EditForm(c *web.Ctx) error {
	a, err := p.own(c)
	if err != nil {
		return err
	}
	f, err := formOf(p.DB.Read(c.UserContext()), a.Agent)
	if err != nil {
		return err
	}
	return p.form(c, f, nil)
}

func (p SalesPages) own(c *web.Ctx) (Listed, error) {
	id, err := c.ID("id")
	if err != nil {
		return Listed{}, err
	}
	return InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.AgentEdit), c.Today(), id)
}

func (p SalesPages) form(c *web.Ctx, f agentForm, fe error) error {
	var err error
	if f.Regions, err = Regions(p.DB.Read(c.UserContext())); err != nil {
		return err
	}
	if f.PriceLists, err = PriceListChoices(p.DB.Read(c.UserContext()), c.Lang()); err != nil {
		return err
	}
	if f.Salespeople, err = Salespeople(p.DB.Read(c.UserContext())); err != nil {
		return err
	}
	f.Grades, f.ContactRoles = models.Grades, models.ContactRoles
	for len(f.Contacts) < contactRows {
		f.Contacts = append(f.Contacts, contactForm{})
	}
	for len(f.Banks) < bankRows {
		f.Banks = append(f.Banks, models.AgentBankAccount{})
	}
	title := c.T("agent.new")
	if f.ID != 0 {
		title = c.T("agent.edit_title", "Code", f.Code)
	}
	page := web.Page{Title: title, Data: f, Crumbs: []web.Crumb{{Text: c.T("nav.agents"), Href: "/sales/agents"}, {Text: title}}}
	if fe != nil {
		return c.Again(fe, "sales/agents/edit", page)
	}
	return c.OK("sales/agents/edit", page)
}

// Registration enters an agent as a prospect.
func (p SalesPages) Registration(c *web.Ctx) error {
	f := typed(c)
	r, err := p.registration(c, f)
	if err != nil {
		return p.form(c, f, err)
	}
	a, err := p.Register(c.UserContext(), c.Actor.Who(), r)
	if err != nil {
		return p.form(c, f, err)
	}
	return c.Redirect(fmt.Sprintf("/sales/agents/%d", a.ID), "agent.flash_registered")
}

// Edit stores the changed form.
func (p SalesPages) Edit(c *web.Ctx) error {
	a, err := p.own(c)
	if err != nil {
		return err
	}
	f := typed(c)
	f.ID, f.Code, f.Version = a.ID, a.Code, c.FormID("version")
	r, err := p.registration(c, f)
	if err == nil {
		err = p.Update(c.UserContext(), c.Actor.Who(), Edit{Registration: r, ID: f.ID, Version: f.Version})
	}
	if err != nil {
		return p.form(c, f, err)
	}
	return c.Redirect(fmt.Sprintf("/sales/agents/%d", f.ID), "agent.flash_edited")
}

// typed reads the form as text.
func typed(c *web.Ctx) agentForm {
	f := agentForm{Code: c.Value("code"), NameZh: c.Value("name_zh"), NameEn: c.Value("name_en"), Kind: c.Value("kind"), RegionID: c.FormID("region_id"), PriceListID: c.FormID("price_list_id"), SalespersonID: c.FormID("salesperson_id"),
		Parent: c.Value("parent_id"), Depth: c.Value("access_depth"), Grade: c.Value("grade"), Address: c.Value("address"), TaxNo: c.Value("tax_no"),
		LicenceNo: c.Value("licence_no"), LicenceUntil: c.Value("licence_until"), ContractNo: c.Value("contract_no"), ContractUntil: c.Value("contract_until"),
		JoinedOn: c.Value("joined_on")}
	for i := range mostRows {
		at := "contacts." + strconv.Itoa(i) + "."
		t := contactForm{c.Value(at + "name"), c.Value(at + "role"), c.Value(at + "phone"), c.Value(at + "email"), c.Value(at + "wecom"),
			c.Value(at + "birthday_kind"), c.Value(at + "month"), c.Value(at + "day")}
		if t != (contactForm{}) {
			f.Contacts = append(f.Contacts, t)
		}
		at = "banks." + strconv.Itoa(i) + "."
		b := models.AgentBankAccount{Bank: c.Value(at + "bank"), AccountNo: c.Value(at + "account_no"), Holder: c.Value(at + "holder")}
		if b != (models.AgentBankAccount{}) {
			f.Banks = append(f.Banks, b)
		}
	}
	return f
}

// formOf is the form with what is stored.
func formOf(q *gorm.DB, a models.Agent) (agentForm, error) {
	f := agentForm{ID: a.ID, Version: a.Version, Code: a.Code, NameZh: a.NameZh, NameEn: a.NameEn, Kind: string(a.Kind), RegionID: a.RegionID, Depth: string(a.AccessDepth),
		PriceListID: idOf(a.PriceListID), SalespersonID: idOf(a.SalespersonID),
		Grade: string(a.Grade), Address: a.Address, TaxNo: a.TaxNo, LicenceNo: a.LicenceNo, LicenceUntil: dayText(a.LicenceUntilOn),
		ContractNo: a.ContractNo, ContractUntil: dayText(a.ContractUntilOn)}
	people, err := Contacts(q, a.ID)
	if err != nil {
		return f, err
	}
	for _, t := range people {
		f.Contacts = append(f.Contacts, contactForm{t.Name, t.Role, t.Phone, t.Email, t.WecomID, t.BirthdayKind, numberText(t.BirthdayMonth), numberText(t.BirthdayDay)})
	}
	f.Banks, err = Banks(q, a.ID)
	return f, err
}

// idOf and optional are a column that may be empty and a form's 0 for nothing.
func idOf(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}

func optional(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

func dayText(d models.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func numberText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// registration turns the typed form into values. Region and head agent must
// lie inside the visitor's scope.
func (p SalesPages) registration(c *web.Ctx, f agentForm) (Registration, error) {
	r := Registration{Banks: f.Banks, Agent: models.Agent{Code: f.Code, NameZh: f.NameZh, NameEn: f.NameEn, Kind: models.AgentKind(f.Kind), RegionID: f.RegionID,
		AccessDepth: models.AccessDepth(f.Depth), Grade: models.Grade(f.Grade), Address: f.Address, TaxNo: f.TaxNo, LicenceNo: f.LicenceNo, ContractNo: f.ContractNo,
		PriceListID: optional(f.PriceListID), SalespersonID: optional(f.SalespersonID)}}
	if r.Agent.AccessDepth != models.DepthOwn {
		r.Agent.AccessDepth = models.DepthTree
	}
	for field, to := range map[string]*models.Date{"licence_until": &r.Agent.LicenceUntilOn, "contract_until": &r.Agent.ContractUntilOn, "joined_on": &r.Agent.JoinedOn} {
		var err error
		if *to, err = c.Date(field); err != nil {
			return r, err
		}
	}
	for i, t := range f.Contacts {
		month, err := birthdayPart(i, t.Month)
		if err != nil {
			return r, err
		}
		day, err := birthdayPart(i, t.Day)
		if err != nil {
			return r, err
		}
		r.Contacts = append(r.Contacts, models.AgentContact{Name: t.Name, Role: t.Role, Phone: t.Phone, Email: t.Email, WecomID: t.Wecom,
			BirthdayKind: t.BirthdayKind, BirthdayMonth: month, BirthdayDay: day})
	}
	return r, p.reach(c, f, &r.Agent)
}

func birthdayPart(i int, text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 31 {
		return 0, models.Invalid(fmt.Sprintf("contacts.%d.birthday", i), "error.birthday")
	}
	return n, nil
}

// reach checks the region and finds the head agent by its code.
func (p SalesPages) reach(c *web.Ctx, f agentForm, a *models.Agent) error {
	q, scope := p.DB.Read(c.UserContext()), c.Actor.Scope(models.AgentEdit)
	if _, err := RegionWithin(q, scope, f.RegionID); err != nil {
		return err
	}
	if f.Parent == "" || f.ID != 0 {
		return nil
	}
	parent, err := credit.AgentByCode(q, scope, f.Parent)
	if models.KindOf(err) == models.KindInvalid {
		err = models.Invalid("parent_id", "error.parent_unknown")
	}
	a.ParentID = &parent
	return err
}
