package review

import (
	"encoding/json"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/list"
	"assay/models"
)

// Scored is a review with its log.
type Scored struct {
	models.AgentScore
	Score models.Score
}

// Scores are an agent's reviews, the latest first.
func Scores(q *gorm.DB, agentID int64, limit int) ([]Scored, error) {
	var rows []models.AgentScore
	if err := q.Raw("SELECT * FROM agent_scores WHERE agent_id = ? ORDER BY as_of_on DESC LIMIT ?", agentID, limit).Scan(&rows).Error; err != nil {
		return nil, err
	}
	out := make([]Scored, len(rows))
	for i, r := range rows {
		out[i].AgentScore = r
		if err := json.Unmarshal([]byte(r.Record), &out[i].Score); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Promises are an agent's promises, the open ones first.
func Promises(q *gorm.DB, agentID int64, limit int) ([]models.PaymentPromise, error) {
	var rows []models.PaymentPromise
	err := q.Raw("SELECT * FROM payment_promises WHERE agent_id = ? ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, due_on DESC, id DESC LIMIT ?", agentID, limit).Scan(&rows).Error
	return rows, err
}

// PromiseInScope is one promise; not found outside the scope.
func PromiseInScope(q *gorm.DB, scope models.Scope, id int64) (models.PaymentPromise, error) {
	cond, args := db.Within(scope, "a")
	var p models.PaymentPromise
	err := q.Raw("SELECT p.* FROM payment_promises p JOIN agents a ON a.id = p.agent_id WHERE p.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&p).Error
	if err == nil && p.ID == 0 {
		err = models.NotFound("promise")
	}
	return p, err
}

// PromiseList is every promise to pay, those due next first.
func PromiseList() list.Spec {
	return list.Spec{Name: "promises", Title: "nav.promises", Empty: "promise.none", Hint: "agent.search_hint",
		From: "payment_promises p JOIN agents a ON a.id = p.agent_id", Need: models.CreditEdit, Agents: "a", ID: "p.id", Sort: "-due", Owner: "p.agent_id",
		Search: []string{"p.note", "p.made_with"},
		Columns: append(list.Agent("/finance/agents/{agent_id}?tab=score"),
			list.Column{Key: "due", Label: "promise.due_on", Expr: "p.due_on", Kind: list.Day, Sort: true, Phone: "k-start"},
			list.Column{Key: "made", Label: "promise.made_on", Expr: "p.made_on", Kind: list.Day, Sort: true},
			list.Column{Key: "with", Label: "promise.made_with", Expr: "p.made_with", Kind: list.Text, Under: "made"},
			list.Column{Key: "note", Label: "order.note", Expr: "p.note", Kind: list.Text, Phone: "k-full"},
			list.Column{Key: "amount", Label: "receipt.amount", Expr: "p.amount_fen", Kind: list.Money, Sort: true, Sum: true, Phone: "k-end"},
			list.Column{Key: "received", Label: "promise.received", Expr: "p.received_fen", Kind: list.Money},
			list.Column{Key: "state", Label: "order.state", Expr: "p.state", Kind: list.State, Family: "promise_state", Phone: "k-12"}),
		Filters: []list.Filter{
			{Key: "state", Label: "order.state", Kind: list.Word, Expr: "p.state", All: "order.all_states", Front: true,
				Options: list.States("promise_state", models.PromiseOpen, models.PromiseBroken, models.PromiseKept, models.PromiseCancelled)},
			{Key: "due", Label: "promise.due_on", Kind: list.Day, Expr: "p.due_on"},
			{Key: "amount", Label: "receipt.amount", Kind: list.Money, Expr: "p.amount_fen"},
		}}
}
