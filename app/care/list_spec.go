package care

import (
	"assay/app/db"
	"assay/app/list"
	"assay/models"
)

// CaseList is the cases of the stores inside a scope, the latest first. Base is
// where a row leads; Named tells that members' names may be shown, as at the
// counter that deals with them.
func CaseList(scope models.Scope, base string, named bool, at models.Moment) list.Spec {
	within, args := db.WithinStores(scope, "s")
	s := list.Spec{Name: "cases", Title: "nav.cases", Empty: "case.none", Hint: "case.search_hint", Where: within, Args: args, Private: true,
		From: "care_cases c JOIN stores s ON s.id = c.store_id JOIN members m ON m.id = c.member_id LEFT JOIN store_people p ON p.id = c.owner_id",
		Need: models.CaseRead, ID: "c.id", Sort: "-number", Prefix: []string{"c.number", "m.number"},
		Columns: []list.Column{
			{Key: "number", Label: "case.number", Expr: "c.number", By: "c.id", Kind: list.Text, Link: base + "/{id}", Sort: true},
			{Key: "kind", Label: "case.kind", Expr: "c.kind", Kind: list.Word, Family: "case_kind", Under: "number"},
			{Key: "topic", Label: "case.topic", Expr: "c.topic", Kind: list.Word, Family: "case_topic", Phone: "k-12"},
			{Key: "member", Label: "slip.member", Expr: "m.number", Kind: list.Text, Phone: "k-start"},
			{Key: "stage", Label: "case.stage", Expr: "c.stage", Kind: list.State, Family: "case_stage", Phone: "k-end"},
			{Key: "opened", Label: "case.opened_on", Expr: "c.opened_on", Kind: list.Day, Sort: true},
			{Key: "promised", Label: "case.promised_on", Expr: "c.promised_on", Kind: list.Day, Phone: "k-start"},
			{Key: "owner", Label: "case.owner", Expr: "COALESCE(p.name, '')", Kind: list.Text},
			{Key: "charge", Label: "case.charge", Expr: "c.charge_fen", Kind: list.Money, Sum: true, Sort: true},
			{Key: "deposit", Label: "case.deposit", Expr: "c.deposit_fen", Kind: list.Money, Sum: true, Later: true},
			{Key: "store", Label: "slip.store", Expr: "s.name_zh", ExprEn: "CASE WHEN s.name_en = '' THEN s.name_zh ELSE s.name_en END", Kind: list.Text, Later: named},
			{Key: "closed", Label: "case.closed_on", Expr: "c.closed_on", Kind: list.Day, Later: true},
		},
		Filters: []list.Filter{
			{Key: "kind", Label: "case.kind", Kind: list.Word, Expr: "c.kind", All: "case.all_kinds", Front: true, Options: list.States("case_kind", models.CaseKinds()...)},
			{Key: "state", Label: "case.stage", Kind: list.Word, All: "list.any", Default: "open", Front: true, Options: stateOptions(at)},
			{Key: "opened", Label: "case.opened_on", Kind: list.Day, Expr: "c.opened_on"},
			{Key: "promised", Label: "case.promised_on", Kind: list.Day, Expr: "c.promised_on"},
			{Key: "topic", Label: "case.topic", Kind: list.Word, Expr: "c.topic", All: "list.any", Options: topicOptions()},
		}}
	if named {
		s.Columns = append(s.Columns, list.Column{Key: "name", Label: "member.name", Expr: "m.name", Kind: list.Text, Under: "member"},
			list.Column{Key: "title", Label: "case.title", Expr: "c.title", Kind: list.Text, Under: "topic"})
	}
	return s
}

// late is that a case should have been further; its places are today, now, now.
const late = `(c.kind <> 'complaint' AND c.promised_on < ? OR c.replied_at IS NULL AND c.reply_due_at < ? OR c.solved_at IS NULL AND c.solve_due_at < ?)`

const running = "c.stage NOT IN ('returned', 'delivered', 'closed', 'cancelled')"

func stateOptions(at models.Moment) []list.Option {
	return []list.Option{
		{Value: "open", Label: "case.open", Cond: running},
		{Value: "late", Label: "case.late", Cond: running + " AND " + late, Args: []any{at.On, at.At, at.At}},
		{Value: "ready", Label: "case.to_hand_over", Cond: "c.stage IN ('ready', 'finished')"},
		{Value: "ended", Label: "case.ended", Cond: "c.stage IN ('returned', 'delivered', 'closed', 'cancelled')"},
	}
}

func topicOptions() (out []list.Option) {
	seen := map[string]bool{}
	for _, k := range models.CaseKinds() {
		for _, topic := range models.CaseTopics(k) {
			if !seen[topic] {
				out = append(out, list.Option{Value: topic, Label: "case_topic." + topic})
			}
			seen[topic] = true
		}
	}
	return out
}
