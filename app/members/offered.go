package members

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/offers"
	"assay/models"
)

// Offered is what to offer first to somebody who is expected: because of a
// birthday, an enquiry or a visit.
type Offered struct {
	MemberID int64
	Name     string
	Cause    string // birthday, enquiry or visit
	models.Offer
}

// lately is how many days an enquiry or a visit counts.
const lately = 7

// mostOffered is how many a store's first page names.
const mostOffered = 12

// OfferedToday are what a store's people may offer on a day: to who asked or
// came lately, and to those with a birthday who agreed to be told of goods. Who
// has nothing to be offered is left out.
func OfferedToday(q *gorm.DB, scope models.Scope, on models.Date, birthdays []Kept) (out []Offered, err error) {
	who, err := cameLately(q, scope, on)
	if err != nil {
		return nil, err
	}
	agreed, err := marketed(q, birthdays)
	if err != nil {
		return nil, err
	}
	near, seen := map[int64]bool{}, map[int64]bool{}
	for _, b := range birthdays {
		near[b.ID] = true
		if agreed[b.ID] {
			who = append(who, Offered{MemberID: b.ID, Name: b.Name, Cause: "birthday"})
		}
	}
	var ids []int64
	for _, w := range who {
		ids = append(ids, w.MemberID)
	}
	found, err := offers.For(q, on, ids, near)
	if err != nil {
		return nil, err
	}
	for _, w := range who {
		if rows := found[w.MemberID]; len(rows) > 0 && !seen[w.MemberID] && len(out) < mostOffered {
			w.Offer, seen[w.MemberID] = rows[0], true
			out = append(out, w)
		}
	}
	return out, nil
}

// cameLately are the members of a scope's stores who asked for something or came
// in the last days, the latest first.
func cameLately(q *gorm.DB, scope models.Scope, on models.Date) (rows []Offered, err error) {
	inside, own := within(scope)
	cond, args := db.WithinStores(scope, "t")
	err = q.Raw(`SELECT m.id AS member_id, m.name, e.kind AS cause FROM member_events e JOIN stores t ON t.id = e.store_id JOIN members o ON o.id = e.member_id JOIN members m ON m.id = COALESCE(o.merged_into_id, o.id)
		WHERE e.kind IN ('enquiry', 'visit') AND e.happened_on > ? AND e.happened_on <= ? AND `+cond+" AND "+inside+" ORDER BY e.happened_on DESC, e.id DESC LIMIT ?",
		append(append(append([]any{on.AddDays(-lately), on}, args...), own...), mostToday)...).Scan(&rows).Error
	return rows, err
}

// marketed are those among some members who agreed to be told of goods.
func marketed(q *gorm.DB, of []Kept) (map[int64]bool, error) {
	ids := make([]int64, len(of))
	for i, k := range of {
		ids[i] = k.ID
	}
	out := map[int64]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	var agreed []int64
	err := q.Raw("SELECT DISTINCT member_id FROM member_consents WHERE member_id IN ? AND purpose = 'marketing' AND withdrawn_at IS NULL", ids).Scan(&agreed).Error
	for _, id := range agreed {
		out[id] = true
	}
	return out, err
}
