package standard

import (
	"html/template"
	"slices"

	"assay/app/chart"
	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// FinancePages are the credit standard with its control chart and proposals.
type FinancePages struct{ *Service }

type page struct {
	Picture
	Segments []string // those with a policy of their own
	Segment  string
	Chart    template.HTML
	Table    chart.Table
	Form     policyForm
}

// policyForm is the part of the policy that the form changes.
type policyForm struct {
	Normal, Target, Upper, Lower, Mode, Direction, Reason string
}

// Show is the standard's page.
func (p FinancePages) Show(c *web.Ctx) error { return p.show(c, nil) }

func (p FinancePages) show(c *web.Ctx, fe error) error {
	data, err := p.collect(c)
	if err != nil {
		return err
	}
	view := web.Page{Title: c.T("nav.standard"), Data: data}
	if fe != nil {
		return c.Again(fe, "finance/standard/index", view)
	}
	return c.OK("finance/standard/index", view)
}

func (p FinancePages) collect(c *web.Ctx) (page, error) {
	q := p.DB.Read(c.UserContext())
	segments, err := Segments(q)
	if err != nil {
		return page{}, err
	}
	segment := c.Query("segment", models.SegmentAll)
	if !slices.Contains(segments, segment) {
		return page{}, models.NotFound("segment")
	}
	picture, err := Load(q, segment, c.Today())
	if err != nil {
		return page{}, err
	}
	data := page{Picture: picture, Segments: segments, Segment: segment}
	if draw, ok := picture.Control(c.T); ok {
		data.Chart, data.Table = template.HTML(draw.SVG()), draw.Table(ControlHead(c.T)) //nolint:gosec // charts escape their own texts
	}
	return data, nil
}

// AllRuns are the runs of every segment, also as a spreadsheet.
func (p FinancePages) AllRuns(c *web.Ctx) error {
	segments, err := Segments(p.DB.Read(c.UserContext()))
	if err != nil {
		return err
	}
	spec := RunList(segments, c.T)
	if !c.Actor.Can(models.ReceivableRead) {
		spec.Columns[0].Link = ""
	}
	return list.Show(c, p.DB, spec, nil, func(v list.View) (string, web.Page) {
		return "finance/standard/runs", web.Page{Title: c.T("standard.runs_title"), Data: v, Crumbs: []web.Crumb{{Text: c.T("nav.standard"), Href: "/finance/standard"}, {Text: c.T("standard.runs_title")}}}
	})
}

// Decision approves or rejects a proposal.
func (p FinancePages) Decision(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	verb, flash := p.Reject, "standard.flash_rejected"
	if c.Value("do") == "approve" {
		verb, flash = p.Approve, "standard.flash_approved"
	}
	if err := verb(c.UserContext(), c.Actor.Who(), id, c.Value("reason")); err != nil {
		return p.show(c, err)
	}
	return c.Redirect("/finance/standard", flash)
}

// RollBackChange takes the latest change back.
func (p FinancePages) RollBackChange(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := p.RollBack(c.UserContext(), c.Actor.Who(), id, c.Value("reason")); err != nil {
		return p.show(c, err)
	}
	return c.Redirect("/finance/standard", "standard.flash_rolled_back")
}
