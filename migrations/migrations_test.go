package migrations_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/migrations"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// schema is what a database looks like, in words that do not depend on the
// engine: a line per column, key and index, by table.
type schema map[string][]string

func rows(t *testing.T, q *sql.DB, query string, args ...any) (out [][]string) {
	t.Helper()
	r, err := q.QueryContext(context.Background(), query, args...)
	require.NoError(t, err)
	defer r.Close()
	names, err := r.Columns()
	require.NoError(t, err)
	for r.Next() {
		values, into := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		require.NoError(t, r.Scan(into...))
		line := make([]string, len(names))
		for i, v := range values {
			line[i] = v.String
		}
		out = append(out, line)
	}
	require.NoError(t, r.Err())
	return out
}

// bookkeeping are the tables of the migrator itself.
var bookkeeping = []string{"goose_db_version", "goose_lock", "sqlite_sequence"}

func sqliteSchema(t *testing.T, q *sql.DB) schema {
	out := schema{}
	for _, table := range rows(t, q, "SELECT name FROM sqlite_master WHERE type = 'table'") {
		name := table[0]
		if slices.Contains(bookkeeping, name) {
			continue
		}
		primary := map[string]string{}
		for _, c := range rows(t, q, "SELECT name, \"notnull\", pk FROM pragma_table_info(?) ORDER BY cid", name) {
			// SQLite lets a primary key hold NULL unless it is said; an INTEGER
			// PRIMARY KEY is the row's own number and never NULL.
			out[name] = append(out[name], column(c[0], c[1] == "0" && c[2] == "0"))
			if c[2] != "0" {
				primary[c[2]] = c[0]
			}
		}
		out[name] = append(out[name], "primary key ("+strings.Join(inOrder(primary), ", ")+")")
		for _, i := range rows(t, q, "SELECT name, \"unique\" FROM pragma_index_list(?) WHERE origin <> 'pk' ORDER BY name", name) {
			out[name] = append(out[name], index(i[0], i[1] == "1", rows(t, q, "SELECT name FROM pragma_index_info(?) ORDER BY seqno", i[0])))
		}
	}
	return out
}

func inOrder(byPlace map[string]string) (out []string) {
	for i := 1; byPlace[fmt.Sprint(i)] != ""; i++ {
		out = append(out, byPlace[fmt.Sprint(i)])
	}
	return out
}

// mariaSchema leaves out columns that the engine computes: they stand in an
// index for the condition of a partial one.
func mariaSchema(t *testing.T, q *sql.DB) schema {
	out := schema{}
	for _, c := range rows(t, q, `SELECT table_name, column_name, is_nullable FROM information_schema.columns WHERE table_schema = DATABASE()
		AND generation_expression IS NULL ORDER BY table_name, ordinal_position`) {
		if !slices.Contains(bookkeeping, c[0]) {
			out[c[0]] = append(out[c[0]], column(c[1], c[2] == "YES"))
		}
	}
	for name := range out {
		primary := rows(t, q, `SELECT column_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ?
			AND index_name = 'PRIMARY' ORDER BY seq_in_index`, name)
		out[name] = append(out[name], "primary key ("+joined(primary)+")")
		for _, i := range rows(t, q, `SELECT DISTINCT index_name, non_unique FROM information_schema.statistics WHERE table_schema = DATABASE()
			AND table_name = ? AND index_name <> 'PRIMARY' ORDER BY index_name`, name) {
			out[name] = append(out[name], index(i[0], i[1] == "0", rows(t, q, `SELECT s.column_name FROM information_schema.statistics s
				JOIN information_schema.columns c ON c.table_schema = s.table_schema AND c.table_name = s.table_name AND c.column_name = s.column_name
				WHERE s.table_schema = DATABASE() AND s.table_name = ? AND s.index_name = ? AND c.generation_expression IS NULL ORDER BY s.seq_in_index`, name, i[0])))
		}
	}
	return out
}

func column(name string, nullable bool) string {
	if nullable {
		return name + " null"
	}
	return name + " not null"
}

func index(name string, unique bool, columns [][]string) string {
	kind := "index "
	if unique {
		kind = "unique key "
	}
	return kind + name + " (" + joined(columns) + ")"
}

func joined(lines [][]string) string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l[0]
	}
	return strings.Join(out, ", ")
}

func TestBothEnginesHaveTheSameSchema(t *testing.T) {
	maria := mariaSchema(t, apptest.MariaDB(t).Pool())
	lite := sqliteSchema(t, apptest.SQLite(t).Pool())
	require.Greater(t, len(lite), 50)
	for name, lines := range lite {
		require.Equal(t, lines, maria[name], name)
	}
	require.Len(t, maria, len(lite))
}

