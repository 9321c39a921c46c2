package statements

import (
	"assay/app/list"
	"assay/models"
)

// Issued is the list of issued statements of a role whose pages begin with
// base; several agents get a column of their own.
func Issued(base string, agents bool) list.Spec {
	s := list.Spec{Name: "statements", Title: "nav.statements", Empty: "statement.none", Hint: "statement.search_hint",
		From: "statements s JOIN agents a ON a.id = s.agent_id", Need: models.StatementRead, Agents: "a", ID: "s.id", Sort: "-number", Prefix: []string{"s.number"},
		Columns: []list.Column{
			{Key: "number", Label: "statement.number", Expr: "s.number", By: "s.id", Kind: list.Text, Link: base + "/{id}", Sort: true},
			{Key: "from", Label: "statement.from", Expr: "s.period_from_on", Kind: list.Day, Later: true},
			{Key: "to", Label: "statement.period_to", Expr: "s.period_to_on", Kind: list.Day, Phone: "k-12", Sort: true},
			{Key: "opening", Label: "statement.opening", Expr: "s.opening_fen", Kind: list.Money},
			{Key: "debits", Label: "statement.debits", Expr: "s.debits_fen", Kind: list.Money},
			{Key: "credits", Label: "statement.credits", Expr: "s.credits_fen", Kind: list.Money},
			{Key: "closing", Label: "statement.closing", Expr: "s.closing_fen", Kind: list.Money, Phone: "k-start", Sort: true},
			{Key: "paper", Label: "statement.paper", Expr: "'PDF'", Kind: list.Text, Link: base + "/{id}/pdf", Phone: "k-end"},
		},
		Filters: []list.Filter{{Key: "to", Label: "statement.period_to", Kind: list.Day, Expr: "s.period_to_on"},
			{Key: "closing", Label: "statement.closing", Kind: list.Money, Expr: "s.closing_fen"}}}
	if agents {
		s.Owner = "s.agent_id"
		s.Columns = append(s.Columns[:1:1], append(list.Agent(""), s.Columns[1:]...)...)
	}
	return s
}
