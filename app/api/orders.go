package api

import (
	"time"

	"assay/app/agents"
	"assay/app/catalog"
	"assay/app/orders"
	"assay/models"
)

func (s *server) orders() {
	add(s, operation{"GET", "/orders", models.OrderRead, "orders", "list-orders", "Orders, the latest first", 0}, s.listOrders)
	add(s, operation{"GET", "/orders/{id}", models.OrderRead, "orders", "get-order", "One order with its lines, deliveries and last credit decision", 0}, s.getOrder)
	addPaper(s, operation{"GET", "/orders/{id}/pdf", models.OrderRead, "orders", "get-order-pdf", "The order's confirmation in its present version; a conflict before it was confirmed", 0}, s.paperOf(s.Papers.Order))
	addKeyed(s, operation{"POST", "/orders", models.OrderPlace, "orders", "create-order", "Price an order and ask for credit: it becomes submitted, held, or stays a draft", 0}, s.createOrder)
	add(s, operation{"POST", "/orders/{id}/submission", models.OrderPlace, "orders", "submit-order", "Price a draft anew and ask for credit", 0}, s.submitOrder)
	add(s, operation{"PUT", "/orders/{id}/lines", models.OrderPlace, "orders", "edit-order", "Replace the lines of a draft, held or submitted order", 0}, s.editOrder)
	add(s, operation{"POST", "/orders/{id}/cancellation", models.OrderPlace, "orders", "cancel-order", "The agent gives up an order that has not shipped", 0}, s.endOrder(s.Orders.Cancel))
	add(s, operation{"POST", "/orders/{id}/confirmation", models.OrderConfirm, "orders", "confirm-order", "Accept a submitted order for delivery", 0}, s.confirmOrder)
	add(s, operation{"POST", "/orders/{id}/sales-cancellation", models.OrderConfirm, "orders", "cancel-order-by-sales", "Sales gives up an order that has not shipped", 0}, s.endOrder(s.Orders.Cancel))
	add(s, operation{"POST", "/orders/{id}/closure", models.OrderConfirm, "orders", "close-order", "End a part-shipped or shipped order and free what it still reserves", 0}, s.endOrder(s.Orders.Close))
	add(s, operation{"POST", "/orders/{id}/reopening", models.OrderConfirm, "orders", "reopen-order", "Take a closed or cancelled order up again, its credit checked again", 0}, s.endOrder(s.Orders.Reopen))
	add(s, operation{"POST", "/orders/{id}/release", models.HoldRelease, "orders", "release-order", "Let a held order through with a one-off grant", 0}, s.releaseOrder)
	add(s, operation{"POST", "/orders/{id}/rejection", models.HoldRelease, "orders", "reject-order", "Turn a held order down", 0}, s.rejectOrder)
	add(s, operation{"POST", "/orders/{id}/hold", models.HoldRelease, "orders", "hold-order", "Hold an order by hand that has not shipped; it gives its credit back and waits for a release", 0}, s.endOrder(s.Orders.Hold))
	addKeyed(s, operation{"POST", "/orders/{id}/shipments", models.OrderShip, "orders", "ship-order", "Deliver an order, wholly or in part, and invoice the delivery", 0}, s.shipOrder)
}

// OrderView is an order without its lines.
type OrderView struct {
	ID                 int64             `json:"id"`
	PublicID           string            `json:"public_id"`
	Number             string            `json:"number"`
	AgentID            int64             `json:"agent_id"`
	StoreID            *int64            `json:"store_id,omitempty"`
	State              models.OrderState `json:"state"`
	SettlementPolicyID int64             `json:"settlement_policy_id"`
	Total              models.Money      `json:"total" doc:"Gross of VAT."`
	VAT                models.Money      `json:"vat"`
	Invoiced           models.Money      `json:"invoiced"`
	LinesCount         int               `json:"lines_count"`
	Note               string            `json:"note"`
	PlacedBy           string            `json:"placed_by"`
	CreatedAt          time.Time         `json:"created_at"`
	SubmittedOn        models.Date       `json:"submitted_on,omitzero"`
	PriceLockUntil     *time.Time        `json:"price_lock_until,omitempty"`
	ConfirmedAt        *time.Time        `json:"confirmed_at,omitempty"`
	ClosedAt           *time.Time        `json:"closed_at,omitempty"`
	Version            int64             `json:"version"`
}

func viewOrder(o models.Order) OrderView {
	return OrderView{ID: o.ID, PublicID: o.PublicID, Number: o.Number(), AgentID: o.AgentID, StoreID: o.StoreID, State: o.State,
		SettlementPolicyID: o.SettlementPolicyID, Total: o.TotalFen, VAT: o.VatFen, Invoiced: o.InvoicedFen, LinesCount: o.LinesCount, Note: o.Note,
		PlacedBy: o.PlacedBy, CreatedAt: o.CreatedAt.UTC(), SubmittedOn: o.SubmittedOn, PriceLockUntil: o.PriceLockUntilAt,
		ConfirmedAt: o.ConfirmedAt, ClosedAt: o.ClosedAt, Version: o.Version}
}

type ordersInput struct {
	Paging
	AgentID int64  `query:"agent_id" minimum:"1" maximum:"9007199254740991"`
	State   string `query:"state" enum:"draft,held,submitted,confirmed,part_shipped,shipped,closed,cancelled"`
	Search  string `query:"search" maxLength:"80" doc:"Number, or the agent's code and names."`
	From    day    `query:"from" doc:"Submitted on or after."`
	To      day    `query:"to" doc:"Submitted on or before."`
	Sort    string `query:"sort" enum:"oldest,amount,agent"`
}

