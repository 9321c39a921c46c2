package credit

import (
	"fmt"
	"io"
	"net/url"
	"path/filepath"

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
	name, content, err := uploaded(c)
	if err != nil {
		return err
	}
	if _, err := p.AddPaper(c.UserContext(), c.Actor.Who(), scope, id, name, content); err != nil {
		return err
	}
	return c.Redirect(fmt.Sprintf("/finance/agents/%d#sec", e.AgentID), "security.flash_paper")
}

// uploaded is the file of the field paper, read up to one byte too many.
func uploaded(c *web.Ctx) (name string, content []byte, err error) {
	head, err := c.FormFile("paper")
	if err != nil {
		return "", nil, models.Invalid("paper", "error.file_missing")
	}
	in, err := head.Open()
	if err != nil {
		return "", nil, err
	}
	defer in.Close()
	content, err = io.ReadAll(io.LimitReader(in, models.MaxPaper+1))
	return web.Clean(filepath.Base(head.Filename)), content, err
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
	c.Set("Content-Type", doc.Media)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="security-%d%s"; filename*=UTF-8''%s`, doc.ID, filepath.Ext(doc.Name), url.PathEscape(doc.Name)))
	return c.Send(doc.Content)
}
