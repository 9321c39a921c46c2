package orders

import (
	"slices"

	"gorm.io/gorm"

	"assay/app/policy"
	"assay/models"
)

// Matrix is who may decide what on a day.
func Matrix(q *gorm.DB, on models.Date) (*models.ApprovalMatrix, error) {
	m, _, err := policy.Current[*models.ApprovalMatrix](q, models.PolicyApproval, models.SegmentAll, on)
	return m, err
}

// RolesOver are the person's roles by which they may release holds of the
// order's agent: a role for one region decides nothing in another.
func RolesOver(q *gorm.DB, actor models.Actor, id int64) ([]models.Role, error) {
	var roles []models.Role
	for _, g := range actor.Grants {
		if !g.Role.Holds(models.HoldRelease) || slices.Contains(roles, g.Role) {
			continue
		}
		one := models.Actor{Grants: slices.DeleteFunc(slices.Clone(actor.Grants), func(x models.Grant) bool { return x.Role != g.Role })}
		_, err := InScope(q, one.Scope(models.HoldRelease), id)
		switch {
		case err == nil:
			roles = append(roles, g.Role)
		case models.KindOf(err) != models.KindNotFound:
			return nil, err
		}
	}
	return roles, nil
}

// mayRelease refuses whoever's authority a release exceeds, with who may. It
// grants the shortfall; a hold by hand is the own one of whoever made it.
func mayRelease(q *gorm.DB, who models.Who, roles []models.Role, id int64, grant models.Money, on models.Date) error {
	m, err := Matrix(q, on)
	if err != nil {
		return err
	}
	hold, err := HoldOf(q, id)
	if err != nil {
		return err
	}
	need := m.Needs(models.ApproveHoldRelease, grant, 0)
	switch own := hold != nil && hold.Forced() && hold.ForcedByID == who.ID; {
	case need.Met(roles, own):
		return nil
	case need.Met(roles, false):
		return models.Forbidden("error.release_own_hold")
	}
	return models.Forbidden("error.release_beyond_authority."+string(need.Role)).With("Amount", grant)
}
