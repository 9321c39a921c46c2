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
	return models.Agent{NameZh: r.NameZh, NameEn: r.NameEn}.Name(lang)
}

// RegionName is the region's name in a language.
func (r ageingRow) RegionName(lang string) string {
	return models.Agent{NameZh: r.Region, NameEn: r.RegionE}.Name(lang)
}

// ageingRows are the agents inside the scope by id, one of them or all for 0,
// with nothing owed yet.
func ageingRows(q *gorm.DB, scope models.Scope, agentID int64) (map[int64]ageingRow, error) {
	cond, args := db.Within(scope, "a")
	if agentID != 0 {
		cond, args = cond+" AND a.id = ?", append(args, agentID)
	}
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
