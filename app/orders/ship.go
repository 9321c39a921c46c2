package orders

import (
	"context"
	"errors"
	"strconv"

	"assay/app/credit"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/settlement"
	"assay/models"
)

// ShipInput is one delivery of an order. Weight is what the pieces of a line
// really weigh; zero takes the order's.
type ShipInput struct {
	OrderID     int64
	RequestKey  string
	DeliveredOn models.Date
	Carrier     string
	TrackingNo  string
	Lines       []ShipLine
}

// ShipLine is a part of an order line.
type ShipLine struct {
	LineNo   int
	Quantity int64
	Weight   models.Weight
}

// Shipped is a delivery with its invoice.
type Shipped struct {
	Order    models.Order
	Shipment models.Shipment
	Invoice  models.Invoice
}

// Validate checks what a person typed.
func (in ShipInput) Validate(today models.Date) error {
	switch {
	case in.RequestKey == "" || len(in.RequestKey) > 64:
		return models.Invalid("request_key", "error.request_key_required")
	case in.DeliveredOn.IsZero():
		return models.Invalid("delivered_on", "error.date_required")
	case in.DeliveredOn > today:
		return models.Invalid("delivered_on", "error.date_in_future")
	case len(in.Lines) == 0:
		return models.Invalid("lines", "error.nothing_to_ship")
	}
	seen := map[int]bool{}
	for i, l := range in.Lines {
		if l.Quantity < 1 || l.Quantity > models.MaxQuantity {
			return models.Invalid(lineField(i, "quantity"), "error.quantity_range").With("Max", models.MaxQuantity)
		}
		if l.Weight < 0 || l.Weight > 1_000_000_000 || seen[l.LineNo] {
			return models.Invalid(lineField(i, "weight"), "error.weight_range")
		}
		seen[l.LineNo] = true
	}
	return models.CheckLengths(models.Length{Field: "carrier", Value: in.Carrier, Max: 60}, models.Length{Field: "tracking", Value: in.TrackingNo, Max: 80})
}

// Ship delivers a confirmed order, wholly or in part, and invoices it on the
// delivery date. Weight above what was reserved asks for credit first; a
// prepaid order ships only when cleared money covers it (Refusal not_prepaid).
// The same request key returns the first delivery.
func (s *Service) Ship(ctx context.Context, who models.Who, in ShipInput) (Shipped, error) {
	at := s.Clock.Moment()
	if err := in.Validate(at.On); err != nil {
		return Shipped{}, err
	}
	var out Shipped
	err := credit.WithFreshTerms(func() error {
		d, err := s.loadDelivery(ctx, at, in)
		if err != nil {
			return err
		}
		return s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
			again := *d
			out, err = Deliver(tx, at, who, again)
			return err
		})
	})
	if db.MayRepeat(err) {
		if first, found, e := s.sameShipment(ctx, in); e != nil || found {
			return first, e
		}
	}
	return out, s.onRecord(ctx, at, who, err)
}

// Delivery is all that a shipment needs to know before its transaction.
type Delivery struct {
	In       ShipInput
	Order    models.Order
	Lines    []models.OrderLine
	Policy   models.SettlementPolicy
	Holidays models.Holidays
	View     credit.View

	shipped []models.ShipmentLine
	planned models.Money // at order prices
	gross   models.Money // at actual weight
	vat     models.Money
	last    bool // nothing is left to ship
}

func (s *Service) loadDelivery(ctx context.Context, at models.Moment, in ShipInput) (*Delivery, error) {
	q := s.DB.Read(ctx)
	d := &Delivery{In: in}
	var err error
	if d.Order, err = ByID(q, in.OrderID); err != nil {
		return nil, err
	}
	if !d.Order.State.Allows(models.ActionShip) {
		return nil, errNotAllowed(d.Order, models.ActionShip)
	}
	if in.DeliveredOn < d.Order.SubmittedOn {
		return nil, models.Invalid("delivered_on", "error.delivered_before_order").With("Date", d.Order.SubmittedOn)
	}
	if d.Lines, err = LinesOf(q, in.OrderID); err != nil {
		return nil, err
	}
	if d.Policy, err = settlement.PolicyByID(q, d.Order.SettlementPolicyID); err != nil {
		return nil, err
	}
	if d.Holidays, err = s.Calendar.Holidays(q, at.At); err != nil {
		return nil, err
	}
	d.View, err = credit.Load(q, d.Order.AgentID, at.On)
	return d, err
}

