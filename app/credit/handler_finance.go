package credit

import (
	"assay/app/web"
	"assay/models"
	"slices"
)

// FinancePages are the credit groups and the default limits of the grades.
type FinancePages struct{ *Service }

type groupsPage struct {
	Groups []GroupLine
	Grades []GradeLimit
	Form   groupForm
	Typed  int64 // the group whose form was sent, 0 for none
	All    bool  // the visitor may change what concerns every agent
}

// groupForm is what was typed in any form of the page.
type groupForm struct {
	Code, NameZh, NameEn, PotKind, Pot, MemberKind, Member, Agent, Reason, Grade, GradeKind, GradeAmount string
}

// Groups is the list of credit groups with their pots and members.
func (p FinancePages) Groups(c *web.Ctx) error { return p.groups(c, 0, nil) }

func (p FinancePages) groups(c *web.Ctx, typed int64, fe error) error {
	q, scope := p.DB.Read(c.UserContext()), c.Actor.Scope(models.CreditEdit)
	data := groupsPage{Typed: typed, All: c.Actor.Can(models.PotEdit), Form: groupForm{PotKind: string(models.LimitAmount), MemberKind: string(models.LimitInherit)}}
	if fe != nil {
		data.Form = groupForm{c.Value("code"), c.Value("name_zh"), c.Value("name_en"), c.Value("pot_kind"), c.Value("pot"), c.Value("member_kind"), c.Value("member"),
			c.Value("agent"), c.Value("reason"), c.Value("grade"), c.Value("grade_kind"), c.Value("grade_amount")}
	}
	var err error
	if data.Groups, err = Groups(q, scope, c.Today()); err != nil {
		return err
	}
	if typed != 0 && !slices.ContainsFunc(data.Groups, func(g GroupLine) bool { return g.ID == typed }) {
		return models.NotFound("credit_group")
	}
	if data.Grades, err = GradeLimits(q); err != nil {
		return err
	}
	page := web.Page{Title: c.T("nav.groups"), Data: data}
	if fe != nil {
		return c.Again(fe, "finance/groups/index", page)
	}
	return c.OK("finance/groups/index", page)
}

// limitOf reads a limit from two fields; the amount counts for its kind only.
func limitOf(c *web.Ctx, kind, amount string) (models.Limit, error) {
	l := models.Limit{Kind: models.LimitKind(c.Value(kind))}
	var err error
	if l.Kind == models.LimitAmount {
		l.Amount, err = c.Money(amount)
	}
	return l, err
}

func potOf(c *web.Ctx) (pot, member models.Limit, err error) {
	if pot, err = limitOf(c, "pot_kind", "pot"); err != nil {
		return pot, member, err
	}
	member, err = limitOf(c, "member_kind", "member")
	return pot, member, err
}

// NewGroup enters a group.
func (p FinancePages) NewGroup(c *web.Ctx) error {
	in := GroupInput{Code: c.Value("code"), NameZh: c.Value("name_zh"), NameEn: c.Value("name_en")}
	var err error
	if in.Pot, in.Member, err = potOf(c); err == nil {
		_, err = p.CreateGroup(c.UserContext(), c.Actor.Who(), in)
	}
	if err != nil {
		return p.groups(c, 0, err)
	}
	return c.Redirect("/finance/groups", "group.flash_created")
}

// Pot sets a group's pot and what its members inherit.
func (p FinancePages) Pot(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	pot, member, err := potOf(c)
	if err == nil {
		err = p.SetPot(c.UserContext(), c.Actor.Who(), id, pot, member, c.Value("reason"))
	}
	if err != nil {
		return p.groups(c, id, err)
	}
	return c.Redirect("/finance/groups", "group.flash_pot")
}

// Member adds an agent to a group, or takes it out.
func (p FinancePages) Member(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	agent, err := AgentByCode(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CreditEdit), c.Value("agent"))
	if err != nil {
		return p.groups(c, id, err)
	}
	verb, flash := p.JoinGroup, "group.flash_joined"
	if c.Value("do") == "leave" {
		verb, flash = p.LeaveGroup, "group.flash_left"
	}
	if err := verb(c.UserContext(), c.Actor.Who(), agent, id, c.Value("reason")); err != nil {
		return p.groups(c, id, err)
	}
	return c.Redirect("/finance/groups", flash)
}

// GradeLimit sets a grade's default limit.
func (p FinancePages) GradeLimit(c *web.Ctx) error {
	l, err := limitOf(c, "grade_kind", "grade_amount")
	if err == nil {
		err = p.SetGradeLimit(c.UserContext(), c.Actor.Who(), models.Grade(c.Value("grade")), l, c.Value("reason"))
	}
	if err != nil {
		return p.groups(c, 0, err)
	}
	return c.Redirect("/finance/groups", "group.flash_grade")
}
