package loyalty

import (
	"slices"

	"assay/app/db"
	"assay/models"
)

// MoveAccount is the step that carries all that one member has to another, for
// the merge with an id of member_merges: reversing lines on one account and the
// same on the other, so that both ledgers still add up and every line stays.
// Lots keep their sale and their last day. It runs before the member is marked
// as merged. ReturnAccount undoes it.
func MoveAccount(tx *db.Tx, at models.Moment, who models.Who, mergeID, from, into int64) error {
	rules, err := RulesOn(tx.DB, at.On)
	if err != nil {
		return err
	}
	held := map[int64]*account{}
	for _, id := range slices.Sorted(slices.Values([]int64{from, into})) {
		if held[id], err = holdReading(tx, at, who, rules, id, tx.Latest()); err != nil {
			return err
		}
	}
	a, b := held[from], held[into]
	of := source{models.FromMerge, mergeID, ""}
	if err := a.carryGrowth(of, b); err != nil {
		return err
	}
	if err := a.carryPoints(of, b); err != nil {
		return err
	}
	b.SpentFen, b.Slips, b.LastBoughtOn = b.SpentFen+a.SpentFen, b.Slips+a.Slips, max(b.LastBoughtOn, a.LastBoughtOn)
	a.SpentFen, a.Slips, a.LastBoughtOn = 0, 0, 0
	if err := b.raise(nil); err != nil {
		return err
	}
	if err := a.keep(); err != nil {
		return err
	}
	return b.keep()
}

func (a *account) carryGrowth(of source, to *account) error {
	growth := a.Growth
	if err := a.grow(of, -growth, a.at.On); err != nil {
		return err
	}
	return to.grow(of, growth, a.at.On)
}

// carryPoints moves lot by lot, then what is owed.
func (a *account) carryPoints(of source, to *account) error {
	for _, l := range slices.Clone(a.lots) {
		if err := a.take(of, []models.PointTake{{LotID: l.ID, Points: l.LeftPts}}); err != nil {
			return err
		}
		l.ID, l.Points = 0, l.LeftPts
		if err := to.lot(of, l); err != nil {
			return err
		}
	}
	if a.Debt == 0 {
		return nil
	}
	a.enter(of, a.Debt, nil)
	to.enter(of, -a.Debt, nil)
	a.Debt, to.Debt = 0, to.Debt+a.Debt
	return to.settle(of)
}
