package demo

import (
	"fmt"
	"math"

	"assay/app/credit"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/receivables"
	"assay/models"
)

// deliver ships an order at its actual weight, one in ten in two parts.
func (s *sim) deliver(tx *db.Tx, at models.Moment, d *dealer, o models.Order) error {
	lines, err := orders.LinesOf(tx.DB, o.ID)
	if err != nil {
		return err
	}
	parcel := orders.Delivery{Order: o, Lines: lines, Policy: s.policyOf[o.SettlementPolicyID], Holidays: s.holidays,
		In: orders.ShipInput{OrderID: o.ID, RequestKey: s.key(), DeliveredOn: at.On, Carrier: "顺丰速运", TrackingNo: fmt.Sprintf("SF%013d", d.rng.IntN(10_000_000_000_000))}}
	parcel.In.Lines = s.pack(d, o, lines)
	ready, err := s.cover(tx, at, d, &parcel)
	if err != nil || !ready {
		return err
	}
	out, err := orders.Deliver(tx, at, s.people.sales, parcel)
	if err != nil {
		return err
	}
	if out.Order.State == models.OrderPartShipped {
		s.later(s.businessDay(at.On, 2+d.rng.IntN(6)), func(tx *db.Tx, at models.Moment) error { return s.deliver(tx, at, d, out.Order) })
	}
	s.invoiced(at.On, d, out.Invoice)
	return nil
}

// pack weighs what goes: everything open, or the first line alone.
func (s *sim) pack(d *dealer, o models.Order, lines []models.OrderLine) []orders.ShipLine {
	var out []orders.ShipLine
	for _, l := range lines {
		if l.Open() == 0 {
			continue
		}
		sl := orders.ShipLine{LineNo: l.LineNo, Quantity: l.Open()}
		if l.Metal != nil {
			exact := float64(l.NetWeightMg) * float64(sl.Quantity)
			sl.Weight = models.Weight(math.Round(exact*(0.997+0.004*d.rng.NormFloat64())/10) * 10)
		}
		out = append(out, sl)
	}
	if len(out) > 1 && o.State == models.OrderConfirmed && d.rng.Float64() < 0.1 {
		return out[:1]
	}
	return out
}

// cover makes sure that what is shipped fits the credit line or the money in
// hand; pieces that would weigh too much for the line are changed for lighter
// ones, a prepaid parcel waits for its money.
func (s *sim) cover(tx *db.Tx, at models.Moment, d *dealer, p *orders.Delivery) (bool, error) {
	gross, extra, err := value(p)
	if err != nil {
		return false, err
	}
	early := p.Policy.Kind == models.SettlementEarly
	if extra <= 0 && !early {
		return true, nil
	}
	if p.View, err = credit.Load(tx.DB, d.ID, at.On); err != nil {
		return false, err
	}
	switch {
	case early && p.View.Account.UnallocatedFen < gross:
		s.later(s.businessDay(at.On, 1), func(tx *db.Tx, at models.Moment) error {
			if err := s.payAhead(tx, at, d, gross); err != nil {
				return err
			}
			return s.deliver(tx, at, d, p.Order)
		})
		return false, nil
	case early:
		d.purse = p.View.Account.UnallocatedFen - gross
	case p.View.Decide(models.CreditRequest{Increase: extra, Settlement: p.Policy.Kind, On: at.On}).Shortfall > 0:
		for i := range p.In.Lines {
			p.In.Lines[i].Weight = 0
		}
	}
	return true, nil
}

// value is what a parcel costs at its weight, and by how much that is more
// than at order prices.
func value(p *orders.Delivery) (gross, extra models.Money, err error) {
	byNo := map[int]models.OrderLine{}
	for _, l := range p.Lines {
		byNo[l.LineNo] = l
	}
	for _, sl := range p.In.Lines {
		l := byNo[sl.LineNo]
		weight := sl.Weight
		if weight == 0 {
			weight = l.NetWeightMg * models.Weight(sl.Quantity)
		}
		total, err := l.ShippedTotal(sl.Quantity, weight)
		if err != nil {
			return 0, 0, err
		}
		gross, extra = gross+total, extra+total-l.UnitFen*models.Money(sl.Quantity)
	}
	return gross, extra, nil
}

// invoiced plans how the invoice will be paid, and now and then a return.
func (s *sim) invoiced(on models.Date, d *dealer, inv models.Invoice) {
	d.invoices++
	if inv.SettlementKind == models.SettlementEarly {
		return
	}
	s.owe(on, d, inv)
	if d.rng.Float64() < 0.022 {
		s.later(s.businessDay(on, 3+d.rng.IntN(14)), func(tx *db.Tx, at models.Moment) error { return s.takeBack(tx, at, d, inv) })
	}
}

var returns = []string{"退货：款式不符", "退货：质量问题", "工费差异调整", "克重差异调整"}

// takeBack credits a small part of an invoice; what is not paid yet will be
// paid less it.
func (s *sim) takeBack(tx *db.Tx, at models.Moment, d *dealer, inv models.Invoice) error {
	gross := max(1, inv.GrossFen*models.Money(3+d.rng.IntN(10))/100)
	_, err := receivables.CreditInvoice(tx, at, s.people.finance, receivables.CreditNoteInput{InvoiceID: inv.ID, RequestKey: s.key(), Gross: gross, Reason: pick(d.rng, returns)})
	if day := d.payOn[inv.DueOn]; err == nil && day > at.On {
		d.owes[inv.DueOn] -= gross
	}
	return err
}
