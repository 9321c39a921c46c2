package jobs

import (
	"time"

	"gorm.io/gorm"

	"assay/app/db"
)

// lease is the row that says who may run a job.
type lease struct {
	Job       string
	Owner     string
	Token     int64
	SettledMs int64 // no slot up to this instant is owed any more
	Held      bool  // its time is not over yet
}

func (l lease) settled() time.Time { return time.UnixMilli(l.SettledMs).UTC() }

// databaseMs is the database's own clock: leases of several machines are
// compared with nothing else.
func databaseMs(dialect string) string {
	if dialect == "mysql" {
		return "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)"
	}
	return "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
}

func leases(q *gorm.DB, dialect string) (map[string]lease, error) {
	var rows []lease
	err := q.Raw("SELECT job, owner, token, settled_ms, until_ms >= " + databaseMs(dialect) + " AS held FROM job_leases").Scan(&rows).Error
	byJob := make(map[string]lease, len(rows))
	for _, l := range rows {
		byJob[l.Job] = l
	}
	return byJob, err
}

// register makes the lease row of a job seen for the first time. What was due
// before that is not owed.
func register(tx *db.Tx, job string, now time.Time) error {
	_, err := tx.Change(`INSERT INTO job_leases (job, owner, token, beat, until_ms, settled_ms)
		VALUES (?, '', 0, 0, 0, ?)`, job, now.UnixMilli())
	return err
}

// take gets the lease under a new token, or errBusy. The same owner takes it
// back at once, because it has restarted.
func take(tx *db.Tx, job, owner string, lasts time.Duration) (lease, error) {
	now := databaseMs(tx.Dialect())
	n, err := tx.Change("UPDATE job_leases SET owner = ?, token = token + 1, beat = 0, until_ms = "+now+" + ? WHERE job = ? AND (until_ms < "+now+" OR owner = ?)",
		owner, lasts.Milliseconds(), job, owner)
	if err != nil {
		return lease{}, err
	}
	if n == 0 {
		return lease{}, errBusy
	}
	var l lease
	err = tx.Raw("SELECT job, owner, token, settled_ms FROM job_leases WHERE job = ?", job).Scan(&l).Error
	return l, err
}

// beat proves and prolongs the lease. The counter makes it a change even when
// the database's clock has not ticked since the last one.
func (l lease) beat(tx *db.Tx, lasts time.Duration) error {
	return mine(tx.Change("UPDATE job_leases SET beat = beat + 1, until_ms = "+databaseMs(tx.Dialect())+" + ? WHERE job = ? AND owner = ? AND token = ?",
		lasts.Milliseconds(), l.Job, l.Owner, l.Token))
}

// release gives the lease back, with all slots up to settled done with.
func (l lease) release(tx *db.Tx, settled time.Time) error {
	ms := max(settled.UnixMilli(), l.SettledMs)
	return mine(tx.Change("UPDATE job_leases SET beat = beat + 1, until_ms = 0, settled_ms = ? WHERE job = ? AND owner = ? AND token = ?",
		ms, l.Job, l.Owner, l.Token))
}

// mine turns "no row matched" into ErrLost.
func mine(n int64, err error) error {
	if err == nil && n == 0 {
		return ErrLost
	}
	return err
}
