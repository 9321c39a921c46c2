package loyalty

import (
	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// importPage is the form of an upload of sales, with what became of the last.
type importPage struct {
	Done  *ImportedSlips
	Wrong []wrongRow
	Most  int
}

// wrongRow is a rejected row in words.
type wrongRow struct {
	Line   int
	Reason string
}

// ImportForm is the empty form of an upload.
func (p StorePages) ImportForm(c *web.Ctx) error { return p.importForm(c, importPage{}, nil) }

func (p StorePages) importForm(c *web.Ctx, data importPage, fe error) error {
	data.Most = MostSlipRows
	page := web.Page{Title: c.T("slip.import"), Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.slips"), Href: "/store/slips"}, {Text: c.T("slip.import")}}}
	if fe != nil {
		return c.Again(fe, "store/slips/import", page)
	}
	return c.OK("store/slips/import", page)
}

// Upload enters the sales of a file at the store. The file is kept nowhere.
func (p StorePages) Upload(c *web.Ctx) error {
	var data importPage
	table, err := list.Uploaded(c, "file", MostSlipRows)
	if err != nil {
		return p.importForm(c, data, err)
	}
	done, err := p.Import(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.SaleEnter), c.Actor.HomeStore(), table)
	if err != nil {
		return p.importForm(c, data, err)
	}
	data.Done = &done
	for _, r := range done.Rejected {
		if fe, ok := c.Problem(r.Err); ok {
			data.Wrong = append(data.Wrong, wrongRow{r.Line, fe.Message})
		}
	}
	return p.importForm(c, data, nil)
}
