// Package catalog keeps the articles, the metal price board and the price
// lists, and prices what agents order: never from a form, always from here.
package catalog

import (
	"strings"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Service changes articles and prices.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Want is an article by its SKU and how many pieces.
type Want struct {
	SKU      string
	Quantity int64
}

type pricedProduct struct {
	models.Product `gorm:"embedded"`
	PerGramFen     models.Money
	ListDiscount   models.Rate
	ItemKind       string
	ItemFixed      models.Money
	ItemDiscount   models.Rate
}

// offersFrom joins the articles on sale with all that makes an agent's price.
const offersFrom = `, COALESCE(m.per_gram_fen, 0) AS per_gram_fen, COALESCE(l.discount_ppm, 0) AS list_discount,
	COALESCE(i.kind, '') AS item_kind, COALESCE(i.fixed_fen, 0) AS item_fixed, COALESCE(i.discount_ppm, 0) AS item_discount
	FROM agents a CROSS JOIN products p LEFT JOIN metals m ON m.code = p.metal
	LEFT JOIN price_lists l ON l.id = COALESCE(a.price_list_id, (SELECT MIN(g.id) FROM price_lists g WHERE g.grade = a.grade))
	LEFT JOIN price_list_items i ON i.price_list_id = l.id AND i.product_id = p.id
	WHERE a.id = ? AND p.withdrawn_at IS NULL`

const offersQuery = `SELECT p.*` + offersFrom

// priceQuery reads what an order line needs of the articles, and no more.
const priceQuery = `SELECT p.id, p.sku, p.name_zh, p.name_en, p.price_kind, p.metal, p.net_weight_mg, p.wastage_ppm, p.labour_fen, p.stone_fen,
	p.fixed_fen, p.vat_ppm` + offersFrom + ` AND p.sku IN (?`

// priced reads the wanted articles by their SKU.
func priced(q *gorm.DB, agentID int64, skus []string) (map[string]pricedProduct, error) {
	found := make(map[string]pricedProduct, len(skus))
	if len(skus) == 0 {
		return found, nil
	}
	args := []any{agentID}
	for _, sku := range skus {
		args = append(args, sku)
	}
	err := db.EachRow(q, priceQuery+strings.Repeat(", ?", len(skus)-1)+")", func(scan db.Scan) error {
		var p pricedProduct
		err := scan(&p.ID, &p.SKU, &p.NameZh, &p.NameEn, &p.PriceKind, &p.Metal, &p.NetWeightMg, &p.WastagePPM, &p.LabourFen, &p.StoneFen,
			&p.FixedFen, &p.VatPPM, &p.PerGramFen, &p.ListDiscount, &p.ItemKind, &p.ItemFixed, &p.ItemDiscount)
		found[p.SKU] = p
		return err
	}, args...)
	return found, err
}

// rule is what the agent's list says of the article: its own line first, then
// the list's general discount.
func (p pricedProduct) rule() models.PriceRule {
	if p.ItemKind != "" {
		return models.PriceRule{Kind: p.ItemKind, Fixed: p.ItemFixed, Discount: p.ItemDiscount}
	}
	if p.ListDiscount != 0 {
		return models.PriceRule{Kind: "discount", Discount: p.ListDiscount}
	}
	return models.PriceRule{}
}

// Quote prices wanted articles for an agent at this moment's metal prices, in
// one statement. Line numbers follow the wants. An unknown or withdrawn SKU
// and a metal without a price are invalid, with the field lines.N.sku.
func Quote(q *gorm.DB, agentID int64, wants []Want) ([]models.OrderLine, error) {
	skus := make([]string, len(wants))
	for i, w := range wants {
		skus[i] = strings.ToUpper(strings.TrimSpace(w.SKU))
	}
	bySKU, err := priced(q, agentID, skus)
	if err != nil {
		return nil, err
	}
	lines := make([]models.OrderLine, len(wants))
	for i, w := range wants {
		p, ok := bySKU[skus[i]]
		if !ok {
			return nil, models.Invalid(field(i, "sku"), "error.sku_unknown").With("SKU", w.SKU)
		}
		if p.PriceKind == models.PriceMetal && p.PerGramFen <= 0 {
			return nil, models.Invalid(field(i, "sku"), "error.metal_price_missing").With("SKU", w.SKU)
		}
		line, err := p.Quote(w.Quantity, p.PerGramFen, p.rule())
		if err != nil {
			return nil, models.Invalid(field(i, "quantity"), "error.amount_too_large")
		}
		line.LineNo = i + 1
		lines[i] = line
	}
	return lines, nil
}
