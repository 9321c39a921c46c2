package catalog

import (
	"slices"

	"gorm.io/gorm"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// SalesPages are the catalogue and the metal price board.
type SalesPages struct{ *Service }

type boardPage struct {
	Metals   []Quoted
	History  map[string][]models.MetalPrice
	Articles list.View
	Typed    string
	Metal    string // the metal whose price was sent
	sent     models.Money
	Lists    []PriceList
	ListID   int64 // the price list whose discount was sent
	Discount string
	NewList  listForm
	NewMetal models.Metal
	Grades   []models.Grade
}

// Leap is the step that waits to be confirmed for a metal; nil for none.
func (d boardPage) Leap(m Quoted) *models.PriceStep {
	step := models.PriceStep{From: m.PerGramFen, To: d.sent}
	if d.Metal != m.Code || d.sent <= 0 || !step.Leaps() {
		return nil
	}
	return &step
}

// Board is the price board with its history, and the articles at list prices.
func (p SalesPages) Board(c *web.Ctx) error { return p.board(c, 0, nil) }

// board is shown again with what was wrong in a form; of is the price list
// whose discount that was, 0 for none.
func (p SalesPages) board(c *web.Ctx, of int64, fe error) error {
	data := boardPage{History: map[string][]models.MetalPrice{}, Typed: c.Value("price"), Grades: models.Grades, ListID: of}
	if fe != nil {
		data.typed(c)
	}
	if err := data.fill(p.DB.Read(c.UserContext())); err != nil {
		return err
	}
	if of != 0 && !slices.ContainsFunc(data.Lists, func(l PriceList) bool { return l.ID == of }) {
		return models.NotFound("price_list")
	}
	return list.Show(c, p.DB, Articles(c.Actor.Can(models.CatalogEdit), ofMetals(data.Metals, c.Lang())), fe, func(v list.View) (string, web.Page) {
		data.Articles = v
		return "sales/products/index", web.Page{Title: c.T("nav.products"), Data: data}
	})
}

// typed keeps what was typed into the forms of the board.
func (d *boardPage) typed(c *web.Ctx) {
	d.NewList = listForm{c.Value("list_code"), c.Value("list_name_zh"), c.Value("list_name_en"), c.Value("list_grade"), c.Value("list_discount")}
	d.NewMetal = models.Metal{Code: c.Value("metal_code"), NameZh: c.Value("metal_name_zh"), NameEn: c.Value("metal_name_en")}
	d.Discount = c.Value("discount")
	d.Metal = web.Clean(c.Params("code"))
	d.sent, _ = models.ParseMoney(d.Typed)
}

// fill reads the metals with their history, and the price lists.
func (d *boardPage) fill(q *gorm.DB) error {
	var err error
	if d.Metals, err = Metals(q); err != nil {
		return err
	}
	for _, m := range d.Metals {
		if d.History[m.Code], err = PriceHistory(q, m.Code, 10); err != nil {
			return err
		}
	}
	d.Lists, err = PriceLists(q)
	return err
}

// Price puts a new price on the board; a leap is asked about first.
func (p SalesPages) Price(c *web.Ctx) error {
	in := PriceInput{Metal: web.Clean(c.Params("code"))}
	var err error
	if in.PerGram, err = c.Money("price"); err == nil {
		if c.Value("to") == c.Value("price") {
			in.Confirmed, _ = models.ParseMoney(c.Value("from")) // what cannot be read confirms nothing
		}
		err = p.SetMetalPrice(c.UserContext(), c.Actor.Who(), in)
	}
	if err != nil {
		return p.board(c, 0, models.OnField(err, "price_"+in.Metal))
	}
	return c.Redirect("/sales/products", "product.flash_price")
}