// weigh prices what is shipped at its actual weight.
func (d *Delivery) weigh() error {
	byNo := map[int]*models.OrderLine{}
	for i := range d.Lines {
		byNo[d.Lines[i].LineNo] = &d.Lines[i]
	}
	byRate := map[models.Rate]models.Money{}
	for i, in := range d.In.Lines {
		l := byNo[in.LineNo]
		if l == nil {
			return models.Invalid(lineField(i, "line_no"), "error.line_unknown")
		}
		if in.Quantity > l.Open() {
			return models.Invalid(lineField(i, "quantity"), "error.more_than_open_quantity").With("Open", l.Open())
		}
		if in.Weight == 0 {
			in.Weight = l.NetWeightMg * models.Weight(in.Quantity)
		}
		total, err := l.ShippedTotal(in.Quantity, in.Weight)
		if err != nil {
			return models.Invalid(lineField(i, "weight"), "error.amount_too_large")
		}
		l.ShippedQuantity += in.Quantity
		d.shipped = append(d.shipped, models.ShipmentLine{LineNo: in.LineNo, Quantity: in.Quantity, ActualWeightMg: in.Weight, TotalFen: total})
		d.planned += l.UnitFen * models.Money(in.Quantity)
		d.gross += total
		byRate[l.VatPPM] += total
	}
	d.vat, d.last = models.VATOf(byRate), true
	for _, l := range d.Lines {
		d.last = d.last && l.Open() == 0
	}
	return nil
}

// Deliver is the step behind Ship.
func Deliver(tx *db.Tx, at models.Moment, who models.Who, d Delivery) (Shipped, error) {
	d.Lines = append([]models.OrderLine(nil), d.Lines...)
	if err := d.weigh(); err != nil {
		return Shipped{}, err
	}
	shipment := models.Shipment{OrderID: d.Order.ID, AgentID: d.Order.AgentID, RequestKey: d.In.RequestKey, DeliveredOn: d.In.DeliveredOn,
		Carrier: d.In.Carrier, TrackingNo: d.In.TrackingNo, ShippedBy: who.Name, ShippedAt: at.At}
	if err := tx.Create(&shipment).Error; err != nil {
		return Shipped{}, err
	}
	for i := range d.shipped {
		d.shipped[i].ShipmentID = shipment.ID
	}
	pos, err := d.moveCredit(tx, at)
	if err != nil {
		return Shipped{}, err
	}
	if err := tx.Create(&d.shipped).Error; err != nil {
		return Shipped{}, err
	}
	if err := d.advanceOrder(tx, at, who); err != nil {
		return Shipped{}, err
	}
	inv, item, err := receivables.Issue(tx, at, who, pos, d.invoice(shipment))
	if err == nil && d.Policy.Kind == models.SettlementEarly {
		err = receivables.SpendPrepaid(tx, at, who, item)
	}
	return Shipped{Order: d.Order, Shipment: shipment, Invoice: inv}, err
}

// moveCredit turns the shipped part of the reservation into receivable, in one
// guarded move, and reserves what is left anew.
func (d *Delivery) moveCredit(tx *db.Tx, at models.Moment) (credit.Position, error) {
	held, err := credit.OpenReservation(tx, d.Order.ID)
	if err != nil {
		return credit.Position{}, err
	}
	freed := min(d.planned, held.AmountFen)
	if d.last {
		freed = held.AmountFen
	}
	granted, err := credit.HasGrant(tx, d.Order.ID)
	if err != nil {
		return credit.Position{}, err
	}
	m := credit.Move{AgentID: d.Order.AgentID, Receivable: d.gross, Reserved: -freed, PostingOn: at.On, NewTerms: granted && d.last, Guard: d.guard(at, d.gross-freed)}
	pos, err := credit.Apply(tx, m)
	if err != nil {
		return pos, d.explain(tx, err, at, d.gross-freed)
	}
	if held.ID != 0 {
		if err := credit.EndReservation(tx, at, held, models.ReservationPosted, pos.Account.Version); err != nil {
			return pos, err
		}
	}
	if rest := held.AmountFen - freed; rest > 0 {
		if err := credit.Reserve(tx, at, d.Order.AgentID, d.Order.ID, rest, 0, pos.Account.Version); err != nil {
			return pos, err
		}
	}
	if granted && d.last {
		return pos, credit.EndGrants(tx, at, d.Order.ID)
	}
	return pos, nil
}

