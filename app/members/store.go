package members

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Listed is a member with where it belongs. Shared tells that it agreed to be
// known beyond its store.
type Listed struct {
	models.Member
	StoreZh  string
	StoreEn  string
	Adviser  string
	Shared   bool
	Brought  string                  // the number of who recommended
	Relation models.ReferralRelation // to that one
}

// Store is the name of the store that the member enrolled at.
func (l Listed) Store(lang string) string { return models.NameIn(lang, l.StoreZh, l.StoreEn) }

const listed = `SELECT m.*, o.name_zh AS store_zh, o.name_en AS store_en, COALESCE(p.name, '') AS adviser, COALESCE(b.number, '') AS brought, COALESCE(rl.relation, '') AS relation, ` + shared + ` AS shared
	FROM members m JOIN stores o ON o.id = m.store_id LEFT JOIN store_people p ON p.id = m.adviser_id LEFT JOIN members b ON b.id = m.brought_by_id LEFT JOIN member_relations rl ON rl.member_id = m.id `

// InScope is the member with an id inside a scope; one outside is not found,
// like one that was erased or merged into another.
func InScope(q *gorm.DB, scope models.Scope, id int64) (Listed, error) {
	cond, args := within(scope)
	var m Listed
	err := q.Raw(listed+"WHERE m.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&m).Error
	if err == nil && m.ID == 0 {
		err = models.NotFound("member")
	}
	return m, err
}

// byNumber is InScope for who typed a member's number.
func byNumber(q *gorm.DB, scope models.Scope, number string) (Listed, error) {
	var id int64
	if err := q.Raw("SELECT id FROM members WHERE number = ?", number).Scan(&id).Error; err != nil {
		return Listed{}, err
	}
	m, err := InScope(q, scope, id)
	if models.KindOf(err) == models.KindNotFound {
		err = models.Invalid("other", "error.member_unknown")
	}
	return m, err
}

// lockInScope is InScope for who writes what must exist once: the member's row
// is held until the end, so two that ask for the same wait for each other.
func lockInScope(tx *db.Tx, scope models.Scope, id int64) (models.Member, error) {
	m, err := InScope(tx.DB, scope, id)
	if err != nil {
		return m.Member, err
	}
	_, err = tx.Change("UPDATE members SET version = version WHERE id = ?", id)
	return m.Member, err
}

// AccountOf is where a member stands.
func AccountOf(q *gorm.DB, id int64) (a models.MemberAccount, err error) {
	err = q.Raw("SELECT * FROM member_accounts WHERE member_id = ?", id).Scan(&a).Error
	return a, err
}

// Consents of a member, the latest first.
func Consents(q *gorm.DB, id int64) (rows []models.MemberConsent, err error) {
	err = q.Raw("SELECT * FROM member_consents WHERE member_id = ? ORDER BY id DESC", id).Scan(&rows).Error
	return rows, err
}

// what a page of a member shows of its past.
const mostLines = 50

// EventLine is an event with the store that it happened at.
type EventLine struct {
	models.MemberEvent
	StoreZh, StoreEn string
}

// ofItsStore joins the store of a row that is found by its member. The sum keeps a
// database from finding it by the store instead: a store has as many rows as all
// its members have, and SQLite takes them for fewer.
const ofItsStore = "store_id + 0"

// Events of a member, the latest first: those of the stores in the scope, all of
// them where the member shares.
func Events(q *gorm.DB, scope models.Scope, m Listed) (rows []EventLine, err error) {
	family, err := Family(q, m.ID)
	if err != nil {
		return nil, err
	}
	cond, args := ofStores(scope, m)
	err = q.Raw("SELECT e.*, s.name_zh AS store_zh, s.name_en AS store_en FROM member_events e JOIN stores s ON s.id = e."+ofItsStore+" WHERE e.member_id IN ? AND "+cond+
		" ORDER BY e.happened_on DESC, e.id DESC LIMIT ?", append(append([]any{family}, args...), mostLines)...).Scan(&rows).Error
	return rows, err
}

// Reminders are those of a member that nobody has seen to, the earliest first.
func Reminders(q *gorm.DB, scope models.Scope, m Listed) (rows []EventLine, err error) {
	family, err := Family(q, m.ID)
	if err != nil {
		return nil, err
	}
	cond, args := ofStores(scope, m)
	err = q.Raw("SELECT e.*, s.name_zh AS store_zh, s.name_en AS store_en FROM member_events e JOIN stores s ON s.id = e."+ofItsStore+" WHERE e.member_id IN ? AND e.kind = 'reminder' AND e.done_at IS NULL AND "+cond+
		" ORDER BY e.due_on, e.id LIMIT ?", append(append([]any{family}, args...), mostLines)...).Scan(&rows).Error
	return rows, err
}

// Purchase is a slip with what was bought.
type Purchase struct {
	models.SalesSlip
	StoreZh, StoreEn string
	Goods            string
}

// Purchases of a member, the latest first, as far as Events.
func Purchases(q *gorm.DB, scope models.Scope, m Listed) (rows []Purchase, err error) {
	family, err := Family(q, m.ID)
	if err != nil {
		return nil, err
	}
	cond, args := ofStores(scope, m)
	err = q.Raw(`SELECT l.*, s.name_zh AS store_zh, s.name_en AS store_en, (SELECT MIN(g.name) FROM slip_lines g WHERE g.slip_id = l.id AND g.line = 1) AS goods
		FROM sales_slips l JOIN stores s ON s.id = l.`+ofItsStore+` WHERE l.member_id IN ? AND `+cond+" ORDER BY l.sold_on DESC, l.id DESC LIMIT ?",
		append(append([]any{family}, args...), mostLines)...).Scan(&rows).Error
	return rows, err
}

// ofStores is how much of what happened at stores a scope sees of a member.
func ofStores(scope models.Scope, m Listed) (string, []any) {
	if m.Shared {
		return "1 = 1", nil
	}
	return db.WithinStores(scope, "s")
}

// Person is somebody who works in a store.
type Person struct {
	ID   int64
	Name string
}

// Advisers work in stores of a scope, by name.
func Advisers(q *gorm.DB, scope models.Scope) (rows []Person, err error) {
	cond, args := db.WithinStores(scope, "s")
	err = q.Raw("SELECT p.id, p.name FROM store_people p JOIN stores s ON s.id = p.store_id WHERE p.until_on IS NULL AND "+cond+" ORDER BY p.name, p.id", args...).Scan(&rows).Error
	return rows, err
}

// Stores are those of a scope, by code.
func Stores(q *gorm.DB, scope models.Scope) (rows []models.Store, err error) {
	cond, args := db.WithinStores(scope, "s")
	err = q.Raw("SELECT s.* FROM stores s WHERE "+cond+" ORDER BY s.code", args...).Scan(&rows).Error
	return rows, err
}
