package app_test

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	writes    = regexp.MustCompile(`(?i)\b(?:INSERT\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO|REPLACE\s+INTO|DELETE\s+FROM|UPDATE)\s+([a-z_]+)\b`)
	creations = []string{"Create", "CreateInBatches", "Save", "Delete", "Updates", "FirstOrCreate"}
)

func TestATableIsWrittenByItsOwner(t *testing.T) {
	r := code(t)
	found := map[string]bool{}
	for _, s := range r.in(false, "app", "jobs", "cmd", "models") {
		for table, where := range r.written(t, s) {
			found[table] = true
			own := strings.Fields(owners[s.folder()] + " " + seeds[s.folder()])
			require.Contains(t, own, table, "%s: %s is not for %s to write; see owners", where, table, s.folder())
		}
	}
	for folder, tables := range owners {
		for _, table := range strings.Fields(tables) {
			if !found[table] {
				t.Logf("nobody writes %s yet, which %s would own", table, folder)
			}
		}
	}
}

// written lists the tables that a file writes, by SQL or by gorm.
func (r *tree) written(t *testing.T, s *source) map[string]string {
	out := map[string]string{}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			for _, m := range writes.FindAllStringSubmatch(n.Value, -1) {
				if n.Kind == token.STRING && m[1] != "of" && m[1] != "set" {
					out[m[1]] = r.at(n)
				}
			}
		case *ast.CallExpr:
			if table := r.created(t, n); table != "" {
				out[table] = r.at(n)
			}
		}
		return true
	})
	return out
}

// created is the table that a gorm call writes, "" for another call.
func (r *tree) created(t *testing.T, c *ast.CallExpr) string {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || len(c.Args) == 0 || !slices.Contains(creations, sel.Sel.Name) {
		return ""
	}
	typ := r.info.Types[c.Args[0]].Type
	for {
		switch x := typ.(type) {
		case *types.Pointer:
			typ = x.Elem()
			continue
		case *types.Slice:
			typ = x.Elem()
			continue
		case *types.Named:
			return tableNamed(x.Obj().Name())
		}
		return ""
	}
}

var humps = regexp.MustCompile(`([a-z])([A-Z])`)

func tableNamed(name string) string {
	if t := tableOf[name]; t != "" {
		return t
	}
	low := strings.ToLower(humps.ReplaceAllString(name, "${1}_${2}"))
	if stem, ok := strings.CutSuffix(low, "y"); ok {
		return stem + "ies"
	}
	return low + "s"
}

// queries take SQL as their first argument, or the second after a context.
var queries = map[string]int{"Where": 0, "Order": 0, "Select": 0, "Raw": 0, "Exec": 0, "Change": 0, "InsertRow": 0, "EachRow": 1, "Or": 0, "Not": 0, "Having": 0, "Joins": 0,
	"Group": 0, "Pluck": 0, "ExecContext": 1, "QueryContext": 1, "QueryRowContext": 1}

// plumbing hands SQL on as it came, or names its own throw-away databases; or
// the method is another one of the same name.
var plumbing = []string{"app/db/count.go", "app/db/statements.go", "app/db/hot.go", "app/db/db.go", "app/db/direct.go", "app/db/queue.go", "app/apptest/mariadb.go", "app/apptest/book.go",
	"app/bench/floor.go"}

func TestSQLIsComposedOfConstants(t *testing.T) {
	r := code(t)
	flow := r.flow()
	n := 0
	for _, s := range r.in(false, "app", "jobs", "cmd") {
		if slices.Contains(plumbing, s.path) {
			continue
		}
		ast.Inspect(s.ast, func(node ast.Node) bool {
			c, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := c.Fun.(*ast.SelectorExpr)
			if at, known := queries[path.Base(nameOf(sel, ok))]; known && at < len(c.Args) {
				n++
				assert.True(t, flow.constant(c.Args[at], 0), "%s: %s of text that may come from outside: %s", r.at(c), sel.Sel.Name, types.ExprString(c.Args[at]))
			}
			return true
		})
	}
	require.Greater(t, n, 150, "the queries are seen")
}

func nameOf(sel *ast.SelectorExpr, ok bool) string {
	if !ok {
		return "-"
	}
	return sel.Sel.Name
}

// origin is one place where a variable, field or parameter gets its value:
// the index-th value of an expression.
type origin struct {
	value ast.Expr
	index int
}

// flow knows where values come from, by object, over the whole repository.
type flow struct {
	*tree
	origins map[types.Object][]origin
	bodies  map[types.Object]*ast.FuncDecl
	params  map[types.Object]*ast.FieldList // of declared functions and of closures with a name
	busy    map[types.Object]bool
}

func (r *tree) flow() *flow {
	f := &flow{tree: r, origins: map[types.Object][]origin{}, bodies: map[types.Object]*ast.FuncDecl{},
		params: map[types.Object]*ast.FieldList{}, busy: map[types.Object]bool{}}
	for _, s := range r.files {
		for _, d := range s.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && !s.test {
				f.bodies[r.info.Defs[fn.Name]] = fn
				f.params[r.info.Defs[fn.Name]] = fn.Type.Params
			}
		}
	}
	for _, s := range r.files {
		if !s.test {
			ast.Inspect(s.ast, f.note)
		}
	}
	return f
}

