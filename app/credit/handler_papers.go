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
	name, content, err := Uploaded(c, "paper")
	if err != nil {
		return err
	}
	if _, err := p.AddPaper(c.UserContext(), c.Actor.Who(), scope, id, name, content); err != nil {
		return err
	}
	return c.Redirect(fmt.Sprintf("/finance/agents/%d#sec", e.AgentID), "security.flash_paper")
}

// Uploaded is the file of a field, read up to one byte too many; invalid on the
// field when there is none.
func Uploaded(c *web.Ctx, field string) (name string, content []byte, err error) {
	head, err := c.FormFile(field)
	if err != nil {
		return "", nil, models.Invalid(field, "error.file_missing")
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
	return SendPaper(c, doc.ID, doc.Name, doc.Media, doc.Content)
}

// SendPaper answers with an uploaded document as a file to keep.
func SendPaper(c *web.Ctx, id int64, name, media string, content []byte) error {
	c.Set("Content-Type", media)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="security-%d%s"; filename*=UTF-8''%s`, id, filepath.Ext(name), url.PathEscape(name)))
	return c.Send(content)
}
