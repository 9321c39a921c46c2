package insight

import (
	"assay/app/list"
	"assay/models"
)

// shared is that a member agreed to be known beyond the store.
const shared = "EXISTS (SELECT 1 FROM member_consents h WHERE h.member_id = f.member_id AND h.purpose = 'sharing' AND h.withdrawn_at IS NULL)"

// memberList is the members of a scope whom a rule holds for. The rule is a
// filter of the list, so that pages, sheets and kept views carry it along.
func memberList(base string, scope models.Scope, ask asked) list.Spec {
	inside, args := within(scope)
	name := "m.name"
	if base == salesBase {
		name = "CASE WHEN " + shared + " THEN m.name ELSE '' END"
	}
	return list.Spec{Name: "segment", Title: "segment.members", Empty: "segment.nobody", Need: models.InsightRead, Private: true, Where: inside, Args: args,
		From: "member_facts f JOIN members m ON m.id = f.member_id JOIN stores o ON o.id = f.store_id", ID: "f.member_id", Sort: "-net",
		Columns: []list.Column{
			{Key: "name", Label: "member.name", Expr: name, Kind: list.Text, Link: base + "/members/{id}", Show: nameOr},
			{Key: "number", Label: "member.number", Expr: "m.number", By: "m.id", Kind: list.Text, Under: "name"},
			{Key: "id", Expr: "f.member_id", Kind: list.Number},
			{Key: "initial", Expr: "SUBSTR(m.name, 1, 1)", Kind: list.Text},
			{Key: "tier", Label: "member.tier", Expr: "f.tier", Kind: list.Mark, Phone: "k-12"},
			{Key: "state", Label: "facts.state", Expr: "f.state", Kind: list.State, Family: "member_state", Phone: "k-start"},
			{Key: "last", Label: "facts.last", Expr: "f.last_on", Kind: list.Day},
			{Key: "purchases", Label: "facts.purchases", Expr: "f.purchases", Kind: list.Number, Sort: true},
			{Key: "net", Label: "facts.net", Expr: "f.net_fen", Kind: list.Money, Sort: true, Sum: true, Phone: "k-end"},
			{Key: "year", Label: "facts.year", Expr: "f.year_fen", Kind: list.Money, Sort: true, Sum: true},
			{Key: "basket", Label: "facts.basket", Expr: "f.basket_fen", Kind: list.Money, Later: true},
			{Key: "favourite", Label: "facts.favourite", Expr: "f.favourite", Kind: list.Word, Family: "category", Later: true},
			{Key: "rfm", Label: "facts.scores", Expr: "CASE WHEN f.r = 0 THEN '' ELSE CONCAT(f.r, f.f, f.m) END", Kind: list.Text},
			{Key: "store", Label: "member.store", Expr: "o.name_zh", ExprEn: "CASE WHEN o.name_en = '' THEN o.name_zh ELSE o.name_en END", Kind: list.Text, Later: true},
			{Key: "marketing", Label: "consent.marketing", Expr: "CASE WHEN f.marketing = 1 THEN 'yes' ELSE 'no' END", Kind: list.Word, Family: "consented", Later: true},
		},
		Filters: []list.Filter{{Key: "rule", Label: "segment.rule", Kind: list.Word, All: "list.any", Options: []list.Option{{Value: ask.text, Label: "segment.this_rule", Cond: ask.cond, Args: ask.args}}}}}
}

// nameOr is the name, or the mask of one that is not shared.
func nameOr(v list.Values) any {
	if name, _ := v["name"].(string); name != "" {
		return name
	}
	initial, _ := v["initial"].(string)
	return models.MaskName(initial)
}

// segmentList is the segments that people of a scope may use.
func segmentList(base string, scope models.Scope) list.Spec {
	cond, args := seen(scope)
	return list.Spec{Name: "segments", Title: "nav.segments", Empty: "segment.none", Hint: "segment.search_hint", Need: models.InsightRead, From: "member_segments g LEFT JOIN stores o ON o.id = g.store_id LEFT JOIN regions r ON r.id = g.region_id",
		Where: "g.removed_at IS NULL AND " + cond, Args: args, ID: "g.id", Sort: "name", Search: []string{"g.name", "g.owner"},
		Columns: []list.Column{
			{Key: "name", Label: "segment.name", Expr: "g.name", Kind: list.Text, Link: base + "/segments/{id}", Sort: true},
			{Key: "id", Expr: "g.id", Kind: list.Number},
			{Key: "of", Label: "segment.scope", Expr: "COALESCE(o.name_zh, r.name_zh, '')", ExprEn: "COALESCE(o.name_en, r.name_en, '')", Kind: list.Text, Phone: "k-start"},
			{Key: "owner", Label: "segment.owner", Expr: "g.owner", Kind: list.Text, Phone: "k-end"},
			{Key: "edited", Label: "segment.edited", Expr: "g.edited_at", Kind: list.Time},
		}}
}
