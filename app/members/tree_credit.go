package members

import (
	"assay/app/db"
	"assay/models"
)

// purchase is what was kept of a day's slips of somebody who joined on another.
type purchase struct {
	member int64
	share  models.Rate
	fen    models.Money
}

// purchases of some members by day, each with the share that counts of it.
func (l looker) purchases(ids []int64, each func(purchase)) error {
	heirs, all, err := kin(l.q, ids)
	if err != nil || len(ids) == 0 {
		return err
	}
	joined := map[int64]models.Date{}
	if err := db.EachRow(l.q, "SELECT id, joined_on FROM members WHERE id IN (?)", func(scan db.Scan) error {
		var id int64
		var on models.Date
		err := scan(&id, &on)
		joined[id] = on
		return err
	}, ids); err != nil {
		return err
	}
	return db.EachRow(l.q, `SELECT s.member_id, s.sold_on, SUM(s.paid_fen - s.refunded_fen) FROM sales_slips s WHERE s.member_id IN (?) AND s.paid_fen > s.refunded_fen
		GROUP BY s.member_id, s.sold_on`, func(scan db.Scan) error {
		var p purchase
		var on models.Date
		if err := scan(&p.member, &on, &p.fen); err != nil {
			return err
		}
		p.member = heirs[p.member]
		p.share = l.policy.Attribution(joined[p.member], on)
		each(p)
		return nil
	}, all)
}

// bought puts into nodes what each bought while it counts, and what counts of it.
func (l looker) bought(nodes []Node) error {
	at, ids := map[int64]int{}, make([]int64, len(nodes))
	credits := make([]models.Credits, len(nodes))
	for i, n := range nodes {
		at[n.ID], ids[i], credits[i] = i, n.ID, models.Credits{}
	}
	if err := l.purchases(ids, func(p purchase) {
		if p.share > 0 {
			nodes[at[p.member]].BoughtFen += p.fen
			credits[at[p.member]].Add(p.share, p.fen)
		}
	}); err != nil {
		return err
	}
	for i := range nodes {
		var err error
		if nodes[i].CreditFen, err = credits[i].Sum(); err != nil {
			return err
		}
	}
	return nil
}

// credit adds up the purchases of all whom the member brought.
func (l looker) credit(t *Tree, direct []int64) error {
	sum := models.Credits{}
	if err := l.purchases(direct, func(p purchase) {
		if p.share > 0 {
			t.BoughtFen += p.fen
			sum.Add(p.share, p.fen)
		}
	}); err != nil {
		return err
	}
	var err error
	t.CreditFen, err = sum.Sum()
	return err
}
