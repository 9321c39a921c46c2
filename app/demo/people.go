package demo

import (
	"assay/app/auth"
	"assay/app/db"
	"assay/models"
)

// staff are the people at headquarters, and everybody's way in.
type staff struct {
	finance, manager, sales, salesManager, owner models.Who
	newcomers                                    []newcomer
	logins                                       []Login
}

// newcomer is a user before it is entered.
type newcomer struct {
	Login
	hash string
}

// hire makes the users with their passwords: hashing is slow and has no place
// in a transaction.
func hire() staff {
	var p staff
	for _, l := range []Login{
		{Login: "owner", Role: models.RoleAgentOwner}, {Login: "buyer", Role: models.RoleAgentBuyer},
		{Login: "counter", Name: "许佳怡", Role: models.RoleStoreStaff}, {Login: "storemgr", Name: "丁雅琴", Role: models.RoleStoreManager},
		{Login: "finance", Name: "沈丽华", Role: models.RoleFinance}, {Login: "manager", Name: "顾明远", Role: models.RoleFinanceManager},
		{Login: "sales", Name: "陆思远", Role: models.RoleSales}, {Login: "salesmgr", Name: "韩晓燕", Role: models.RoleSalesManager},
		{Login: "admin", Name: "管理员", Role: models.RoleAdmin},
	} {
		l.Password = auth.RandomPassword()
		p.newcomers = append(p.newcomers, newcomer{l, auth.HashPassword(l.Password)})
	}
	return p
}

// addStaff enters the people of headquarters; sales sees one region.
func (s *sim) addStaff(tx *db.Tx, at models.Moment) error {
	p := &s.people
	for _, n := range p.newcomers {
		if n.Role.IsAgent() || n.Role.IsStore() {
			continue
		}
		grant := models.UserGrant{Role: n.Role, ScopeKind: models.ScopeAll}
		n.Where = "总部 / headquarters"
		if n.Role == models.RoleSales {
			grant.ScopeKind, grant.ScopeID = models.ScopeRegion, s.regionIDs[0]
			n.Where = regions[0].zh + " / " + regions[0].en
		}
		who, err := s.enterUser(tx, at, n, grant)
		if err != nil {
			return err
		}
		switch n.Role {
		case models.RoleFinance:
			p.finance = who
		case models.RoleFinanceManager:
			p.manager = who
		case models.RoleSales:
			p.sales = who
		case models.RoleSalesManager:
			p.salesManager = who
		}
	}
	return nil
}

// addBuyers enters the people of the one agent that has logins.
func (s *sim) addBuyers(tx *db.Tx, at models.Moment) error {
	d := s.dealers[login]
	for _, n := range s.people.newcomers {
		if !n.Role.IsAgent() {
			continue
		}
		n.Name, n.Where = d.Contacts[0].Name, d.Agent.Code+" "+d.Agent.NameZh
		if n.Role == models.RoleAgentBuyer {
			n.Name = d.who.Name
		}
		who, err := s.enterUser(tx, at, n, models.UserGrant{Role: n.Role, ScopeKind: models.ScopeAgent, ScopeID: d.ID})
		if err != nil {
			return err
		}
		switch n.Role {
		case models.RoleAgentBuyer:
			d.who = who
		case models.RoleAgentOwner:
			s.people.owner = who
		}
	}
	s.keepBusy(d)
	return nil
}

// keepBusy makes sure that whoever signs in finds orders of the last weeks in
// every state.
func (s *sim) keepBusy(d *dealer) {
	for _, ago := range []models.Date{24, 19, 15, 11, 8, 6, 4, 2, 1, 0} {
		if day := s.end - ago; day > s.start {
			s.later(day, func(tx *db.Tx, at models.Moment) error { return s.order(tx, at, d) })
		}
	}
	s.later(s.end, func(tx *db.Tx, at models.Moment) error { return s.draft(tx, at, d) })
}

func (s *sim) enterUser(tx *db.Tx, at models.Moment, n newcomer, grant models.UserGrant) (models.Who, error) {
	u, err := auth.EnterUser(tx, at, models.System, auth.NewUser{Login: n.Login.Login, Name: n.Name, Email: n.Login.Login + "@chengyue.example", Lang: "zh-CN", Grants: []models.UserGrant{grant}}, n.hash)
	s.people.logins = append(s.people.logins, n.Login)
	return models.Who{ID: u.ID, Name: u.Name}, err
}
