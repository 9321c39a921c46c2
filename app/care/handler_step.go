package care

import (
	"fmt"

	"assay/app/web"
	"assay/models"
)

// Stepping does a step of a case.
func (p StorePages) Stepping(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	scope := c.Actor.Scope(models.CaseEdit)
	if _, err := InScope(p.DB.Read(c.UserContext()), scope, id); err != nil {
		return err
	}
	t := typedStep{Act: c.Value("act"), Stage: c.Value("stage"), Note: c.Value("note"), Name: c.Value("name"), Amount: c.Value("amount"), Weight: c.Value("weight"),
		Day: c.Value("promised_on"), Hour: c.Value("promised_at"), Payment: c.Value("payment"), Perk: c.Value("perk"), Owner: c.FormID("owner")}
	in, err := t.step(c)
	if err != nil {
		return p.show(c, id, t, err)
	}
	in.CaseID = id
	done, err := p.Enter(c.UserContext(), c.Actor.Who(), scope, in)
	if err != nil {
		return p.show(c, id, t, err)
	}
	return c.Redirect(casePath(id), "case.flash_"+string(in.Entry.Act), "Stage", c.T("case_stage."+string(done.Stage)))
}

// step reads what was typed.
func (t typedStep) step(c *web.Ctx) (in Step, err error) {
	in = Step{Version: c.FormID("version"), Payment: t.Payment, Perk: t.Perk, Confirmed: c.Value("confirmed") != ""}
	in.Entry = models.CaseEntry{Act: models.CaseAct(t.Act), Stage: models.CaseStage(t.Stage), Note: t.Note, Name: t.Name, Hour: t.Hour, RequestKey: c.RequestKey()}
	if t.Stage != "" {
		in.Entry.Act = models.CaseMoved
	}
	if t.Owner != 0 {
		in.Entry.OwnerID = &t.Owner
	}
	if in.Entry.Day, err = c.Date("promised_on"); err != nil {
		return in, err
	}
	if t.Amount != "" {
		if in.Entry.AmountFen, err = models.ParseMoney(t.Amount); err != nil {
			return in, models.OnField(err, "amount")
		}
	}
	if t.Weight != "" {
		if in.Entry.WeightMg, err = models.ParseWeight(t.Weight); err != nil {
			return in, models.OnField(err, "weight")
		}
	}
	if in.Entry.Act == models.CasePictured {
		name, content, err := c.File("paper", models.MaxPaper)
		if err != nil {
			return in, err
		}
		in.Paper = &Paper{name, content}
	}
	return in, nil
}

// File answers with a picture or a drawing.
func (p StorePages) File(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := FileInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CaseEdit), id)
	if err != nil {
		return err
	}
	return c.Kept(fmt.Sprintf("case-%d", f.ID), f.Name, f.Media, f.Content)
}
