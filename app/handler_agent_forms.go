package app

import (
	"fmt"
	"strings"

	"assay/app/agents"
	"assay/app/credit"
	"assay/app/receivables"
	"assay/app/web"
	"assay/models"
)

// sent is the form of the page that was not accepted, by the last part of its
// address, with what was typed.
type sent struct {
	form   string
	values map[string]string
}

func sentOf(c *web.Ctx) sent {
	s := sent{values: map[string]string{}}
	if c.Method() == "POST" {
		s.form = c.Path()[strings.LastIndex(c.Path(), "/")+1:]
		for _, name := range []string{"purpose", "kind", "amount", "valid_from", "valid_to", "reason", "note", "policy", "status",
			"promise_amount", "promise_made_on", "promise_due_on", "promise_made_with", "promise_note", "fact_name", "fact_value", "fact_as_of", "fact_source"} {
			s.values[name] = c.Value(name)
		}
	}
	return s
}

// Was is what was typed into a field of a form, or what stands there first.
func (d *agentPage) Was(form, field, first string) string {
	if d.sent.form == form {
		return d.sent.values[field]
	}
	return first
}

// securityForm is a deposit or guarantee as it was typed.
type securityForm struct{ Kind, Number, Amount, Share, From, To, Note string }

// storeForm is a store as it was typed; ID 0 is a new one.
type storeForm struct {
	ID                                            int64
	Code, NameZh, NameEn, Address, Opened, Closed string
}

// staffForm is somebody in a store as they were typed.
type staffForm struct {
	Store                     int64
	Name, Title, Phone, Since string
}

// formsOf are the forms of the agent page as they were typed, or empty.
func formsOf(c *web.Ctx) (securityForm, storeForm, staffForm) {
	sec := securityForm{Kind: string(models.SecurityDeposit), Share: "100", From: c.Today().String()}
	if c.Method() == "POST" && c.Value("security_kind") != "" {
		sec = securityForm{c.Value("security_kind"), c.Value("security_number"), c.Value("security_amount"), c.Value("security_share"),
			c.Value("security_valid_from"), c.Value("security_valid_to"), c.Value("security_note")}
	}
	var store storeForm
	var staff staffForm
	if c.Method() == "POST" {
		staff = staffForm{c.FormID("staff_store"), c.Value("staff_name"), c.Value("staff_title"), c.Value("staff_phone"), c.Value("staff_since_on")}
		store = storeForm{c.FormID("store_id"), c.Value("store_code"), c.Value("store_name_zh"), c.Value("store_name_en"), c.Value("store_address"),
			c.Value("store_opened_on"), c.Value("store_closed_on")}
	}
	return sec, store, staff
}

// Store enters a store of the agent or changes one.
func (p pages) Store(c *web.Ctx) error {
	return p.change(c, models.AgentEdit, "/sales/agents", "agent.flash_store", func(id int64) error {
		in := agents.StoreInput{ID: c.FormID("store_id"), AgentID: id, Code: c.Value("store_code"), NameZh: c.Value("store_name_zh"),
			NameEn: c.Value("store_name_en"), Address: c.Value("store_address")}
		var err error
		if in.OpenedOn, err = c.Date("store_opened_on"); err != nil {
			return err
		}
		if in.ClosedOn, err = c.Date("store_closed_on"); err != nil {
			return err
		}
		return models.UnderField("store_", p.App.Agents.PutStore(c.UserContext(), c.Actor.Who(), in))
	})
}

// Staff enters somebody who works in a store of the agent, or says that they
// left.
func (p pages) Staff(c *web.Ctx) error {
	return p.change(c, models.AgentEdit, "/sales/agents", "agent.flash_staff", func(id int64) error {
		if person := c.FormID("person_id"); person != 0 {
			return p.App.Agents.EndStaff(c.UserContext(), c.Actor.Who(), id, person)
		}
		in := agents.StaffInput{AgentID: id, StoreID: c.FormID("staff_store"), Name: c.Value("staff_name"), Title: c.Value("staff_title"), Phone: c.Value("staff_phone")}
		var err error
		if in.SinceOn, err = c.Date("staff_since_on"); err != nil {
			return err
		}
		return models.UnderField("staff_", p.App.Agents.AddStaff(c.UserContext(), c.Actor.Who(), in))
	})
}

// Security enters a deposit or guarantee with its document; somebody else
// approves it.
func (p pages) Security(c *web.Ctx) error {
	return p.change(c, models.CreditEdit, "/finance/agents", "agent.flash_security", func(id int64) error {
		in := receivables.SecurityInput{AgentID: id, Kind: models.SecurityKind(c.Value("security_kind")), Number: c.Value("security_number"), Note: c.Value("security_note")}
		var err error
		if in.Amount, err = c.Money("security_amount"); err != nil {
			return err
		}
		if in.Share, err = models.ParsePercent(c.Value("security_share")); err != nil {
			return models.Invalid("security_share", "error.rate_range")
		}
		if in.ValidFrom, err = c.Date("security_valid_from"); err != nil {
			return err
		}
		if in.ValidTo, err = c.Date("security_valid_to"); err != nil {
			return err
		}
		if in.PaperName, in.Paper, err = c.File("security_paper", models.MaxPaper); err != nil {
			return err
		}
		_, err = p.Receivables.RequestSecurity(c.UserContext(), c.Actor.Who(), in)
		return models.UnderField("security_", err)
	})
}

// SecurityRelease gives one of the agent's securities back.
func (p pages) SecurityRelease(c *web.Ctx) error {
	which, err := c.ID("security")
	if err != nil {
		return err
	}
	return p.change(c, models.CreditEdit, "/finance/agents", "agent.flash_security_released", func(id int64) error {
		all, err := credit.Securities(p.DB.Read(c.UserContext()), id)
		if err != nil {
			return err
		}
		for _, e := range all {
			if e.ID == which {
				return p.Receivables.ReleaseSecurity(c.UserContext(), c.Actor.Who(), which)
			}
		}
		return models.NotFound("security")
	})
}

// editLink is where the agent's register is changed, for those who may.
func editLink(c *web.Ctx, id int64) string {
	if !c.Actor.Can(models.AgentEdit) {
		return ""
	}
	return fmt.Sprintf("/sales/agents/%d/edit", id)
}
