package catalog

import (
	"assay/app/list"
	"assay/models"
)

// Articles is the list of articles at today's list prices; who may change them
// sees the withdrawn ones too and gets links.
func Articles(change bool, metals []list.Option) list.Spec {
	s := list.Spec{Name: "products", Title: "nav.products", Empty: "order.no_products", Hint: "order.search_product",
		From: "products p LEFT JOIN metals m ON m.code = p.metal", ID: "p.id", Sort: "sku",
		Search: []string{"p.sku", "p.name_zh", "p.name_en", "p.pinyin", "p.initials"},
		Columns: []list.Column{
			{Key: "item", Label: "order.item", Expr: "p.name_zh", ExprEn: "CASE WHEN p.name_en = '' THEN p.name_zh ELSE p.name_en END", By: "p.pinyin", Raw: list.Text, Kind: list.Piece, Show: article, Sort: true},
			{Key: "sku", Label: "product.sku", Expr: "p.sku", Kind: list.Text, Sort: true, Phone: "k-start"},
			{Key: "category", Label: "order.category", Expr: "p.category", Kind: list.Word, Family: "category", Sort: true},
			{Key: "weight", Label: "order.ref_weight", Expr: "p.net_weight_mg", Kind: list.Weight, Sort: true},
			{Key: "labour", Label: "order.labour", Expr: "p.labour_fen", Kind: list.Money, Sort: true},
			{Key: "stones", Label: "product.stones", Expr: "p.stone_fen", Kind: list.Money, Sort: true},
			{Key: "wastage", Expr: "p.wastage_ppm", Kind: list.Rate},
			{Key: "fixed", Expr: "p.fixed_fen", Kind: list.Money},
			{Key: "price_kind", Expr: "p.price_kind", Kind: list.Text},
			{Key: "picture", Expr: "p.picture", Kind: list.Text},
			{Key: "kind", Expr: "p.category", Kind: list.Text},
			{Key: "weighs", Expr: "p.net_weight_mg", Kind: list.Weight},
			{Key: "labours", Expr: "p.labour_fen", Kind: list.Money},
			{Key: "stone", Expr: "p.stone_fen", Kind: list.Money},
			{Key: "gram", Expr: "COALESCE(m.per_gram_fen, 0)", Kind: list.Money},
			{Key: "price", Label: "product.list", Expr: "p.fixed_fen", Kind: list.Money, Show: listPrice, Phone: "k-end"},
			{Key: "state", Label: "order.state", Expr: "CASE WHEN p.withdrawn_at IS NULL THEN 'on_sale' ELSE 'withdrawn' END", Kind: list.State, Family: "state", Phone: "k-12"},
		},
		Filters: []list.Filter{
			{Key: "category", Label: "order.category", Kind: list.Word, Expr: "p.category", All: "order.all_categories", Front: true, Options: list.States("category", models.Categories...)},
			{Key: "metal", Label: "product.metal", Kind: list.Word, Expr: "p.metal", All: "list.any", Options: metals},
			{Key: "labour", Label: "order.labour", Kind: list.Money, Expr: "p.labour_fen"},
		}}
	if change {
		s.Columns[0].Link = "/sales/products/{id}"
		s.Filters = append(s.Filters, list.Filter{Key: "state", Label: "order.state", Kind: list.Word, All: "order.all_states", Options: []list.Option{
			{Value: "on_sale", Label: "state.on_sale", Cond: "p.withdrawn_at IS NULL"}, {Value: "withdrawn", Label: "state.withdrawn", Cond: "p.withdrawn_at IS NOT NULL"}}})
	} else {
		s.Where = "p.withdrawn_at IS NULL"
	}
	return s
}

// ofMetals are the metals as choices of a filter.
func ofMetals(metals []Quoted, lang string) (out []list.Option) {
	for _, m := range metals {
		out = append(out, list.Option{Value: m.Code, Text: models.NameIn(lang, m.NameZh, m.NameEn)})
	}
	return out
}

func article(v list.Values) any {
	var a list.Article
	a.Name, _ = v["item"].(string)
	a.Picture, _ = v["picture"].(string)
	a.Category, _ = v["kind"].(string)
	return a
}

// listPrice is what a piece costs before any agreement; nothing while its metal
// has no price.
func listPrice(v list.Values) any {
	p := models.Product{}
	kind, _ := v["price_kind"].(string)
	p.NetWeightMg, _ = v["weighs"].(models.Weight)
	p.WastagePPM, _ = v["wastage"].(models.Rate)
	p.LabourFen, _ = v["labours"].(models.Money)
	p.StoneFen, _ = v["stone"].(models.Money)
	p.FixedFen, _ = v["fixed"].(models.Money)
	gram, _ := v["gram"].(models.Money)
	p.PriceKind = models.PriceKind(kind)
	price, err := p.ListPrice(gram)
	if err != nil || p.PriceKind == models.PriceMetal && gram <= 0 {
		return models.Money(0)
	}
	return price
}
