package members

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// soon is how far ahead a store looks at birthdays, in days.
const soon = 14

// mostToday bounds each list of a store's first page.
const mostToday = 30

// Kept is a birthday that is near. Greeting tells that the member agreed to be
// greeted.
type Kept struct {
	models.Member
	On       models.Date
	Days     int
	Greeting bool
}

// Due is a reminder whose day has come.
type Due struct {
	models.MemberEvent
	Name string
}

// Birthdays are those of a scope's members that are kept within so many days,
// the nearest first.
func Birthdays(q *gorm.DB, scope models.Scope, on models.Date, days int) (out []Kept, err error) {
	cond, args := within(scope)
	solar, lunar := monthsOf(on, days)
	var rows []Kept
	err = q.Raw(`SELECT m.*, EXISTS (SELECT 1 FROM member_consents c WHERE c.member_id = m.id AND c.purpose = 'birthday' AND c.withdrawn_at IS NULL) AS greeting
		FROM members m WHERE (m.birth_lunar = 0 AND m.birth_month IN ? OR m.birth_lunar = 1 AND m.birth_month IN ?) AND `+cond+" ORDER BY m.id LIMIT 2000",
		append([]any{solar, lunar}, args...)...).Scan(&rows).Error
	for _, r := range rows {
		r.On = r.Birthday().Next(on)
		if r.Days = r.On.DaysSince(on); r.Days <= days {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Kept) int { return int(a.On - b.On) })
	return out[:min(len(out), mostToday)], err
}

// monthsOf are the months of both calendars that days from a day on lie in. A
// month has 28 days at least, so that its ends and the weeks between show all.
func monthsOf(on models.Date, days int) (solar, lunar []int) {
	for i := 0; ; i += 7 {
		day := on.AddDays(min(i, days))
		solar = append(solar, int(day.Month()))
		lunar = append(lunar, models.LunarOf(day).Month)
		if i >= days {
			return solar, lunar
		}
	}
}

// DueReminders are those of a scope's stores that are due by a day, the oldest
// first.
func DueReminders(q *gorm.DB, scope models.Scope, on models.Date) (rows []Due, err error) {
	inside, own := within(scope)
	cond, args := db.WithinStores(scope, "t")
	err = q.Raw(`SELECT e.*, m.name, m.id AS member_id FROM member_events e JOIN stores t ON t.id = e.store_id JOIN members o ON o.id = e.member_id JOIN members m ON m.id = COALESCE(o.merged_into_id, o.id)
		WHERE e.kind = 'reminder' AND e.done_at IS NULL AND e.due_on <= ? AND `+cond+" AND "+inside+" ORDER BY e.due_on, e.id LIMIT ?",
		append(append(append([]any{on}, args...), own...), mostToday)...).Scan(&rows).Error
	return rows, err
}

// Enrolled are the members who enrolled at a scope's stores since a day, the
// latest first, and how many they are.
func Enrolled(q *gorm.DB, scope models.Scope, since models.Date) (rows []models.Member, n int64, err error) {
	cond, args := db.WithinStores(scope, "t")
	from := "FROM members m JOIN stores t ON t.id = m.store_id WHERE m.joined_on >= ? AND m.erased_at IS NULL AND m.merged_into_id IS NULL AND " + cond
	if err = q.Raw("SELECT COUNT(*) "+from, append([]any{since}, args...)...).Scan(&n).Error; err != nil {
		return nil, 0, err
	}
	err = q.Raw("SELECT m.* "+from+" ORDER BY m.id DESC LIMIT 8", append([]any{since}, args...)...).Scan(&rows).Error
	return rows, n, err
}

// likesOf are the things that a member likes, as they were typed with commas.
func likesOf(text string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",，、;；\n", r) }), func(s string) bool { return strings.TrimSpace(s) == "" })
}
