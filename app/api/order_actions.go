package api

import (
	"context"
	"fmt"
	"time"

	"assay/app/orders"
	"assay/models"
)

// onOrder runs a verb on an order inside the scope and shows what became of
// it.
func (c *call) onOrder(id int64, verb func() error) (orderDetail, error) {
	if _, err := orders.InScope(c.q, c.scope(), id); err != nil {
		return orderDetail{}, err
	}
	if err := verb(); err != nil {
		return orderDetail{}, err
	}
	o, err := orders.ByID(c.q, id)
	if err != nil {
		return orderDetail{}, err
	}
	return c.detail(o)
}

// AsSeen is the order as the caller read it.
type AsSeen struct {
	Version int64 `query:"version" minimum:"1" doc:"The order's version as it was read: a conflict when it is another by now. Without it, any."`
}

func (a AsSeen) order() models.SeenOrder { return models.SeenOrder{Version: a.Version} }

func (s *server) submitOrder(c *call, in *ByID) (orderDetail, error) {
	return c.onOrder(in.ID, func() error {
		_, err := s.Orders.Submit(c, c.Actor.Who(), in.ID, 0)
		return err
	})
}

type linesInput struct {
	ByID
	AsSeen
	Body struct {
		Lines []want `json:"lines" minItems:"1" maxItems:"500"`
	}
}

func (s *server) editOrder(c *call, in *linesInput) (orderDetail, error) {
	return c.onOrder(in.ID, func() error {
		_, err := s.Orders.Edit(c, c.Actor.Who(), in.ID, wantsOf(in.Body.Lines), in.order())
		return err
	})
}

type seenOrder struct {
	ByID
	AsSeen
}

func (s *server) confirmOrder(c *call, in *seenOrder) (orderDetail, error) {
	return c.onOrder(in.ID, func() error {
		_, err := s.Orders.Confirm(c, c.Actor.Who(), in.ID, in.order())
		return err
	})
}

// reasoned is an operation that needs a reason.
type reasoned struct {
	ByID
	Body reasonBody
}

type reasonBody struct {
	Reason text `json:"reason" minLength:"1" maxLength:"300"`
}

// endOrder is the handler of the verbs that take an order and a reason.
func (s *server) endOrder(verb func(context.Context, models.Who, int64, string) error) func(*call, *reasoned) (orderDetail, error) {
	return func(c *call, in *reasoned) (orderDetail, error) {
		return c.onOrder(in.ID, func() error { return verb(c, c.Actor.Who(), in.ID, in.Body.Reason.clean()) })
	}
}

// heldInput decides on a held order.
type heldInput struct {
	ByID
	AsSeen
	Body reasonBody
}

func (s *server) rejectOrder(c *call, in *heldInput) (orderDetail, error) {
	return c.onOrder(in.ID, func() error {
		return s.Orders.Reject(c, c.Actor.Who(), in.ID, in.Body.Reason.clean(), in.order())
	})
}

func (s *server) releaseOrder(c *call, in *heldInput) (orderDetail, error) {
	return c.onOrder(in.ID, func() error {
		roles, err := orders.RolesOver(c.q, c.Actor, in.ID)
		if err != nil {
			return err
		}
		_, err = s.Orders.Release(c, c.Actor.Who(), roles, in.ID, in.Body.Reason.clean(), in.order())
		return err
	})
}

// delivery is a shipment with its invoice.
type delivery struct {
	ID            int64        `json:"id"`
	DeliveredOn   models.Date  `json:"delivered_on"`
	Carrier       string       `json:"carrier"`
	TrackingNo    string       `json:"tracking_no"`
	ShippedBy     string       `json:"shipped_by"`
	ShippedAt     time.Time    `json:"shipped_at"`
	InvoiceID     int64        `json:"invoice_id"`
	InvoiceNumber string       `json:"invoice_number"`
	Gross         models.Money `json:"gross"`
	DueOn         models.Date  `json:"due_on"`
}

func viewDelivery(d orders.Delivered) delivery {
	return delivery{d.ID, d.DeliveredOn, d.Carrier, d.TrackingNo, d.ShippedBy, d.ShippedAt.UTC(), d.InvoiceID, d.InvoiceNumber, d.GrossFen, d.DueOn}
}

type shipLine struct {
	LineNo   int   `json:"line_no" minimum:"1" maximum:"500"`
	Quantity int64 `json:"quantity" minimum:"1" maximum:"100000"`
	Weight   grams `json:"weight,omitempty" doc:"What the pieces of the line weigh together; the order's weight unless told."`
}

type shipInput struct {
	Keyed
	ByID
	Body struct {
		DeliveredOn day        `json:"delivered_on"`
		Carrier     text       `json:"carrier,omitempty" maxLength:"60"`
		TrackingNo  text       `json:"tracking_no,omitempty" maxLength:"80"`
		Lines       []shipLine `json:"lines" minItems:"1" maxItems:"500"`
	}
}

func (in shipInput) input(key string) (out orders.ShipInput, err error) {
	b := in.Body
	out = orders.ShipInput{OrderID: in.ID, RequestKey: key, Carrier: b.Carrier.clean(), TrackingNo: b.TrackingNo.clean()}
	if out.DeliveredOn, err = b.DeliveredOn.read("delivered_on"); err != nil {
		return out, err
	}
	for i, l := range b.Lines {
		w, err := l.Weight.read(fmt.Sprintf("lines.%d.weight", i))
		if err != nil {
			return out, err
		}
		out.Lines = append(out.Lines, orders.ShipLine{LineNo: l.LineNo, Quantity: l.Quantity, Weight: w})
	}
	return out, nil
}

// shipped is a delivery with the order after it.
type shipped struct {
	Order    OrderView `json:"order"`
	Delivery delivery  `json:"delivery"`
}

func (s *server) shipOrder(c *call, in *shipInput) (shipped, error) {
	if _, err := orders.InScope(c.q, c.scope(), in.ID); err != nil {
		return shipped{}, err
	}
	input, err := in.input(in.of(c))
	if err != nil {
		return shipped{}, err
	}
	out, err := s.Orders.Ship(c, c.Actor.Who(), input)
	if err != nil {
		return shipped{}, err
	}
	v := out.Invoice
	return shipped{viewOrder(out.Order), viewDelivery(orders.Delivered{Shipment: out.Shipment, InvoiceID: v.ID, InvoiceNumber: v.Number,
		GrossFen: v.GrossFen, DueOn: v.DueOn})}, nil
}
