package standard

import (
	"assay/app/list"
	"assay/models"
)

// LossList are the documents that a loss rate is made of: their sums are its
// numerator and its denominator.
func LossList(dialect, segment string, asOf models.Date, lagDays int) list.Spec {
	from, before := ofSegment(lossDocuments, dialect, segment, asOf, lagDays)
	return list.Spec{Name: "loss-documents", Title: "loss.title", Empty: "loss.none", Hint: "item.search_hint",
		From:   "(" + from + ") d JOIN agents a ON a.id = d.agent_id",
		Before: before, Need: models.ReceivableRead, Agents: "a", ID: "d.row_id", Sort: "-lost",
		Search: append([]string{"d.number", "d.item_number"}, list.AgentNames...),
		Columns: []list.Column{
			{Key: "number", Label: "loss.document", Expr: "d.number", Kind: list.Text, Link: "/finance/items/{item_id}", Sort: true},
			{Key: "part", Label: "loss.part", Expr: "d.part", Kind: list.Word, Family: "loss_part", Phone: "k-12"},
			{Key: "agent", Label: "order.agent", Expr: "a.name_zh", ExprEn: "CASE WHEN a.name_en = '' THEN a.name_zh ELSE a.name_en END", Kind: list.Text, Link: "/finance/agents/{agent_id}", Phone: "k-full"},
			{Key: "agent_code", Label: "agent.code", Expr: "a.code", Kind: list.Text, Under: "agent"},
			{Key: "item", Label: "loss.item", Expr: "d.item_number", Kind: list.Text, Link: "/finance/items/{item_id}", Later: true},
			{Key: "due", Label: "item.due_on", Expr: "d.due_on", Kind: list.Day, Phone: "k-start", Sort: true},
			{Key: "posted", Label: "loss.posted", Expr: "d.posted_on", Kind: list.Day, Phone: "k-end", Sort: true},
			{Key: "gross", Label: "loss.gross", Expr: "d.gross_fen", Kind: list.Money, Phone: "k-start", Sort: true, Sum: true},
			{Key: "lost", Label: "loss.lost", Expr: "d.lost_fen", Kind: list.Money, Phone: "k-end", Sort: true, Sum: true, Accent: "t-bad"},
			{Key: "item_id", Expr: "d.item_id", Kind: list.Number}, {Key: "agent_id", Expr: "a.id", Kind: list.Number},
		},
		Filters: []list.Filter{
			{Key: "part", Label: "loss.part", Kind: list.Word, Expr: "d.part", All: "list.any", Front: true, Options: list.States("loss_part", "item", "note", "write_off", "recovery")},
			{Key: "due", Label: "item.due_on", Kind: list.Day, Expr: "d.due_on"},
			{Key: "posted", Label: "loss.posted", Kind: list.Day, Expr: "d.posted_on"},
		}}
}
