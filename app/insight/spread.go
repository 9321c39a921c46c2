package insight

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// ParetoOf tells how spend is spread over the buyers of a scope.
func ParetoOf(q *gorm.DB, scope models.Scope) (p models.Pareto, err error) {
	cond, args := within(scope)
	var sum struct {
		Buyers int64
		Fen    models.Money
	}
	if err = q.Raw("SELECT COUNT(*) AS buyers, COALESCE(SUM(f.net_fen), 0) AS fen FROM member_facts f WHERE f.net_fen > 0 AND "+cond, args...).Scan(&sum).Error; err != nil {
		return p, err
	}
	p.Buyers, p.Total = sum.Buyers, sum.Fen
	return p, db.EachRow(q, "SELECT f.net_fen, COUNT(*) FROM member_facts f WHERE f.net_fen > 0 AND "+cond+" GROUP BY f.net_fen ORDER BY f.net_fen DESC", func(scan db.Scan) error {
		var spend models.Money
		var members int64
		if err := scan(&spend, &members); err != nil {
			return err
		}
		return p.Add(spend, members)
	}, args...)
}

// Near is a member who is not key yet.
type Near struct {
	MemberID int64
	Number   string
	Name     string
	Tier     string
	NetFen   models.Money
	YearFen  models.Money
	State    models.MemberState
	Missing  models.Money
}

// mostNear is how many of those next to become key a page names.
const mostNear = 20

// NextToBecomeKey are the active members of a scope whose spend is the nearest
// below the edge. Names are masked where they are not shared and the viewer is
// the headquarters.
func NextToBecomeKey(q *gorm.DB, scope models.Scope, edge models.Money, masked bool) (rows []Near, err error) {
	cond, args := within(scope)
	err = q.Raw(`SELECT f.member_id, m.number, m.name, f.tier, f.net_fen, f.year_fen, f.state FROM member_facts f JOIN members m ON m.id = f.member_id
		WHERE f.net_fen < ? AND f.net_fen > 0 AND f.state = 'active' AND `+cond+" ORDER BY f.net_fen DESC, f.member_id LIMIT ?", append(append([]any{edge}, args...), mostNear)...).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	known := map[int64]bool{}
	if masked {
		if known, err = sharing(q, rows); err != nil {
			return nil, err
		}
	}
	for i := range rows {
		rows[i].Missing = edge - rows[i].NetFen
		if masked && !known[rows[i].MemberID] {
			rows[i].Name = models.MaskName(rows[i].Name)
		}
	}
	return rows, nil
}

// sharing are those of some members who agreed to be known beyond the store.
func sharing(q *gorm.DB, rows []Near) (map[int64]bool, error) {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.MemberID
	}
	known := map[int64]bool{}
	if len(ids) == 0 {
		return known, nil
	}
	return known, db.EachRow(q, "SELECT f.member_id FROM member_facts f WHERE f.member_id IN (?) AND "+shared, func(scan db.Scan) error {
		var id int64
		err := scan(&id)
		known[id] = true
		return err
	}, ids)
}

// Cell is the members with one pair of scores.
type Cell struct {
	R, F    int
	Members int64
	Fen     models.Money
}

// Matrix are the cells of recency and frequency over a scope, and how many have
// no score because they never bought.
type Matrix struct {
	Cells   [5][5]Cell // the latest first, then the most frequent first
	Members int64
	None    int64
	Most    int64
	NightOn models.Date
}

// Part is how a cell's members compare with those of the fullest cell.
func (m Matrix) Part(members int64) models.Rate { return models.PartOf(members, m.Most) }

// MatrixOf adds a scope up by its scores.
func MatrixOf(q *gorm.DB, scope models.Scope) (m Matrix, err error) {
	for i := range m.Cells {
		for j := range m.Cells[i] {
			m.Cells[i][j] = Cell{R: 5 - i, F: 5 - j}
		}
	}
	night, err := lastNight(q)
	if err != nil {
		return m, err
	}
	m.NightOn = night.NightOn
	cond, args := within(scope)
	err = db.EachRow(q, "SELECT f.r, f.f, COUNT(*), SUM(f.net_fen) FROM member_facts f WHERE "+cond+" GROUP BY f.r, f.f", func(scan db.Scan) error {
		var c Cell
		if err := scan(&c.R, &c.F, &c.Members, &c.Fen); err != nil {
			return err
		}
		if c.R == 0 {
			m.None = c.Members
			return nil
		}
		m.Cells[5-c.R][5-c.F] = c
		m.Members, m.Most = m.Members+c.Members, max(m.Most, c.Members)
		return nil
	}, args...)
	return m, err
}
