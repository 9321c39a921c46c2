package app_test

import (
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// longest is how many lines a file may have; most have a third of it.
const longest = 400

func TestFilesAreShort(t *testing.T) {
	for _, s := range code(t).files {
		assert.LessOrEqual(t, s.lines, longest, s.path)
	}
}

func TestEveryExportedNameIsExplained(t *testing.T) {
	r := code(t)
	packages := map[string]bool{}
	for _, s := range r.in(false, "app", "jobs", "models", "cmd", "migrations", "public", "views") {
		packages[s.folder()] = packages[s.folder()] || s.ast.Doc != nil
		for _, d := range s.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				assert.True(t, !d.Name.IsExported() || hidden(d) || d.Doc != nil || spoken(d), "%s: %s", r.at(d), d.Name)
			case *ast.GenDecl:
				r.explained(t, d)
			}
		}
	}
	for folder, documented := range packages {
		require.True(t, documented, "%s: a package comment says what it does for the business", folder)
	}
}

// hidden methods belong to a type that nobody outside can name.
func hidden(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return false
	}
	recv := d.Recv.List[0].Type
	if star, ok := recv.(*ast.StarExpr); ok {
		recv = star.X
	}
	name, ok := recv.(*ast.Ident)
	return ok && !name.IsExported()
}

// spoken methods say all with their name: the standard library's interfaces.
func spoken(d *ast.FuncDecl) bool {
	return d.Recv != nil && strings.Contains(" String Error Is As Unwrap Value Scan Len Less Swap MarshalText UnmarshalText MarshalJSON UnmarshalJSON Error ", " "+d.Name.Name+" ")
}

func (r *tree) explained(t *testing.T, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch x := spec.(type) {
		case *ast.TypeSpec:
			assert.True(t, !x.Name.IsExported() || d.Doc != nil || x.Doc != nil, "%s: %s", r.at(x), x.Name)
		case *ast.ValueSpec:
			for _, name := range x.Names {
				assert.True(t, !name.IsExported() || d.Doc != nil || x.Doc != nil || x.Comment != nil, "%s: %s", r.at(x), name)
			}
		}
	}
}

var machine = regexp.MustCompile(`/(home|Users|work|root)/[a-z]|[A-Z]:\\Users|/tmp/[a-z]`)

// TestNothingNamesAMachine: a path that exists on one machine only has no
// place in what everybody runs. Containers and systemd name their own.
func TestNothingNamesAMachine(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == ".git" {
			return skipGit(err)
		}
		kind := filepath.Ext(p)
		if d.IsDir() || !strings.Contains(" .go .html .css .js .sql .md .yml .json .mod ", " "+kind+" ") || strings.HasSuffix(p, "architecture_style_test.go") {
			return nil
		}
		b, err := os.ReadFile(p)
		seen++
		require.NotRegexp(t, machine, string(b), p)
		return err
	})
	require.NoError(t, err)
	require.Greater(t, seen, 300)
}

func skipGit(err error) error {
	if err != nil {
		return err
	}
	return filepath.SkipDir
}

var unfinished = regexp.MustCompile(`(?i)//.*\b(todo|fixme|xxx|hack)\b`)

func TestNothingIsLeftUndone(t *testing.T) {
	for _, s := range code(t).in(true, "app", "jobs", "models", "cmd", "migrations") {
		if !strings.HasSuffix(s.path, "architecture_style_test.go") {
			require.NotRegexp(t, unfinished, s.text, s.path)
		}
	}
}

// withSQL are handler files whose look-ups have no file of their own yet; the
// list only gets shorter.
var withSQL = []string{"app/orders/handler_entry.go"}

func TestHandlersHoldNoSQL(t *testing.T) {
	for _, s := range code(t).in(false, "app") {
		if strings.HasPrefix(filepath.Base(s.path), "handler") {
			assert.Equal(t, slices.Contains(withSQL, s.path), strings.Contains(s.text, ".Raw(") || strings.Contains(s.text, ".Change("), "%s: a query has a verb or a list of its own", s.path)
		}
	}
}
