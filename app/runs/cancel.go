package runs

import (
	"context"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// ErrOver says that a run has ended and cannot be stopped any more.
var ErrOver = models.Conflict("error.run_over")

// Entry is a run that a person asked for.
type Entry struct {
	Record
	OwnerID  int64
	FileName string
	Input    string
	Stopping bool  // a cancellation was asked for
	Faults   int64 // how many are kept
}

// owned narrows the table aliased q to the runs that the person asked for;
// whoever runs the system sees all of them.
func owned(a models.Actor) (string, []any) {
	if a.Can(models.JobRun) {
		return "1 = 1", nil
	}
	return "q.owner_id = ?", []any{a.ID}
}

const asEntry = `SELECT r.*, q.owner_id, q.file_name, q.input, q.cancel_at IS NOT NULL AS stopping, (SELECT COUNT(*) FROM run_faults f WHERE f.run_id = r.id) AS faults`

const ofRequests = " FROM job_runs r JOIN run_requests q ON q.run_id = r.id WHERE "

// List are the runs that the person may see, the latest first, and how many;
// an empty state is any.
func List(q *gorm.DB, who models.Actor, state State, limit, offset int) (rows []Entry, total int64, err error) {
	cond, args := owned(who)
	if state != "" {
		cond, args = cond+" AND r.state = ?", append(args, state)
	}
	if err = q.Raw("SELECT COUNT(*)"+ofRequests+cond, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	err = q.Raw(asEntry+ofRequests+cond+" ORDER BY r.id DESC LIMIT ? OFFSET ?", append(args, limit, offset)...).Scan(&rows).Error
	return rows, total, err
}

// ByID is a run that the person may see; not found when it is another's.
func ByID(q *gorm.DB, who models.Actor, id int64) (Entry, error) {
	cond, args := owned(who)
	var rows []Entry
	err := q.Raw(asEntry+ofRequests+"r.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&rows).Error
	if err == nil && len(rows) == 0 {
		err = models.NotFound("run")
	}
	if err != nil {
		return Entry{}, err
	}
	return rows[0], nil
}

// Cancel asks a run to stop. One that waits never begins; one that runs stops
// between two steps and keeps what it has done.
func (s *Service) Cancel(ctx context.Context, who models.Actor, id int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		run, err := ByID(tx.DB, who, id)
		if err != nil {
			return err
		}
		if run.Over() {
			return ErrOver
		}
		if _, err := tx.Change("UPDATE run_requests SET cancel_at = ? WHERE run_id = ?", at.At, id); err != nil {
			return err
		}
		if _, err := tx.Change("UPDATE job_runs SET state = ?, finished_at = ? WHERE id = ? AND state = ?", Cancelled, at.At, id, Waiting); err != nil {
			return err
		}
		return audit.Write(tx, at, who.Who(), audit.Act{Action: "run.cancel", SubjectKind: "run", SubjectID: id, Subject: run.Job})
	})
}
