package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Source is a file of the repository, parsed.
type source struct {
	path  string // slash-separated, from the root of the repository
	test  bool
	text  string
	ast   *ast.File
	lines int
}

// folder of the file: its package's path without the module.
func (s *source) folder() string { return path.Dir(s.path) }

// tree is the whole repository's Go code with the types of its own packages.
type tree struct {
	fset  *token.FileSet
	files []*source
	info  types.Info
}

// In lists the files at or below any of the folders; tests only when asked.
func (r *tree) in(tests bool, folders ...string) (out []*source) {
	for _, s := range r.files {
		below := slices.ContainsFunc(folders, func(f string) bool { return s.folder() == f || strings.HasPrefix(s.path, f+"/") })
		if below && (tests || !s.test) {
			out = append(out, s)
		}
	}
	return out
}

func (r *tree) at(n ast.Node) string {
	p := r.fset.Position(n.Pos())
	return p.Filename + ":" + strconv.Itoa(p.Line)
}

// repository parses every file once per test process.
var repository = sync.OnceValues(func() (*tree, error) {
	r := &tree{fset: token.NewFileSet(), info: types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}}
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".go" {
			return err
		}
		return r.read(p)
	})
	loader := &ownTypes{tree: r, done: map[string]*types.Package{}}
	for _, s := range r.files {
		_, _ = loader.Import("assay/" + s.folder())
	}
	return r, err
})

func (r *tree) read(p string) error {
	b, err := os.ReadFile(p)
	if err != nil {
		return err
	}
	name := strings.TrimPrefix(filepath.ToSlash(p), "../")
	f, err := parser.ParseFile(r.fset, name, b, parser.ParseComments)
	if err != nil {
		return err
	}
	r.files = append(r.files, &source{path: name, test: strings.HasSuffix(name, "_test.go"), text: string(b), ast: f, lines: strings.Count(string(b), "\n")})
	return nil
}

// ownTypes type-checks the repository's own packages and knows every other
// package by name only. What the rules ask about is ours; so no dependency
// has to be compiled to check them.
type ownTypes struct {
	tree *tree
	done map[string]*types.Package
}

// Import is a package of the repository, or an empty one.
func (o *ownTypes) Import(name string) (*types.Package, error) {
	if p, ok := o.done[name]; ok {
		return p, nil
	}
	var files []*ast.File
	for _, s := range o.tree.files {
		if !s.test && "assay/"+s.folder() == name {
			files = append(files, s.ast)
		}
	}
	if len(files) == 0 {
		p := types.NewPackage(name, path.Base(name))
		p.MarkComplete()
		o.done[name] = p
		return p, nil
	}
	check := types.Config{Importer: o, Error: func(error) {}}
	p, _ := check.Check(name, o.tree.fset, files, &o.tree.info)
	o.done[name] = p
	return p, nil
}

func code(t *testing.T) *tree {
	t.Helper()
	r, err := repository()
	require.NoError(t, err)
	require.Greater(t, len(r.files), 200)
	return r
}

// imports lists a file's imports as paths.
func (s *source) imports() (out []string) {
	for _, i := range s.ast.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		out = append(out, p)
	}
	return out
}

// mayImport is who acts on whom: a feature and the packages of app it may
// import besides the base that all may. A new edge is a decision; it is made
// here.
var mayImport = map[string][]string{
	"agents":      {"credit"},
	"members":     {"insight", "loyalty", "offers", "perks"},
	"offers":      {"policy", "runs"},
	"prospects":   {"members"},
	"care":        {"loyalty", "members", "perks", "policy"},
	"perks":       {"policy"},
	"voice":       {"care", "loyalty", "members", "perks", "policy"},
	"loyalty":     {"insight", "perks", "policy", "runs"},
	"insight":     {"chart", "policy", "runs"},
	"orders":      {"catalog", "credit", "papers", "policy", "receivables", "settlement"},
	"papers":      {"chart", "receivables"},
	"receivables": {"credit", "ledger", "policy"},
	"settlement":  {"credit"},
	"standard":    {"chart", "credit", "policy", "receivables"},
	"policy":      {"chart", "runs"},
	"backtest":    {"chart", "credit", "policy", "runs", "settlement", "standard"},
	"provision":   {"ledger", "policy", "receivables", "runs"},
	"review":      {"agents", "credit", "policy"},
	"limits":      {"credit", "policy", "review", "runs", "settlement"},
	"statements":  {"credit", "papers", "receivables", "runs", "settlement"},
	"ledger":      {"credit", "runs"},
	"imports":     {"agents", "catalog", "credit", "receivables", "review", "runs", "settlement"},
	"demo":        {"agents", "auth", "backtest", "care", "catalog", "credit", "limits", "loyalty", "members", "offers", "orders", "perks", "policy", "prospects", "provision", "receivables", "reports", "review", "settlement", "standard", "statements", "voice"},
	"audit":       {}, "auth": {}, "catalog": {}, "chart": {}, "credit": {"policy"}, "pdf": {}, "reports": {"agents", "chart", "credit", "receivables", "standard"}, "pending": {}, "runs": {},
}

