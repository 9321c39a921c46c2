package loyalty

import (
	"strconv"

	"assay/app/web"
	"assay/models"
)

type shownSlip struct {
	SlipView
	Key   string
	Typed map[int64]string
}

// Show is a slip as a document, with its refunds.
func (p StorePages) Show(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.show(c, id, shownSlip{Key: web.NewKey()}, nil)
}

func (p StorePages) show(c *web.Ctx, id int64, data shownSlip, fe error) (err error) {
	if data.SlipView, err = LookAtSlip(p.DB.Read(c.UserContext()), c.Actor.Scope(models.SaleEnter), id); err != nil {
		return err
	}
	page := web.Page{Title: data.Slip.Number, Crumbs: []web.Crumb{{Text: c.T("nav.slips"), Href: "/store/slips"}, {Text: data.Slip.Number}}, Data: data}
	if fe != nil {
		return c.Again(fe, "store/slips/show", page)
	}
	return c.OK("store/slips/show", page)
}

// Refunding takes pieces of a slip back.
func (p StorePages) Refunding(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	scope := c.Actor.Scope(models.SaleRefund)
	if _, err := SlipByID(p.DB.Read(c.UserContext()), scope, id); err != nil {
		return err
	}
	data := shownSlip{Key: c.Value("key"), Typed: map[int64]string{}}
	in := RefundInput{SlipID: id, Reason: c.Value("reason"), RequestKey: data.Key}
	lines, err := LinesOf(p.DB.Read(c.UserContext()), id)
	if err != nil {
		return err
	}
	for _, l := range lines {
		text := c.Value("back." + strconv.FormatInt(l.ID, 10))
		if data.Typed[l.ID] = text; text == "" || text == "0" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return p.show(c, id, data, models.Invalid("lines", "error.not_a_number"))
		}
		in.Lines = append(in.Lines, RefundLine{l.ID, n})
	}
	r, err := p.Refund(c.UserContext(), c.Actor.Who(), scope, in)
	if err != nil {
		return p.show(c, id, data, err)
	}
	return c.Redirect(slipPath(id), "slip.flash_refunded", "Number", r.Number)
}
