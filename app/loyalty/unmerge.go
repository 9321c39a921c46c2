package loyalty

import (
	"assay/app/db"
	"assay/models"
)

// ReturnAccount is the step that undoes MoveAccount: what the merge brought goes
// back, less what was taken of it since. Growth is what was carried and what
// refunds of the other's own slips changed after that; of the lots that were
// carried it is what is left, since what was spent stays spent. The tier that the
// merge raised goes back as far as the growth that is left does not reach it. It
// runs when the merge is marked as undone and the other as its own again.
func ReturnAccount(tx *db.Tx, at models.Moment, who models.Who, merge models.Merging, tierBefore string) error {
	rules, err := RulesOn(tx.DB, at.On)
	if err != nil {
		return err
	}
	first, second := merge.IntoID, merge.MemberID
	if second < first {
		first, second = second, first
	}
	held := map[int64]*account{}
	for _, id := range []int64{first, second} {
		if held[id], err = holdReading(tx, at, who, rules, id, tx.Latest()); err != nil {
			return err
		}
	}
	back := returning{from: held[merge.IntoID], to: held[merge.MemberID], of: source{models.FromUnmerge, merge.ID, ""}, merge: merge}
	for _, part := range []func() error{back.growth, back.points, back.debt, back.purchases} {
		if err := part(); err != nil {
			return err
		}
	}
	return back.settle(tierBefore)
}

// returning is an undoing in the middle of its work.
type returning struct {
	from, to *account
	of       source
	merge    models.Merging
}

func (r returning) growth() error {
	var carried, since int64
	tx := r.from.tx
	if err := tx.Raw("SELECT COALESCE(SUM(growth), 0) FROM growth_entries WHERE member_id = ? AND source = 'merge' AND source_id = ?", r.merge.IntoID, r.merge.ID).Scan(&carried).Error; err != nil {
		return err
	}
	err := tx.Raw(`SELECT COALESCE(SUM(e.growth), 0) FROM growth_entries e LEFT JOIN slip_refunds f ON f.id = e.source_id AND e.source = 'refund'
		LEFT JOIN member_grants g ON g.id = e.source_id AND e.source = 'activity' JOIN sales_slips x ON x.id = COALESCE(f.slip_id, g.slip_id)
		WHERE e.member_id = ? AND e.entered_at >= ? AND x.member_id = ?`, r.merge.IntoID, r.merge.MergedAt, r.merge.MemberID).Scan(&since).Error
	if err != nil {
		return err
	}
	if err := r.from.grow(r.of, -carried-since, r.from.at.On); err != nil {
		return err
	}
	return r.to.grow(r.of, carried+since, r.to.at.On)
}

// points gives back what is left of the lots that the merge opened. A later
// merge that was undone opened them anew, so that they are known by their sale
// and their day.
func (r returning) points() error {
	var carried []models.PointLot
	if err := r.from.tx.Raw(`SELECT l.* FROM point_lots l JOIN point_entries e ON e.lot_id = l.id WHERE e.member_id = ? AND e.source = 'merge' AND e.source_id = ? AND e.points > 0 ORDER BY l.id`,
		r.merge.IntoID, r.merge.ID).Scan(&carried).Error; err != nil {
		return err
	}
	for _, brought := range carried {
		due := brought.Points
		for i := range r.from.lots {
			l := r.from.lots[i]
			back := min(l.LeftPts, due)
			if back == 0 || !sameOrigin(l, brought) {
				continue
			}
			if err := r.from.take(r.of, []models.PointTake{{LotID: l.ID, Points: back}}); err != nil {
				return err
			}
			due -= back
			l.ID, l.Points = 0, back
			if err := r.to.lot(r.of, l); err != nil {
				return err
			}
		}
	}
	return nil
}

// sameOrigin tells that two lots are of the same sale, or of none, and day.
func sameOrigin(a, b models.PointLot) bool {
	if a.EarnedOn != b.EarnedOn || (a.SlipID == nil) != (b.SlipID == nil) {
		return false
	}
	return a.SlipID == nil || *a.SlipID == *b.SlipID
}

// debt gives back what the merge brought of it, as far as it is still owed.
func (r returning) debt() error {
	var brought int64
	if err := r.from.tx.Raw("SELECT COALESCE(-SUM(points), 0) FROM point_entries WHERE member_id = ? AND source = 'merge' AND source_id = ? AND lot_id IS NULL", r.merge.IntoID, r.merge.ID).Scan(&brought).Error; err != nil {
		return err
	}
	owed := min(brought, r.from.Debt)
	if owed == 0 {
		return nil
	}
	r.from.enter(r.of, owed, nil)
	r.to.enter(r.of, -owed, nil)
	r.from.Debt, r.to.Debt = r.from.Debt-owed, r.to.Debt+owed
	return r.to.settle(r.of)
}

// purchases gives back the sums of the other's own slips.
func (r returning) purchases() error {
	own, err := boughtBy(r.to)
	if err != nil {
		return err
	}
	r.to.SpentFen, r.to.Slips, r.to.LastBoughtOn = own.Fen, own.Slips, own.LastOn
	r.from.SpentFen, r.from.Slips = r.from.SpentFen-own.Fen, r.from.Slips-own.Slips
	kept, err := boughtBy(r.from)
	r.from.LastBoughtOn = kept.LastOn
	return err
}

// bought is what slips say of a member.
type bought struct {
	Fen    models.Money
	Slips  int64
	LastOn models.Date
}

// boughtBy adds up the slips of a member and of all that are merged into it;
// one of which everything came back is none.
func boughtBy(a *account) (b bought, err error) {
	_, ids, err := heirsOf(a.tx.DB, []standing{{MemberAccount: a.MemberAccount}})
	if err != nil {
		return b, err
	}
	err = a.tx.Raw(`SELECT COALESCE(SUM(x.paid_fen - x.refunded_fen), 0) AS fen, MAX(x.sold_on) AS last_on,
		COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM slip_lines l WHERE l.slip_id = x.id AND l.returned < l.quantity) THEN 1 ELSE 0 END), 0) AS slips
		FROM sales_slips x WHERE x.member_id IN ?`, ids).Scan(&b).Error
	return b, err
}

// settle puts both into their tiers and keeps them.
func (r returning) settle(tierBefore string) error {
	value, err := r.from.value()
	if err != nil {
		return err
	}
	state, cause := r.from.rules.Tiers.Refunded(r.from.State(), tierBefore, value, r.from.joined, r.from.at.On)
	r.from.move(state, cause, value, nil, "")
	if err := r.to.raise(nil); err != nil {
		return err
	}
	if err := r.from.keep(); err != nil {
		return err
	}
	return r.to.keep()
}
