package prospects

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Listed is a prospect with what it points at.
type Listed struct {
	models.Prospect
	StoreZh, StoreEn string
	Staff            string
	Referrer         string // the number
	MemberNumber     string
}

// InScope is a prospect of a store inside the scope; not found outside.
func InScope(q *gorm.DB, scope models.Scope, id int64) (p Listed, err error) {
	cond, args := db.WithinStores(scope, "s")
	err = q.Raw(`SELECT p.*, s.name_zh AS store_zh, s.name_en AS store_en, COALESCE(w.name, '') AS staff, COALESCE(r.number, '') AS referrer, COALESCE(m.number, '') AS member_number
		FROM prospects p JOIN stores s ON s.id = p.store_id LEFT JOIN store_people w ON w.id = p.staff_id LEFT JOIN members r ON r.id = p.referrer_id LEFT JOIN members m ON m.id = p.member_id
		WHERE p.id = ? AND `+cond, append([]any{id}, args...)...).Scan(&p).Error
	if err == nil && p.ID == 0 {
		err = models.NotFound("prospect")
	}
	return p, err
}

// Notes are what happened with a prospect, the oldest first.
func Notes(q *gorm.DB, id int64) (rows []models.ProspectNote, err error) {
	err = q.Raw("SELECT * FROM prospect_notes WHERE prospect_id = ? ORDER BY happened_on, id", id).Scan(&rows).Error
	return rows, err
}

// Inviter is the living member behind the code of an invitation.
type Inviter struct {
	ID               int64
	Number, Name     string
	StoreID          int64
	StoreZh, StoreEn string
}

// InviterOf finds the member whose code it is; not found for one that is none.
func InviterOf(q *gorm.DB, code string) (v Inviter, err error) {
	err = q.Raw(`SELECT m.id, m.number, m.name, m.store_id, s.name_zh AS store_zh, s.name_en AS store_en FROM members m JOIN stores s ON s.id = m.store_id
		WHERE m.public_id = ? AND m.erased_at IS NULL AND m.merged_into_id IS NULL AND s.closed_on IS NULL`, code).Scan(&v).Error
	if err == nil && v.ID == 0 {
		err = models.NotFound("link")
	}
	return v, err
}
