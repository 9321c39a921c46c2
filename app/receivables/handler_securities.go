package receivables

import (
	"fmt"

	"assay/app/credit"
	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// SecurityRequests is the list of deposits and guarantees that were entered.
func (p FinancePages) SecurityRequests(c *web.Ctx) error {
	return list.Alone(c, p.DB, credit.SecurityRequestList())
}

type securityRequestPage struct {
	credit.ListedRequest
	Own    bool
	Reason string
}

// SecurityRequest is one of them, for who decides.
func (p FinancePages) SecurityRequest(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.securityRequest(c, id, nil)
}

func (p FinancePages) securityRequest(c *web.Ctx, id int64, fe error) error {
	r, err := credit.SecurityRequestInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CreditEdit), id)
	if err != nil {
		return err
	}
	data := securityRequestPage{r, r.RequestedByID == c.Actor.ID, c.Value("reason")}
	page := web.Page{Title: r.Number, Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.security_requests"), Href: "/finance/security-requests"}, {Text: r.Number}}}
	if fe != nil {
		return c.Again(fe, "finance/securities/show", page)
	}
	return c.OK("finance/securities/show", page)
}

// SecurityRequestPaper answers with the document that was handed in.
func (p FinancePages) SecurityRequestPaper(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	r, err := credit.SecurityRequestInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CreditEdit), id)
	if err != nil {
		return err
	}
	return c.Kept(fmt.Sprintf("security-%d", r.ID), r.PaperName, r.PaperMedia, r.Content)
}

// SecurityDecision approves what somebody else entered, or turns it down.
func (p FinancePages) SecurityDecision(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := credit.SecurityRequestInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CreditEdit), id); err != nil {
		return err
	}
	approve := c.Value("do") == "approve"
	if _, err := p.DecideSecurity(c.UserContext(), c.Actor.Who(), id, approve, c.Value("reason")); err != nil {
		return p.securityRequest(c, id, err)
	}
	flash := "security_request.flash_rejected"
	if approve {
		flash = "security_request.flash_approved"
	}
	return c.Redirect(fmt.Sprintf("/finance/security-requests/%d", id), flash)
}
