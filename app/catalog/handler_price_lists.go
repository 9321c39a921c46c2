package catalog

import (
	"fmt"

	"assay/app/web"
	"assay/models"
)

// listForm is a price list as it was typed.
type listForm struct{ Code, NameZh, NameEn, Grade, Discount string }

// ownPriceForm is an article's own price as it was typed.
type ownPriceForm struct{ SKU, Kind, Value string }

type listPage struct {
	List   PriceList
	Prices []OwnPrice
	Form   ownPriceForm
}

// NewList enters a price list.
func (p SalesPages) NewList(c *web.Ctx) error {
	in := ListInput{Code: c.Value("list_code"), NameZh: c.Value("list_name_zh"), NameEn: c.Value("list_name_en"), Grade: models.Grade(c.Value("list_grade"))}
	var err error
	var id int64
	if in.Discount, err = models.ParsePercent(c.Value("list_discount")); err != nil {
		err = models.Invalid("discount", "error.rate_range")
	} else {
		id, err = p.CreateList(c.UserContext(), c.Actor.Who(), in)
	}
	if err != nil {
		return p.board(c, 0, models.UnderField("list_", err))
	}
	return c.Redirect(fmt.Sprintf("/sales/price-lists/%d", id), "product.flash_list")
}

// List is a price list with the articles that have a price of their own.
func (p SalesPages) List(c *web.Ctx) error { return p.list(c, ownPriceForm{Kind: "fixed"}, nil) }

func (p SalesPages) list(c *web.Ctx, f ownPriceForm, fe error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	data, q := listPage{Form: f}, p.DB.Read(c.UserContext())
	if data.List, err = ListByID(q, id); err != nil {
		return err
	}
	if data.Prices, err = OwnPrices(q, id); err != nil {
		return err
	}
	name := data.List.Name(c.Lang())
	page := web.Page{Title: name, Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.products"), Href: "/sales/products"}, {Text: name}}}
	if fe != nil {
		return c.Again(fe, "sales/products/list", page)
	}
	return c.OK("sales/products/list", page)
}

// OwnPrice gives an article a price of its own in the list, or takes it away.
func (p SalesPages) OwnPrice(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f := ownPriceForm{c.Value("sku"), c.Value("kind"), c.Value("value")}
	if c.Value("do") == "remove" {
		err = p.RemoveOwnPrice(c.UserContext(), c.Actor.Who(), id, f.SKU)
	} else {
		err = p.setOwnPrice(c, id, f)
	}
	if models.KindOf(err) == models.KindInvalid {
		return p.list(c, f, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect(fmt.Sprintf("/sales/price-lists/%d", id), "product.flash_own_price")
}

func (p SalesPages) setOwnPrice(c *web.Ctx, id int64, f ownPriceForm) error {
	rule := models.PriceRule{Kind: f.Kind}
	var err error
	if f.Kind == "discount" {
		rule.Discount, err = models.ParsePercent(f.Value)
	} else {
		rule.Fixed, err = models.ParseMoney(f.Value)
	}
	if err != nil {
		return models.OnField(err, "value")
	}
	return p.SetOwnPrice(c.UserContext(), c.Actor.Who(), id, f.SKU, rule)
}

// NewMetal puts a metal on the price board.
func (p SalesPages) NewMetal(c *web.Ctx) error {
	err := p.AddMetal(c.UserContext(), c.Actor.Who(), models.Metal{Code: c.Value("metal_code"), NameZh: c.Value("metal_name_zh"), NameEn: c.Value("metal_name_en")})
	if err != nil {
		return p.board(c, 0, models.UnderField("metal_", err))
	}
	return c.Redirect("/sales/products", "product.flash_metal")
}
