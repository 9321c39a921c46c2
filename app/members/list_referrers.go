package members

import (
	"assay/app/list"
	"assay/models"
)

// referrerList is the members of a scope who brought somebody, with what those
// spent and what of it is still expected to count.
func referrerList(lang string, v view, rules models.ValuePolicy) list.Spec {
	cond, args := within(v.scope)
	name := "m.name"
	if v.masked {
		name = "CASE WHEN " + shared + " THEN m.name ELSE '' END"
	}
	norm := rules.ReferralNorm
	return list.Spec{Name: "referrers", Title: "nav.referrers", Empty: "referral.nobody", Hint: "referral.search_hint", Need: models.InsightRead, Private: true,
		From: "member_facts f JOIN members m ON m.id = f.member_id JOIN stores o ON o.id = f.store_id", Where: "f.brought > 0 AND " + cond, Args: args,
		ID: "f.member_id", Sort: "-brought", Search: []string{name}, Prefix: []string{"m.number"},
		Columns: []list.Column{
			{Key: "name", Label: "member.name", Expr: name, Kind: list.Text, Link: v.base + "/{id}/referrals", Show: nameOr},
			{Key: "number", Label: "member.number", Expr: "m.number", By: "m.id", Kind: list.Text, Under: "name"},
			{Key: "id", Expr: "f.member_id", Kind: list.Number},
			{Key: "initial", Expr: "SUBSTR(m.name, 1, 1)", Kind: list.Text},
			{Key: "tier", Label: "member.tier", Expr: "f.tier", Kind: list.Mark, Phone: "k-12"},
			{Key: "brought", Label: "facts.brought", Expr: "f.brought", Kind: list.Number, Sort: true, Sum: true, Phone: "k-start"},
			{Key: "of_norm", Label: "referral.of_norm", Expr: "f.brought * 1000000 / ?", Args: []any{norm}, By: "f.brought", Kind: list.Rate},
			{Key: "spent", Label: "facts.brought_fen", Expr: "f.brought_fen", Kind: list.Money, Sort: true, Sum: true, Phone: "k-end"},
			{Key: "referral", Label: "value.referral", Expr: "f.referral_fen", Kind: list.Money, Sort: true, Sum: true},
			{Key: "own", Label: "facts.net", Expr: "f.net_fen", Kind: list.Money, Sort: true, Later: true},
			{Key: "store", Label: "member.store", Expr: "o.name_zh", ExprEn: "CASE WHEN o.name_en = '' THEN o.name_zh ELSE o.name_en END", Kind: list.Text},
			{Key: "joined", Label: "member.joined_on", Expr: "f.joined_on", Kind: list.Day, Sort: true, Later: true},
		},
		Filters: []list.Filter{
			{Key: "norm", Label: "referral.norm", Kind: list.Word, All: "list.any", Front: true, Options: []list.Option{
				{Value: "reached", Label: "referral.norm_reached", Cond: "f.brought >= ?", Args: []any{norm}},
				{Value: "below", Label: "referral.norm_below", Cond: "f.brought < ?", Args: []any{norm}}}},
			{Key: "tier", Label: "member.tier", Kind: list.Word, Expr: "f.tier", All: "member.all_tiers", Options: ofTiers(v.tiers, lang)},
			{Key: "store", Label: "member.store", Kind: list.Word, All: "member.all_stores", Options: ofStoreNames(v.stores, lang)},
			{Key: "spent", Label: "facts.brought_fen", Kind: list.Money, Expr: "f.brought_fen"},
		}}
}
