package offers

import (
	"assay/app/list"
	"assay/models"
)

// linkList is what is bought together, over the brand: it names no member.
func linkList() list.Spec {
	return list.Spec{Name: "offer-links", Title: "offer.links", Empty: "offer.no_links", Hint: "offer.search_hint", Need: models.InsightRead, Sort: "-both",
		From: "offer_links k JOIN offer_articles a ON a.id = k.article_id JOIN offer_articles w ON w.id = k.other_id", ID: "k.article_id * 10000 + k.other_id", Search: []string{"a.name", "w.name"}, Prefix: []string{"a.article"},
		Columns: []list.Column{
			{Key: "article", Label: "offer.article", Expr: "a.name", Kind: list.Text, Sort: true},
			{Key: "category", Label: "offer.category", Expr: "a.category", Kind: list.Word, Family: "category", Later: true},
			{Key: "other", Label: "offer.other", Expr: "w.name", Kind: list.Text, Phone: "k-full"},
			{Key: "both", Label: "offer.both", Expr: "k.both_buyers", Kind: list.Number, Sort: true, Phone: "k-start"},
			{Key: "from", Label: "offer.from", Expr: "a.buyers", Kind: list.Number, Sort: true},
			{Key: "part", Label: "offer.part", Expr: "CASE WHEN a.buyers = 0 THEN 0 ELSE k.both_buyers * 1000000 / a.buyers END", Kind: list.Rate, Phone: "k-end", Raw: list.Number, Show: rate("part")},
			{Key: "tag", Label: "offer.tag", Expr: "w.tag_fen", Kind: list.Money, Sort: true},
		},
		Filters: []list.Filter{{Key: "category", Label: "offer.category", Kind: list.Word, Expr: "a.category", All: "list.any", Front: true, Options: ofCategories()}}}
}

// rate shows a whole number of millionths.
func rate(key string) func(list.Values) any {
	return func(v list.Values) any {
		n, _ := v[key].(int64)
		return models.Rate(n)
	}
}

func ofCategories() (out []list.Option) {
	for _, c := range models.Categories {
		out = append(out, list.Option{Value: c, Label: "category." + c})
	}
	return out
}