func (s *server) listOrders(c *call, in *ordersInput) (out List[OrderView], err error) {
	f := orders.Filter{AgentID: in.AgentID, Search: text(in.Search).clean(), Sort: in.Sort, Limit: in.Limit, Offset: in.offset()}
	if in.State != "" {
		f.States = []models.OrderState{models.OrderState(in.State)}
	}
	if f.From, err = in.From.read("from"); err != nil {
		return out, err
	}
	if f.To, err = in.To.read("to"); err != nil {
		return out, err
	}
	rows, total, err := orders.List(c.q, c.scope(), f)
	return listOf(in.Paging, rows, total, func(o orders.Listed) OrderView { return viewOrder(o.Order) }), err
}

// orderLine is an article of an order at its locked price.
type orderLine struct {
	LineNo      int          `json:"line_no"`
	SKU         string       `json:"sku"`
	NameZh      string       `json:"name_zh"`
	NameEn      string       `json:"name_en"`
	Quantity    int64        `json:"quantity"`
	Shipped     int64        `json:"shipped"`
	NetWeight   grams        `json:"net_weight" doc:"Of a piece."`
	UnitPrice   models.Money `json:"unit_price"`
	Total       models.Money `json:"total"`
	DiscountPPM models.Rate  `json:"discount_ppm"`
	VatPPM      models.Rate  `json:"vat_ppm"`
}

func viewOrderLine(l models.OrderLine) orderLine {
	return orderLine{l.LineNo, l.SKU, l.NameZh, l.NameEn, l.Quantity, l.ShippedQuantity, gramsOf(l.NetWeightMg), l.UnitFen, l.TotalFen, l.DiscountPPM, l.VatPPM}
}

// orderDetail is an order with all that belongs to it.
type orderDetail struct {
	OrderView
	Lines      []orderLine `json:"lines"`
	Deliveries []delivery  `json:"deliveries"`
	Decision   *verdict    `json:"decision,omitempty"`
}

// verdict is what the credit check said and what could be done about it.
type verdict struct {
	ID        int64                  `json:"id" doc:"The full record is at /credit-decisions/{id}."`
	Outcome   models.DecisionOutcome `json:"outcome"`
	Hits      []models.RuleHit       `json:"hits"`
	Shortfall models.Money           `json:"shortfall"`
	WaysOut   []models.WayOut        `json:"ways_out"`
}

// viewVerdict is nil for an order that was never checked.
func viewVerdict(id int64, d models.CreditDecision) *verdict {
	if id == 0 {
		return nil
	}
	same := func(h models.RuleHit) models.RuleHit { return h }
	return &verdict{id, d.Outcome, each(d.Hits, same), d.Shortfall, each(d.WaysOut, func(w models.WayOut) models.WayOut { return w })}
}

func (s *server) getOrder(c *call, in *ByID) (orderDetail, error) {
	o, err := orders.InScope(c.q, c.scope(), in.ID)
	if err != nil {
		return orderDetail{}, err
	}
	return c.detail(o.Order)
}

func (c *call) detail(o models.Order) (orderDetail, error) {
	lines, err := orders.LinesOf(c.q, o.ID)
	if err != nil {
		return orderDetail{}, err
	}
	sent, err := orders.DeliveriesOf(c.q, o.ID)
	if err != nil {
		return orderDetail{}, err
	}
	row, d, err := orders.LastDecision(c.q, o.ID)
	return orderDetail{viewOrder(o), each(lines, viewOrderLine), each(sent, viewDelivery), viewVerdict(row.ID, d)}, err
}

type want struct {
	SKU      string `json:"sku" minLength:"1" maxLength:"40"`
	Quantity int64  `json:"quantity" minimum:"1" maximum:"100000"`
}

func wantsOf(ws []want) []catalog.Want {
	return each(ws, func(w want) catalog.Want { return catalog.Want{SKU: w.SKU, Quantity: w.Quantity} })
}

type orderInput struct {
	Keyed
	Body struct {
		AgentID int64  `json:"agent_id" minimum:"1" maximum:"9007199254740991"`
		StoreID int64  `json:"store_id,omitempty" minimum:"1" maximum:"9007199254740991" doc:"One of the agent's stores."`
		Lines   []want `json:"lines" minItems:"1" maxItems:"500"`
		Note    text   `json:"note,omitempty" maxLength:"500"`
	}
}

func (s *server) createOrder(c *call, in *orderInput) (orderDetail, error) {
	b := in.Body
	if err := c.ofAgent(b.AgentID); err != nil {
		return orderDetail{}, err
	}
	if err := c.store(b.AgentID, b.StoreID); err != nil {
		return orderDetail{}, err
	}
	placed, err := s.Orders.Place(c, c.Actor.Who(), orders.Input{AgentID: b.AgentID, StoreID: some(b.StoreID), RequestKey: in.of(c),
		Lines: wantsOf(b.Lines), Note: b.Note.clean()})
	if err != nil {
		return orderDetail{}, err
	}
	return c.detail(placed.Order)
}

// store wants a store to be the agent's own.
func (c *call) store(agentID, storeID int64) error {
	if storeID == 0 {
		return nil
	}
	stores, err := agents.Stores(c.q, agentID)
	for _, s := range stores {
		if s.ID == storeID {
			return err
		}
	}
	if err == nil {
		err = models.Invalid("store_id", "error.store_unknown")
	}
	return err
}
