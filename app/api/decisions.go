package api

import (
	"time"

	"assay/app/credit"
	"assay/app/orders"
	"assay/models"
)

// DecisionView is a credit decision without its record.
type DecisionView struct {
	ID             int64                  `json:"id"`
	AgentID        int64                  `json:"agent_id"`
	OrderID        int64                  `json:"order_id"`
	Outcome        models.DecisionOutcome `json:"outcome"`
	Trigger        string                 `json:"trigger" doc:"What asked: submit, edit, release, reopen; edit_refused, reopen_refused and ship_refused changed nothing."`
	Amount         models.Money           `json:"amount" doc:"What the order asked for."`
	AccountVersion int64                  `json:"account_version"`
	DecidedBy      string                 `json:"decided_by"`
	DecidedAt      time.Time              `json:"decided_at"`
}

func viewDecision(d models.DecisionRow) DecisionView {
	return DecisionView{d.ID, d.AgentID, d.OrderID, d.Outcome, d.TriggerKind, d.AmountFen, d.AccountVersion, d.DecidedBy, d.DecidedAt.UTC()}
}

// decisionRecord is a decision with all that was known, and what deciding
// again from the same record says: they must agree.
type decisionRecord struct {
	DecisionView
	Record          recordView             `json:"record"`
	ReplayedOutcome models.DecisionOutcome `json:"replayed_outcome"`
}

// PageOfAgent asks for a part of what belongs to one agent.
type PageOfAgent struct {
	ByID
	Paging
}

func (s *server) listDecisions(c *call, in *PageOfAgent) (List[DecisionView], error) {
	if err := c.ofAgent(in.ID); err != nil {
		return List[DecisionView]{}, err
	}
	rows, total, err := credit.DecisionsPage(c.q, in.ID, in.Limit, in.offset())
	return listOf(in.Paging, rows, total, viewDecision), err
}

func (s *server) getDecision(c *call, in *ByID) (decisionRecord, error) {
	row, d, err := credit.DecisionInScope(c.q, c.scope(), in.ID)
	if err != nil {
		return decisionRecord{}, err
	}
	replayed := d.Replay().Outcome
	docs, _, err := credit.DocumentsBehind(c.q, row, d)
	if err != nil {
		return decisionRecord{}, err
	}
	matrix, err := orders.Matrix(c.q, c.on)
	if err != nil {
		return decisionRecord{}, err
	}
	return decisionRecord{viewDecision(row), viewRecord(d, docs, matrix, c.Actor.HomeAgent() != 0), replayed}, nil
}
