package insight

import (
	"slices"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// askedDays is how far back the cockpit looks at what members were asked.
const askedDays = 90

// Content is what the members of a scope said when they were asked: of all
// stores, and of each with an answer, the lowest recommendation first.
type Content struct {
	Since  models.Date
	All    Said
	Stores []Said
}

// Said are the answers at a store. CSATSum is the sum of satisfaction, 1 to 5 each.
type Said struct {
	models.Satisfaction
	StoreZh, StoreEn string
	CSATSum          int64 `gorm:"column:csat_sum"`
}

// Mean is the mean of satisfaction with two digits after the point, "" without an
// answer.
func (s Said) Mean() string {
	if s.Answered == 0 {
		return ""
	}
	mean, err := models.MulDiv(s.CSATSum, 100, s.Answered)
	if err != nil {
		return ""
	}
	return models.Money(mean).String()
}

// mostStores is how many stores the cockpit lists.
const mostStores = 12

// ContentOf adds up the answers of the last 90 days, by the day of asking.
func ContentOf(q *gorm.DB, scope models.Scope, on models.Date) (c Content, err error) {
	cond, args := db.WithinStores(scope, "s")
	c.Since = on.AddDays(-askedDays + 1)
	var rows []Said
	err = q.Raw(`SELECT s.name_zh AS store_zh, s.name_en AS store_en, COUNT(*) AS asked, SUM(CASE WHEN v.answered_at IS NULL THEN 0 ELSE 1 END) AS answered,
		SUM(CASE WHEN v.answered_at IS NULL THEN 0 ELSE v.csat END) AS csat_sum, SUM(CASE WHEN v.answered_at IS NOT NULL AND v.csat >= 4 THEN 1 ELSE 0 END) AS satisfied,
		SUM(CASE WHEN v.answered_at IS NOT NULL AND v.nps >= 9 THEN 1 ELSE 0 END) AS promoters, SUM(CASE WHEN v.answered_at IS NOT NULL AND v.nps <= 6 THEN 1 ELSE 0 END) AS detractors
		FROM surveys v JOIN stores s ON s.id = v.store_id WHERE v.asked_on >= ? AND v.asked_on <= ? AND `+cond+" GROUP BY s.id, s.name_zh, s.name_en ORDER BY s.id",
		append([]any{c.Since, on}, args...)...).Scan(&rows).Error
	for _, r := range rows {
		c.All.Asked, c.All.Answered, c.All.CSATSum = c.All.Asked+r.Asked, c.All.Answered+r.Answered, c.All.CSATSum+r.CSATSum
		c.All.Satisfied, c.All.Promoters, c.All.Detractors = c.All.Satisfied+r.Satisfied, c.All.Promoters+r.Promoters, c.All.Detractors+r.Detractors
		if r.Answered > 0 {
			c.Stores = append(c.Stores, r)
		}
	}
	slices.SortStableFunc(c.Stores, func(a, b Said) int { return int(a.NPS() - b.NPS()) })
	c.Stores = c.Stores[:min(len(c.Stores), mostStores)]
	return c, err
}

// FunnelRow is how many prospects of a scope stand at a stage, and their share.
type FunnelRow struct {
	Stage models.ProspectStage
	N     int64
	Part  models.Rate `gorm:"-"`
}

// FunnelOf counts the prospects of a scope that were entered since a day, by
// stage; what share of all became members.
func FunnelOf(q *gorm.DB, scope models.Scope, since models.Date) (rows []FunnelRow, rate models.Rate, err error) {
	cond, args := db.WithinStores(scope, "s")
	var found []FunnelRow
	if err = q.Raw("SELECT p.stage, COUNT(*) AS n FROM prospects p JOIN stores s ON s.id = p.store_id WHERE p.entered_on >= ? AND "+cond+" GROUP BY p.stage", append([]any{since}, args...)...).Scan(&found).Error; err != nil {
		return nil, 0, err
	}
	counts, all := map[models.ProspectStage]int64{}, int64(0)
	for _, f := range found {
		counts[f.Stage], all = f.N, all+f.N
	}
	for _, stage := range models.ProspectStages() {
		rows = append(rows, FunnelRow{stage, counts[stage], models.PartOf(counts[stage], all)})
	}
	return rows, models.PartOf(counts[models.ProspectConverted], all), nil
}
