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

// upload is a kind of file: what it holds, the job that loads it, where its
// page is and whose permission it takes. Parent is the page that it belongs to.
type upload struct {
	Noun   Noun
	Job    string
	Base   string
	Parent web.Crumb
	need   models.Permission
}

var (
	receiptsFile = upload{Receipts, ReceiptsRun, "/finance/receipts/import", web.Crumb{Text: "nav.receipts", Href: "/finance/receipts"}, models.ReceiptEnter}
	factsFile    = upload{Facts, FactsRun, "/finance/facts/import", web.Crumb{Text: "nav.agents", Href: "/finance/agents"}, models.CreditEdit}
)

// uploadPage is the page with the file field; Prefix begins the keys of its
// texts.
type uploadPage struct {
	upload
	Key, Prefix string
}

// Form is the page with the file field for receipts.
func (p FinancePages) Form(c *web.Ctx) error { return p.form(c, receiptsFile, nil) }

// FactsForm is the page with the file field for outside data.
func (p FinancePages) FactsForm(c *web.Ctx) error { return p.form(c, factsFile, nil) }

func (p FinancePages) form(c *web.Ctx, u upload, fe error) error {
	data := uploadPage{u, web.NewKey(), "import"}
	if u.Noun == Facts {
		data.Prefix = "import_facts"
	}
	title := c.T(data.Prefix + ".title")
	page := web.Page{Title: title, Data: data, Crumbs: []web.Crumb{{Text: c.T(u.Parent.Text), Href: u.Parent.Href}, {Text: title}}}
	if fe != nil {
		return c.Again(fe, "finance/receipts/import", page)
	}
	return c.OK("finance/receipts/import", page)
}

// Upload asks for a run that enters the good rows as receipts that post today;
// it keeps the bad ones with line, column and reason. The same file again adds
// nothing.
func (p FinancePages) Upload(c *web.Ctx) error { return p.upload(c, receiptsFile) }

// FactsUpload is Upload for outside data.
func (p FinancePages) FactsUpload(c *web.Ctx) error { return p.upload(c, factsFile) }

func (p FinancePages) upload(c *web.Ctx, u upload) error {
	head, err := c.FormFile("file")
	if err != nil {
		return p.form(c, u, models.Invalid("file", "error.file_missing"))
	}
	if head.Size > web.MaxUpload {
		return p.form(c, u, models.Invalid("file", "error.file_too_large").With("Max", web.MaxUpload>>20))
	}
	content, err := read(head)
	if err != nil {
		return err
	}
	if err := Readable(content, u.Noun); models.KindOf(err) == models.KindInvalid {
		return p.form(c, u, models.OnField(err, "file"))
	} else if err != nil {
		return err
	}
	id, err := p.Runs.Ask(c.UserContext(), c.Actor.Who(), runs.Request{Kind: u.Job, Key: c.RequestKey(),
		Input: Asked{Scope: c.Actor.Scope(u.need), Noun: u.Noun}, File: runs.File{Name: web.Clean(filepath.Base(head.Filename)), Content: content}})
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
