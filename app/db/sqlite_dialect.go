package db

import (
	"errors"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	unused "gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"
	"modernc.org/sqlite"
	lite "modernc.org/sqlite/lib"
)

// sqliteDialect is what gorm must know of SQLite. The published dialects bring
// a driver that parses a statement at each execution, or need a C compiler;
// this one runs on the pure Go driver that keeps what is prepared.
type sqliteDialect struct{ pool gorm.ConnPool }

// Name is "sqlite".
func (sqliteDialect) Name() string { return "sqlite" }

// Initialize leaves RETURNING out: an id from LastInsertId costs no row set,
// and within one INSERT SQLite numbers its rows one after the other.
//
//nolint:misspell // gorm's name
func (d sqliteDialect) Initialize(g *gorm.DB) error {
	g.ConnPool = d.pool
	callbacks.RegisterDefaultCallbacks(g, &callbacks.Config{LastInsertIDReversed: true})
	return nil
}

// Migrator is gorm's own; the schema comes from migrations alone.
func (d sqliteDialect) Migrator(g *gorm.DB) gorm.Migrator {
	return unused.Migrator{Config: unused.Config{DB: g, Dialector: d}}
}

// DataTypeOf is for migrations by gorm, which there are none of.
func (sqliteDialect) DataTypeOf(f *schema.Field) string { return string(f.DataType) }

// DefaultValueOf leaves a generated id to the engine.
func (sqliteDialect) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "NULL"}
}

// BindVarTo marks the place of an argument.
func (sqliteDialect) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) { w.WriteByte('?') } //nolint:errcheck // into memory

// QuoteTo quotes table.column; no name of the schema holds a quote.
func (sqliteDialect) QuoteTo(w clause.Writer, name string) {
	w.WriteString("`" + strings.ReplaceAll(name, ".", "`.`") + "`") //nolint:errcheck // into memory
}

// Explain leaves the arguments out: gorm asks for it at each Scan, and nobody
// logs it.
func (sqliteDialect) Explain(q string, _ ...any) string { return q }

// Translate gives the violations that verbs ask for their common name.
func (sqliteDialect) Translate(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case lite.SQLITE_CONSTRAINT_UNIQUE, lite.SQLITE_CONSTRAINT_PRIMARYKEY:
		return gorm.ErrDuplicatedKey
	case lite.SQLITE_CONSTRAINT_FOREIGNKEY:
		return gorm.ErrForeignKeyViolated
	}
	return err
}
