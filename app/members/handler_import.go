package members

import (
	"assay/app/list"
	"assay/app/web"
)

// importPage is the form of an upload, with what became of the last.
type importPage struct {
	Done   *Imported
	Wrong  []wrongRow
	Most   int
	Update bool
}

// wrongRow is a rejected row in words.
type wrongRow struct {
	Line          int
	Field, Reason string
}

// ImportForm is the empty form of an upload.
func (p StorePages) ImportForm(c *web.Ctx) error {
	return p.importForm(c, importPage{Most: MostRows}, nil)
}

func (p StorePages) importForm(c *web.Ctx, data importPage, fe error) error {
	page := web.Page{Title: c.T("member.import"), Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.members"), Href: "/store/members"}, {Text: c.T("member.import")}}}
	if fe != nil {
		return c.Again(fe, "store/members/import", page)
	}
	return c.OK("store/members/import", page)
}

// Upload enrols the members of a file at the store. The file is kept nowhere.
func (p StorePages) Upload(c *web.Ctx) error {
	data := importPage{Most: MostRows, Update: c.Value("update") != ""}
	table, err := list.Uploaded(c, "file", MostRows)
	if err != nil {
		return p.importForm(c, data, err)
	}
	done, err := p.Import(c.UserContext(), c.Actor.Who(), c.Actor.HomeStore(), table, data.Update)
	if err != nil {
		return p.importForm(c, data, err)
	}
	data.Done = &done
	for _, r := range done.Rejected {
		if fe, ok := c.Problem(r.Err); ok {
			data.Wrong = append(data.Wrong, wrongRow{r.Line, r.Field, fe.Message})
		}
	}
	return p.importForm(c, data, nil)
}
