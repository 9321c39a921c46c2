package db

import (
	"database/sql"
	"database/sql/driver"
	"reflect"
	"slices"

	"gorm.io/gorm"
)

// Scan reads the columns of the row at hand.
type Scan func(columns ...any) error

// EachRow hands every row of a SELECT to row. It goes past gorm, whose
// reflection costs more than a small statement: for what each order reads.
// Only a list of values goes through gorm, which writes its places.
func EachRow(q *gorm.DB, query string, row func(scan Scan) error, args ...any) error {
	rows, err := rowsOf(q, query, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func rowsOf(q *gorm.DB, query string, args []any) (*sql.Rows, error) {
	if slices.ContainsFunc(args, isList) {
		return q.Raw(query, args...).Rows()
	}
	return q.Statement.ConnPool.QueryContext(q.Statement.Context, query, args...)
}

// span is how many ids EachSpan takes at once.
const span = 50_000

// EachSpan goes through the ids of a table in spans, so that each question about
// many rows is answered soon: a connection waits for the first row only as long as
// for any other.
func EachSpan(q *gorm.DB, table string, do func(after, upTo int64) error) error {
	var last int64
	if err := q.Raw("SELECT COALESCE(MAX(id), 0) FROM " + table).Scan(&last).Error; err != nil {
		return err
	}
	for after := int64(0); after < last; after += span {
		if err := do(after, after+span); err != nil {
			return err
		}
	}
	return nil
}

// Change runs one INSERT, UPDATE or DELETE and returns the rows it matched.
func (t *Tx) Change(query string, args ...any) (int64, error) {
	if slices.ContainsFunc(args, isList) {
		r := t.DB.Exec(query, args...)
		return r.RowsAffected, r.Error
	}
	r, err := t.exec(query, args)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// InsertRow runs an INSERT of one row and returns the id that the engine gave it.
// Arguments are single values.
func (t *Tx) InsertRow(query string, args ...any) (int64, error) {
	r, err := t.exec(query, args)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

func (t *Tx) exec(query string, args []any) (sql.Result, error) {
	r, err := t.Statement.ConnPool.ExecContext(t.Statement.Context, query, args...)
	if translator, ok := t.Dialector.(gorm.ErrorTranslator); ok && err != nil {
		err = translator.Translate(err)
	}
	return r, err
}

// isList tells whether gorm must write the argument as a list of places.
func isList(a any) bool {
	switch a.(type) {
	case nil, []byte, driver.Valuer:
		return false
	}
	k := reflect.TypeOf(a).Kind()
	return k == reflect.Slice || k == reflect.Array
}
