package perks

import (
	"assay/app/list"
	"assay/models"
)

// holder joins the member whose a row is now, after merges.
const holder = " JOIN members o ON o.id = v.member_id JOIN members m ON m.id = COALESCE(o.merged_into_id, o.id)"

// VoucherList is the coupons of members whom the stores of a scope deal with,
// the latest first. Base is where a member leads, "" where it leads nowhere.
func VoucherList(scope models.Scope, base string, need models.Permission, on models.Date) list.Spec {
	where, args := within(scope)
	return list.Spec{Name: "vouchers", Title: "nav.vouchers", Empty: "perk.no_vouchers", Hint: "perk.search_hint", Where: where, Args: args, Need: need, Private: true,
		From: "perk_vouchers v" + holder, ID: "v.id", Sort: "-number", Prefix: []string{"v.number", "m.number"},
		Columns: []list.Column{
			{Key: "number", Label: "perk.number", Expr: "v.number", By: "v.id", Kind: list.Text, Link: base, Sort: true},
			{Key: "member_id", Expr: "m.id", Kind: list.Number},
			{Key: "name", Label: "perk.coupon", Expr: "v.name_zh", ExprEn: "v.name_en", Kind: list.Text, Under: "number"},
			{Key: "member", Label: "slip.member", Expr: "m.number", Kind: list.Text, Phone: "k-start"},
			{Key: "kind", Label: "perk.kind", Expr: "v.kind", Kind: list.Word, Family: "perk_kind", Phone: "k-12"},
			{Key: "source", Label: "perk.given", Expr: "v.source", Kind: list.Word, Family: "voucher_source", Phone: "k-end"},
			{Key: "from", Label: "perk.from", Expr: "v.from_on", Kind: list.Day, Later: true},
			{Key: "until", Label: "perk.to", Expr: "v.until_on", Kind: list.Day, Sort: true, Phone: "k-start"},
			{Key: "used", Label: "perk.used_on", Expr: "v.used_on", Kind: list.Day, Sort: true, Phone: "k-end"},
			{Key: "effect", Label: "perk.cost_of", Expr: "COALESCE((SELECT u.cost_fen FROM perk_uses u WHERE u.voucher_id = v.id AND u.reversed_on IS NULL), 0)", Kind: list.Money, Sum: true},
			{Key: "cancelled", Label: "perk.cancelled_on", Expr: "v.cancelled_on", Kind: list.Day, Later: true},
			{Key: "by", Label: "perk.issued_by", Expr: "v.issued_by", Kind: list.Text, Later: true},
		},
		Filters: []list.Filter{
			{Key: "state", Label: "perk.state", Kind: list.Word, All: "list.any", Front: true, Options: []list.Option{
				{Value: "open", Label: "voucher_state.open", Cond: "v.used_on IS NULL AND v.cancelled_on IS NULL AND v.until_on >= ?", Args: []any{on}},
				{Value: "used", Label: "voucher_state.used", Cond: "v.used_on IS NOT NULL"},
				{Value: "expired", Label: "voucher_state.expired", Cond: "v.used_on IS NULL AND v.cancelled_on IS NULL AND v.until_on < ?", Args: []any{on}},
				{Value: "cancelled", Label: "voucher_state.cancelled", Cond: "v.cancelled_on IS NOT NULL"}}},
			{Key: "kind", Label: "perk.kind", Kind: list.Word, Expr: "v.kind", All: "list.any", Front: true, Options: list.States("perk_kind", models.PerkKinds()...)},
			{Key: "source", Label: "perk.given", Kind: list.Word, Expr: "v.source", All: "list.any", Options: list.States("voucher_source", models.VoucherSources()...)},
			{Key: "until", Label: "perk.to", Kind: list.Day, Expr: "v.until_on"},
		}}
}

// UseList is what of benefits and coupons was used by members whom the stores of
// a scope deal with, the latest first.
func UseList(scope models.Scope, need models.Permission) list.Spec {
	where, args := within(scope)
	return list.Spec{Name: "perk-uses", Title: "nav.perk_uses", Empty: "perk.no_uses", Hint: "perk.uses_hint", Where: where, Args: args, Need: need, Private: true,
		From: "perk_uses v" + holder + " JOIN stores st ON st.id = v.store_id LEFT JOIN sales_slips x ON x.id = v.slip_id LEFT JOIN care_cases c ON c.id = v.case_id",
		ID:   "v.id", Sort: "-used", Prefix: []string{"m.number"},
		Columns: []list.Column{
			{Key: "used", Label: "perk.used_on", Expr: "v.used_on", Kind: list.Day, Sort: true},
			{Key: "name", Label: "perk.benefit", Expr: "v.name_zh", ExprEn: "v.name_en", Kind: list.Text, Phone: "k-start"},
			{Key: "kind", Label: "perk.kind", Expr: "v.kind", Kind: list.Word, Family: "perk_kind", Under: "name"},
			{Key: "member", Label: "slip.member", Expr: "m.number", Kind: list.Text, Phone: "k-12"},
			{Key: "tier", Label: "member.tier", Expr: "v.tier", Kind: list.Text, Phone: "k-end"},
			{Key: "document", Label: "perk.document", Expr: "COALESCE(x.number, c.number, '')", Kind: list.Text},
			{Key: "off", Label: "perk.off", Expr: "CASE WHEN v.reversed_on IS NULL THEN v.off_fen ELSE 0 END", Kind: list.Money, Sum: true},
			{Key: "points", Label: "points.points", Expr: "CASE WHEN v.reversed_on IS NULL THEN v.points ELSE 0 END", Kind: list.Number},
			{Key: "cost", Label: "perk.cost_of", Expr: "CASE WHEN v.reversed_on IS NULL THEN v.cost_fen ELSE 0 END", Kind: list.Money, Sum: true, Sort: true},
			{Key: "reversed", Label: "perk.reversed_on", Expr: "v.reversed_on", Kind: list.Day, Later: true},
			{Key: "store", Label: "slip.store", Expr: "st.name_zh", ExprEn: "CASE WHEN st.name_en = '' THEN st.name_zh ELSE st.name_en END", Kind: list.Text, Later: true},
			{Key: "by", Label: "receipt.entered_by", Expr: "v.entered_by", Kind: list.Text, Later: true},
		},
		Filters: []list.Filter{
			{Key: "used", Label: "perk.used_on", Kind: list.Day, Expr: "v.used_on", Front: true},
			{Key: "kind", Label: "perk.kind", Kind: list.Word, Expr: "v.kind", All: "list.any", Front: true, Options: list.States("perk_kind", models.PerkKinds()...)},
			{Key: "of", Label: "perk.of", Kind: list.Word, All: "list.any", Options: []list.Option{
				{Value: "benefit", Label: "perk.benefit", Cond: "v.voucher_id IS NULL"}, {Value: "coupon", Label: "perk.coupon", Cond: "v.voucher_id IS NOT NULL"}}},
		}}
}
