package offers

import (
	"encoding/json"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
	"assay/models/loyalty"
)

// trialsKept is how long the try-outs of past nights can be looked up, in days.
const trialsKept = 400

// Keep is the step that puts what a night found in the place of what was found
// before. A second try of the night ends with the same.
func Keep(tx *db.Tx, at models.Moment, c *Counted) error {
	for _, table := range []string{"DELETE FROM offer_links", "DELETE FROM offer_articles"} {
		if _, err := tx.Change(table); err != nil {
			return err
		}
	}
	if len(c.Articles) > 0 {
		if err := tx.CreateInBatches(&c.Articles, 500).Error; err != nil {
			return err
		}
	}
	if len(c.Links) > 0 {
		if err := tx.CreateInBatches(&c.Links, 1_000).Error; err != nil {
			return err
		}
	}
	tried, err := json.Marshal(c.Tried)
	if err != nil {
		return err
	}
	if _, err := tx.Change("DELETE FROM offer_trials WHERE tried_on = ? OR tried_on < ?", at.On, at.On.AddDays(-trialsKept)); err != nil {
		return err
	}
	return tx.Create(&KeptTrial{at.On, int64(len(c.Articles)), c.Buyers, string(tried), at.At}).Error
}

// LatestTrial is the last night's, with how the rules did; zero before the first.
func LatestTrial(q *gorm.DB) (k KeptTrial, t loyalty.SuggestTried, err error) {
	if err = q.Raw("SELECT * FROM offer_trials ORDER BY tried_on DESC LIMIT 1").Scan(&k).Error; err != nil || k.Tried == "" {
		return k, t, err
	}
	return k, t, json.Unmarshal([]byte(k.Tried), &t)
}
