package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// OrderState is where an order is in its life.
type OrderState string

// The life of an order. Held orders wait for finance and hold no credit.
const (
	OrderDraft       OrderState = "draft"
	OrderHeld        OrderState = "held"
	OrderSubmitted   OrderState = "submitted"
	OrderConfirmed   OrderState = "confirmed"
	OrderPartShipped OrderState = "part_shipped"
	OrderShipped     OrderState = "shipped"
	OrderClosed      OrderState = "closed"
	OrderCancelled   OrderState = "cancelled"
)

// OrderStates lists the states in the order of life.
func OrderStates() []OrderState {
	return []OrderState{OrderDraft, OrderHeld, OrderSubmitted, OrderConfirmed, OrderPartShipped, OrderShipped, OrderClosed, OrderCancelled}
}

// OrderAction is something a person or a job does to an order.
type OrderAction string

// The actions on an order.
const (
	ActionSubmit  OrderAction = "submit"
	ActionEdit    OrderAction = "edit"
	ActionRelease OrderAction = "release"
	ActionReject  OrderAction = "reject"
	ActionConfirm OrderAction = "confirm"
	ActionShip    OrderAction = "ship"
	ActionClose   OrderAction = "close"
	ActionReopen  OrderAction = "reopen"
	ActionCancel  OrderAction = "cancel"
	ActionExpire  OrderAction = "expire"
	ActionRecheck OrderAction = "recheck"
	ActionHold    OrderAction = "hold"
)

// orderActions is the state machine: in each state the actions that are
// allowed. What is not listed is a conflict and changes nothing.
var orderActions = map[OrderState][]OrderAction{
	OrderDraft:       {ActionSubmit, ActionEdit, ActionCancel},
	OrderHeld:        {ActionRelease, ActionReject, ActionCancel, ActionEdit, ActionRecheck, ActionHold},
	OrderSubmitted:   {ActionConfirm, ActionEdit, ActionCancel, ActionExpire, ActionHold},
	OrderConfirmed:   {ActionShip, ActionCancel, ActionHold},
	OrderPartShipped: {ActionShip, ActionClose},
	OrderShipped:     {ActionClose},
	OrderClosed:      {ActionReopen},
	OrderCancelled:   {ActionReopen},
}

// Allows tells whether the action is allowed in the state.
func (s OrderState) Allows(a OrderAction) bool {
	for _, x := range orderActions[s] {
		if x == a {
			return true
		}
	}
	return false
}

// Limits of what one order may hold.
const (
	MaxOrderLines = 500
	MaxQuantity   = 100_000
)

// Order is an agent's order. TotalFen is gross of VAT; InvoicedFen is the part
// already shipped and invoiced. A submitted order keeps its prices until
// PriceLockUntilAt.
type Order struct {
	ID                 int64
	PublicID           string
	AgentID            int64
	StoreID            *int64
	State              OrderState
	RequestKey         string
	RequestSHA256      string `gorm:"column:request_sha256"`
	SettlementPolicyID int64
	TotalFen           Money
	VatFen             Money
	InvoicedFen        Money
	LinesCount         int
	Note               string
	PlacedBy           string
	PlacedByID         int64
	CreatedAt          time.Time
	SubmittedAt        *time.Time
	SubmittedOn        Date
	PriceLockUntilAt   *time.Time
	ConfirmedAt        *time.Time
	ClosedAt           *time.Time
	Version            int64
}

// Number is the order's number on pages and papers. Orders are not a legal
// series: the number follows the id and may have gaps.
func (o Order) Number() string { return fmt.Sprintf("SO%08d", o.ID) }

// Remaining is the part not yet invoiced, at order prices.
func (o Order) Remaining() Money { return max(0, o.TotalFen-o.InvoicedFen) }

// OrderLine is one article of an order with the prices it was given: the
// lock. UnitFen is what a piece costs after discount; TotalFen = unit ×
// quantity.
type OrderLine struct {
	OrderID         int64 `gorm:"primaryKey"`
	LineNo          int   `gorm:"primaryKey"`
	ProductID       int64
	SKU             string `gorm:"column:sku"`
	NameZh          string
	NameEn          string
	Quantity        int64
	ShippedQuantity int64
	NetWeightMg     Weight
	Metal           *string
	PerGramFen      Money
	WastagePPM      Rate `gorm:"column:wastage_ppm"`
	LabourFen       Money
	StoneFen        Money
	ListFen         Money
	UnitFen         Money
	TotalFen        Money
	VatPPM          Rate `gorm:"column:vat_ppm"`
	DiscountPPM     Rate `gorm:"column:discount_ppm"`
}

// Open is the quantity still to ship.
func (l OrderLine) Open() int64 { return l.Quantity - l.ShippedQuantity }

// Name is the article's name in a language.
func (l OrderLine) Name(lang string) string {
	return NameIn(lang, l.NameZh, l.NameEn)
}

// OrderEvent is one change of state.
type OrderEvent struct {
	ID        int64
	OrderID   int64
	FromState OrderState
	ToState   OrderState
	Reason    string
	Actor     string
	At        time.Time
}

// Released tells that the step let a held order through.
func (e OrderEvent) Released() bool { return e.FromState == OrderHeld && e.ToState == OrderSubmitted }

// Shipment is one delivery of an order. DeliveredOn is the business date that
// invoices and settlement count from.
type Shipment struct {
	ID          int64
	OrderID     int64
	AgentID     int64
	RequestKey  string
	DeliveredOn Date
	Carrier     string
	TrackingNo  string
	ShippedBy   string
	ShippedAt   time.Time
}

// ShipmentLine is what a delivery holds of an order line, at its actual weight.
type ShipmentLine struct {
	ShipmentID     int64 `gorm:"primaryKey"`
	LineNo         int   `gorm:"primaryKey"`
	Quantity       int64
	ActualWeightMg Weight
	TotalFen       Money
}

// OrderID reads an order's number, "SO00000042" or "42"; 0 when it is none.
func OrderID(s string) int64 {
	s = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "SO")
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// KnownOrderState tells whether a text from outside is a state.
func KnownOrderState(s OrderState) bool { return slices.Contains(OrderStates(), s) }
