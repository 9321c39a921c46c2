package api

import (
	"assay/app/receivables"
	"assay/models"
)

func (s *server) ageing() {
	add(s, operation{"GET", "/ageing", models.ReceivableRead, "receivables", "list-ageing", "Every agent's balance by how late it is, at the end of any day", 0}, s.listAgeing)
	add(s, operation{"GET", "/agents/{id}/ageing", models.ReceivableRead, "receivables", "get-ageing", "One agent's ageing with its documents", 0}, s.getAgeing)
}

// AgeingView is a balance by how late it is; total = not due + late + credits
// − unallocated.
type AgeingView struct {
	models.Ageing
	Overdue models.Money `json:"overdue"`
	Total   models.Money `json:"total" doc:"The ledger's balance."`
}

func viewAgeing(a models.Ageing) AgeingView { return AgeingView{a, a.Overdue(), a.Total()} }

// AgentAgeing is one agent's ageing.
type AgentAgeing struct {
	AgentID int64 `json:"agent_id"`
	AgeingView
}

// agedAgents is a part of all agents with a balance; Sum is that of all.
type agedAgents struct {
	List[AgentAgeing]
	AsOf    models.Date `json:"as_of"`
	Buckets []string    `json:"buckets" doc:"What the places of late mean, in days."`
	Sum     AgeingView  `json:"sum"`
}

// AsOf asks for the state at the end of a day, past ones too.
type AsOf struct {
	AsOf day `query:"as_of" doc:"The end of this day; today unless told. A past day's ageing never changes."`
}

type ageingInput struct {
	Paging
	AsOf
}

func (s *server) listAgeing(c *call, in *ageingInput) (agedAgents, error) {
	on, err := in.AsOf.AsOf.or("as_of", c.on)
	if err != nil {
		return agedAgents{}, err
	}
	rows, err := receivables.AgeingsIn(c.q, c.scope(), on)
	if err != nil {
		return agedAgents{}, err
	}
	var sum models.Ageing
	for _, r := range rows {
		sum = sum.Plus(r.Ageing)
	}
	from := min(in.offset(), len(rows))
	shown := rows[from:min(from+in.Limit, len(rows))]
	return agedAgents{AsOf: on, Buckets: models.BucketNames(), Sum: viewAgeing(sum),
		List: listOf(in.Paging, shown, int64(len(rows)), func(a receivables.AgentAgeing) AgentAgeing { return AgentAgeing{a.AgentID, viewAgeing(a.Ageing)} })}, nil
}

// agedItem is a document that is not settled.
type agedItem struct {
	ItemID   int64           `json:"item_id"`
	Kind     models.ItemKind `json:"kind"`
	Number   string          `json:"number"`
	IssuedOn models.Date     `json:"issued_on"`
	DueOn    models.Date     `json:"due_on"`
	DaysLate int             `json:"days_late" doc:"0 or less when it is not due."`
	Amount   models.Money    `json:"amount"`
	Residual models.Money    `json:"residual"`
	Disputed bool            `json:"disputed"`
}

type agentAgeingDetail struct {
	AgentAgeing
	AsOf      models.Date `json:"as_of"`
	Buckets   []string    `json:"buckets"`
	Documents []agedItem  `json:"documents"`
}

type agentAgeingInput struct {
	ByID
	AsOf
}

func (s *server) getAgeing(c *call, in *agentAgeingInput) (agentAgeingDetail, error) {
	if err := c.ofAgent(in.ID); err != nil {
		return agentAgeingDetail{}, err
	}
	on, err := in.AsOf.AsOf.or("as_of", c.on)
	if err != nil {
		return agentAgeingDetail{}, err
	}
	a, err := receivables.AgeingOf(c.q, in.ID, on)
	if err != nil {
		return agentAgeingDetail{}, err
	}
	items, err := receivables.ItemsAt(c.q, in.ID, on)
	return agentAgeingDetail{AgentAgeing{in.ID, viewAgeing(a)}, on, models.BucketNames(), each(items, func(i receivables.ItemAt) agedItem {
		return agedItem{i.ID, i.Kind, i.Number, i.IssuedOn, i.DueOn, i.DaysLate(on), i.AmountFen, i.ResidualFen, i.DisputedAt != nil}
	})}, err
}
