package receivables

import (
	"fmt"

	"gorm.io/gorm"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// DisputeBox is what the page of a document shows of its disputes.
type DisputeBox struct {
	Disputes []models.Dispute // the latest first
	Action   string           // where a new one is sent, "" where none may be raised
	Base     string           // of a dispute's own page, "" for people of an agent
	Reason   string           // as it was typed
}

// BoxOf is the box of an item for the visitor, who may see the item.
func BoxOf(c *web.Ctx, q *gorm.DB, item models.OpenItem) (DisputeBox, error) {
	box, site := DisputeBox{Reason: c.Value("reason")}, "agent"
	if c.Actor.HomeAgent() == 0 {
		box.Base, site = "/finance/disputes/", "finance"
	}
	var err error
	box.Disputes, err = DisputesOf(q, item.ID)
	running := len(box.Disputes) > 0 && !box.Disputes[0].Ended()
	if !running && item.OpenFen > 0 && c.Actor.Can(models.DisputeRaise) {
		box.Action = fmt.Sprintf("/%s/invoices/%d/dispute", site, item.DocumentID)
	}
	return box, err
}

// Disputes is the list of disputes.
func (p FinancePages) Disputes(c *web.Ctx) error { return list.Alone(c, p.DB, DisputeList()) }

type disputePage struct {
	Dispute ListedDispute
	Note    string
}

// DisputeShow is one dispute with the form that ends it.
func (p FinancePages) DisputeShow(c *web.Ctx) error { return p.dispute(c, nil) }

func (p FinancePages) dispute(c *web.Ctx, fe error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	data := disputePage{Note: c.Value("note")}
	if data.Dispute, err = DisputeInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.ReceivableRead), id); err != nil {
		return err
	}
	page := web.Page{Title: data.Dispute.Number, Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.disputes"), Href: "/finance/disputes"}, {Text: data.Dispute.Number}}}
	if fe != nil {
		return c.Again(fe, "finance/disputes/show", page)
	}
	return c.OK("finance/disputes/show", page)
}

// Acceptance takes on what an agent has raised.
func (p FinancePages) Acceptance(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := DisputeInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.DisputeResolve), id); err != nil {
		return err
	}
	if err := p.AcceptDispute(c.UserContext(), c.Actor.Who(), id); err != nil {
		return p.dispute(c, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/disputes/%d", id), "dispute.flash_accepted")
}

// Resolution ends a dispute.
func (p FinancePages) Resolution(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := DisputeInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.DisputeResolve), id); err != nil {
		return err
	}
	in := ResolveInput{ID: id, Outcome: models.DisputeState(c.Value("outcome")), Note: c.Value("note")}
	if err := p.ResolveDispute(c.UserContext(), c.Actor.Who(), in); err != nil {
		return p.dispute(c, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/disputes/%d", id), "dispute.flash_"+string(in.Outcome))
}
