package provision

import (
	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// Movements are the movements of the allowances, the latest first. say finds the
// names of segments.
func Movements(say func(key string, params ...any) string) list.Spec {
	segment := func(v list.Values) any {
		s, _ := v["segment"].(string)
		return web.SegmentText(say, s)
	}
	return list.Spec{Name: "provisions", Title: "provision.movements", Empty: "provision.none", Hint: "provision.segment", From: "provisions v", ID: "v.id", Sort: "-through", Need: models.LedgerRead,
		Search: []string{"v.segment"},
		Columns: []list.Column{
			{Key: "through", Label: "provision.through", Expr: "v.through_on", Kind: list.Day, Sort: true},
			{Key: "segment", Label: "provision.segment", Expr: "v.segment", Kind: list.Text, Phone: "k-12", Sort: true, Show: segment},
			{Key: "opening", Label: "provision.opening", Expr: "v.opening_fen", Kind: list.Money, Phone: "k-start"},
			{Key: "use", Label: "provision.use", Expr: "v.use_fen", Kind: list.Money, Phone: "k-end", Sum: true},
			{Key: "charge", Label: "provision.charge", Expr: "v.charge_fen", Kind: list.Money, Phone: "k-start", Sort: true, Sum: true},
			{Key: "release", Label: "provision.release", Expr: "v.release_fen", Kind: list.Money, Phone: "k-end", Sort: true, Sum: true},
			{Key: "closing", Label: "provision.closing", Expr: "v.closing_fen", Kind: list.Money, Phone: "k-full", Sort: true},
			{Key: "version", Label: "provision.version", Expr: "v.policy_version", Kind: list.Number, Later: true},
			{Key: "by", Label: "item.by", Expr: "v.posted_by", Kind: list.Text, Later: true},
		},
		Filters: []list.Filter{{Key: "through", Label: "provision.through", Kind: list.Day, Expr: "v.through_on"}}}
}
