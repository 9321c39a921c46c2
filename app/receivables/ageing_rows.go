package receivables

import (
	"strings"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// ageingRow is an agent's ageing with what a list shows of the agent.
type ageingRow struct {
	AgentAgeing
	Code    string
	NameZh  string
	NameEn  string
	Grade   models.Grade
	Region  string
	RegionE string
	Search  string
}

// Name is the agent's name in a language.
func (r ageingRow) Name(lang string) string {
	return models.NameIn(lang, r.NameZh, r.NameEn)
}

// RegionName is the region's name in a language.
func (r ageingRow) RegionName(lang string) string {
	return models.NameIn(lang, r.Region, r.RegionE)
}

// ageingFilter narrows the agents of an ageing; what is zero narrows nothing.
// A region includes those below it.
type ageingFilter struct {
	Agents []int64
	Region int64
	Grade  models.Grade
}

func (f ageingFilter) within(scope models.Scope) (string, []any) {
	cond, args := db.Within(scope, "a")
	if n := len(f.Agents); n > 0 {
		cond += " AND a.id IN (?" + strings.Repeat(", ?", n-1) + ")"
		for _, id := range f.Agents {
			args = append(args, id)
		}
	}
	if f.Region != 0 {
		cond, args = cond+" AND a.region_path LIKE (SELECT CONCAT(x.path, '%') FROM regions x WHERE x.id = ?)", append(args, f.Region)
	}
	if f.Grade != "" {
		cond, args = cond+" AND a.grade = ?", append(args, f.Grade)
	}
	return cond, args
}

// regions are those to choose from, parents first.
func regions(q *gorm.DB) ([]models.Region, error) {
	var rows []models.Region
	err := q.Raw("SELECT * FROM regions ORDER BY path").Scan(&rows).Error
	return rows, err
}

// ageingRows are the agents inside the scope by id, with nothing owed yet.
func ageingRows(q *gorm.DB, scope models.Scope, f ageingFilter) (map[int64]ageingRow, error) {
	cond, args := f.within(scope)
	out := map[int64]ageingRow{}
	err := db.EachRow(q, `SELECT a.id, a.code, a.name_zh, a.name_en, a.grade, a.pinyin, a.initials, r.name_zh, r.name_en
		FROM agents a JOIN regions r ON r.id = a.region_id WHERE `+cond, func(scan db.Scan) error {
		var id int64
		var r ageingRow
		var pinyin, initials string
		err := scan(&id, &r.Code, &r.NameZh, &r.NameEn, &r.Grade, &pinyin, &initials, &r.Region, &r.RegionE)
		r.Search = strings.ToLower(strings.Join([]string{r.Code, r.NameZh, r.NameEn, pinyin, initials}, " "))
		out[id] = r
		return err
	}, args...)
	return out, err
}
