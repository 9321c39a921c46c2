package imports

import (
	"encoding/csv"
	"errors"
	"io"
	"mime/multipart"
	"os"
	"path/filepath"

	"assay/app/web"
	"assay/models"
)

// FinancePages take a bank's receipts from a CSV file.
type FinancePages struct{ *Service }

type uploadPage struct {
	Done    bool
	Name    string
	Sum     Summary
	Rejects [][]string
}

// Form is the page with the file field.
func (p FinancePages) Form(c *web.Ctx) error { return p.form(c, uploadPage{}, nil) }

func (p FinancePages) form(c *web.Ctx, data uploadPage, fe error) error {
	page := web.Page{Title: c.T("import.title"), Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.receipts"), Href: "/finance/receipts"}, {Text: c.T("import.title")}}}
	if fe != nil {
		return c.Again(fe, "finance/receipts/import", page)
	}
	return c.OK("finance/receipts/import", page)
}

// Upload enters the good rows as receipts that post today, and shows the bad
// ones with line, column and reason. The same file again adds nothing.
func (p FinancePages) Upload(c *web.Ctx) error {
	head, err := c.FormFile("file")
	if err != nil {
		return p.form(c, uploadPage{}, models.Invalid("file", "error.file_missing"))
	}
	dir, err := os.MkdirTemp("", "assay-import")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "receipts.csv")
	if err := keep(head, path); err != nil {
		return err
	}
	data := uploadPage{Name: web.Clean(filepath.Base(head.Filename))}
	rejects := path + ".rejects"
	data.Sum, err = p.Run(c.UserContext(), c.Actor.Who(), File{Path: path, Noun: Receipts, Scope: c.Actor.Scope(models.ReceiptEnter),
		Rejects: rejects, Lang: c.Lang(), PostToday: true})
	if e := (*models.Error)(nil); errors.As(err, &e) && e.Kind == models.KindInvalid {
		return p.form(c, data, e.On("file"))
	}
	if err != nil {
		return err
	}
	data.Done = true
	if data.Rejects, err = readRejects(rejects); err != nil {
		return err
	}
	return p.form(c, data, nil)
}

func keep(head *multipart.FileHeader, path string) error {
	in, err := head.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// shownRejects is how many bad rows the page lists.
const shownRejects = 200

func readRejects(path string) ([][]string, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	var rows [][]string
	for len(rows) <= shownRejects {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	if len(rows) > 0 {
		rows = rows[1:]
	}
	return rows, nil
}
