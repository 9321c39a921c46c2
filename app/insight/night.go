package insight

import (
	"encoding/json"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Night is a night's cuts of recency, frequency and money over all buyers.
type Night struct {
	NightOn models.Date
	Buyers  int64
	Cuts    models.RFMCuts
}

// lastNight is the latest night whose cuts are kept, empty before the first.
func lastNight(q *gorm.DB) (Night, error) {
	return nightOf(q, "SELECT night_on, buyers, cuts FROM rfm_nights ORDER BY night_on DESC LIMIT 1")
}

func nightOf(q *gorm.DB, query string, args ...any) (n Night, err error) {
	var row struct {
		NightOn models.Date
		Buyers  int64
		Cuts    string
	}
	if err = q.Raw(query, args...).Scan(&row).Error; err != nil || row.Cuts == "" {
		return n, err
	}
	n.NightOn, n.Buyers = row.NightOn, row.Buyers
	return n, json.Unmarshal([]byte(row.Cuts), &n.Cuts)
}

// KeepCuts is the step that cuts the buyers of a night into fifths, once: a
// second try of the night finds its cuts.
func KeepCuts(tx *db.Tx, at models.Moment) error {
	was, err := nightOf(tx.DB, "SELECT night_on, buyers, cuts FROM rfm_nights WHERE night_on = ?", at.On)
	if err != nil || !was.NightOn.IsZero() {
		return err
	}
	n := Night{NightOn: at.On}
	if err := tx.Raw("SELECT COUNT(*) FROM member_facts WHERE purchases > 0").Scan(&n.Buyers).Error; err != nil {
		return err
	}
	for k, place := range models.CutPlaces(n.Buyers) {
		if n.Buyers > 0 {
			if err := n.cut(tx, k, place); err != nil {
				return err
			}
		}
	}
	cuts, err := json.Marshal(n.Cuts)
	if err != nil {
		return err
	}
	_, err = tx.Change("INSERT INTO rfm_nights (night_on, cuts, buyers, figured_at) VALUES (?, ?, ?, ?)", n.NightOn, string(cuts), n.Buyers, at.At)
	return err
}

// cut reads the values at a place of the buyers in ascending order.
func (n *Night) cut(tx *db.Tx, k int, place int64) error {
	var last struct{ LastOn models.Date }
	if err := tx.Raw("SELECT last_on FROM member_facts WHERE last_on IS NOT NULL ORDER BY last_on LIMIT 1 OFFSET ?", place).Scan(&last).Error; err != nil {
		return err
	}
	n.Cuts.R[k] = int64(last.LastOn)
	if err := tx.Raw("SELECT purchases FROM member_facts WHERE purchases > 0 ORDER BY purchases LIMIT 1 OFFSET ?", place).Scan(&n.Cuts.F[k]).Error; err != nil {
		return err
	}
	// what a buyer keeps is more than nothing, so the order by money alone serves
	return tx.Raw("SELECT net_fen FROM member_facts WHERE net_fen > 0 ORDER BY net_fen LIMIT 1 OFFSET ?", place).Scan(&n.Cuts.M[k]).Error
}

// NextMembers are the next members after an id, a night's batch of them, with
// those among the facts that are no members any more.
func NextMembers(q *gorm.DB, after int64) (ids []int64, err error) {
	err = q.Raw("SELECT id FROM members WHERE id > ? ORDER BY id LIMIT ?", after, BatchSize).Scan(&ids).Error
	return ids, err
}

// Members is how many members there ever were, for a night's progress.
func Members(q *gorm.DB) (n int64, err error) {
	err = q.Raw("SELECT COUNT(*) FROM members").Scan(&n).Error
	return n, err
}
