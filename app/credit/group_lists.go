package credit

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// GroupLine is a group with its pot on a day.
type GroupLine struct {
	models.CreditGroup `gorm:"embedded"`
	GrantsFen          models.Money  // one-off grants of members, on top of the pot
	StaleFen           models.Money  // securities past their dates that still count
	Count              int64         // members, also those outside the visitor's scope
	Members            []GroupMember `gorm:"-"`
}

// GroupMember is an agent of a group with what it uses of the pot.
type GroupMember struct {
	ID              int64
	GroupID         int64
	Code            string
	NameZh          string
	NameEn          string
	ExposureFen     models.Money
	models.Counters `gorm:"embedded"`
}

// Name is the member's name in a language.
func (m GroupMember) Name(lang string) string {
	return models.NameIn(lang, m.NameZh, m.NameEn)
}

// Name is the group's name in a language.
func (g GroupLine) Name(lang string) string {
	return models.NameIn(lang, g.NameZh, g.NameEn)
}

// Ceiling is how far the members together may go on the day.
func (g GroupLine) Ceiling() models.Money {
	if g.PotKind == models.LimitUnlimited {
		return models.Unbounded
	}
	return models.Limit{Kind: g.PotKind, Amount: g.PotFen}.Ceiling() + g.GrantsFen - g.StaleFen
}

// Unlimited tells whether the pot has no bound.
func (g GroupLine) Unlimited() bool { return g.PotKind == models.LimitUnlimited }

// Used is what the pot holds besides reservations.
func (g GroupLine) Used() models.Money { return g.Exposure() - g.ReservedFen }

// Available is what members may still order; negative when they are over.
func (g GroupLine) Available() models.Money { return g.Ceiling() - g.Exposure() }

const groupsQuery = `SELECT g.*, (SELECT COUNT(*) FROM credit_accounts m WHERE m.group_id = g.id) AS count,
	(SELECT COALESCE(SUM(r.amount_fen), 0) FROM credit_accounts m JOIN credit_grants r ON r.agent_id = m.agent_id
		WHERE m.group_id = g.id AND r.ended_at IS NULL AND r.expires_on >= ?) AS grants_fen,
	(SELECT COALESCE(SUM(e.counted_fen), 0) FROM credit_accounts m JOIN credit_securities e ON e.agent_id = m.agent_id
		WHERE m.group_id = g.id AND e.released_at IS NULL AND e.valid_to_on < ?) AS stale_fen
	FROM credit_groups g ORDER BY g.code`

const membersQuery = `SELECT a.id, c.group_id, a.code, a.name_zh, a.name_en,
	c.receivable_fen + c.reserved_fen - c.unallocated_fen - c.secured_fen AS exposure_fen, c.receivable_fen, c.reserved_fen, c.unallocated_fen, c.secured_fen
	FROM credit_accounts c JOIN agents a ON a.id = c.agent_id WHERE c.group_id IS NOT NULL AND `

// Groups lists the groups on a day with the members inside the scope.
func Groups(q *gorm.DB, scope models.Scope, on models.Date) ([]GroupLine, error) {
	var groups []GroupLine
	if err := q.Raw(groupsQuery, on, on).Scan(&groups).Error; err != nil {
		return nil, err
	}
	cond, args := db.Within(scope, "a")
	var members []GroupMember
	if err := q.Raw(membersQuery+cond+" ORDER BY a.code", args...).Scan(&members).Error; err != nil {
		return nil, err
	}
	at := make(map[int64]int, len(groups))
	for i, g := range groups {
		at[g.ID] = i
	}
	for _, m := range members {
		if i, ok := at[m.GroupID]; ok {
			groups[i].Members = append(groups[i].Members, m)
		}
	}
	return groups, nil
}
