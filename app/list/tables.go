package list

import (
	"bytes"
	"strings"

	"assay/app/sheet"
	"assay/app/web"
)

// Table is a table of a page that is no list; its first row is its head.
type Table struct {
	Name string
	Rows [][]any
}

// Tables answers with the tables of a page as the spreadsheet that the query asks
// for, named after the page and the day, and leaves a line in the trail.
func Tables(c *web.Ctx, name string, tables ...Table) error {
	leave, err := c.Enter(web.Exports)
	if err != nil {
		return err
	}
	defer leave()
	format, err := sheet.FormatOf(c.Query("format"))
	if err != nil {
		return err
	}
	var body bytes.Buffer
	n, err := writeTables(&body, format, tables)
	if err != nil {
		return err
	}
	_, filter, _ := strings.Cut(c.With("format", string(format)), "?")
	if err := c.Web.Exported(c.UserContext(), c.Actor.Who(), name, filter, string(format), n); err != nil {
		return err
	}
	c.Set("Content-Type", format.ContentType())
	c.Set("Content-Disposition", `attachment; filename="`+name+"-"+c.Today().String()+"."+string(format)+`"`)
	return c.Send(body.Bytes())
}

// writeTables tells how many rows there are without their heads.
func writeTables(to *bytes.Buffer, format sheet.Format, tables []Table) (n int64, err error) {
	w, err := sheet.New(to, format)
	if err != nil {
		return 0, err
	}
	for _, t := range tables {
		if err := w.Table(t.Name); err != nil {
			return 0, err
		}
		for _, r := range t.Rows {
			if err := w.Row(r...); err != nil {
				return 0, err
			}
		}
		n += int64(len(t.Rows)) - 1
	}
	return n, w.Close()
}