func TestBothEnginesHaveTheSameFiles(t *testing.T) {
	lite, err := fs.Glob(migrations.Files, "sqlite/*.sql")
	require.NoError(t, err)
	for i, p := range lite {
		require.Regexp(t, fmt.Sprintf(`^sqlite/%05d_[a-z]+\.sql$`, i+1), p, "numbers without a gap")
		_, err := fs.Stat(migrations.Files, "mysql/"+filepath.Base(p))
		require.NoError(t, err)
	}
	maria, err := fs.Glob(migrations.Files, "mysql/*.sql")
	require.NoError(t, err)
	require.Len(t, maria, len(lite))
}

// statement ends at a semicolon at the end of a line.
var statement = regexp.MustCompile(`(?m);\s*$`)

// statements are those of the Up part of a file.
func statements(t *testing.T, file string) (out []string) {
	t.Helper()
	b, err := fs.ReadFile(migrations.Files, file)
	require.NoError(t, err)
	up, _, _ := strings.Cut(string(b), "-- +goose Down")
	require.Contains(t, up, "-- +goose NO TRANSACTION", "%s: MySQL commits DDL by itself; so nothing pretends otherwise", file)
	for _, s := range statement.Split(up, -1) {
		if strings.TrimSpace(withoutComments(s)) != "" {
			out = append(out, withoutComments(s))
		}
	}
	return out
}

func withoutComments(s string) string {
	var keep []string
	for _, line := range strings.Split(s, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			keep = append(keep, line)
		}
	}
	return strings.Join(keep, "\n")
}

type engine struct {
	folder string
	schema func(*testing.T, *sql.DB) schema
	open   func(testing.TB) *db.DB
	fresh  func(t *testing.T) string
}

func engines(t *testing.T, test func(t *testing.T, e engine)) {
	t.Run("sqlite", func(t *testing.T) {
		test(t, engine{"sqlite", sqliteSchema, apptest.SQLite, func(t *testing.T) string { return "sqlite://" + filepath.Join(t.TempDir(), "book.db") }})
	})
	t.Run("mariadb", func(t *testing.T) {
		test(t, engine{"mysql", mariaSchema, apptest.MariaDB, func(t *testing.T) string { return freshMaria(t) }})
	})
}

// TestEveryStatementCanRunAgain is a process that dies after the last
// statement of each file: all of it runs again at the next start, on a schema
// that has it already.
func TestEveryStatementCanRunAgain(t *testing.T) {
	engines(t, func(t *testing.T, e engine) {
		want := e.schema(t, e.open(t).Pool())
		pool := bare(t, e.fresh(t))
		files, err := fs.Glob(migrations.Files, e.folder+"/*.sql")
		require.NoError(t, err)
		n := 0
		for _, f := range files {
			for _, s := range append(statements(t, f), statements(t, f)...) {
				_, err := pool.ExecContext(context.Background(), s)
				require.NoError(t, err, "%s: %s", f, s)
				n++
			}
		}
		require.Greater(t, n, 120)
		require.Equal(t, want, e.schema(t, pool), "the second time changed nothing")
	})
}

// TestADeathAfterAnyStatementIsHealed starts each file after a run that ended
// in its middle, and expects the schema of an undisturbed one.
func TestADeathAfterAnyStatementIsHealed(t *testing.T) {
	engines(t, func(t *testing.T, e engine) {
		want := e.schema(t, e.open(t).Pool())
		files, err := fs.Glob(migrations.Files, e.folder+"/*.sql")
		require.NoError(t, err)
		url := e.fresh(t)
		for _, f := range files {
			pool := bare(t, url)
			done := statements(t, f)
			for _, s := range done[:(len(done)+1)/2] {
				_, err := pool.ExecContext(context.Background(), s)
				require.NoError(t, err, f)
			}
		}
		require.NoError(t, db.Migrate(context.Background(), url))
		require.Equal(t, want, e.schema(t, bare(t, url)))
		require.NoError(t, db.Migrate(context.Background(), url), "again")
		n, err := db.Pending(context.Background(), url)
		require.NoError(t, err)
		require.Zero(t, n)
		require.Equal(t, want, e.schema(t, bare(t, url)))
	})
}

func bare(t *testing.T, url string) *sql.DB {
	t.Helper()
	pool, err := db.OpenBare(url)
	require.NoError(t, err)
	t.Cleanup(func() { pool.Close() })
	return pool
}

// freshMaria is the address of an empty database on the test server.
func freshMaria(t *testing.T) string {
	t.Helper()
	pool := apptest.MariaDB(t).Pool()
	port := rows(t, pool, "SELECT @@port, DATABASE()")[0]
	_, err := pool.ExecContext(context.Background(), "CREATE DATABASE "+port[1]+"_fresh CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
	require.NoError(t, err)
	return "mysql://root@tcp(127.0.0.1:" + port[0] + ")/" + port[1] + "_fresh"
}
