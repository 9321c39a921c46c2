package catalog

import (
	"assay/app/db"
	"assay/app/web"
	"assay/models"
	"slices"
)

// SalesPages are the catalogue and the metal price board.
type SalesPages struct{ *Service }

type boardPage struct {
	Metals     []Quoted
	History    map[string][]models.MetalPrice
	Products   []Priced
	Pager      web.Pager
	Categories []string
	Category   string
	Search     string
	Typed      string
	Lists      []PriceList
	ListID     int64 // the price list whose discount was sent
	Discount   string
	NewList    listForm
	NewMetal   models.Metal
	Grades     []models.Grade
}

// Priced is an article with its list price now.
type Priced struct {
	models.Product
	ListFen models.Money
}

// Board is the price board with its history, and the articles at list prices.
func (p SalesPages) Board(c *web.Ctx) error { return p.board(c, 0, nil) }

// board is shown again with what was wrong in a form; list is the price list
// whose discount that was, 0 for none.
func (p SalesPages) board(c *web.Ctx, list int64, fe error) error {
	q := p.DB.Read(c.UserContext())
	data := boardPage{Categories: models.Categories, Category: c.Query("category"), Search: c.Query("q"), History: map[string][]models.MetalPrice{}, Typed: c.FormValue("price")}
	var err error
	if data.Metals, err = Metals(q); err != nil {
		return err
	}
	if data.Lists, err = PriceLists(q); err != nil {
		return err
	}
	data.Grades = models.Grades
	if fe != nil {
		data.NewList = listForm{c.Value("list_code"), c.Value("list_name_zh"), c.Value("list_name_en"), c.Value("list_grade"), c.Value("list_discount")}
		data.NewMetal = models.Metal{Code: c.Value("metal_code"), NameZh: c.Value("metal_name_zh"), NameEn: c.Value("metal_name_en")}
		data.Discount = c.Value("discount")
		data.ListID = list
	}
	if list != 0 && !slices.ContainsFunc(data.Lists, func(l PriceList) bool { return l.ID == list }) {
		return models.NotFound("price_list")
	}
	for _, m := range data.Metals {
		if data.History[m.Code], err = PriceHistory(q, m.Code, 10); err != nil {
			return err
		}
	}
	f := OfferFilter{Category: data.Category, Search: data.Search, Limit: web.PageSize, Offset: c.Offset()}
	var total int64
	if data.Products, total, err = f.list(p.DB, c, data.Metals); err != nil {
		return err
	}
	data.Pager = c.Pager(total)
	page := web.Page{Title: c.T("nav.products"), Data: data}
	if fe != nil {
		return c.Again(fe, "sales/products/index", page)
	}
	return c.OK("sales/products/index", page)
}

// list finds articles, withdrawn ones too, with their list prices.
func (f OfferFilter) list(d *db.DB, c *web.Ctx, metals []Quoted) ([]Priced, int64, error) {
	q := d.Read(c.UserContext())
	cond, args := f.condition()
	var total int64
	if err := q.Raw("SELECT COUNT(*) FROM products p WHERE 1 = 1"+cond, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var found []models.Product
	if err := q.Raw("SELECT p.* FROM products p WHERE 1 = 1"+cond+" ORDER BY p.category, p.sku LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...).Scan(&found).Error; err != nil {
		return nil, 0, err
	}
	prices := map[string]models.Money{}
	for _, m := range metals {
		prices[m.Code] = m.PerGramFen
	}
	rows := make([]Priced, len(found))
	for i, p := range found {
		var perGram models.Money
		if p.Metal != nil {
			perGram = prices[*p.Metal]
		}
		list, err := p.ListPrice(perGram)
		if err != nil {
			return nil, 0, err
		}
		rows[i] = Priced{p, list}
	}
	return rows, total, nil
}

// Price puts a new price on the board.
func (p SalesPages) Price(c *web.Ctx) error {
	m, err := c.Money("price")
	if err == nil {
		err = p.SetMetalPrice(c.UserContext(), c.Actor.Who(), web.Clean(c.Params("code")), m)
	}
	if err != nil {
		return p.board(c, 0, err)
	}
	return c.Redirect("/sales/products", "product.flash_price")
}
