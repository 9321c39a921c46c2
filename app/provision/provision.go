// Package provision posts the expected credit loss: what the matrix in force
// requires of each segment's ageing, as the month's movement of its allowance,
// and keeps what history says of the rates.
package provision

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/app/ledger"
	"assay/app/receivables"
	"assay/models"
)

// PostRun is the job that posts the movement of a month.
const PostRun = "post-provisions"

// Service posts provisions.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Basis is what a segment's required allowance is made of.
type Basis struct {
	Ageing models.Ageing                         `json:"ageing"`
	Rates  [models.ProvisionClasses]models.Rate  `json:"rates"`
	Cells  [models.ProvisionClasses]models.Money `json:"cells"`
}

// Required is the sum of the cells.
func (b Basis) Required() (sum models.Money) {
	for _, c := range b.Cells {
		sum += c
	}
	return sum
}

// Movement is a segment's movement of a month. Basis is the JSON of its Basis.
type Movement struct {
	ID               int64
	ThroughOn        models.Date
	Segment          string
	PolicyVersion    int64
	models.Provision `gorm:"embedded"`
	Basis            string
	PostedBy         string
	PostedAt         time.Time
}

// TableName is provisions.
func (Movement) TableName() string { return "provisions" }

// Held is the sum of all allowances.
func Held(q *gorm.DB) (sum models.Money, err error) {
	err = q.Raw("SELECT COALESCE(SUM(balance_fen), 0) FROM allowances").Scan(&sum).Error
	return sum, err
}

// PostedThrough is the end of the month that was posted last, zero before the
// first.
func PostedThrough(q *gorm.DB) (models.Date, error) {
	var last Movement
	err := q.Raw("SELECT * FROM provisions ORDER BY through_on DESC LIMIT 1").Scan(&last).Error
	return last.ThroughOn, err
}

// Required is, for a day, each segment's basis under the matrix in force then;
// not found without a matrix.
func Required(q *gorm.DB, on models.Date) (segments []string, basis map[string]Basis, version int64, err error) {
	m, version, err := receivables.Matrix(q, on)
	if err != nil {
		return nil, nil, 0, err
	}
	rows, err := members(q, m, on)
	if err != nil {
		return nil, nil, 0, err
	}
	ageings, err := receivables.Ageings(q, on)
	if err != nil {
		return nil, nil, 0, err
	}
	sums := make([]models.Ageing, len(m.Rows))
	for _, a := range ageings {
		sums[rows[a.AgentID]] = sums[rows[a.AgentID]].Plus(a.Ageing)
	}
	basis = map[string]Basis{}
	for i, r := range m.Rows {
		b := Basis{Ageing: sums[i], Rates: r.Rates}
		if b.Cells, err = r.Cells(sums[i]); err != nil {
			return nil, nil, 0, err
		}
		segments, basis[r.Segment] = append(segments, r.Segment), b
	}
	return segments, basis, version, nil
}

// members is the row of the matrix that each agent belongs to, by its grade of a
// day: an allowance is for what is expected of its agents from that day on, so it
// follows them into a worse grade, unlike a realised rate, which tells of those
// who were sold to. The day's grade and not today's, so that a month posted late
// says the same.
func members(q *gorm.DB, m models.ProvisionMatrix, on models.Date) (map[int64]int, error) {
	above := map[int64][]string{}
	grades := map[int64]models.Grade{}
	err := db.EachRow(q, "SELECT a.id, "+db.GradeAt("a.id", "?")+", h.code FROM agents a JOIN regions g ON g.id = a.region_id JOIN regions h ON INSTR(g.path, h.path) = 1", func(scan db.Scan) error {
		var id int64
		var grade models.Grade
		var code string
		err := scan(&id, &grade, &code)
		above[id], grades[id] = append(above[id], code), grade
		return err
	}, on)
	rows := make(map[int64]int, len(above))
	for id, codes := range above {
		rows[id] = m.RowFor(grades[id], codes)
	}
	return rows, err
}

