package demo

import (
	"fmt"

	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// owe adds an invoice to what the agent pays for its due day, all in one
// transfer.
func (s *sim) owe(on models.Date, d *dealer, inv models.Invoice) {
	due := inv.DueOn
	d.owes[due] += inv.GrossFen
	if d.payOn[due] > on {
		return
	}
	d.payOn[due] = s.payDay(on, d, inv)
	s.later(d.payOn[due], func(tx *db.Tx, at models.Moment) error { return s.pay(tx, at, d, due) })
}

// payDay is when the agent pays what falls due: in time, some weeks late, or
// months late.
func (s *sim) payDay(on models.Date, d *dealer, inv models.Invoice) models.Date {
	wait := 0
	switch d.pays {
	case prompt:
		wait = d.rng.IntN(7) - 5
		if d.rng.Float64() < 0.08 {
			wait = 3 + d.rng.IntN(12)
		}
	case slow:
		wait = 2 + d.rng.IntN(26)
	case veryLate:
		wait = 25 + d.rng.IntN(60)
	}
	if inv.SettlementKind == models.SettlementImmediate {
		wait /= 6
	}
	return max(s.businessDay(inv.DueOn, wait), s.businessDay(on, 1))
}

// pay is the agent paying for a due day, now and then in two parts.
func (s *sim) pay(tx *db.Tx, at models.Moment, d *dealer, due models.Date) error {
	amount := d.owes[due]
	delete(d.owes, due)
	if amount <= 0 {
		return nil
	}
	if d.rng.Float64() < 0.07 {
		rest := amount * models.Money(25+d.rng.IntN(40)) / 100
		amount -= rest
		s.later(s.businessDay(at.On, 10+d.rng.IntN(25)), func(tx *db.Tx, at models.Moment) error { return s.transfer(tx, at, d, rest) })
	}
	return s.transfer(tx, at, d, amount)
}

// transfer is money that arrives; whoever fails pays nothing. Near the end some comes as a bill that
// clears later, and a few cheques bounce.
func (s *sim) transfer(tx *db.Tx, at models.Moment, d *dealer, amount models.Money) error {
	if s.failing(d, at.On) {
		return nil
	}
	in := s.receipt(d, amount, at.On)
	in.Automatic = true
	if at.On > s.end-25 && d.rng.Float64() < 0.15 {
		in.Method, in.ClearedOn = "acceptance", s.businessDay(s.end, 3+d.rng.IntN(40))
	}
	bounces := in.ClearedOn <= at.On && d.rng.Float64() < 0.006
	if bounces {
		in.Method = "cheque"
	}
	r, err := receivables.EnterReceipt(tx, at, s.people.finance, in)
	if err != nil || !bounces {
		return err
	}
	s.later(s.businessDay(at.On, 3+d.rng.IntN(5)), func(tx *db.Tx, at models.Moment) error { return s.bounce(tx, at, d, r) })
	return nil
}

func (s *sim) bounce(tx *db.Tx, at models.Moment, d *dealer, r models.Receipt) error {
	s.later(s.businessDay(at.On, 6+d.rng.IntN(12)), func(tx *db.Tx, at models.Moment) error { return s.transfer(tx, at, d, r.AmountFen) })
	return receivables.ReverseReceipt(tx, at, s.people.finance, r.ID, "支票退票：账户余额不足")
}

func (s *sim) receipt(d *dealer, amount models.Money, on models.Date) receivables.ReceiptInput {
	return receivables.ReceiptInput{AgentID: d.ID, SourceKey: s.key(), Method: "bank", BankReference: fmt.Sprintf("TT%012d", d.rng.IntN(1_000_000_000_000)),
		Payer: d.Agent.NameZh, ClearedOn: on, Amount: amount}
}

// payAhead tops the agent's money up to what a prepaid order costs, in round
// thousands of yuan.
func (s *sim) payAhead(tx *db.Tx, at models.Moment, d *dealer, cost models.Money) error {
	missing := cost + cost/100 - d.purse
	if missing <= 0 {
		return nil
	}
	in := s.receipt(d, roundTo(missing, 100_000), at.On)
	d.purse += in.Amount
	_, err := receivables.EnterReceipt(tx, at, s.people.finance, in)
	return err
}