// note records what flows where in one node.
func (f *flow) note(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		f.assign(n.Lhs, n.Rhs)
	case *ast.ValueSpec:
		names := make([]ast.Expr, len(n.Names))
		for i, x := range n.Names {
			names[i] = x
		}
		f.assign(names, n.Values)
	case *ast.RangeStmt:
		if n.Value != nil {
			f.add(n.Value, n.X, 0)
		}
	case *ast.CompositeLit:
		f.fields(n)
	case *ast.CallExpr:
		f.arguments(n)
	}
	return true
}

func (f *flow) assign(to, from []ast.Expr) {
	if len(from) == 0 {
		return
	}
	for i, x := range to {
		if lit, ok := from[min(i, len(from)-1)].(*ast.FuncLit); ok {
			f.params[f.object(x)] = lit.Type.Params
		}
		switch {
		case len(from) == len(to):
			f.add(x, from[i], 0)
		case len(from) == 1:
			f.add(x, from[0], i)
		}
	}
}

func (f *flow) add(to, from ast.Expr, index int) {
	if o := f.object(to); o != nil {
		f.origins[o] = append(f.origins[o], origin{from, index})
	}
}

func (f *flow) object(e ast.Expr) types.Object {
	switch e := e.(type) {
	case *ast.Ident:
		if o := f.info.Defs[e]; o != nil {
			return o
		}
		return f.info.Uses[e]
	case *ast.SelectorExpr:
		return f.info.Uses[e.Sel]
	case *ast.IndexExpr:
		return f.object(e.X)
	}
	return nil
}

func (f *flow) fields(lit *ast.CompositeLit) {
	st, _ := types.Unalias(f.underlying(lit)).(*types.Struct)
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok && st != nil {
				f.add(key, kv.Value, 0)
			}
		} else if st != nil && i < st.NumFields() {
			f.origins[st.Field(i)] = append(f.origins[st.Field(i)], origin{e, 0})
		}
	}
}

func (f *flow) underlying(e ast.Expr) types.Type {
	if t := f.info.Types[e].Type; t != nil {
		return t.Underlying()
	}
	return nil
}

// arguments flow into the parameters of our own functions.
func (f *flow) arguments(c *ast.CallExpr) {
	params := f.params[f.object(c.Fun)]
	if params == nil {
		return
	}
	i := 0
	for _, p := range params.List {
		for _, name := range p.Names {
			if i < len(c.Args) {
				f.add(name, c.Args[i], 0)
			}
			i++
		}
	}
}

// constant tells whether the index-th value of an expression is made of
// constants alone, or of whole numbers.
func (f *flow) constant(e ast.Expr, index int) bool {
	if tv := f.info.Types[e]; tv.Value != nil || isWhole(tv.Type) {
		return true
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return f.constant(e.X, index)
	case *ast.BinaryExpr:
		return f.constant(e.X, 0) && f.constant(e.Y, 0)
	case *ast.Ident, *ast.SelectorExpr:
		return f.named(f.object(e), index)
	case *ast.IndexExpr:
		return f.constant(e.X, 0)
	case *ast.CompositeLit:
		return f.all(e.Elts)
	case *ast.KeyValueExpr:
		return f.constant(e.Value, 0)
	case *ast.CallExpr:
		return f.call(e, index)
	}
	return false
}

func isWhole(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

func (f *flow) all(list []ast.Expr) bool {
	return !slices.ContainsFunc(list, func(e ast.Expr) bool { return !f.constant(e, 0) })
}

// named follows a variable, field or parameter to all its origins; a nil
// value has none and is refused.
func (f *flow) named(o types.Object, _ int) bool {
	if o == nil {
		return false
	}
	if f.busy[o] {
		return true
	}
	f.busy[o] = true
	defer delete(f.busy, o)
	from := f.origins[o]
	return len(from) > 0 && !slices.ContainsFunc(from, func(x origin) bool { return !f.constant(x.value, x.index) })
}

// joins are the functions of the library whose text is that of their
// arguments.
var joins = []string{"strings.Join", "strings.Repeat", "strings.ReplaceAll", "strings.TrimPrefix", "strings.TrimSuffix", "fmt.Sprintf", "append", "slices.Concat"}

// call follows one of our functions into what it returns.
func (f *flow) call(c *ast.CallExpr, index int) bool {
	if slices.Contains(joins, types.ExprString(c.Fun)) {
		return f.all(c.Args)
	}
	if strings.HasPrefix(types.ExprString(c.Fun), "strconv.Itoa") {
		return true
	}
	o := f.object(c.Fun)
	fn := f.bodies[o]
	if fn == nil || f.busy[o] {
		return fn != nil
	}
	f.busy[o] = true
	defer delete(f.busy, o)
	good := true
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if _, inner := n.(*ast.FuncLit); inner {
			return false
		}
		if ret, ok := n.(*ast.ReturnStmt); ok {
			good = good && f.returned(fn, ret, index)
		}
		return true
	})
	return good
}

func (f *flow) returned(fn *ast.FuncDecl, ret *ast.ReturnStmt, index int) bool {
	switch {
	case len(ret.Results) == 0:
		return f.named(f.info.Defs[fn.Type.Results.List[index].Names[0]], 0)
	case len(ret.Results) == 1 && index > 0:
		return f.constant(ret.Results[0], index)
	}
	return f.constant(ret.Results[index], 0)
}

func TestTheFlowOfConstantsIsSeen(t *testing.T) {
	f := code(t).flow()
	require.True(t, f.constant(&ast.CompositeLit{}, 0))
	require.False(t, f.constant(&ast.BasicLit{Kind: token.STRING, Value: strconv.Quote("unchecked")}, 0), "an expression of no known type is refused")
}