// base is what every feature may import; the base itself knows only models,
// and db the migrations it runs.
var (
	base     = []string{"audit", "db", "list", "outbox", "pdf", "pinyin", "search", "sheet", "web"}
	baseOnly = map[string][]string{"db": {"assay/migrations", "assay/models"}, "web": {"assay/app/chart", "assay/app/db", "assay/models"},
		"audit": {"assay/app/db", "assay/app/list", "assay/app/web", "assay/models"}, "sheet": {"assay/models"},
		"list": {"assay/app/db", "assay/app/sheet", "assay/app/web", "assay/models"}, "pdf": {"assay/app/chart", "assay/models", "assay/public/fonts"}, "chart": {"assay/models"}, "pinyin": {},
		"search": {"assay/app/db", "assay/app/pinyin", "assay/app/web", "assay/models"}}
	// anything are the packages that wire, drive or test the whole.
	anything = []string{"api", "apptest", "bench", "e2e", "modeltest", "crashtest"}
)

func TestFeaturesImportOnlyWhatTheyActOn(t *testing.T) {
	for _, s := range code(t).in(false, "app") {
		feature := strings.Split(strings.TrimPrefix(s.folder(), "app"), "/")
		if len(feature) < 2 || slices.Contains(anything, feature[1]) {
			continue
		}
		edges, known := mayImport[feature[1]]
		only, isBase := baseOnly[feature[1]]
		require.True(t, known || isBase, "%s: a new feature; say in mayImport what it acts on", s.path)
		for _, p := range s.imports() {
			if !strings.HasPrefix(p, "assay/") || p == "assay/models" || p == "assay/models/loyalty" && !isBase {
				continue
			}
			if isBase {
				require.Contains(t, only, p, s.path)
				continue
			}
			name := strings.TrimPrefix(p, "assay/app/")
			require.True(t, slices.Contains(base, name) || slices.Contains(edges, name), "%s imports %s: no such edge in mayImport", s.path, p)
		}
	}
}

// Statistics may stand on gonum; they have a package of their own, which the
// nouns do not know.
func TestModelsKnowTheStandardLibraryOnly(t *testing.T) {
	for _, s := range code(t).in(false, "models") {
		for _, p := range s.imports() {
			if s.folder() == "models/loyalty" && strings.HasPrefix(p, "gonum.org/v1/gonum/") {
				continue
			}
			require.NotContains(t, strings.Split(p, "/")[0], ".", "%s imports %s", s.path, p)
			require.False(t, strings.HasPrefix(p, "assay/"), "%s imports %s", s.path, p)
			require.NotContains(t, []string{"database/sql", "net/http", "html/template", "os"}, p, s.path)
		}
	}
}

func TestJobsAndPagesKeepTheirPlace(t *testing.T) {
	for _, s := range code(t).in(false, "app", "jobs", "models", "cmd", "migrations", "public", "views") {
		inApp := strings.HasPrefix(s.path, "app/")
		for _, p := range s.imports() {
			switch {
			case p == "github.com/gofiber/fiber/v2" || strings.HasPrefix(p, "github.com/gofiber/"):
				ok := s.folder() == "app" || s.folder() == "app/web" || s.folder() == "app/api" || inApp && strings.HasPrefix(path.Base(s.path), "handler_")
				require.True(t, ok, "%s: fiber belongs to the app root, app/web, app/api and handlers", s.path)
			case p == "github.com/jung-kurt/gofpdf":
				require.Equal(t, "app/pdf", s.folder(), "%s: gofpdf has one importer", s.path)
			case strings.HasPrefix(p, "gonum.org/"):
				require.Equal(t, "models/loyalty", s.folder(), "%s: gonum has one importer", s.path)
			case strings.HasPrefix(p, "assay/jobs"), strings.HasPrefix(p, "assay/cmd"):
				require.Equal(t, "cmd/assay", s.folder(), "%s: nothing but cmd knows jobs", s.path)
			case p == "assay/app":
				require.Contains(t, []string{"cmd/assay", "app/bench", "app/e2e"}, s.folder(), "%s: the root knows the features, not they the root", s.path)
			case s.folder() == "jobs" && p == "assay/app/web":
				t.Errorf("%s: jobs need no web", s.path)
			}
		}
	}
}

// clockReaders may call time.Now: they measure how long something took and
// store no business time.
var clockReaders = []string{"app/db/queue.go"}

func TestTimeIsAnArgument(t *testing.T) {
	r := code(t)
	for _, s := range r.in(false, "models", "app", "jobs") {
		if slices.Contains(clockReaders, s.path) {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				x, isName := sel.X.(*ast.Ident)
				late := isName && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name)
				require.False(t, late, "%s: nothing below cmd reads the clock", r.at(n))
			}
			return true
		})
	}
}

// statistical code may count in floating point: curves, charts, drawing on
// paper, the cells of a spreadsheet, a made-up company, measurements, and where
// sun and moon stand. None of it is anybody's debt.
var statistical = []string{"app/chart/", "app/sheet/", "app/demo/", "app/bench/", "app/pdf/", "models/loyalty/", "models/lunar.go", "models/loss_rate.go", "app/web/metrics.go", "cmd/assay/metrics.go"}

func TestMoneyIsNeverFloating(t *testing.T) {
	r := code(t)
	for _, s := range r.in(false, "models", "app", "jobs", "cmd") {
		if slices.ContainsFunc(statistical, func(f string) bool { return strings.HasPrefix(s.path, f) }) {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if x, ok := n.(*ast.Ident); ok {
				require.NotContains(t, []string{"float64", "float32"}, x.Name, "%s: no floating point here", r.at(n))
			}
			return true
		})
	}
}

func TestOnlyPDFBreaksLines(t *testing.T) {
	calls := regexp.MustCompile(`\.(MultiCell|SplitText|SplitLines)\(`)
	for _, s := range code(t).in(false, "app", "jobs", "cmd", "models") {
		require.NotRegexp(t, calls, s.text, "%s: gofpdf drops Chinese characters there", s.path)
	}
}
