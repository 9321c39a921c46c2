package insight

import (
	"assay/app/db"
	"assay/models"
)

// read gathers what the facts of some members are counted from.
func read(tx *db.Tx, terms Terms, ids []int64) (*counting, error) {
	n := &counting{terms: terms, heirs: make(map[int64]int64, len(ids)), people: make(map[int64]person, len(ids)), days: map[int64]map[models.Date]buyDay{},
		returns: map[int64]int64{}, mix: map[int64]map[string]models.Money{}, agreed: map[int64]map[models.ConsentPurpose]bool{}, brought: map[int64]broughtSum{}}
	for _, step := range []func(*db.Tx, []int64) error{n.readPeople, n.readHeirs, n.readDays, n.readReturns, n.readMix, n.readConsents, n.readBrought} {
		if err := step(tx, ids); err != nil {
			return nil, err
		}
	}
	return n, nil
}

func (n *counting) readPeople(tx *db.Tx, ids []int64) error {
	return db.EachRow(tx.DB, `SELECT m.id, m.store_id, m.region_id, m.sex, m.birth_month, m.birth_day, m.birth_lunar, m.birth_leap, m.birth_year, m.occupation, m.industry, m.source,
		m.joined_on, m.brought_by_id, a.tier, a.growth, a.points, a.manual_tier, a.manual_until_on
		FROM members m JOIN member_accounts a ON a.member_id = m.id WHERE m.id IN (?) AND m.erased_at IS NULL AND m.merged_into_id IS NULL`, func(scan db.Scan) error {
		var p person
		err := scan(&p.ID, &p.StoreID, &p.RegionID, &p.Sex, &p.BirthMonth, &p.BirthDay, &p.BirthLunar, &p.BirthLeap, &p.BirthYear, &p.Occupation, &p.Industry, &p.Source,
			&p.JoinedOn, &p.BroughtByID, &p.Tier, &p.Growth, &p.Points, &p.Manual, &p.Until)
		n.people[p.ID] = p
		return err
	}, ids)
}

// readHeirs finds who was merged into the members, and into those. Merged
// members may be in the batch themselves.
func (n *counting) readHeirs(tx *db.Tx, ids []int64) error {
	for _, id := range ids {
		n.heirs[id] = id
	}
	n.all = append(n.all, ids...)
	for next := ids; len(next) > 0; {
		var merged []struct{ MemberID, IntoID int64 }
		if err := tx.Raw("SELECT member_id, into_id FROM member_merges WHERE into_id IN (?) AND undone_at IS NULL", next).Scan(&merged).Error; err != nil {
			return err
		}
		next = nil
		for _, m := range merged {
			was, known := n.heirs[m.MemberID]
			if !known {
				n.all = append(n.all, m.MemberID)
			}
			if heir := n.heirs[m.IntoID]; was != heir {
				n.heirs[m.MemberID], next = heir, append(next, m.MemberID)
			}
		}
	}
	return nil
}

func (n *counting) readDays(tx *db.Tx, _ []int64) error {
	return db.EachRow(tx.DB, `SELECT member_id, sold_on, COUNT(*), SUM(paid_fen - refunded_fen) FROM sales_slips WHERE member_id IN (?) AND paid_fen > refunded_fen
		GROUP BY member_id, sold_on`, func(scan db.Scan) error {
		var member int64
		var on models.Date
		var d buyDay
		if err := scan(&member, &on, &d.slips, &d.fen); err != nil {
			return err
		}
		of := n.days[n.heirs[member]]
		if of == nil {
			of = map[models.Date]buyDay{}
			n.days[n.heirs[member]] = of
		}
		of[on] = buyDay{of[on].slips + d.slips, of[on].fen + d.fen}
		return nil
	}, n.all)
}

func (n *counting) readReturns(tx *db.Tx, _ []int64) error {
	return db.EachRow(tx.DB, `SELECT s.member_id, COUNT(*) FROM sales_slips s JOIN slip_refunds r ON r.slip_id = s.id WHERE s.member_id IN (?) AND s.refunded_fen > 0
		GROUP BY s.member_id`, func(scan db.Scan) error {
		var member, times int64
		err := scan(&member, &times)
		n.returns[n.heirs[member]] += times
		return err
	}, n.all)
}

// readMix adds up by category what of the lines was not returned.
func (n *counting) readMix(tx *db.Tx, _ []int64) error {
	return db.EachRow(tx.DB, `SELECT s.member_id, l.category, l.quantity, l.returned, SUM(l.amount_fen) FROM sales_slips s JOIN slip_lines l ON l.slip_id = s.id
		WHERE s.member_id IN (?) AND s.paid_fen > s.refunded_fen GROUP BY s.member_id, l.category, l.quantity, l.returned`, func(scan db.Scan) error {
		var member int64
		var category string
		var l models.SlipLine
		if err := scan(&member, &category, &l.Quantity, &l.Returned, &l.AmountFen); err != nil {
			return err
		}
		of := n.mix[n.heirs[member]]
		if of == nil {
			of = map[string]models.Money{}
			n.mix[n.heirs[member]] = of
		}
		of[category] += l.AmountFen - l.ReturnedFen()
		return nil
	}, n.all)
}

func (n *counting) readConsents(tx *db.Tx, ids []int64) error {
	return db.EachRow(tx.DB, "SELECT DISTINCT member_id, purpose FROM member_consents WHERE member_id IN (?) AND withdrawn_at IS NULL", func(scan db.Scan) error {
		var member int64
		var purpose models.ConsentPurpose
		if err := scan(&member, &purpose); err != nil {
			return err
		}
		if n.agreed[member] == nil {
			n.agreed[member] = map[models.ConsentPurpose]bool{}
		}
		n.agreed[member][purpose] = true
		return nil
	}, ids)
}

func (n *counting) readBrought(tx *db.Tx, _ []int64) error {
	return db.EachRow(tx.DB, `SELECT m.id, m.brought_by_id, a.spent_fen FROM members m JOIN member_accounts a ON a.member_id = m.id
		WHERE m.brought_by_id IN (?) AND m.erased_at IS NULL AND m.merged_into_id IS NULL`, func(scan db.Scan) error {
		var id, by int64
		var spent models.Money
		err := scan(&id, &by, &spent)
		if heir := n.heirs[by]; heir != id { // who took its bringer over was brought by nobody
			sum := n.brought[heir]
			n.brought[heir] = broughtSum{sum.members + 1, sum.fen + spent}
		}
		return err
	}, n.all)
}
