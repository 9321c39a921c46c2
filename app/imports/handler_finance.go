package imports

import (
	"io"
	"mime/multipart"
	"os"
	"path/filepath"

	"assay/app/runs"
	"assay/app/web"
	"assay/models"
)

// FinancePages take a bank's receipts from a CSV file.
type FinancePages struct {
	*Service
	Runs *runs.Service
}

// Form is the page with the file field.
func (p FinancePages) Form(c *web.Ctx) error { return p.form(c, nil) }

func (p FinancePages) form(c *web.Ctx, fe error) error {
	page := web.Page{Title: c.T("import.title"), Data: web.NewKey(), Crumbs: []web.Crumb{{Text: c.T("nav.receipts"), Href: "/finance/receipts"}, {Text: c.T("import.title")}}}
	if fe != nil {
		return c.Again(fe, "finance/receipts/import", page)
	}
	return c.OK("finance/receipts/import", page)
}

// Upload asks for a run that enters the good rows as receipts that post today;
// it keeps the bad ones with line, column and reason. The same file again adds
// nothing.
func (p FinancePages) Upload(c *web.Ctx) error {
	head, err := c.FormFile("file")
	if err != nil {
		return p.form(c, models.Invalid("file", "error.file_missing"))
	}
	if head.Size > web.MaxUpload {
		return p.form(c, models.Invalid("file", "error.file_too_large").With("Max", web.MaxUpload>>20))
	}
	content, err := read(head)
	if err != nil {
		return err
	}
	if err := Readable(content, Receipts); models.KindOf(err) == models.KindInvalid {
		return p.form(c, models.OnField(err, "file"))
	} else if err != nil {
		return err
	}
	id, err := p.Runs.Ask(c.UserContext(), c.Actor.Who(), runs.Request{Kind: ReceiptsRun, Key: c.RequestKey(),
		Input: Asked{Scope: c.Actor.Scope(models.ReceiptEnter)}, File: runs.File{Name: web.Clean(filepath.Base(head.Filename)), Content: content}})
	if err != nil {
		return err
	}
	return c.Redirect(runs.Page(id), "")
}

func read(head *multipart.FileHeader) ([]byte, error) {
	in, err := head.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(in)
}

// Readable refuses a file that is none of the noun's: not CSV, or without its
// columns. Rows are not looked at.
func Readable(content []byte, n Noun) error {
	f, err := os.CreateTemp("", "assay-import-*.csv")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := f.Write(content); err != nil {
		return err
	}
	t, err := openTable(f.Name(), nil)
	if err != nil {
		return err
	}
	defer t.close()
	_, err = newPlan(n, nil, t.header)
	return err
}
