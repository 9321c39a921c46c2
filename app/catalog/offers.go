package catalog

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Offer is an article with the price an agent gets now; no price while its
// metal has none.
type Offer struct {
	models.Product
	UnitFen models.Money
	Priced  bool
}

// OfferFilter narrows the catalogue. Search looks at SKU, names, pinyin and
// initials; SKUs names the articles themselves.
type OfferFilter struct {
	SKUs     []string
	Category string
	Search   string
	Limit    int
	Offset   int
}

// Offers lists what an agent can order, by SKU, at the agent's prices of this
// moment, in one statement.
func Offers(q *gorm.DB, agentID int64, f OfferFilter) ([]Offer, error) {
	cond, args := f.condition()
	var found []pricedProduct
	query := offersQuery + cond + " ORDER BY p.category, p.sku LIMIT ? OFFSET ?"
	if err := q.Raw(query, append(append([]any{agentID}, args...), f.Limit, f.Offset)...).Scan(&found).Error; err != nil {
		return nil, err
	}
	out := make([]Offer, len(found))
	for i, p := range found {
		out[i].Product = p.Product
		line, err := p.Quote(1, p.PerGramFen, p.rule())
		out[i].UnitFen = line.UnitFen
		out[i].Priced = err == nil && (p.PriceKind == models.PriceFixed || p.PerGramFen > 0)
	}
	return out, nil
}

func (f OfferFilter) condition() (string, []any) {
	cond, args := "", []any{}
	if len(f.SKUs) > 0 {
		cond, args = cond+" AND p.sku IN ?", append(args, f.SKUs)
	}
	if f.Category != "" {
		cond, args = cond+" AND p.category = ?", append(args, f.Category)
	}
	if f.Search != "" {
		like := db.Like(f.Search)
		cond += " AND (p.sku LIKE ? ESCAPE '!' OR p.name_zh LIKE ? ESCAPE '!' OR p.name_en LIKE ? ESCAPE '!' OR p.pinyin LIKE ? ESCAPE '!' OR p.initials LIKE ? ESCAPE '!')"
		args = append(args, like, like, like, like, like)
	}
	return cond, args
}

// CountOffers is how many articles a filter finds.
func CountOffers(q *gorm.DB, f OfferFilter) (int64, error) {
	cond, args := f.condition()
	var n int64
	err := q.Raw("SELECT COUNT(*) FROM products p WHERE p.withdrawn_at IS NULL"+cond, args...).Scan(&n).Error
	return n, err
}
