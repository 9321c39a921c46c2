package prospects

import (
	"strconv"

	"assay/app/db"
	"assay/app/list"
	"assay/app/members"
	"assay/models"
)

// prospectList is the prospects of the stores inside a scope, the latest first.
// Named tells that names and phones may be shown, as at the store's own counter.
func (s *Service) prospectList(scope models.Scope, base string, named bool, people []members.Person, on models.Date) list.Spec {
	within, args := db.WithinStores(scope, "s")
	spec := list.Spec{Name: "prospects", Title: "nav.prospects", Empty: "prospect.none", Hint: "prospect.search_hint", Where: within, Args: args, Private: true, Need: models.MemberRead,
		From: "prospects p JOIN stores s ON s.id = p.store_id LEFT JOIN store_people w ON w.id = p.staff_id LEFT JOIN members r ON r.id = p.referrer_id LEFT JOIN members m ON m.id = p.member_id",
		ID:   "p.id", Sort: "-number", Prefix: []string{"p.number"},
		Columns: []list.Column{
			{Key: "number", Label: "prospect.number", Expr: "p.number", By: "p.id", Kind: list.Text, Link: base + "/{id}", Sort: true},
			{Key: "id", Expr: "p.id", Kind: list.Number},
			{Key: "stage", Label: "prospect.stage", Expr: "p.stage", Kind: list.State, Family: "prospect_stage", Phone: "k-end"},
			{Key: "source", Label: "prospect.source", Expr: "p.source", Kind: list.Word, Family: "prospect_source", Phone: "k-12"},
			{Key: "referrer", Label: "prospect.referrer", Expr: "COALESCE(r.number, '')", Kind: list.Text, Under: "source"},
			{Key: "next", Label: "prospect.next_on", Expr: "p.next_on", Kind: list.Day, Phone: "k-start"},
			{Key: "last", Label: "prospect.last_on", Expr: "p.last_on", Kind: list.Day, Sort: true},
			{Key: "staff", Label: "prospect.staff", Expr: "COALESCE(w.name, '')", Kind: list.Text},
			{Key: "budget", Label: "prospect.budget", Expr: "p.budget_fen", Kind: list.Money, Sort: true, Later: true},
			{Key: "agreed", Label: "prospect.agreed", Expr: "CASE WHEN p.agreed_on IS NULL THEN 'no' ELSE 'yes' END", Kind: list.Word, Family: "consented"},
			{Key: "member", Label: "slip.member", Expr: "COALESCE(m.number, '')", Kind: list.Text, Later: true},
			{Key: "store", Label: "member.store", Expr: "s.name_zh", ExprEn: "CASE WHEN s.name_en = '' THEN s.name_zh ELSE s.name_en END", Kind: list.Text, Later: named},
			{Key: "entered", Label: "prospect.entered_on", Expr: "p.entered_on", Kind: list.Day, Later: true},
		},
		Filters: []list.Filter{
			{Key: "stage", Label: "prospect.stage", Kind: list.Word, Expr: "p.stage", All: "list.any", Default: "open", Front: true, Options: stageOptions()},
			{Key: "due", Label: "prospect.next_on", Kind: list.Word, All: "list.any", Front: true, Options: []list.Option{
				{Value: "due", Label: "prospect.due", Cond: "p.next_on <= ?", Args: []any{on}}, {Value: "overdue", Label: "prospect.overdue", Cond: "p.next_on < ?", Args: []any{on}}, {Value: "none", Label: "prospect.no_next", Cond: "p.next_on IS NULL"}}},
			{Key: "source", Label: "prospect.source", Kind: list.Word, Expr: "p.source", All: "list.any", Options: list.States("prospect_source", models.ProspectSources()...)},
			{Key: "entered", Label: "prospect.entered_on", Kind: list.Day, Expr: "p.entered_on"},
			{Key: "budget", Label: "prospect.budget", Kind: list.Money, Expr: "p.budget_fen"},
		}}
	if named {
		spec.Search = []string{"p.name"}
		spec.Columns = append(spec.Columns, list.Column{Key: "name", Label: "member.name", Expr: "p.name", Kind: list.Text, Under: "number"},
			list.Column{Key: "sealed", Expr: "COALESCE(p.phone_sealed, '')", Kind: list.Text}, list.Column{Key: "public", Expr: "p.public_id", Kind: list.Text},
			list.Column{Key: "phone", Label: "member.phone", Expr: "p.phone_tail", Kind: list.Text, Under: "stage", Show: s.masked})
		spec.Filters = append(spec.Filters, list.Filter{Key: "staff", Label: "prospect.staff", Kind: list.Word, Expr: "p.staff_id", All: "list.any", Options: staffOptions(people)})
	}
	return spec
}

func stageOptions() []list.Option {
	return append([]list.Option{{Value: "open", Label: "prospect.open", Cond: "p.stage NOT IN ('converted', 'lost')"}}, list.States("prospect_stage", models.ProspectStages()...)...)
}

func staffOptions(people []members.Person) (out []list.Option) {
	for _, p := range people {
		out = append(out, list.Option{Value: strconv.FormatInt(p.ID, 10), Text: p.Name})
	}
	return out
}

func (s *Service) masked(v list.Values) any {
	public, _ := v["public"].(string)
	sealed, _ := v["sealed"].(string)
	tail, _ := v["phone"].(string)
	return s.Members.Keys.Masked(public, sealed, tail)
}
