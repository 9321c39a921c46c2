package list

import (
	"assay/app/sheet"
	"assay/app/web"
	"assay/models"
)

// Uploaded is what a spreadsheet that was uploaded in a field says, with at most
// so many rows below its heading.
func Uploaded(c *web.Ctx, field string, most int) ([][]string, error) {
	_, content, err := c.File(field, web.MaxUpload)
	if err != nil {
		return nil, err
	}
	if len(content) > web.MaxUpload {
		return nil, models.Invalid(field, "error.file_too_large").With("Max", web.MaxUpload>>20)
	}
	return sheet.Read(content, most+1)
}