// Post posts the movement of a month that ended on through, once: segments that
// have it already are left out. fence runs first in the transaction; also is
// done in it with how many movements it posted.
func (s *Service) Post(ctx context.Context, who models.Who, at models.Moment, through models.Date, fence func(tx *db.Tx) error, also func(tx *db.Tx, posted int) error) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		n, err := PostMonth(tx, who, at, through)
		if err != nil {
			return err
		}
		return also(tx, n)
	})
}

// PostMonth is the step behind Post; it tells how many segments it posted. A
// company without a matrix posts none.
func PostMonth(tx *db.Tx, who models.Who, at models.Moment, through models.Date) (posted int, err error) {
	segments, basis, version, err := Required(tx.DB, through)
	if models.KindOf(err) == models.KindNotFound {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if segments, err = withDropped(tx, segments); err != nil {
		return 0, err
	}
	for _, segment := range segments {
		ok, err := postSegment(tx, who, at, through, segment, version, basis[segment])
		if err != nil {
			return posted, err
		}
		if ok {
			posted++
		}
	}
	if posted == 0 {
		return 0, nil
	}
	return posted, audit.Write(tx, at, who, audit.Act{Action: "provision.post", SubjectKind: "provision", Detail: map[string]any{"through": through, "segments": posted}})
}

// withDropped adds the segments that have an allowance but no row any more:
// they release it.
func withDropped(tx *db.Tx, segments []string) ([]string, error) {
	var left []string
	err := tx.Raw("SELECT segment FROM allowances WHERE balance_fen > 0 AND segment NOT IN ? ORDER BY segment", segments).Scan(&left).Error
	return append(segments, left...), err
}

func postSegment(tx *db.Tx, who models.Who, at models.Moment, through models.Date, segment string, version int64, b Basis) (bool, error) {
	var last Movement
	if err := tx.Raw("SELECT * FROM provisions WHERE segment = ? ORDER BY through_on DESC LIMIT 1", segment).Scan(&last).Error; err != nil {
		return false, err
	}
	if last.ID != 0 && last.ThroughOn >= through {
		return false, nil
	}
	var use models.Money
	since := last.ThroughOn
	if last.ID == 0 {
		since = models.MustDate("1900-01-01")
	}
	if err := tx.Raw("SELECT COALESCE(SUM(allowance_fen), 0) FROM write_offs WHERE allowance_segment = ? AND posting_on > ? AND posting_on <= ?", segment, since, through).Scan(&use).Error; err != nil {
		return false, err
	}
	line := Movement{ThroughOn: through, Segment: segment, PolicyVersion: version, Provision: models.MoveAllowance(last.ClosingFen, use, b.Required()), PostedBy: who.Name, PostedAt: at.At}
	raw, err := json.Marshal(b)
	if err != nil {
		return false, err
	}
	line.Basis = string(raw)
	if err := tx.Create(&line).Error; err != nil {
		return false, err
	}
	if err := receivables.AddAllowance(tx, segment, line.ChargeFen-line.ReleaseFen); err != nil {
		return false, err
	}
	return true, entry(tx, who, at, line)
}

// entry posts a movement: on the month's last day while that is open, else now,
// naming the month that it belongs to.
func entry(tx *db.Tx, who models.Who, at models.Moment, l Movement) error {
	change := l.ChargeFen - l.ReleaseFen
	if change == 0 {
		return nil
	}
	e := models.JournalEntry{BusinessKey: fmt.Sprintf("provision:%s:%s", l.ThroughOn, l.Segment), PostingOn: l.ThroughOn, Kind: models.EntryProvision,
		Document: fmt.Sprintf("ECL %s %s", l.ThroughOn.String()[:7], l.Segment), PostedBy: who.Name, PostedAt: at.At}
	var closed int64
	if err := tx.Raw("SELECT COUNT(*) FROM period_closings WHERE through_on >= ?", l.ThroughOn).Scan(&closed).Error; err != nil {
		return err
	}
	if closed > 0 {
		e.PostingOn, e.BelongsToOn = at.On, l.ThroughOn
	}
	e.Debit(models.AccountBadDebt, change).Credit(models.AccountAllowance, change)
	return ledger.Post(tx, e)
}
