package members

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Filter narrows a list of members. Phone is a whole one; Name a part of one
// that the scope may know.
type Filter struct {
	Name, Phone, Tier string
	Limit, Offset     int
}

// Found is a member of a list with where it stands.
type Found struct {
	Listed
	Tier   string
	Growth int64
	Points int64
}

// Hidden tells that the person is not for the scope: the headquarters knows
// those who share.
func (l Listed) Hidden(scope models.Scope) bool { return len(scope.Stores) == 0 && !l.Shared }

// Find lists the members of a scope, the latest first, with how many there are.
func (s *Service) Find(q *gorm.DB, scope models.Scope, f Filter) (rows []Found, total int64, err error) {
	cond, args := within(scope)
	if f.Tier != "" {
		cond, args = cond+" AND a.tier = ?", append(args, f.Tier)
	}
	if f.Phone != "" {
		cond, args = cond+" AND m.id = ?", append(args, s.IDOf(q, f.Phone))
	}
	if f.Name != "" {
		cond, args = cond+" AND m.name LIKE ? ESCAPE '!'", append(args, db.Like(f.Name))
		if len(scope.Stores) == 0 {
			cond += " AND " + shared
		}
	}
	from := " FROM members m JOIN member_accounts a ON a.member_id = m.id JOIN stores o ON o.id = m.store_id WHERE " + cond
	if err = q.Raw("SELECT COUNT(*)"+from, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	err = q.Raw("SELECT m.*, a.tier, a.growth, a.points, o.name_zh AS store_zh, o.name_en AS store_en, "+shared+" AS shared"+from+" ORDER BY m.id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...).Scan(&rows).Error
	return rows, total, err
}
