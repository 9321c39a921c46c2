package standard

import (
	"html/template"
	"strconv"

	"assay/app/chart"
	"assay/app/web"
	"assay/models"
)

// FinancePages are the credit standard with its control chart and proposals.
type FinancePages struct{ *Service }

type page struct {
	Picture
	Chart template.HTML
	Table chart.Table
	Form  policyForm
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
	picture, err := Load(p.DB.Read(c.UserContext()), c.Today())
	if err != nil {
		return page{}, err
	}
	data := page{Picture: picture, Form: formOf(c, picture.Policy)}
	if draw, ok := picture.Control(c.T); ok {
		data.Chart, data.Table = template.HTML(draw.SVG()), draw.Table(ControlHead(c.T)) //nolint:gosec // charts escape their own texts
	}
	return data, nil
}

func formOf(c *web.Ctx, p models.StandardPolicy) policyForm {
	f := policyForm{Normal: rateText(p.NormalPPM), Upper: rateText(p.UpperWidthPPM), Lower: rateText(p.LowerWidthPPM), Mode: string(p.Mode), Direction: string(p.Direction)}
	if p.TargetPPM != nil {
		f.Target = rateText(*p.TargetPPM)
	}
	if c.Method() == "POST" && c.Value("normal") != "" {
		f = policyForm{c.Value("normal"), c.Value("target"), c.Value("upper_width"), c.Value("lower_width"), c.Value("mode"), c.Value("direction"), c.Value("reason")}
	}
	return f
}

// rateText is a rate in per cent as the form shows and reads it.
func rateText(r models.Rate) string {
	whole := strconv.FormatInt(int64(r)/10_000, 10)
	if frac := int64(r) % 10_000 / 100; frac != 0 {
		return whole + "." + strconv.FormatInt(100+frac, 10)[1:]
	}
	return whole
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

// NewPolicy puts a new version of the policy in force.
func (p FinancePages) NewPolicy(c *web.Ctx) error {
	_, policy, err := Policy(p.DB.Read(c.UserContext()), c.Today())
	if models.KindOf(err) == models.KindNotFound {
		policy, err = models.DefaultStandardPolicy(), nil
	}
	if err == nil {
		err = fill(c, &policy)
	}
	if err == nil {
		err = p.SetPolicy(c.UserContext(), c.Actor.Who(), policy, c.Value("reason"))
	}
	if err != nil {
		return p.show(c, err)
	}
	return c.Redirect("/finance/standard", "standard.flash_policy")
}

func fill(c *web.Ctx, p *models.StandardPolicy) error {
	p.Mode, p.Direction, p.TargetPPM = models.StandardMode(c.Value("mode")), models.StandardDirection(c.Value("direction")), nil
	for field, to := range map[string]*models.Rate{"normal": &p.NormalPPM, "upper_width": &p.UpperWidthPPM, "lower_width": &p.LowerWidthPPM} {
		r, err := models.ParsePercent(c.Value(field))
		if err != nil {
			return models.Invalid(field, "error.not_a_number")
		}
		*to = r
	}
	if c.Value("target") != "" {
		r, err := models.ParsePercent(c.Value("target"))
		if err != nil {
			return models.Invalid("target", "error.not_a_number")
		}
		p.TargetPPM = &r
	}
	return nil
}
