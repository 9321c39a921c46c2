package loyalty

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/insight"
	"assay/models"
)

// EachExpired hands do the members, BatchSize at a time, who hold points past
// their last day. It goes day by day through an index and costs what is due.
func EachExpired(q *gorm.DB, on models.Date, do func(ids []int64) error) error {
	var days []models.Date
	if err := q.Raw("SELECT DISTINCT expires_on FROM point_lots WHERE expires_on < ? AND left_points > 0 ORDER BY expires_on", on).Scan(&days).Error; err != nil {
		return err
	}
	for _, day := range days {
		for last := int64(0); ; {
			var ids []int64
			if err := q.Raw("SELECT DISTINCT member_id FROM point_lots WHERE expires_on = ? AND member_id > ? AND left_points > 0 ORDER BY member_id LIMIT ?", day, last, BatchSize).
				Scan(&ids).Error; err != nil {
				return err
			}
			if len(ids) == 0 {
				break
			}
			last = ids[len(ids)-1]
			if err := do(ids); err != nil {
				return err
			}
		}
	}
	return nil
}

// Expired is what a batch lost.
type Expired struct{ Members, Lots, Points int64 }

// Expire is the step that takes from some members what is past its last day,
// and returns how much. It works by sets: a line for every lot, a row for every
// account. A second run finds nothing.
func Expire(tx *db.Tx, at models.Moment, who models.Who, ids []int64) (e Expired, err error) {
	e.Members = int64(len(ids))
	// The accounts first, as everywhere: what an UPDATE reads is what is committed.
	if _, err = tx.Change(`UPDATE member_accounts SET version = version + 1, points = points - (SELECT COALESCE(SUM(l.left_points), 0) FROM point_lots l
		WHERE l.member_id = member_accounts.member_id AND l.left_points > 0 AND l.expires_on < ?) WHERE member_id IN (?)`, at.On, ids); err != nil {
		return e, err
	}
	if err = tx.Raw("SELECT COALESCE(SUM(left_points), 0) FROM point_lots WHERE member_id IN (?) AND left_points > 0 AND expires_on < ?"+tx.Latest(), ids, at.On).Scan(&e.Points).Error; err != nil {
		return e, err
	}
	if _, err = tx.Change(`INSERT INTO point_entries (member_id, posting_on, points, lot_id, source, source_id, note, entered_by, entered_at)
		SELECT member_id, ?, -left_points, id, 'expiry', id, '', ?, ? FROM point_lots WHERE member_id IN (?) AND left_points > 0 AND expires_on < ?`,
		at.On, who.Name, at.At, ids, at.On); err != nil {
		return e, err
	}
	if e.Lots, err = tx.Change("UPDATE point_lots SET left_points = 0 WHERE member_id IN (?) AND left_points > 0 AND expires_on < ?", ids, at.On); err != nil {
		return e, err
	}
	return e, insight.TouchAll(tx, ids)
}

// Expiring is what can be spent on a day and no more after another, and of how
// many members.
func Expiring(q *gorm.DB, on, by models.Date) (e Expired, err error) {
	err = q.Raw("SELECT COALESCE(SUM(left_points), 0) AS points, COUNT(*) AS lots, COUNT(DISTINCT member_id) AS members FROM point_lots WHERE expires_on >= ? AND expires_on <= ? AND left_points > 0",
		on, by).Scan(&e).Error
	return e, err
}
