package loyalty

import (
	"assay/app/db"
	"assay/app/list"
	"assay/models"
)

// SlipList is every slip of the stores inside a scope, the latest first.
func SlipList(scope models.Scope, stores []models.Store, lang string) list.Spec {
	within, args := db.WithinStores(scope, "s")
	return list.Spec{Name: "slips", Title: "nav.slips", Empty: "slip.none", Hint: "slip.search_hint", Where: within, Args: args,
		From: "sales_slips x JOIN stores s ON s.id = x.store_id LEFT JOIN members m ON m.id = x.member_id LEFT JOIN store_people p ON p.id = x.person_id", Need: models.SaleEnter, ID: "x.id", Sort: "-number",
		Prefix: []string{"x.number", "m.number"},
		Columns: []list.Column{
			{Key: "number", Label: "slip.number", Expr: "x.number", By: "x.id", Kind: list.Text, Link: "/store/slips/{id}", Sort: true},
			{Key: "store", Label: "slip.store", Expr: "s.name_zh", ExprEn: "CASE WHEN s.name_en = '' THEN s.name_zh ELSE s.name_en END", Kind: list.Text, Under: "number"},
			{Key: "sold", Label: "slip.sold_on", Expr: "x.sold_on", Kind: list.Day, Sort: true, Phone: "k-start"},
			{Key: "member", Label: "slip.member", Expr: "COALESCE(m.number, '')", Kind: list.Text},
			{Key: "payment", Label: "slip.payment", Expr: "x.payment", Kind: list.Word, Family: "payment", Phone: "k-12"},
			{Key: "paid", Label: "slip.paid", Expr: "x.paid_fen", Kind: list.Money, Sort: true, Sum: true, Phone: "k-end"},
			{Key: "refunded", Label: "slip.refunded", Expr: "x.refunded_fen", Kind: list.Money, Sum: true, Accent: "t-warn"},
			{Key: "freight", Label: "slip.freight", Expr: "x.freight_fen", Kind: list.Money, Later: true},
			{Key: "points", Label: "slip.points_used", Expr: "x.points_used", Kind: list.Number, Later: true},
			{Key: "seller", Label: "slip.seller", Expr: "COALESCE(p.name, '')", Kind: list.Text, Later: true},
			{Key: "entered_by", Label: "receipt.entered_by", Expr: "x.entered_by", Kind: list.Text, Later: true},
		},
		Filters: []list.Filter{
			{Key: "sold", Label: "slip.sold_on", Kind: list.Day, Expr: "x.sold_on", Front: true},
			{Key: "store", Label: "slip.store", Kind: list.Word, All: "slip.any_store", Front: true, Options: storeOptions(stores, lang)},
			{Key: "payment", Label: "slip.payment", Kind: list.Word, Expr: "x.payment", All: "list.any", Options: list.States("payment", models.Payments()...)},
			{Key: "category", Label: "slip.category", Kind: list.Word, All: "list.any", Options: categoryOptions()},
			{Key: "paid", Label: "slip.paid", Kind: list.Money, Expr: "x.paid_fen"},
		}}
}

func storeOptions(stores []models.Store, lang string) (out []list.Option) {
	for _, s := range stores {
		out = append(out, list.Option{Value: s.Code, Text: models.NameIn(lang, s.NameZh, s.NameEn), Cond: "x.store_id = ?", Args: []any{s.ID}})
	}
	return out
}

func categoryOptions() (out []list.Option) {
	for _, c := range models.Categories {
		out = append(out, list.Option{Value: c, Label: "category." + c, Cond: "EXISTS (SELECT 1 FROM slip_lines l WHERE l.slip_id = x.id AND l.category = ?)", Args: []any{c}})
	}
	return out
}
