package limits

import (
	"assay/app/list"
	"assay/models"
)

// unbounded is models.Unbounded in SQL that is sorted by, where no place stands.
const unbounded = "2305843009213693951"

// ProposalList is every proposal, those that wait unless another filter is
// chosen. batch narrows it to one batch, 0 for none.
func ProposalList(regions []list.Option, batch int64) list.Spec {
	from := "CASE p.from_kind WHEN 'amount' THEN p.from_fen WHEN 'unlimited' THEN " + unbounded + " ELSE 0 END"
	s := list.Spec{Name: "limit-proposals", Title: "nav.limit_proposals", Empty: "limit_proposal.none", Hint: "agent.search_hint",
		From: "limit_proposals p JOIN agents a ON a.id = p.agent_id", Need: models.CreditEdit, Agents: "a", ID: "p.id", Sort: "-proposed", Owner: "p.agent_id", Search: []string{"p.reason"},
		Columns: append(list.Agent("/finance/limits/proposals/{id}"),
			list.Column{Key: "id", Expr: "p.id", Kind: list.Number},
			list.Column{Key: "grade", Label: "agent.grade", Expr: "a.grade", Kind: list.Mark, Sort: true, Phone: "k-end"},
			list.Column{Key: "source", Label: "limit_proposal.source", Expr: "p.source", Kind: list.Word, Family: "proposal_source", Phone: "k-start"},
			list.Column{Key: "purpose", Label: "limit.purpose", Expr: "p.purpose", Kind: list.Word, Family: "purpose", Under: "source"},
			list.Column{Key: "from", Label: "limit_proposal.from", Expr: from, Kind: list.Money, Sort: true, Sum: true, Phone: "k-start"},
			list.Column{Key: "to", Label: "limit_proposal.to", Expr: "p.to_fen", Kind: list.Money, Sort: true, Sum: true, Phone: "k-end"},
			list.Column{Key: "valid_to", Label: "agent.to", Expr: "p.valid_to_on", Kind: list.Day, Later: true},
			list.Column{Key: "reason", Label: "form.reason", Expr: "p.reason", Kind: list.Text, Later: true},
			list.Column{Key: "proposed", Label: "limit_proposal.proposed", Expr: "p.proposed_at", By: "p.id", Kind: list.Time, Sort: true},
			list.Column{Key: "by", Label: "limit_proposal.by", Expr: "p.proposed_by", Kind: list.Text, Under: "proposed"},
			list.Column{Key: "decided_by", Label: "write_off.decided_by", Expr: "p.decided_by", Kind: list.Text, Later: true},
			list.Column{Key: "state", Label: "order.state", Expr: "p.state", Kind: list.State, Family: "limit_proposal_state", Phone: "k-12"}),
		Filters: []list.Filter{
			{Key: "state", Label: "order.state", Kind: list.Word, Expr: "p.state", All: "order.all_states", Default: "open", Front: true,
				Options: list.States("limit_proposal_state", models.LimitOpen, models.LimitApproved, models.LimitRejected, models.LimitWithdrawn, models.LimitSuperseded)},
			{Key: "source", Label: "limit_proposal.source", Kind: list.Word, Expr: "p.source", All: "list.any", Front: true,
				Options: list.States("proposal_source", models.ProposedByReview, models.ProposedByMass, models.ProposedByAgent, models.ProposedByHand)},
			{Key: "direction", Label: "limit_proposal.direction", Kind: list.Word, All: "list.any", Options: []list.Option{
				{Value: "raise", Label: "limit_proposal.raises", Cond: "p.to_fen > " + from}, {Value: "lower", Label: "limit_proposal.lowers", Cond: "p.to_fen < " + from}}},
			{Key: "region", Label: "agent.region", Kind: list.Word, All: "agent.all_regions", Options: regions},
			{Key: "grade", Label: "agent.grade", Kind: list.Word, Expr: "a.grade", All: "agent.all_grades", Options: list.Plain(models.Grades...)},
			{Key: "to", Label: "limit_proposal.to", Kind: list.Money, Expr: "p.to_fen"},
		},
		Actions: []list.Action{
			{Label: "limit_proposal.approve", Href: "/finance/limits/proposals/approvals", Style: "btn-ok", Reason: true, Need: models.CreditEdit},
			{Label: "limit_proposal.reject", Href: "/finance/limits/proposals/rejections", Style: "", Need: models.CreditEdit}}}
	if batch != 0 {
		s.Where, s.Args, s.Name = "p.batch_id = ?", []any{batch}, "limit-batch"
	}
	return s
}
