package loyalty

import (
	"assay/app/db"
	"assay/app/insight"
	"assay/models"
)

// Open is the step that gives a new member an account with nothing in it, in
// the tier that a policy begins with.
func Open(tx *db.Tx, memberID int64, policy models.TierPolicy, joined models.Date) error {
	a := models.MemberAccount{MemberID: memberID, Version: 1}
	a.Put(policy.Join(joined))
	if err := tx.Create(&a).Error; err != nil {
		return err
	}
	return insight.Touch(tx, memberID)
}
