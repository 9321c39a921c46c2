package catalog

import (
	"fmt"

	"assay/app/web"
	"assay/models"
)

// productForm is an article as it was typed, so that nothing is lost.
type productForm struct {
	ID, Version                                                                                                   int64
	SKU, NameZh, NameEn, Category, PriceKind, Metal, Weight, Wastage, Labour, Stones, Fixed, VAT, Margin, Picture string
	Withdrawn                                                                                                     bool
	Categories                                                                                                    []string
	Metals                                                                                                        []Quoted
}

// New is the empty form.
func (p SalesPages) New(c *web.Ctx) error {
	return p.form(c, productForm{PriceKind: string(models.PriceMetal), VAT: "13", Wastage: "0", Margin: "0"}, nil)
}

// Product is the form of one article.
func (p SalesPages) Product(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.article(c, id, nil)
}

func (p SalesPages) article(c *web.Ctx, id int64, fe error) error {
	a, err := ProductByID(p.DB.Read(c.UserContext()), id)
	if err != nil {
		return err
	}
	return p.form(c, formOf(a), fe)
}

func formOf(a models.Product) productForm {
	f := productForm{ID: a.ID, Version: a.Version, SKU: a.SKU, NameZh: a.NameZh, NameEn: a.NameEn, Category: a.Category, PriceKind: string(a.PriceKind),
		Wastage: a.WastagePPM.Percent(), VAT: a.VatPPM.Percent(), Margin: a.MarginPPM.Percent(), Picture: a.Picture, Withdrawn: a.WithdrawnAt != nil}
	if a.Metal != nil {
		f.Metal = *a.Metal
	}
	if a.NetWeightMg != 0 {
		f.Weight = a.NetWeightMg.String()
	}
	for m, to := range map[*models.Money]*string{&a.LabourFen: &f.Labour, &a.StoneFen: &f.Stones, &a.FixedFen: &f.Fixed} {
		if *m != 0 {
			*to = m.String()
		}
	}
	return f
}

func (p SalesPages) form(c *web.Ctx, f productForm, fe error) error {
	var err error
	if f.Metals, err = Metals(p.DB.Read(c.UserContext())); err != nil {
		return err
	}
	f.Categories = models.Categories
	title := c.T("product.new")
	if f.ID != 0 {
		title = f.SKU
	}
	page := web.Page{Title: title, Data: f, Crumbs: []web.Crumb{{Text: c.T("nav.products"), Href: "/sales/products"}, {Text: title}}}
	if fe != nil {
		return c.Again(fe, "sales/products/show", page)
	}
	return c.OK("sales/products/show", page)
}

// Entry stores a new article.
func (p SalesPages) Entry(c *web.Ctx) error { return p.put(c, models.Product{}) }

// Edit stores a changed article under the version that the form was made at.
func (p SalesPages) Edit(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	a, err := ProductByID(p.DB.Read(c.UserContext()), id)
	if err != nil {
		return err
	}
	a.Version = c.FormID("version")
	return p.put(c, a)
}

func (p SalesPages) put(c *web.Ctx, a models.Product) error {
	f := productForm{ID: a.ID, Version: a.Version, SKU: a.SKU, NameZh: c.Value("name_zh"), NameEn: c.Value("name_en"), Category: c.Value("category"),
		PriceKind: c.Value("price_kind"), Metal: c.Value("metal"), Weight: c.Value("weight"), Wastage: c.Value("wastage"), Labour: c.Value("labour"),
		Stones: c.Value("stones"), Fixed: c.Value("fixed"), VAT: c.Value("vat"), Margin: c.Value("margin"), Picture: a.Picture, Withdrawn: a.WithdrawnAt != nil}
	if a.ID == 0 {
		f.SKU = c.Value("sku")
	}
	err := f.into(&a)
	if err == nil {
		a, err = p.PutProduct(c.UserContext(), c.Actor.Who(), a)
	}
	if err != nil {
		return p.form(c, f, err)
	}
	return c.Redirect(fmt.Sprintf("/sales/products/%d", a.ID), "product.flash_saved")
}

// into reads the typed texts into the article; empty figures are zero.
func (f productForm) into(a *models.Product) error {
	a.SKU, a.NameZh, a.NameEn, a.Category, a.PriceKind, a.Metal = f.SKU, f.NameZh, f.NameEn, f.Category, models.PriceKind(f.PriceKind), nil
	if f.Metal != "" {
		a.Metal = &f.Metal
	}
	a.NetWeightMg, a.WastagePPM, a.VatPPM, a.MarginPPM, a.LabourFen, a.StoneFen, a.FixedFen = 0, 0, 0, 0, 0, 0, 0
	for _, read := range []struct {
		field, text string
		into        func(string) error
	}{
		{"weight", f.Weight, func(s string) (err error) { a.NetWeightMg, err = models.ParseWeight(s); return }},
		{"wastage", f.Wastage, func(s string) (err error) { a.WastagePPM, err = models.ParsePercent(s); return }},
		{"labour", f.Labour, func(s string) (err error) { a.LabourFen, err = models.ParseMoney(s); return }},
		{"stones", f.Stones, func(s string) (err error) { a.StoneFen, err = models.ParseMoney(s); return }},
		{"fixed", f.Fixed, func(s string) (err error) { a.FixedFen, err = models.ParseMoney(s); return }},
		{"margin", f.Margin, func(s string) (err error) { a.MarginPPM, err = models.ParsePercent(s); return }},
		{"vat", f.VAT, func(s string) (err error) { a.VatPPM, err = models.ParsePercent(s); return }},
	} {
		if read.text == "" {
			continue
		}
		if err := read.into(read.text); err != nil {
			return models.OnField(err, read.field)
		}
	}
	return nil
}

// Sale takes an article off sale, or puts it back.
func (p SalesPages) Sale(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	verb, flash, back := p.Withdraw, "product.flash_withdrawn", "restore"
	if c.Value("do") == "restore" {
		verb, flash, back = p.Restore, "product.flash_restored", "withdraw"
	}
	if err := verb(c.UserContext(), c.Actor.Who(), id); err != nil {
		return err
	}
	path := fmt.Sprintf("/sales/products/%d", id)
	return c.RedirectUndo(path, flash, &web.Undo{Path: path + "/sale", Fields: [][2]string{{"do", back}}})
}

// Discount sets a price list's general discount.
func (p SalesPages) Discount(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	d, err := models.ParsePercent(c.Value("discount"))
	if err != nil {
		err = models.Invalid("discount", "error.rate_range")
	} else {
		err = p.SetListDiscount(c.UserContext(), c.Actor.Who(), id, d)
	}
	if err != nil {
		return p.board(c, id, err)
	}
	return c.Redirect("/sales/products", "product.flash_discount")
}
