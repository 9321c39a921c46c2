package insight

import (
	"gorm.io/gorm"

	"assay/app/web"
	"assay/models"
)

type cockpitPage struct {
	Base  string
	Lists string // where surveys and prospects are listed: who works at no counter reads the headquarters'
	Figures
	Shares  []Shares // of the headquarters, by state and tier
	Content Content
	Funnel  []FunnelRow
	Won     models.Rate
	Hopes   bool // there are prospects
}

// Cockpit is how the members of a scope are doing.
func (p Pages) Cockpit(c *web.Ctx) error {
	q, scope := p.DB.Read(c.UserContext()), c.Actor.Scope(models.InsightRead)
	terms, err := TermsOn(q, c.Today())
	if err != nil {
		return err
	}
	data := cockpitPage{Base: p.Base, Lists: p.Base}
	if !c.Actor.Can(models.MemberEdit) {
		data.Lists = salesBase
	}
	if data.Figures, err = FiguresOf(q, scope, terms.Policy, c.Today()); err != nil {
		return err
	}
	if data.Shares, err = sharesOf(q, scope, models.ByState, models.ByTier); err != nil {
		return err
	}
	if data.Content, err = ContentOf(q, scope, c.Today()); err != nil {
		return err
	}
	if data.Funnel, data.Won, err = FunnelOf(q, scope, c.Today().AddMonths(-12)); err != nil {
		return err
	}
	for _, r := range data.Funnel {
		data.Hopes = data.Hopes || r.N > 0
	}
	return c.OK("insight/cockpit", web.Page{Title: c.T("nav.member_cockpit"), Data: data})
}

type matrixPage struct {
	Base string
	Matrix
}

// Scores is the matrix of recency and frequency; each cell leads to its members.
func (p Pages) Scores(c *web.Ctx) error {
	m, err := MatrixOf(p.DB.Read(c.UserContext()), c.Actor.Scope(models.InsightRead))
	if err != nil {
		return err
	}
	return c.OK("insight/scores", web.Page{Title: c.T("nav.rfm"), Data: matrixPage{p.Base, m}})
}

type keyPage struct {
	Base string
	models.Pareto
	Next   []Near
	Shares []Shares
}

// Key is who brings most of the spend, and who is next to.
func (p Pages) Key(c *web.Ctx) error {
	q, scope := p.DB.Read(c.UserContext()), c.Actor.Scope(models.InsightRead)
	data := keyPage{Base: p.Base}
	var err error
	if data.Pareto, err = ParetoOf(q, scope); err != nil {
		return err
	}
	if data.Next, err = NextToBecomeKey(q, scope, data.EdgeFen, p.Base == salesBase); err != nil {
		return err
	}
	if data.Shares, err = sharesOf(q, scope, models.ByRegion, models.ByAge, models.ByOccupation, models.ByIndustry); err != nil {
		return err
	}
	return c.OK("insight/key", web.Page{Title: c.T("nav.key_members"), Data: data})
}

// sharesOf are the dimensions that anything is kept of.
func sharesOf(q *gorm.DB, scope models.Scope, of ...models.MemberDimension) (out []Shares, err error) {
	for _, d := range of {
		s, err := SharesOf(q, scope, d)
		if err != nil {
			return nil, err
		}
		if len(s.Rows) > 0 {
			out = append(out, s)
		}
	}
	return out, nil
}
