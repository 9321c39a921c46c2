package orders

import (
	"slices"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Listed is an order with its agent, for lists.
type Listed struct {
	models.Order
	AgentCode   string
	AgentNameZh string
	AgentNameEn string
}

// AgentName is the agent's name in a language.
func (l Listed) AgentName(lang string) string {
	return models.NameIn(lang, l.AgentNameZh, l.AgentNameEn)
}

// Filter narrows a list of orders. Sort is one of sorts.
type Filter struct {
	States  []models.OrderState
	AgentID int64
	Search  string
	From    models.Date
	To      models.Date
	Sort    string
	Limit   int
	Offset  int
}

// sorts are the orders a list may have.
var sorts = map[string]string{
	"": "o.id DESC", "oldest": "o.submitted_on, o.id", "amount": "o.total_fen DESC, o.id DESC", "agent": "a.code, o.id DESC",
}

const listColumns = "o.*, a.code AS agent_code, a.name_zh AS agent_name_zh, a.name_en AS agent_name_en"

// List finds orders inside a scope and how many there are.
func List(q *gorm.DB, scope models.Scope, f Filter) ([]Listed, int64, error) {
	cond, args := db.Within(scope, "a")
	add := func(sql string, values ...any) { cond, args = cond+" AND "+sql, append(args, values...) }
	if len(f.States) > 0 {
		add("o.state IN ?", f.States)
	}
	if f.AgentID != 0 {
		add("o.agent_id = ?", f.AgentID)
	}
	if !f.From.IsZero() {
		add("o.submitted_on >= ?", f.From)
	}
	if !f.To.IsZero() {
		add("o.submitted_on <= ?", f.To)
	}
	if f.Search != "" {
		like := db.Like(f.Search)
		add("(o.id = ? OR a.code LIKE ? ESCAPE '!' OR a.name_zh LIKE ? ESCAPE '!' OR a.name_en LIKE ? ESCAPE '!' OR a.pinyin LIKE ? ESCAPE '!' OR a.initials LIKE ? ESCAPE '!')",
			models.OrderID(f.Search), like, like, like, like, like)
	}
	from := " FROM orders o JOIN agents a ON a.id = o.agent_id WHERE " + cond
	var total int64
	if err := q.Raw("SELECT COUNT(*)"+from, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	order, ok := sorts[f.Sort]
	if !ok {
		order = sorts[""]
	}
	var rows []Listed
	err := q.Raw("SELECT "+listColumns+from+" ORDER BY "+order+" LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...).Scan(&rows).Error
	return rows, total, err
}

// InScope is one order with its agent; not found outside the scope.
func InScope(q *gorm.DB, scope models.Scope, id int64) (Listed, error) {
	cond, args := db.Within(scope, "a")
	var o Listed
	err := q.Raw("SELECT "+listColumns+" FROM orders o JOIN agents a ON a.id = o.agent_id WHERE o.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&o).Error
	if err == nil && o.ID == 0 {
		err = models.NotFound("order")
	}
	return o, err
}

// Several tells that the orders are of more than one agent: a head agent's own
// and those below it.
func Several(rows []Listed) bool {
	return slices.ContainsFunc(rows, func(r Listed) bool { return r.AgentID != rows[0].AgentID })
}

// Delivered is a shipment with its invoice.
type Delivered struct {
	models.Shipment
	InvoiceID     int64
	InvoiceNumber string
	GrossFen      models.Money
	DueOn         models.Date
	Pieces        int64
}

// DeliveriesOf are an order's shipments with their invoices, oldest first.
func DeliveriesOf(q *gorm.DB, orderID int64) ([]Delivered, error) {
	var rows []Delivered
	err := q.Raw(`SELECT s.*, v.id AS invoice_id, v.number AS invoice_number, v.gross_fen, v.due_on,
		(SELECT SUM(l.quantity) FROM shipment_lines l WHERE l.shipment_id = s.id) AS pieces
		FROM shipments s JOIN invoices v ON v.shipment_id = s.id WHERE s.order_id = ? ORDER BY s.id`, orderID).Scan(&rows).Error
	return rows, err
}

// ByRequest is the agent's order with a request key, zero when there is none.
func ByRequest(q *gorm.DB, agentID int64, key string) (models.Order, error) {
	var o models.Order
	err := q.Raw("SELECT * FROM orders WHERE agent_id = ? AND request_key = ?", agentID, key).Scan(&o).Error
	return o, err
}
