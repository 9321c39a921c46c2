package policy

import (
	"bytes"
	"fmt"
	"strconv"

	"assay/app/list"
	"assay/app/runs"
	"assay/app/sheet"
	"assay/app/web"
	"assay/models"
)

// SimulateRun is the job that tries a draft on the past.
const SimulateRun = "simulate-policy"

// AskedTrial is what a simulation is asked with.
type AskedTrial struct {
	PolicyID int64 `json:"policy_id"`
}

// FinancePages are the policies with their drafts and versions.
type FinancePages struct {
	*Service
	Runs *runs.Service
}

// Path is where a version is shown.
func Path(id int64) string { return fmt.Sprintf("/finance/policies/%d", id) }

// indexPage is the list of policies. Kind and Segment are what a draft was asked
// for that could not be opened.
type indexPage struct {
	Lines   []Line
	Kind    models.PolicyKind
	Segment string
}

// Index lists the policies.
func (p FinancePages) Index(c *web.Ctx) error { return p.index(c, nil) }

func (p FinancePages) index(c *web.Ctx, fe error) error {
	lines, err := Lines(p.DB.Read(c.UserContext()), c.Today())
	if err != nil {
		return err
	}
	if fe == nil && c.Query("format") != "" {
		return list.Tables(c, "policies", sheetOf(lines, c.T))
	}
	data := indexPage{Lines: lines}
	page := web.Page{Title: c.T("nav.policies"), Data: &data}
	if fe != nil {
		data.Kind, data.Segment = models.PolicyKind(c.Value("kind")), c.Value("segment")
		return c.Again(fe, "finance/policies/index", page)
	}
	return c.OK("finance/policies/index", page)
}

// Open opens a draft, or leads to the one that is open.
func (p FinancePages) Open(c *web.Ctx) error {
	id, err := p.Draft(c.UserContext(), c.Actor.Who(), models.PolicyKind(c.Value("kind")), c.Value("segment"), c.FormID("from"))
	if err != nil {
		return p.index(c, err)
	}
	return c.Redirect(Path(id), "policy.flash_draft")
}

// Show is a version: a draft as its form, any other to read.
func (p FinancePages) Show(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.show(c, id, nil, nil)
}

// show shows a version, with what was typed instead of what is stored after an
// error: typed where all of it could be read, else the form's own texts.
func (p FinancePages) show(c *web.Ctx, id int64, typed models.PolicyBody, fe error) error {
	data, err := Look(p.DB.Read(c.UserContext()), id, c.Today())
	if err != nil {
		return err
	}
	q := p.DB.Read(c.UserContext())
	if data.Fields, err = outsideFields(q, data.Body); err != nil {
		return err
	}
	if data.Own, err = isEditor(q, id, c.Actor.Who()); err != nil {
		return err
	}
	if data.Trial, err = trialOf(c, q, data.Version.Kind, data.Kept); err != nil {
		return err
	}
	if fe != nil {
		data.Asked = decision{EffectiveOn: c.Value("effective_on"), Reason: c.Value("reason")}
	}
	switch {
	case typed != nil:
		data.Body = typed
	case fe != nil && data.IsDraft() && c.FormID("edit") != 0:
		data.Typed = typedText(c)
	}
	page := web.Page{Title: c.T("policy.title", "Kind", c.T("policy."+string(data.Version.Kind)), "Version", data.Version.Version),
		Crumbs: []web.Crumb{{Text: c.T("nav.policies"), Href: "/finance/policies"}}, Data: data}
	if fe != nil {
		return c.Again(fe, "finance/policies/show", page)
	}
	return c.OK("finance/policies/show", page)
}

// Edit saves a draft; beside that the button pressed may add or drop a row, or
// ask for the simulation.
func (p FinancePages) Edit(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	v, err := ByID(p.DB.Read(c.UserContext()), id)
	if err != nil {
		return err
	}
	body, err := models.DecodePolicy(v.Kind, v.Body)
	if err != nil {
		return err
	}
	if err := fill(c, body); err != nil {
		return p.show(c, id, nil, told(c, body, models.Together(err, body.Validate())))
	}
	do := c.Value("do")
	if err := grow(body, do, c.Value("factor_name")); err != nil {
		return p.show(c, id, body, err)
	}
	if err := p.SaveDraft(c.UserContext(), c.Actor.Who(), id, c.FormID("edit"), body); err != nil {
		return p.show(c, id, body, told(c, body, err))
	}
	if do == "simulate" {
		return p.simulate(c, id)
	}
	return c.Redirect(Path(id), "policy.flash_saved")
}

// simulate asks for the trial of the draft as it is stored now.
func (p FinancePages) simulate(c *web.Ctx, id int64) error {
	if _, err := ByID(p.DB.Read(c.UserContext()), id); err != nil {
		return err
	}
	run, err := p.Runs.Ask(c.UserContext(), c.Actor.Who(), runs.Request{Kind: SimulateRun, Key: c.RequestKey(), Input: AskedTrial{id}})
	if err != nil {
		return p.show(c, id, nil, err)
	}
	return c.Redirect(runs.Page(run), "policy.flash_simulating")
}

// Simulated is the kept result of a version as a spreadsheet.
func (p FinancePages) Simulated(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	q := p.DB.Read(c.UserContext())
	v, err := ByID(q, id)
	if err != nil {
		return err
	}
	kept, err := LatestSimulation(q, id)
	if err != nil {
		return err
	}
	trial, err := trialOf(c, q, v.Kind, kept)
	if err != nil {
		return err
	}
	if trial == nil {
		return models.NotFound("policy")
	}
	format, err := sheet.FormatOf(c.Query("format", "csv"))
	if err != nil {
		return err
	}
	var body bytes.Buffer
	rows, err := writeTrial(&body, format, trial, c.T)
	if err != nil {
		return err
	}
	if err := c.Web.Exported(c.UserContext(), c.Actor.Who(), "simulation", strconv.FormatInt(id, 10), string(format), rows); err != nil {
		return err
	}
	c.Set("Content-Type", format.ContentType())
	c.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="simulation-%d.%s"`, id, format))
	return c.Send(body.Bytes())
}

// Approval puts a draft in force from the day asked for.
func (p FinancePages) Approval(c *web.Ctx) error {
	return p.decide(c, "policy.flash_approved", func(id int64) error {
		from, err := c.Date("effective_on")
		if err != nil {
			return err
		}
		return p.Approve(c.UserContext(), c.Actor.Who(), id, c.Value("sha256"), from, c.Value("reason"))
	})
}

// Withdrawal ends a draft unused.
func (p FinancePages) Withdrawal(c *web.Ctx) error {
	return p.decide(c, "policy.flash_withdrawn", func(id int64) error {
		return p.Withdraw(c.UserContext(), c.Actor.Who(), id, c.Value("reason"))
	})
}

// Restoral puts an earlier version in force again.
func (p FinancePages) Restoral(c *web.Ctx) error {
	return p.decide(c, "policy.flash_rolled_back", func(id int64) error {
		return p.RollBack(c.UserContext(), c.Actor.Who(), id, c.Value("reason"))
	})
}

func (p FinancePages) decide(c *web.Ctx, flash string, verb func(id int64) error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := verb(id); err != nil {
		return p.show(c, id, nil, err)
	}
	return c.Redirect("/finance/policies", flash)
}
