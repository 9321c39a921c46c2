package loyalty

import (
	"assay/app/web"
	"assay/models"
)

// SalesPages are what the headquarters sees of members' points.
type SalesPages struct{ *Service }

type liabilityPage struct {
	Liability
	Each models.Money // what a point takes off
	On   models.Date
}

// Points is what open points could cost.
func (p SalesPages) Points(c *web.Ctx) error {
	q := p.DB.Read(c.UserContext())
	rules, err := RulesOn(q, c.Today())
	if err != nil {
		return err
	}
	l, err := LiabilityOf(q, c.Actor.Scope(models.MemberRead), rules)
	if err != nil {
		return err
	}
	return c.OK("sales/points/index", web.Page{Title: c.T("nav.points"), Data: liabilityPage{l, rules.Points.PointFen, c.Today()}})
}
