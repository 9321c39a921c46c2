package papers

import (
	"strings"

	"assay/app/receivables"
	"assay/app/web"
	"assay/models"
)

// InvoicePages are invoices as one sort of visitor sees them, with what is
// disputed of them.
type InvoicePages struct {
	Pages
	Receivables *receivables.Service
	Raise       models.Permission // of the route that a dispute is sent to
}

// Show is an invoice with its disputes.
func (p InvoicePages) Show(c *web.Ctx) error { return p.show(c, nil) }

func (p InvoicePages) show(c *web.Ctx, fe error) error {
	shown, page, err := p.page(c)
	if err != nil {
		return err
	}
	item, err := p.item(c, p.Need)
	if err != nil {
		return err
	}
	box, err := receivables.BoxOf(c, p.DB.Read(c.UserContext()), item)
	if err != nil {
		return err
	}
	shown.Box, shown.PDF = &box, invoicePath(c)+"/pdf"
	page.Data = shown
	if fe != nil {
		return c.Again(fe, "papers/show", page)
	}
	return c.OK("papers/show", page)
}

func (p InvoicePages) item(c *web.Ctx, need models.Permission) (models.OpenItem, error) {
	id, err := c.ID("id")
	if err != nil {
		return models.OpenItem{}, err
	}
	return receivables.ItemOfInvoice(p.DB.Read(c.UserContext()), c.Actor.Scope(need), id)
}

// invoicePath is the address of the page, also where a form of it was sent.
func invoicePath(c *web.Ctx) string { return strings.TrimSuffix(c.Path(), "/dispute") }

// Dispute says that the invoice is not owed as it stands.
func (p InvoicePages) Dispute(c *web.Ctx) error {
	item, err := p.item(c, p.Raise)
	if err != nil {
		return err
	}
	if _, err := p.Receivables.Dispute(c.UserContext(), c.Actor.Who(), receivables.DisputeInput{ItemID: item.ID, Reason: c.Value("reason"), Accepted: c.Actor.Can(models.DisputeResolve)}); err != nil {
		return p.show(c, err)
	}
	return c.Redirect(invoicePath(c), "dispute.flash_raised")
}
