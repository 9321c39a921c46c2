package members

import (
	"fmt"

	"assay/app/web"
	"assay/models"
)

// Show is a member's page.
func (p StorePages) Show(c *web.Ctx) error { return p.show(c, nil, nil) }

// show renders the page; change adds to it what an act brought.
func (p StorePages) show(c *web.Ctx, change func(*page), fe error) error {
	m, err := p.own(c)
	if err != nil {
		return err
	}
	data, err := p.look(p.DB.Read(c.UserContext()), c.Actor.Scope(models.StoreUse), m, c.Today())
	if err != nil {
		return err
	}
	data.Acts = true
	data.Base = fmt.Sprintf("/store/members/%d", m.ID)
	if change != nil {
		change(&data)
	}
	view := web.Page{Title: m.Name, Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.members"), Href: "/store/members"}, {Text: m.Number}}}
	if fe != nil {
		return c.Again(fe, "store/members/show", view)
	}
	return c.OK("store/members/show", view)
}

// Phone shows the phone in full, once; looking at it is written down.
func (p StorePages) Phone(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	phone, err := p.Reveal(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberReveal), id, c.Value("reason"))
	if err != nil {
		return p.show(c, nil, err)
	}
	return p.show(c, func(d *page) { d.Open = phone }, nil)
}

// Consent records what the member agreed to.
func (p StorePages) Consent(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	store := c.Actor.HomeStore()
	err = p.Give(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), models.MemberConsent{MemberID: id, StoreID: &store, Purpose: models.ConsentPurpose(c.Value("purpose")),
		Channel: c.Value("channel"), TextVersion: c.Value("text_version")})
	return p.after(c, id, "member.flash_consent", err)
}

// Withdrawal ends a consent.
func (p StorePages) Withdrawal(c *web.Ctx) error {
	id, consent, err := two(c, "consent")
	if err != nil {
		return err
	}
	return p.after(c, id, "member.flash_withdrawn", p.Withdraw(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), id, consent))
}

// Event adds a line to the log.
func (p StorePages) Event(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	e := models.MemberEvent{MemberID: id, StoreID: c.Actor.HomeStore(), Kind: models.MemberEventKind(c.Value("kind")), Note: c.Value("note")}
	if e.HappenedOn, err = c.Date("happened_on"); err == nil {
		e.DueOn, err = c.Date("due_on")
	}
	if err == nil {
		_, err = p.Log(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), e)
	}
	if err != nil {
		return p.show(c, func(d *page) { d.Typed = e }, err)
	}
	return p.after(c, id, "member.flash_event", nil)
}

// ReminderDone says that a reminder was seen to.
func (p StorePages) ReminderDone(c *web.Ctx) error {
	id, event, err := two(c, "event")
	if err != nil {
		return err
	}
	return p.after(c, id, "member.flash_done", p.Done(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), id, event))
}

// two are the member and the row of it that a path names.
func two(c *web.Ctx, name string) (id, other int64, err error) {
	if id, err = c.ID("id"); err != nil {
		return 0, 0, err
	}
	other, err = c.ID(name)
	return id, other, err
}

// after goes back to the member, or shows it with what went wrong.
func (p StorePages) after(c *web.Ctx, id int64, flash string, err error) error {
	if err != nil {
		return p.show(c, nil, err)
	}
	return c.Redirect(fmt.Sprintf("/store/members/%d", id), flash)
}
