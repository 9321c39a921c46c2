package api

import (
	"errors"
	"time"

	"assay/app/catalog"
	"assay/models"
)

func (s *server) catalog() {
	add(s, operation{"GET", "/agents/{id}/products", models.CatalogRead, "catalogue", "list-products", "What an agent can order, at its prices of this moment", 0}, s.listProducts)
	add(s, operation{"GET", "/metals", models.CatalogRead, "catalogue", "list-metals", "The price board of the metals", 0}, s.listMetals)
	add(s, operation{"PUT", "/metals/{metal}/price", models.CatalogEdit, "catalogue", "set-metal-price", "Put a new price on the board; submitted orders keep theirs", 0}, s.setMetalPrice)
}

// product is an article with an agent's price, gross of VAT per piece. No
// price while its metal has none.
type product struct {
	SKU       string           `json:"sku"`
	NameZh    string           `json:"name_zh"`
	NameEn    string           `json:"name_en"`
	Category  string           `json:"category"`
	PriceKind models.PriceKind `json:"price_kind" doc:"fixed, or metal: it follows the price board."`
	Metal     *string          `json:"metal,omitempty"`
	NetWeight grams            `json:"net_weight"`
	VatPPM    models.Rate      `json:"vat_ppm"`
	UnitPrice *models.Money    `json:"unit_price,omitempty"`
}

func viewProduct(o catalog.Offer) product {
	p := product{SKU: o.SKU, NameZh: o.NameZh, NameEn: o.NameEn, Category: o.Category, PriceKind: o.PriceKind, Metal: o.Metal,
		NetWeight: gramsOf(o.NetWeightMg), VatPPM: o.VatPPM}
	if o.Priced {
		p.UnitPrice = &o.UnitFen
	}
	return p
}

type productsInput struct {
	PageOfAgent
	Category string `query:"category" maxLength:"40"`
	Search   string `query:"search" maxLength:"80" doc:"SKU, names, pinyin or initials."`
}

func (s *server) listProducts(c *call, in *productsInput) (List[product], error) {
	if err := c.ofAgent(in.ID); err != nil {
		return List[product]{}, err
	}
	f := catalog.OfferFilter{Category: in.Category, Search: text(in.Search).clean(), Limit: in.Limit, Offset: in.offset()}
	total, err := catalog.CountOffers(c.q, f)
	if err != nil {
		return List[product]{}, err
	}
	rows, err := catalog.Offers(c.q, in.ID, f)
	return listOf(in.Paging, rows, total, viewProduct), err
}

// metal is a metal with its price; no price before the first.
type metal struct {
	Code     string        `json:"code"`
	NameZh   string        `json:"name_zh"`
	NameEn   string        `json:"name_en"`
	PerGram  *models.Money `json:"per_gram,omitempty"`
	Change   models.Money  `json:"change" doc:"Against the price before."`
	PricedAt time.Time     `json:"priced_at"`
}

func viewMetal(m catalog.Quoted) metal {
	return metal{m.Code, m.NameZh, m.NameEn, some(m.PerGramFen), m.ChangeFen, m.PricedAt.UTC()}
}

type metals struct {
	Items []metal `json:"items"`
}

func (s *server) listMetals(c *call, _ *struct{}) (metals, error) {
	rows, err := catalog.Metals(c.q)
	return metals{each(rows, viewMetal)}, err
}

type metalPrice struct {
	Metal string `path:"metal" minLength:"1" maxLength:"16"`
	Body  struct {
		PerGram   amount `json:"per_gram"`
		Confirmed amount `json:"confirmed,omitempty" doc:"The price before, to confirm a change of more than 10 % from it."`
	}
}

func (s *server) setMetalPrice(c *call, in *metalPrice) (metal, error) {
	price, err := in.Body.PerGram.read("per_gram")
	if err != nil {
		return metal{}, err
	}
	if _, err := c.metal(in.Metal); err != nil {
		return metal{}, err
	}
	set := catalog.PriceInput{Metal: in.Metal, PerGram: price}
	if in.Body.Confirmed != "" {
		if set.Confirmed, err = in.Body.Confirmed.read("confirmed"); err != nil {
			return metal{}, err
		}
	}
	err = s.Catalog.SetMetalPrice(c, c.Actor.Who(), set)
	if e := (*models.Error)(nil); errors.As(err, &e) && e.Field == "price" {
		err = e.On("per_gram")
	}
	if err != nil {
		return metal{}, err
	}
	return c.metal(in.Metal)
}

func (c *call) metal(code string) (metal, error) {
	rows, err := catalog.Metals(c.q)
	for _, m := range rows {
		if m.Code == code {
			return viewMetal(m), err
		}
	}
	if err == nil {
		err = models.NotFound("metal")
	}
	return metal{}, err
}