// guard asks for credit only when more is shipped than was reserved, and for
// money in hand when the order is prepaid.
func (d *Delivery) guard(at models.Moment, extra models.Money) *credit.Guard {
	if d.Policy.Kind == models.SettlementEarly {
		return &credit.Guard{Terms: d.View.Terms, On: at.On, Settlement: d.Policy.Kind, MinUnspent: d.gross}
	}
	if extra <= 0 || d.planned >= d.gross {
		return nil
	}
	return &credit.Guard{Terms: d.View.Terms, On: at.On, Settlement: d.Policy.Kind, Increase: extra}
}

// explain names the order in a refusal. One for lack of credit for the weight
// above what was reserved is a check of its own, with its record.
func (d *Delivery) explain(tx *db.Tx, err error, at models.Moment, extra models.Money) error {
	var r *models.Refusal
	if !errors.As(err, &r) {
		return err
	}
	r.Params = map[string]any{"Order": d.Order.Number()}
	request, e := requestOf(tx.DB, d.Order, extra, d.Policy.Kind, at.On)
	if e != nil {
		return e
	}
	decided := d.View.Decide(request)
	if extra <= 0 || decided.Outcome == models.OutcomeApprove {
		return err
	}
	return &refused{Refusal: r, order: d.Order.ID, trigger: models.ActionShip, decision: decided, version: d.View.Account.Version}
}

// advanceOrder writes the shipped quantities and the order's new state.
func (d *Delivery) advanceOrder(tx *db.Tx, at models.Moment, who models.Who) error {
	for _, l := range d.shipped {
		n, err := tx.Change(`UPDATE order_lines SET shipped_quantity = shipped_quantity + ?
			WHERE order_id = ? AND line_no = ? AND shipped_quantity + ? <= quantity`, l.Quantity, d.Order.ID, l.LineNo, l.Quantity)
		if err != nil {
			return err
		}
		if n != 1 {
			return ErrOrderChanged
		}
	}
	from := d.Order.State
	d.Order.State = models.OrderPartShipped
	if d.last {
		d.Order.State = models.OrderShipped
	}
	d.Order.InvoicedFen += d.gross
	return saveState(tx, at, who, &d.Order, from, "")
}

func (d *Delivery) invoice(sh models.Shipment) receivables.InvoiceDraft {
	on := d.In.DeliveredOn
	draft := receivables.InvoiceDraft{AgentID: d.Order.AgentID, OrderID: &d.Order.ID, ShipmentID: &sh.ID,
		SourceKey: "shipment:" + strconv.FormatInt(sh.ID, 10), DeliveredOn: on, BillOn: d.Policy.BillDate(on),
		DueOn: d.Policy.DueDate(on, d.Holidays), DiscountOn: d.Policy.DiscountUntil(on), Policy: d.Policy, Gross: d.gross, VAT: d.vat}
	byNo := map[int]models.OrderLine{}
	for _, l := range d.Lines {
		byNo[l.LineNo] = l
	}
	for _, sl := range d.shipped {
		l := byNo[sl.LineNo]
		draft.Lines = append(draft.Lines, models.InvoiceLine{OrderLineNo: l.LineNo, SKU: l.SKU, NameZh: l.NameZh, NameEn: l.NameEn,
			Quantity: sl.Quantity, WeightMg: sl.ActualWeightMg, UnitFen: l.UnitFen, TotalFen: sl.TotalFen, VatPPM: l.VatPPM})
	}
	return draft
}
