package review

import (
	"slices"

	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

func sorted(due []Due) []Due {
	slices.SortFunc(due, func(a, b Due) int { return int(a.AgentID - b.AgentID) })
	return due
}

// claimsQuery takes the claims of credit sales; prepaid and immediate sales are
// none.
const claimsQuery = `SELECT id, agent_id, posting_on, due_on, amount_fen FROM open_items
	WHERE agent_id IN ? AND settlement_kind = 'months' AND amount_fen > 0 AND posting_on <= ? ORDER BY agent_id, posting_on, id`

// purchasesQuery takes every document that goods were bought or brought back
// with, whatever the settlement; a credit balance from before the book is none.
const purchasesQuery = `SELECT agent_id, issued_on, posting_on, amount_fen FROM open_items
	WHERE agent_id IN ? AND (amount_fen > 0 OR kind = 'credit_note') AND posting_on <= ? ORDER BY agent_id, id`

const disputesQuery = `SELECT agent_id, item_id, accepted_on, ended_on, state = 'withdrawn' FROM disputes
	WHERE agent_id IN ? AND accepted_on <= ? ORDER BY agent_id, id`

const partsQuery = `SELECT agent_id, item_id, source, posting_on, value_on, amount_fen FROM allocations
	WHERE agent_id IN ? AND item_sign > 0 AND posting_on <= ? ORDER BY agent_id, id`

// Histories reads what scores and limits look at, as it was known on a day, in
// six statements whatever the number of agents: claims with what settled and
// who disputed them, purchases, broken promises, outside data; exposure and
// limit are those of the views.
func Histories(q *gorm.DB, views map[int64]credit.View, on models.Date) (map[int64]models.CreditHistory, error) {
	r := reading{q: q, on: on, of: map[int64]*models.CreditHistory{}, items: map[int64]int{}}
	for id, v := range views {
		limit, _ := v.Terms.EffectiveLimit(on)
		r.of[id] = &models.CreditHistory{ExposureFen: v.Account.Exposure(), CeilingFen: limit.Ceiling(), External: map[string]int64{}}
		r.ids = append(r.ids, id)
	}
	slices.Sort(r.ids)
	for _, step := range []func() error{r.claims, r.purchases, r.disputes, r.parts, r.promises, r.facts} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	out := make(map[int64]models.CreditHistory, len(r.of))
	for id, h := range r.of {
		out[id] = *h
	}
	return out, nil
}

// reading is histories while they are read; items leads to a claim's place.
type reading struct {
	q     *gorm.DB
	on    models.Date
	ids   []int64
	of    map[int64]*models.CreditHistory
	items map[int64]int
}

func (r *reading) claims() error {
	return db.EachRow(r.q, claimsQuery, func(scan db.Scan) error {
		var id, agent int64
		var c models.Claim
		if err := scan(&id, &agent, &c.PostingOn, &c.DueOn, &c.AmountFen); err != nil {
			return err
		}
		h := r.of[agent]
		r.items[id] = len(h.Claims)
		h.Claims = append(h.Claims, c)
		return nil
	}, r.ids, r.on)
}

func (r *reading) purchases() error {
	return db.EachRow(r.q, purchasesQuery, func(scan db.Scan) error {
		var agent int64
		var p models.Purchase
		if err := scan(&agent, &p.IssuedOn, &p.PostingOn, &p.AmountFen); err != nil {
			return err
		}
		r.of[agent].Bought = append(r.of[agent].Bought, p)
		return nil
	}, r.ids, r.on)
}

func (r *reading) disputes() error {
	return db.EachRow(r.q, disputesQuery, func(scan db.Scan) error {
		var agent, item int64
		var d models.ClaimDispute
		if err := scan(&agent, &item, &d.OpenedOn, &d.EndedOn, &d.Withdrawn); err != nil {
			return err
		}
		if at, ok := r.items[item]; ok {
			c := &r.of[agent].Claims[at]
			c.Disputes = append(c.Disputes, d)
		}
		return nil
	}, r.ids, r.on)
}

func (r *reading) parts() error {
	return db.EachRow(r.q, partsQuery, func(scan db.Scan) error {
		var agent, item int64
		var p models.ClaimPart
		if err := scan(&agent, &item, &p.Source, &p.PostingOn, &p.ValueOn, &p.AmountFen); err != nil {
			return err
		}
		if at, ok := r.items[item]; ok {
			c := &r.of[agent].Claims[at]
			c.Parts = append(c.Parts, p)
		}
		return nil
	}, r.ids, r.on)
}

func (r *reading) promises() error {
	const query = "SELECT agent_id, ended_on FROM payment_promises WHERE agent_id IN ? AND state = 'broken' AND ended_on <= ? ORDER BY id"
	return db.EachRow(r.q, query, func(scan db.Scan) error {
		var agent int64
		var on models.Date
		if err := scan(&agent, &on); err != nil {
			return err
		}
		r.of[agent].BrokenOn = append(r.of[agent].BrokenOn, on)
		return nil
	}, r.ids, r.on)
}

// facts takes the latest value of each name; of one day, the one entered last.
func (r *reading) facts() error {
	const query = "SELECT agent_id, name, value FROM agent_facts WHERE agent_id IN ? AND as_of_on <= ? ORDER BY agent_id, name, as_of_on, id"
	return db.EachRow(r.q, query, func(scan db.Scan) error {
		var agent, value int64
		var name string
		if err := scan(&agent, &name, &value); err != nil {
			return err
		}
		r.of[agent].External[name] = value
		return nil
	}, r.ids, r.on)
}
