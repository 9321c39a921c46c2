package voice

import (
	"assay/app/db"
	"assay/app/list"
	"assay/models"
)

// SurveyList is what members were asked at the stores of a scope, the latest
// first. Base is where members lead, "" where they lead nowhere.
func SurveyList(scope models.Scope, base string, need models.Permission) list.Spec {
	within, args := db.WithinStores(scope, "s")
	link := ""
	if base != "" {
		link = base + "/{member_id}/voice"
	}
	return list.Spec{Name: "surveys", Title: "nav.surveys", Empty: "survey.none", Hint: "survey.search_hint", Where: within, Args: args, Need: need, Private: true,
		From: "surveys v JOIN stores s ON s.id = v.store_id JOIN members o ON o.id = v.member_id JOIN members m ON m.id = COALESCE(o.merged_into_id, o.id)", ID: "v.id", Sort: "-asked", Prefix: []string{"m.number"},
		Columns: []list.Column{
			{Key: "member", Label: "slip.member", Expr: "m.number", Kind: list.Text, Link: link},
			{Key: "member_id", Expr: "m.id", Kind: list.Number},
			{Key: "occasion", Label: "survey.occasion", Expr: "v.occasion", Kind: list.Word, Family: "survey_occasion", Under: "member"},
			{Key: "asked", Label: "survey.asked_on", Expr: "v.asked_on", Kind: list.Day, Sort: true, Phone: "k-start"},
			{Key: "csat", Label: "survey.csat", Expr: "v.csat", Kind: list.Number, Sort: true, Phone: "k-12"},
			{Key: "nps", Label: "survey.nps", Expr: "CASE WHEN v.answered_at IS NULL THEN 0 ELSE v.nps END", Kind: list.Number, Sort: true, Phone: "k-end"},
			{Key: "comment", Label: "survey.comment", Expr: "v.comment", Kind: list.Text, Phone: "k-full"},
			{Key: "answered", Label: "survey.answered_at", Expr: "v.answered_at", Kind: list.Time},
			{Key: "handled", Label: "survey.handled_by", Expr: "v.handled_by", Kind: list.Text},
			{Key: "store", Label: "slip.store", Expr: "s.name_zh", ExprEn: "CASE WHEN s.name_en = '' THEN s.name_zh ELSE s.name_en END", Kind: list.Text, Later: base != ""},
		},
		Filters: []list.Filter{
			{Key: "state", Label: "survey.state", Kind: list.Word, All: "list.any", Front: true, Options: []list.Option{
				{Value: "open", Label: "survey.unanswered", Cond: "v.answered_at IS NULL"}, {Value: "answered", Label: "survey.answered", Cond: "v.answered_at IS NOT NULL"},
				{Value: "bad", Label: "survey.bad", Cond: "v.answered_at IS NOT NULL AND (v.csat <= 2 OR v.nps <= 6)"},
				{Value: "waits", Label: "survey.unhandled", Cond: "v.answered_at IS NOT NULL AND v.handled_at IS NULL AND (v.csat <= 2 OR v.nps <= 6)"}}},
			{Key: "asked", Label: "survey.asked_on", Kind: list.Day, Expr: "v.asked_on"},
			{Key: "occasion", Label: "survey.occasion", Kind: list.Word, Expr: "v.occasion", All: "list.any", Options: list.States("survey_occasion", models.SurveyOccasions()...)},
		}}
}
