package credit

import (
	"fmt"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// Securities is the list of deposits and guarantees.
func (p FinancePages) Securities(c *web.Ctx) error {
	return list.Alone(c, p.DB, SecurityList(c.Today()))
}

// Paper keeps an uploaded document of a security.
func (p FinancePages) Paper(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	scope := c.Actor.Scope(models.CreditEdit)
	e, err := securityInScope(p.DB.Read(c.UserContext()), scope, id)
	if err != nil {
		return err
	}
	name, content, err := c.File("paper", models.MaxPaper)
	if err != nil {
		return err
	}
	if _, err := p.AddPaper(c.UserContext(), c.Actor.Who(), scope, id, name, content); err != nil {
		return err
	}
	return c.Redirect(fmt.Sprintf("/finance/agents/%d#sec", e.AgentID), "security.flash_paper")
}

// PaperFile answers with a document, always as a file to keep: what others
// uploaded is never shown as a page of this site.
func (p FinancePages) PaperFile(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	doc, err := PaperInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.CreditRead), id)
	if err != nil {
		return err
	}
	return c.Kept(fmt.Sprintf("security-%d", doc.ID), doc.Name, doc.Media, doc.Content)
}
