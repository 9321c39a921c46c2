package receivables

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/list"
	"assay/models"
)

// ListedDispute is a dispute with its agent and document.
type ListedDispute struct {
	models.Dispute
	AgentNames
	Number    string
	AmountFen models.Money
	OpenFen   models.Money
	DueOn     models.Date
}

const disputeQuery = "SELECT s.*, " + agentNames + ", i.number, i.amount_fen, i.open_fen, i.due_on" + disputeJoins

const disputeJoins = " FROM disputes s JOIN open_items i ON i.id = s.item_id JOIN agents a ON a.id = s.agent_id WHERE "

// DisputeInScope is one dispute; not found outside the scope.
func DisputeInScope(q *gorm.DB, scope models.Scope, id int64) (ListedDispute, error) {
	cond, args := db.Within(scope, "a")
	var d ListedDispute
	err := q.Raw(disputeQuery+"s.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&d).Error
	if err == nil && d.ID == 0 {
		err = models.NotFound("dispute")
	}
	return d, err
}

// Disputes finds disputes inside a scope, the latest first, and how many; every
// state where none is named.
func Disputes(q *gorm.DB, scope models.Scope, state models.DisputeState, limit, offset int) ([]ListedDispute, int64, error) {
	cond, args := db.Within(scope, "a")
	cond, args = cond+" AND (? = '' OR s.state = ?)", append(args, state, state)
	var total int64
	if err := q.Raw("SELECT COUNT(*)"+disputeJoins+cond, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []ListedDispute
	err := q.Raw(disputeQuery+cond+" ORDER BY s.id DESC LIMIT ? OFFSET ?", append(args, limit, offset)...).Scan(&rows).Error
	return rows, total, err
}

// DisputesOf are the disputes of an item, the latest first.
func DisputesOf(q *gorm.DB, itemID int64) ([]models.Dispute, error) {
	var rows []models.Dispute
	err := q.Raw("SELECT * FROM disputes WHERE item_id = ? ORDER BY id DESC", itemID).Scan(&rows).Error
	return rows, err
}

// ItemOfInvoice is the open item of an invoice; not found outside the scope.
func ItemOfInvoice(q *gorm.DB, scope models.Scope, invoiceID int64) (models.OpenItem, error) {
	cond, args := db.Within(scope, "a")
	var i models.OpenItem
	err := q.Raw("SELECT i.* FROM open_items i JOIN agents a ON a.id = i.agent_id WHERE i.kind IN ('invoice', 'opening') AND i.document_id = ? AND "+cond,
		append([]any{invoiceID}, args...)...).Scan(&i).Error
	if err == nil && i.ID == 0 {
		err = models.NotFound("invoice")
	}
	return i, err
}

// DisputeList is every dispute, the latest first.
func DisputeList() list.Spec {
	return list.Spec{Name: "disputes", Title: "nav.disputes", Empty: "dispute.none", Hint: "item.search_hint",
		From: "disputes s" + withAgent + "s.agent_id JOIN open_items i ON i.id = s.item_id", Need: models.ReceivableRead, Agents: "a", ID: "s.id", Sort: "-opened",
		Search: []string{"s.reason", "s.note"}, Owner: "s.agent_id", Prefix: []string{"i.number"},
		Columns: after(1, []list.Column{
			{Key: "document", Label: "write_off.document", Expr: "i.number", Kind: list.Text, Link: "/finance/disputes/{id}", Sort: true},
			{Key: "reason", Label: "form.reason", Expr: "s.reason", Kind: list.Text, Phone: "k-full"},
			{Key: "opened", Label: "dispute.opened", Expr: "s.opened_at", By: "s.id", Kind: list.Time, Sort: true, Phone: "k-start"},
			{Key: "opened_by", Label: "dispute.opened_by", Expr: "s.opened_by", Kind: list.Text, Under: "opened"},
			{Key: "due", Label: "order.due_on", Expr: "i.due_on", Kind: list.Day, Sort: true},
			{Key: "amount", Label: "receipt.amount", Expr: "i.amount_fen", Kind: list.Money, Sort: true, Sum: true},
			{Key: "left", Label: "item.open", Expr: "i.open_fen", Kind: list.Money, Phone: "k-end", Sort: true, Sum: true},
			{Key: "state", Label: "order.state", Expr: "s.state", Kind: list.State, Family: "dispute_state", Phone: "k-12"},
			{Key: "ended", Label: "dispute.ended", Expr: "s.ended_on", Kind: list.Day, Later: true},
			{Key: "ended_by", Label: "dispute.ended_by", Expr: "s.ended_by", Kind: list.Text, Later: true},
			{Key: "note", Label: "dispute.note", Expr: "s.note", Kind: list.Text, Later: true},
		}, "/finance/agents/{agent_id}"),
		Filters: []list.Filter{
			{Key: "state", Label: "order.state", Kind: list.Word, Expr: "s.state", All: "order.all_states", Front: true,
				Options: append([]list.Option{{Value: "waits", Label: "dispute.waits", Cond: "s.state IN ('raised', 'open')"}},
					list.States("dispute_state", models.DisputeRaised, models.DisputeOpen, models.DisputeUpheld, models.DisputeWithdrawn)...)},
			{Key: "opened", Label: "dispute.opened", Kind: list.Day, Expr: "s.opened_on"},
			{Key: "open", Label: "item.open", Kind: list.Money, Expr: "i.open_fen"},
		}}
}
