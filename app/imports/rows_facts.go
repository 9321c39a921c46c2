package imports

import (
	"strconv"

	"assay/app/db"
	"assay/app/review"
	"assay/models"
)

// factRow is a value of outside data as a file has it.
type factRow struct {
	Agent  string
	Name   string
	Value  int64
	AsOf   models.Date
	Source string
}

func (r *reading) outside() *factRow {
	row := &factRow{Agent: r.text("agent", 40), Name: r.text("name", 40), AsOf: r.date("as_of"), Source: r.text("source", 160)}
	n, err := strconv.ParseInt(r.text("value", 20), 10, 64)
	if err != nil {
		r.fail("value", models.Invalid("value", "error.not_a_number"))
	}
	row.Value = n
	if r.fault == nil {
		f := models.AgentFact{Name: row.Name, Value: row.Value, AsOfOn: row.AsOf, Source: row.Source}
		if bad := asFault(f.Validate(r.today)); bad != nil {
			r.fail(bad.Field, bad)
		}
	}
	return row
}

// outside enters a value of outside data.
func (l *loader) outside(tx *db.Tx, f *facts, row factRow) (bool, *models.Error, error) {
	id, ok := f.agents[row.Agent]
	if !ok {
		return false, models.Invalid("agent", "error.agent_unknown").With("Code", row.Agent), nil
	}
	known, err := review.PutFact(tx, l.now, l.who, models.AgentFact{AgentID: id, Name: row.Name, Value: row.Value, AsOfOn: row.AsOf, Source: row.Source})
	return known, nil, err
}
