package prospects

import (
	"errors"
	"slices"

	"assay/app/members"
	"assay/app/web"
	"assay/models"
)

// shown is a prospect with all that its page offers.
type shown struct {
	Prospect Listed
	Base     string
	Acts     bool // the visitor stands at the store's counter
	Phone    string
	Open     string // the phone in full, on the one page that answers a look at it
	Notes    []models.ProspectNote
	Kinds    []models.MemberEventKind
	Stages   []models.ProspectStage
	Purposes []models.ConsentPurpose
	Text     string // the version of the texts of a member's consents
	Typed    models.ProspectNote
	Known    *members.Known
	Today    models.Date
}

// Show is a prospect's page.
func (p StorePages) Show(c *web.Ctx) error { return p.show(c, nil, nil) }

func (p StorePages) show(c *web.Ctx, change func(*shown), fe error) error {
	x, err := p.own(c)
	if err != nil {
		return err
	}
	d := shown{Prospect: x, Base: storeBase, Acts: x.ErasedAt == nil, Phone: p.maskedPhone(x.Prospect), Kinds: models.ProspectNoteKinds(), Stages: stagesFrom(x.Stage), Text: members.TextVersion, Today: c.Today(),
		Typed: models.ProspectNote{Kind: models.EventCall, HappenedOn: c.Today(), Stage: x.Stage}}
	for _, purpose := range models.ConsentPurposes() {
		if purpose != models.ConsentMarketing || x.AgreedOn.IsZero() {
			d.Purposes = append(d.Purposes, purpose)
		}
	}
	if d.Notes, err = Notes(p.DB.Read(c.UserContext()), x.ID); err != nil {
		return err
	}
	slices.Reverse(d.Notes)
	if change != nil {
		change(&d)
	}
	page := web.Page{Title: x.Number, Data: d, Crumbs: []web.Crumb{{Text: c.T("nav.prospects"), Href: storeBase}, {Text: x.Number}}}
	if fe != nil {
		return c.Again(fe, "store/prospects/show", page)
	}
	return c.OK("store/prospects/show", page)
}

// Show is a prospect as the headquarters sees it: without the person.
func (p SalesPages) Show(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	x, err := InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.MemberRead), id)
	if err != nil {
		return err
	}
	x.Name, x.Occasion, x.LostReason = models.MaskName(x.Name), "", ""
	return c.OK("store/prospects/show", web.Page{Title: x.Number, Data: shown{Prospect: x, Base: "/sales/prospects", Today: c.Today()}, Crumbs: []web.Crumb{{Text: c.T("nav.prospects"), Href: "/sales/prospects"}, {Text: x.Number}}})
}

// Following notes a contact.
func (p StorePages) Following(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	n := models.ProspectNote{Kind: models.MemberEventKind(c.Value("kind")), Note: c.Value("note"), Stage: models.ProspectStage(c.Value("stage"))}
	if n.HappenedOn, err = c.Date("happened_on"); err == nil {
		n.NextOn, err = c.Date("next_on")
	}
	if err == nil {
		err = p.Follow(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), id, c.FormID("version"), n)
	}
	if err != nil {
		return p.show(c, func(d *shown) { d.Typed = n }, err)
	}
	return c.Redirect(prospectPath(id), "prospect.flash_followed")
}

// Winning enrols the prospect as a member.
func (p StorePages) Winning(c *web.Ctx) error {
	x, err := p.own(c)
	if err != nil {
		return err
	}
	var consents []models.MemberConsent
	for _, purpose := range models.ConsentPurposes() {
		if c.Value("consent."+string(purpose)) != "" {
			consents = append(consents, models.MemberConsent{Purpose: purpose, Channel: models.ConsentChannels()[0], TextVersion: c.Value("text_version")})
		}
	}
	m, err := p.Convert(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), x.ID, c.FormID("version"), consents)
	if errors.Is(err, members.ErrAlreadyMember) {
		return p.known(c, x, err)
	}
	if err != nil {
		return p.show(c, nil, err)
	}
	return c.Redirect(memberPath(m.ID), "prospect.flash_won", "Number", m.Number)
}

// known shows whose the phone is meanwhile.
func (p StorePages) known(c *web.Ctx, x Listed, fe error) error {
	phone, err := p.Members.Keys.Open(x.PublicID, *x.PhoneSealed)
	if err != nil {
		return err
	}
	known, err := p.Members.Lookup(c.UserContext(), c.Actor.ID, c.Actor.HomeStore(), phone)
	if err != nil {
		return p.show(c, nil, err)
	}
	return p.show(c, func(d *shown) { d.Known = known }, fe)
}

// Phone shows the phone in full, once; looking at it is written down.
func (p StorePages) Phone(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	phone, err := p.Reveal(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberReveal), id, c.Value("reason"))
	return p.show(c, func(d *shown) { d.Open = phone }, err)
}

// Erasure forgets the person.
func (p StorePages) Erasure(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := p.Erase(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), id, c.Value("reason")); err != nil {
		return p.show(c, nil, models.OnField(err, "erase.reason"))
	}
	return c.Redirect(storeBase, "prospect.flash_erased")
}
