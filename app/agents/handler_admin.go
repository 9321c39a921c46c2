package agents

import (
	"assay/app/web"
	"assay/models"
)

type regionsPage struct {
	Regions []RegionLine
	Form    RegionInput
}

// Regions is the region tree with its forms.
func (p SalesPages) Regions(c *web.Ctx) error { return p.regions(c, RegionInput{}, nil) }

func (p SalesPages) regions(c *web.Ctx, f RegionInput, fe error) error {
	tree, err := RegionTree(p.DB.Read(c.UserContext()))
	if err != nil {
		return err
	}
	page := web.Page{Title: c.T("nav.regions"), Data: regionsPage{tree, f}}
	if fe != nil {
		return c.Again(fe, "admin/regions/index", page)
	}
	return c.OK("admin/regions/index", page)
}

// Region enters a region or renames one.
func (p SalesPages) Region(c *web.Ctx) error {
	in := RegionInput{ID: c.FormID("id"), Code: c.Value("code"), NameZh: c.Value("name_zh"), NameEn: c.Value("name_en"), ParentID: c.FormID("parent_id")}
	err := p.PutRegion(c.UserContext(), c.Actor.Who(), in)
	if models.KindOf(err) == models.KindInvalid {
		return p.regions(c, in, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/admin/regions", "region.flash_saved")
}
