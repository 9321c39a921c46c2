package loyalty

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// heirOf is the member whose account somebody's is now, after merges; not found
// for who does not exist.
func heirOf(q *gorm.DB, memberID int64) (int64, error) {
	for {
		var m models.Member
		if err := q.Raw("SELECT id, merged_into_id FROM members WHERE id = ?", memberID).Scan(&m).Error; err != nil {
			return 0, err
		}
		switch {
		case m.ID == 0:
			return 0, models.NotFound("member")
		case m.MergedIntoID == nil:
			return m.ID, nil
		}
		memberID = *m.MergedIntoID
	}
}

// withinReach is the condition that keeps members, named m, who enrolled at or
// deal with a store inside a scope.
func withinReach(scope models.Scope) (string, []any) {
	if scope.All {
		return "1 = 1", nil
	}
	cond, args := db.WithinStores(scope, "s")
	return "EXISTS (SELECT 1 FROM stores s WHERE " + cond + " AND (s.id = m.store_id OR s.id IN (SELECT ms.store_id FROM member_stores ms WHERE ms.member_id = m.id)))", args
}

// reachable is the member whose account somebody's is now, where a store inside
// the scope knows the member; not found otherwise.
func reachable(q *gorm.DB, scope models.Scope, memberID int64) (int64, error) {
	id, err := heirOf(q, memberID)
	if err != nil {
		return 0, err
	}
	cond, args := withinReach(scope)
	var n int64
	if err := q.Raw("SELECT COUNT(*) FROM members m WHERE m.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&n).Error; err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, models.NotFound("member")
	}
	return id, nil
}
