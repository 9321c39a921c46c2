package members

import (
	"bytes"

	"assay/app/sheet"
	"assay/app/web"
	"assay/models"
)

// Data answers with everything known of a member, for the member who asks.
func (p StorePages) Data(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	d, err := p.Export(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberReveal), id, c.Value("reason"))
	if err != nil {
		return p.show(c, nil, models.UnderField("data.", err))
	}
	var body bytes.Buffer
	name, kind := d.Number+".json", "application/json"
	if c.Value("format") == string(sheet.XLSX) {
		name, kind = d.Number+".xlsx", sheet.XLSX.ContentType()
		err = d.WriteSheet(&body, c.T)
	} else {
		err = d.WriteJSON(&body)
	}
	if err != nil {
		return err
	}
	c.Set("Content-Type", kind)
	c.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.Send(body.Bytes())
}

// Erasure forgets the person behind a member.
func (p StorePages) Erasure(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := p.Erase(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberErase), id, c.Value("reason")); err != nil {
		return p.show(c, nil, models.UnderField("erase.", err))
	}
	return c.Redirect("/store/members", "member.flash_erased")
}
