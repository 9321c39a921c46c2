package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"strings"
	"sync"
)

// views are all templates, one set per language, so that a template says
// {{t "key"}} anywhere without being handed the language. What stands around a
// page is parsed once; a page gets its copy of it when it is first shown.
type views struct {
	byLang map[string]map[string]view
}

type view func() (*template.Template, error)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func parseViews(files fs.FS, w *Web) (*views, error) {
	v := &views{byLang: map[string]map[string]view{}}
	for _, lang := range Langs {
		base, err := template.New("base").Funcs(w.funcs(lang)).Option("missingkey=error").ParseFS(files, "layouts/*.html", "partials/*.html")
		if err != nil {
			return nil, err
		}
		pages := map[string]view{}
		err = fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".html") || strings.HasPrefix(path, "layouts/") || strings.HasPrefix(path, "partials/") {
				return err
			}
			pages[strings.TrimSuffix(path, ".html")], err = parseView(files, path, base, w.funcs(lang))
			return err
		})
		if err != nil {
			return nil, err
		}
		v.byLang[lang] = pages
	}
	return v, nil
}

// parseView reads a page and refuses one that does not parse, whether or not
// anybody will look at it.
func parseView(files fs.FS, path string, base *template.Template, funcs template.FuncMap) (view, error) {
	b, err := fs.ReadFile(files, path)
	if err != nil {
		return nil, err
	}
	if _, err := template.New(path).Funcs(funcs).Parse(string(b)); err != nil {
		return nil, fmt.Errorf("views/%s: %w", path, err)
	}
	return sync.OnceValues(func() (*template.Template, error) {
		t, err := base.Clone()
		if err != nil {
			return nil, err
		}
		return t.Parse(string(b))
	}), nil
}

// Names lists the pages, for the test that every one of them renders.
func (w *Web) Names() []string {
	var out []string
	for name := range w.views.byLang[Langs[0]] {
		out = append(out, name)
	}
	return out
}

// Crumb is a step of the path above a page; the last has no Href.
type Crumb struct {
	Text string
	Href string
}

// Page is what a layout shows around a page's own data.
type Page struct {
	Layout  string // shell unless told
	Title   string
	Crumbs  []Crumb
	Compact bool
	NoTabs  bool
	Form    string // the id of the form that a change of language or theme takes along; it shows itself again when it is sent to its page
	Enter   string // what its button does that Enter presses: the first in the page, which would be the language's
	Error   *FormError
	Find    string // what the search of the top bar holds
	Data    any

	Lang    string
	Theme   string
	Path    string
	Here    string // where a choice of language or theme comes back to
	FormKey string
	Visitor Visitor
	Nav     []NavSection
	Tabs    []NavItem
	Flash   *Flash
	Ticker  *Ticker
	Notices int64 // all that waits for the person
	Company string
	Other   string // the other language
}

// Page renders a view inside its layout.
func (c *Ctx) Page(status int, name string, p Page) error {
	w := c.Web
	if p.Layout == "" {
		p.Layout = "shell"
	}
	p.Lang, p.Theme, p.Path, p.Here, p.Visitor, p.Flash = c.Lang(), c.Actor.Theme, c.Path(), c.here(), c.Visitor, c.takeFlash()
	p.Company = w.Company[p.Lang]
	p.Other = Langs[0]
	if p.Lang == Langs[0] {
		p.Other = Langs[1]
	}
	if c.Actor.ID != 0 {
		p.FormKey = mask(w.FormToken(c.Token))
		var waiting map[string]int64
		if w.Waiting != nil && p.Layout == "shell" {
			waiting = w.Waiting(c.UserContext(), c.Actor, p.Flash != nil)
		}
		p.Nav, p.Tabs = navOf(c.Actor, p.Path, waiting)
		for _, n := range waiting {
			p.Notices += n
		}
		p.Compact = p.Compact || c.Actor.HomeAgent() == 0
		if w.Ticker != nil && p.Layout == "shell" {
			p.Ticker = w.Ticker(c.UserContext())
		}
	}
	view, ok := w.views.byLang[p.Lang][name]
	if !ok {
		return fmt.Errorf("web: no view %q", name)
	}
	t, err := view()
	if err != nil {
		return err
	}
	buf := buffers.Get().(*bytes.Buffer) //nolint:errcheck // the pool holds nothing else
	buf.Reset()
	defer buffers.Put(buf)
	if err := t.ExecuteTemplate(buf, p.Layout, p); err != nil {
		return fmt.Errorf("web: view %s: %w", name, err)
	}
	c.Status(status)
	c.Set("Content-Type", "text/html; charset=utf-8")
	return c.Send(buf.Bytes())
}

// OK renders a page with status 200.
func (c *Ctx) OK(name string, p Page) error { return c.Page(200, name, p) }

// Again renders a form anew with the error that kept it from being accepted,
// at the error's status; an error that is not for forms goes to the error page.
func (c *Ctx) Again(err error, name string, p Page) error {
	fe, ok := c.Problem(err)
	if !ok {
		return err
	}
	p.Error = fe
	return c.Page(fe.Status, name, p)
}
