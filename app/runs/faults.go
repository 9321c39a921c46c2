package runs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// KeptFaults is how many faults of a run are kept; the rest are only counted.
const KeptFaults = 10_000

// Fault is what could not be done and why: a row of a file, or one of many
// subjects. Place and Value say where, Line is 0 where there is no file.
type Fault struct {
	Line  int
	Place string
	Value string
	Err   error
}

// StoredFault is a fault as it is kept: its reason is a key of the catalogue
// with parameters, so that everybody reads it in their own language.
type StoredFault struct {
	RunID   int64
	Seq     int64
	Line    int64
	Place   string
	Value   string
	Message string
	Params  string
}

// TableName is run_faults.
func (StoredFault) TableName() string { return "run_faults" }

// Said are the reason's parameters.
func (f StoredFault) Said() map[string]any {
	said := map[string]any{}
	in := json.NewDecoder(bytes.NewReader([]byte(f.Params)))
	in.UseNumber()
	if in.Decode(&said) != nil {
		return nil
	}
	return said
}

// AddFaults keeps faults behind those that the run has already.
func (r *Record) AddFaults(tx *db.Tx, faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	n, err := CountFaults(tx.DB, r.ID)
	if err != nil {
		return err
	}
	rows := make([]StoredFault, 0, len(faults))
	for _, f := range faults[:max(0, min(len(faults), KeptFaults-int(n)))] {
		n++
		rows = append(rows, f.stored(r.ID, n))
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.CreateInBatches(rows, 500).Error
}

func (f Fault) stored(runID, seq int64) StoredFault {
	key, params := reason(f.Err)
	return StoredFault{RunID: runID, Seq: seq, Line: int64(f.Line), Place: cut(f.Place, 80), Value: cut(f.Value, 300), Message: key, Params: params}
}

// reason is why, as a key of the catalogue; what only those who run the system
// understand is told in the run's message.
func reason(err error) (key, params string) {
	said, key := map[string]any{}, "error.unexpected"
	var e *models.Error
	var r *models.Refusal
	switch {
	case errors.As(err, &e):
		said, key = e.Params, e.Message
	case errors.As(err, &r):
		said, key = r.Params, "refusal."+r.Reason
	}
	plain := make(map[string]any, len(said))
	for k, v := range said {
		if s, ok := v.(fmt.Stringer); ok {
			v = s.String()
		}
		plain[k] = v
	}
	b, bad := json.Marshal(plain)
	if bad != nil {
		return key, "{}"
	}
	return key, string(b)
}

func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// CountFaults is how many faults of a run are kept.
func CountFaults(q *gorm.DB, runID int64) (n int64, err error) {
	err = q.Raw("SELECT COUNT(*) FROM run_faults WHERE run_id = ?", runID).Scan(&n).Error
	return n, err
}

// Faults are so many faults of a run, by line, from the offset on.
func Faults(q *gorm.DB, runID int64, limit, offset int) ([]StoredFault, error) {
	var rows []StoredFault
	err := q.Raw("SELECT * FROM run_faults WHERE run_id = ? ORDER BY line, seq LIMIT ? OFFSET ?", runID, limit, offset).Scan(&rows).Error
	return rows, err
}
