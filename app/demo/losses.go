package demo

import (
	"assay/app/agents"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// chapter is a span of the story, in shares of it, with the share of agents
// that stop paying in it. A calm year, then the gold price doubles and the
// weak ones break.
type chapter struct{ from, to, share float64 }

var chapters = []chapter{{0.05, 0.33, 0.016}, {0.33, 0.43, 0.030}, {0.43, 0.81, 0.125}, {0.81, 0.97, 0.020}}

// chooseFailures decides who stops paying, and when: middling agents on
// monthly terms, so that no single one makes the rate.
func (s *sim) chooseFailures() {
	var weak []*dealer
	for i, d := range s.dealers {
		if i != login && d.policy.Code == "monthly" && d.monthly() > 4_000_000 && d.monthly() < 16_000_000 && d.Agent.JoinedOn <= s.start {
			weak = append(weak, d)
		}
	}
	s.rng.Shuffle(len(weak), func(i, j int) { weak[i], weak[j] = weak[j], weak[i] })
	span := float64(s.end - s.start)
	for _, c := range chapters {
		n := int(c.share*float64(s.Agents) + 0.5)
		for range min(n, len(weak)) {
			d := weak[0]
			weak = weak[1:]
			d.failsOn = s.start + models.Date(span*(c.from+(c.to-c.from)*s.rng.Float64()))
			d.pays = slow
			s.planEnd(d)
		}
	}
}

// planEnd is what finance does about an agent that stopped paying. What is
// four months late is given up, in time for the loss rate; nearly half come
// back and pay before they get anything.
func (s *sim) planEnd(d *dealer) {
	s.later(s.businessDay(d.failsOn, 20+d.rng.IntN(30)), func(*db.Tx, models.Moment) error {
		d.gone = true
		return nil
	})
	if d.rng.Float64() < 0.45 {
		d.backOn = s.businessDay(d.failsOn, 190+d.rng.IntN(60))
		s.later(d.backOn, func(tx *db.Tx, at models.Moment) error {
			d.gone = false
			return agents.MoveStatus(tx, at, s.people.salesManager, d.ID, models.AgentActive, "重整后恢复合作，先款后货")
		})
	} else {
		s.later(s.businessDay(d.failsOn, 50+d.rng.IntN(20)), func(tx *db.Tx, at models.Moment) error {
			return credit.PutBlock(tx, at, s.people.finance, d.ID, models.BlockOverdue, "逾期未付，停止授信")
		})
	}
	s.later(s.businessDay(d.failsOn, 100+d.rng.IntN(30)), func(tx *db.Tx, at models.Moment) error {
		return agents.MoveStatus(tx, at, s.people.salesManager, d.ID, models.AgentSuspended, "长期逾期，暂停合作")
	})
	if d.rng.Float64() < 0.3 {
		s.later(s.businessDay(d.failsOn, 95+d.rng.IntN(40)), func(tx *db.Tx, at models.Moment) error { return s.settleInPart(tx, at, d) })
	}
	for wait := 125; wait < 420; wait += 20 {
		s.later(s.businessDay(d.failsOn, wait+d.rng.IntN(10)), func(tx *db.Tx, at models.Moment) error { return s.requestWriteOffs(tx, at, d) })
	}
}

// settleInPart is what an agent pays of its debts after all, if nothing of
// them is just being given up.
func (s *sim) settleInPart(tx *db.Tx, at models.Moment, d *dealer) error {
	var owed models.Money
	if err := tx.Raw("SELECT COALESCE(SUM(open_fen), 0) FROM open_items WHERE agent_id = ? AND due_on < ? AND open_fen > 0", d.ID, at.On).Scan(&owed).Error; err != nil {
		return err
	}
	if owed == 0 || d.giving > 0 {
		return nil
	}
	in := s.receipt(d, max(1, owed*models.Money(20+d.rng.IntN(45))/100), at.On)
	in.Automatic, in.Note = true, "和解付款"
	_, err := receivables.EnterReceipt(tx, at, s.people.finance, in)
	return err
}

// lateEnough is how many days late a receivable is when it is given up.
const lateEnough = 120

// requestWriteOffs asks to give up what is late enough; somebody else decides
// some days later.
func (s *sim) requestWriteOffs(tx *db.Tx, at models.Moment, d *dealer) error {
	var items []models.OpenItem
	err := tx.Raw(`SELECT * FROM open_items WHERE agent_id = ? AND due_on <= ? AND open_fen > 0
		AND id NOT IN (SELECT item_id FROM write_offs WHERE state = 'requested') ORDER BY id`, d.ID, at.On.AddDays(-lateEnough)).Scan(&items).Error
	if err != nil {
		return err
	}
	day, reason := s.businessDay(at.On, 1+d.rng.IntN(5)), pick(d.rng, ruins)
	for _, it := range items {
		w, err := receivables.EnterWriteOff(tx, at, s.people.finance, receivables.WriteOffInput{ItemID: it.ID, RequestKey: s.key(), Amount: it.OpenFen, Reason: reason})
		if err != nil {
			return err
		}
		d.giving++
		if at.On > s.end-20 {
			continue // it waits for whoever signs in
		}
		s.later(day, func(tx *db.Tx, at models.Moment) error { return s.approveWriteOff(tx, at, d, w) })
	}
	return nil
}

var ruins = []string{"代理商停业，无可执行财产", "法院裁定破产清算", "多次催收无果，律师函退回", "和解后余款豁免"}

// approveWriteOff posts the loss; of one in four a part comes in after all.
func (s *sim) approveWriteOff(tx *db.Tx, at models.Moment, d *dealer, w models.WriteOff) error {
	d.giving--
	if d.rng.Float64() < 0.25 {
		amount := max(1, w.AmountFen*models.Money(15+d.rng.IntN(50))/100)
		s.later(s.businessDay(at.On, 10+d.rng.IntN(80)), func(tx *db.Tx, at models.Moment) error {
			_, err := receivables.RecoverWriteOff(tx, at, s.people.finance, receivables.RecoverInput{WriteOffID: w.ID, RequestKey: s.key(), Amount: amount, ReceivedOn: at.On})
			return err
		})
	}
	return receivables.ApproveWriteOff(tx, at, s.people.manager, w, "同意核销")
}
