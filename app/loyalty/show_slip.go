package loyalty

import (
	"gorm.io/gorm"

	"assay/app/perks"
	"assay/models"
)

// SlipView is all that a slip's page shows.
type SlipView struct {
	Slip    models.SalesSlip
	Lines   []models.SlipLine
	Refunds []models.SlipRefund
	Store   models.Store
	Member  *Known
	Rose    *models.TierMove
	Seller  string
	Perks   []models.PerkUse
}

// Left is what may still come back.
func (v SlipView) Left() (pieces int) {
	for _, l := range v.Lines {
		pieces += l.Quantity - l.Returned
	}
	return pieces
}

// LookAtSlip reads a slip of a store inside the scope.
func LookAtSlip(q *gorm.DB, scope models.Scope, id int64) (v SlipView, err error) {
	if v.Slip, err = SlipByID(q, scope, id); err != nil {
		return v, err
	}
	if v.Lines, err = LinesOf(q, id); err != nil {
		return v, err
	}
	if err = q.Raw("SELECT * FROM slip_refunds WHERE slip_id = ? ORDER BY id", id).Scan(&v.Refunds).Error; err != nil {
		return v, err
	}
	if err = q.Raw("SELECT * FROM stores WHERE id = ?", v.Slip.StoreID).Scan(&v.Store).Error; err != nil {
		return v, err
	}
	if v.Perks, err = perks.UsesOfSlip(q, id); err != nil {
		return v, err
	}
	if v.Slip.PersonID != nil {
		if err = q.Raw("SELECT name FROM store_people WHERE id = ?", *v.Slip.PersonID).Scan(&v.Seller).Error; err != nil {
			return v, err
		}
	}
	if v.Slip.MemberID == nil {
		return v, nil
	}
	return v, v.member(q)
}

func (v *SlipView) member(q *gorm.DB) error {
	heir, err := heirOf(q, *v.Slip.MemberID)
	if err != nil {
		return err
	}
	k, err := KnownByID(q, models.Scope{All: true}, heir)
	switch {
	case models.KindOf(err) == models.KindNotFound: // erased since
		return nil
	case err != nil:
		return err
	}
	v.Member = &k
	var moves []models.TierMove
	err = q.Raw("SELECT * FROM tier_moves WHERE slip_id = ? AND cause = ? ORDER BY id LIMIT 1", v.Slip.ID, models.TierUpgrade).Scan(&moves).Error
	if len(moves) > 0 {
		v.Rose = &moves[0]
	}
	return err
}
