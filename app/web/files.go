package web

import (
	"fmt"
	"io"
	"net/url"
	"path/filepath"

	"assay/models"
)

// File is what was uploaded in a field, read up to one byte more than the most,
// so that whoever checks it sees that it is too large. Nothing uploaded is
// invalid on the field.
func (c *Ctx) File(field string, most int64) (name string, content []byte, err error) {
	head, err := c.FormFile(field)
	if err != nil {
		return "", nil, models.Invalid(field, "error.file_missing")
	}
	in, err := head.Open()
	if err != nil {
		return "", nil, err
	}
	defer in.Close()
	content, err = io.ReadAll(io.LimitReader(in, most+1))
	return Clean(filepath.Base(head.Filename)), content, err
}

// Kept answers with an uploaded file, always as one to keep: what others
// uploaded is never shown as a page of this site. Plain is its name where only
// ASCII is understood, without the ending.
func (c *Ctx) Kept(plain, name, media string, content []byte) error {
	c.Set("Content-Type", media)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s%s"; filename*=UTF-8''%s`, plain, filepath.Ext(name), url.PathEscape(name)))
	return c.Send(content)
}
