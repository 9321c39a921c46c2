package provision

import (
	"context"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// rollMonths is how many months the roll to loss looks at.
const rollMonths = 12

// rollsQuery is, item by item, what was owed at the end of a day, how late it
// was, and what of it was written off less recovered by another day.
const rollsQuery = `SELECT i.agent_id, i.due_on, i.amount_fen - COALESCE(SUM(CASE WHEN l.posting_on <= ? THEN l.amount_fen ELSE 0 END), 0) AS owed_fen,
	COALESCE(SUM(CASE WHEN l.posting_on > ? AND l.source IN ('write_off', 'recovery') THEN l.amount_fen ELSE 0 END), 0) AS lost_fen
	FROM open_items i LEFT JOIN allocations l ON l.item_id = i.id AND l.posting_on <= ?
	WHERE i.amount_fen > 0 AND i.posting_on <= ? GROUP BY i.id, i.agent_id, i.due_on, i.amount_fen
	HAVING i.amount_fen - COALESCE(SUM(CASE WHEN l.posting_on <= ? THEN l.amount_fen ELSE 0 END), 0) > 0`

// Learn keeps what became, within a year, of what was owed at the end of a
// month, for the twelve months that ended a year before through or earlier. A
// month that is kept is not looked at again. fence runs first in each
// transaction.
func (s *Service) Learn(ctx context.Context, through models.Date, fence func(tx *db.Tx) error) error {
	for k := range rollMonths {
		month := through.AddMonths(-12 - k).MonthEnd()
		var known int64
		if err := s.DB.Read(ctx).Raw("SELECT COUNT(*) FROM provision_rolls WHERE month_on = ?", month).Scan(&known).Error; err != nil {
			return err
		}
		if known > 0 { // an earlier try may have died before the months before it
			continue
		}
		if err := s.learn(ctx, month, fence); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) learn(ctx context.Context, month models.Date, fence func(tx *db.Tx) error) error {
	sums := map[string]*[models.ProvisionClasses]models.RollToLoss{models.SegmentAll: {}}
	err := s.DB.Snapshot(ctx, func(tx *db.Tx) error {
		m, _, err := receivables.Matrix(tx.DB, s.Clock.Moment().On)
		if err != nil {
			return err
		}
		rows, err := members(tx.DB, m, month)
		if err != nil {
			return err
		}
		later := month.AddMonths(12)
		return db.EachRow(tx.DB, rollsQuery, func(scan db.Scan) error {
			var agent int64
			var due models.Date
			var r models.RollToLoss
			if err := scan(&agent, &due, &r.LookedFen, &r.LostFen); err != nil {
				return err
			}
			segment := m.Rows[rows[agent]].Segment
			if sums[segment] == nil {
				sums[segment] = &[models.ProvisionClasses]models.RollToLoss{}
			}
			cell := &sums[segment][models.BucketOf(month, due)+1]
			cell.LookedFen, cell.LostFen = cell.LookedFen+r.LookedFen, cell.LostFen+r.LostFen
			return nil
		}, month, month, later, month, month)
	})
	if models.KindOf(err) == models.KindNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		return keep(tx, month, sums)
	})
	if db.IsDuplicate(err) { // another runner has looked at it
		return nil
	}
	return err
}

func keep(tx *db.Tx, month models.Date, sums map[string]*[models.ProvisionClasses]models.RollToLoss) error {
	for segment, classes := range sums {
		for class, r := range classes {
			if _, err := tx.Change("INSERT INTO provision_rolls (month_on, segment, class, looked_fen, lost_fen) VALUES (?, ?, ?, ?, ?)", month, segment, class, r.LookedFen, r.LostFen); err != nil {
				return err
			}
		}
	}
	return nil
}

// Rolls are what the twelve kept months up to a day say of each class of a
// segment.
func Rolls(q *gorm.DB, segment string, through models.Date) (out [models.ProvisionClasses]models.RollToLoss, err error) {
	var rows []struct {
		Class     int
		LookedFen models.Money
		LostFen   models.Money
	}
	err = q.Raw("SELECT class, SUM(looked_fen) AS looked_fen, SUM(lost_fen) AS lost_fen FROM provision_rolls WHERE segment = ? AND month_on > ? GROUP BY class",
		segment, through.AddMonths(-12-rollMonths)).Scan(&rows).Error
	for _, r := range rows {
		out[r.Class] = models.RollToLoss{LookedFen: r.LookedFen, LostFen: r.LostFen}
	}
	return out, err
}
