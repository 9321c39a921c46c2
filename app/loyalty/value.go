package loyalty

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// standing is an account with what its periods follow from.
type standing struct {
	models.MemberAccount
	JoinedOn models.Date
}

// valuesOf is what counts for the tier of each of some accounts on a day, by
// member: growth, or what the last night expected them to be worth. Of who took over merged members, theirs counts on the days that it
// was earned on; what the merge itself moved does not count again.
func valuesOf(q *gorm.DB, p models.TierPolicy, on models.Date, of []standing) (map[int64]int64, error) {
	return valuesReading(q, p, on, of, "")
}

// valuesReading is valuesOf with what ends its SELECT: tx.Latest() where the
// transaction has read before.
func valuesReading(q *gorm.DB, p models.TierPolicy, on models.Date, of []standing, latest string) (map[int64]int64, error) {
	values, err := growthReading(q, p, on, of, latest)
	if err != nil || p.Basis == models.TierByGrowth {
		return values, err
	}
	worth, err := worthOf(q, of)
	for _, s := range of {
		values[s.MemberID] = p.Counted(values[s.MemberID], worth[s.MemberID])
	}
	return values, err
}

// worthOf is what some members are expected to be worth, in whole yuan.
func worthOf(q *gorm.DB, of []standing) (map[int64]int64, error) {
	ids := make([]int64, len(of))
	for i, s := range of {
		ids[i] = s.MemberID
	}
	worth := make(map[int64]int64, len(of))
	if len(ids) == 0 {
		return worth, nil
	}
	return worth, db.EachRow(q, "SELECT member_id, clv_fen FROM member_facts WHERE member_id IN (?)", func(scan db.Scan) error {
		var member int64
		var fen models.Money
		err := scan(&member, &fen)
		worth[member] = models.WholeYuan(fen)
		return err
	}, ids)
}

// growthReading is the growth that counts.
func growthReading(q *gorm.DB, p models.TierPolicy, on models.Date, of []standing, latest string) (map[int64]int64, error) {
	values := make(map[int64]int64, len(of))
	if !p.Reviewed() {
		for _, s := range of {
			values[s.MemberID] = s.Growth
		}
		return values, nil
	}
	heirs, ids, err := heirsOf(q, of)
	if err != nil || len(ids) == 0 {
		return values, err
	}
	spans, first := map[int64]models.Period{}, on
	for _, s := range of {
		spans[s.MemberID] = p.Span(s.JoinedOn, on)
		first = min(first, spans[s.MemberID].From)
	}
	return values, db.EachRow(q, `SELECT member_id, posting_on, SUM(growth) FROM growth_entries WHERE member_id IN (?) AND posting_on >= ? AND posting_on <= ? AND source NOT IN ('merge', 'unmerge')
		GROUP BY member_id, posting_on`+latest, func(scan db.Scan) error {
		var member, growth int64
		var day models.Date
		err := scan(&member, &day, &growth)
		if heir := heirs[member]; err == nil && spans[heir].Holds(day) {
			values[heir] += growth
		}
		return err
	}, ids, first, on)
}

// heirsOf tells, of some members and all that were merged into them, whose
// account theirs is now.
func heirsOf(q *gorm.DB, of []standing) (heirs map[int64]int64, ids []int64, err error) {
	heirs = make(map[int64]int64, len(of))
	for _, s := range of {
		heirs[s.MemberID] = s.MemberID
		ids = append(ids, s.MemberID)
	}
	seen := map[int64]bool{}
	for next := ids; len(next) > 0; {
		var merged []struct{ MemberID, IntoID int64 }
		if err := q.Raw("SELECT member_id, into_id FROM member_merges WHERE into_id IN (?) AND undone_at IS NULL", next).Scan(&merged).Error; err != nil {
			return nil, nil, err
		}
		next = nil
		for _, m := range merged {
			if !seen[m.MemberID] { // also of one who is asked for as well: the growth is the heir's
				seen[m.MemberID], heirs[m.MemberID] = true, heirs[m.IntoID]
				next, ids = append(next, m.MemberID), append(ids, m.MemberID)
			}
		}
	}
	return heirs, ids, nil
}
