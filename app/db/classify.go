package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"regexp"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"modernc.org/sqlite"

	"assay/models"
)

// outcome is what an error of one attempt means for the next.
type outcome int

const (
	outcomeFailed  outcome = iota // not ours to repeat: a defect or a missing table
	outcomeRefused                // a business refusal: final
	outcomeRetry                  // lock conflict: nothing was applied, run again
	outcomeUnknown                // connection lost: it may have been applied, run again with the same key
)

// MySQL, MariaDB, Galera and TiDB errors after which the closure may run again.
var retryable = map[uint16]outcome{
	1213: outcomeRetry, // deadlock; on Galera also at COMMIT
	1205: outcomeRetry, // lock wait timeout
	1020: outcomeRetry, // record changed since last read (MariaDB snapshot isolation)
	9007: outcomeRetry, // TiDB write conflict
	8022: outcomeRetry, // TiDB commit failed, retryable
	8028: outcomeRetry, // TiDB schema changed
	1047: outcomeRetry, // Galera: node not ready
	1290: outcomeRetry, // read-only server: a failover is under way
	1792: outcomeRetry,
	1836: outcomeRetry,
	1180: outcomeUnknown, // Galera: error during COMMIT
	1317: outcomeUnknown, // interrupted
	1053: outcomeUnknown, // shutdown in progress
}

const (
	sqliteBusy   = 5
	sqliteLocked = 6
)

func classify(err error) outcome {
	if models.KindOf(err) != "" {
		return outcomeRefused
	}
	if errors.Is(err, ErrRetry) {
		return outcomeRetry
	}
	if my := (*mysql.MySQLError)(nil); errors.As(err, &my) {
		if o, ok := retryable[my.Number]; ok {
			return o
		}
		if string(my.SQLState[:]) == "40001" {
			return outcomeRetry
		}
		return outcomeFailed
	}
	if lite := (*sqlite.Error)(nil); errors.As(err, &lite) {
		if code := lite.Code() & 0xff; code == sqliteBusy || code == sqliteLocked {
			return outcomeRetry
		}
		return outcomeFailed
	}
	return classifyConnection(err)
}

func classifyConnection(err error) outcome {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return outcomeFailed
	}
	var network net.Error
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network) {
		return outcomeUnknown
	}
	return outcomeFailed
}

// Away tells that the database did not answer or was too busy, rather than
// that something is wrong with what was asked.
func Away(err error) bool {
	switch classify(err) {
	case outcomeRetry, outcomeUnknown:
		return true
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, sql.ErrTxDone) && !errors.Is(err, context.Canceled)
}

var column = regexp.MustCompile(`column '(\w+)'`)

// tooLong turns the engine's word for a text that does not fit its column into
// a refusal. Verbs check lengths; this is for the one that forgot.
func tooLong(err error) error {
	my := (*mysql.MySQLError)(nil)
	if !errors.As(err, &my) || my.Number != 1406 {
		return err
	}
	field := ""
	if m := column.FindStringSubmatch(my.Message); m != nil {
		field = m[1]
	}
	return models.Invalid(field, "error.text_too_long")
}

// IsDuplicate tells that a unique key already holds this value.
func IsDuplicate(err error) bool { return errors.Is(err, gorm.ErrDuplicatedKey) }

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}
