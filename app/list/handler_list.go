package list

import (
	"context"
	"errors"
	"net/url"
	"os"
	"slices"
	"time"

	"assay/app/db"
	"assay/app/sheet"
	"assay/app/web"
	"assay/models"
)

// Show answers a list: its page, made around the view by page, or the whole of
// it as a spreadsheet when the query says format=csv or xlsx. Query values that
// cannot be read are told on the page, all of them, with status 422. Wrong is why a form
// of the same page was not accepted, nil when none was sent.
func Show(c *web.Ctx, d *db.DB, s Spec, wrong error, page func(v View) (name string, p web.Page)) error {
	q := d.Read(c.UserContext())
	kept, err := keptBy(q, c.Actor.ID, s.Name)
	if err != nil {
		return err
	}
	asked := queryOf(c)
	if len(asked) == 0 && wrong == nil {
		for _, k := range kept {
			if k.Preferred && k.Query != "" {
				return c.Redirect(c.Path()+"?"+k.Query, "")
			}
		}
	}
	r := parse(&s, c.Lang(), asked)
	if err := r.lookUp(q); err != nil {
		return err
	}
	scope := c.Actor.Scope(s.Need)
	if text := asked.Get("format"); text != "" {
		format, err := r.format(text)
		if err != nil {
			return err
		}
		return r.export(c, d, scope, format)
	}
	v, err := r.load(c, d, scope)
	if err != nil {
		return err
	}
	v.Views = kept
	name, p := page(v)
	if told := slices.Concat(alike(wrong), r.wrong); len(told) > 0 {
		return c.Again(models.Together(told...), name, p)
	}
	return c.OK(name, p)
}

// alike is an error as a list, empty for none.
func alike(err error) []error {
	if err == nil {
		return nil
	}
	return []error{err}
}

// format is what a spreadsheet was asked as. All that is wrong of the request
// is told at once; a list that is not for export has no format.
func (r *request) format(text string) (sheet.Format, error) {
	if r.spec.NoSheet {
		text = ""
	}
	f, err := sheet.FormatOf(text)
	if err == nil {
		err = models.Together(r.wrong...)
	}
	return f, err
}

// Button leads from a list's head to what is begun there.
type Button struct {
	Label, Href, Icon string
	Need              models.Permission
	Main              bool
}

// alone is a page that is a list and nothing else.
type alone struct {
	Title   string
	Buttons []Button
	List    View
}

// Alone answers a list whose page shows nothing else.
func Alone(c *web.Ctx, d *db.DB, s Spec, buttons ...Button) error {
	return Show(c, d, s, nil, func(v View) (string, web.Page) {
		data := alone{Title: c.T(s.Title), List: v}
		for _, b := range buttons {
			if c.Actor.Can(b.Need) {
				data.Buttons = append(data.Buttons, b)
			}
		}
		return "list/index", web.Page{Title: data.Title, Data: data}
	})
}

// queryOf is the query, of a repeated name the first value as everywhere; the
// columns of a list are told one by one.
func queryOf(c *web.Ctx) url.Values {
	out := url.Values{}
	for k, v := range c.Context().QueryArgs().All() {
		name, text := string(k), web.Clean(string(v))
		before, given := out[name]
		switch {
		case !given:
			out.Set(name, text)
		case name == "cols":
			out.Set(name, before[0]+","+text)
		}
	}
	return out
}

func (r *request) load(c *web.Ctx, d *db.DB, scope models.Scope) (View, error) {
	q := d.Read(c.UserContext())
	rows, keys, more, err := r.page(q, scope, r.columns(false))
	if err != nil {
		return View{}, err
	}
	total, sums, err := r.totals(q, scope)
	if err != nil {
		return View{}, err
	}
	v := r.view(c, rows)
	v.Pager = r.pager(rows, keys, more, total)
	if v.Pager.More {
		return v, nil // what is not counted is not added up
	}
	for i, h := range v.Heads {
		if sum, ok := sums[h.Key]; ok && len(rows) > 0 {
			v.Heads[i].Total, v.Sums = web.Amount(sum), true
		}
	}
	return v, nil
}

// sheetTime is how long a spreadsheet may take.
const sheetTime = 50 * time.Second

// export answers with every row that the filters leave. It is written to a
// file first, so that what fails half way is told and not cut off.
func (r *request) export(c *web.Ctx, d *db.DB, scope models.Scope, format sheet.Format) error {
	leave, err := c.Enter(web.Exports)
	if err != nil {
		return err
	}
	defer leave()
	ctx, cancel := context.WithTimeout(db.Unasked(context.WithoutCancel(c.UserContext())), sheetTime)
	defer cancel()
	f, err := os.CreateTemp("", "assay-sheet-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	n, err := r.write(ctx, c, d, scope, f, format)
	if err == nil {
		err = c.Web.Exported(ctx, c.Actor.Who(), r.spec.Name, r.kept(), string(format), n)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	return c.Download(r.spec.Name+"-"+c.Today().String()+"."+string(format), format.ContentType(), f)
}

func (r *request) write(ctx context.Context, c *web.Ctx, d *db.DB, scope models.Scope, f *os.File, format sheet.Format) (n int64, err error) {
	cols := r.columns(r.query.Get("cols") == "")
	var heads []any
	for _, col := range cols {
		if col.Label != "" {
			heads = append(heads, c.T(col.Label))
		}
	}
	out, err := sheet.New(f, format)
	if err != nil {
		return 0, err
	}
	if err := out.Row(heads...); err != nil {
		return 0, err
	}
	err = r.each(d.Read(ctx), scope, cols, func(one row) error {
		n++
		cells := make([]any, 0, len(cols))
		for _, col := range cols {
			if col.Label != "" {
				cells = append(cells, plain(c, col, one.values))
			}
		}
		return out.Row(cells...)
	})
	return n, errors.Join(err, out.Close())
}

// Pages are the views that people keep.
type Pages struct{ *Service }

// Keep stores the present state of a list under a name.
func (p Pages) Keep(c *web.Ctx) error {
	back := web.LocalPath(c.Value("path"))
	k := Kept{UserID: c.Actor.ID, List: c.Value("list"), Name: c.Value("name"), Query: c.Value("query"), Preferred: c.Value("preferred") != ""}
	if err := p.Service.Keep(c.UserContext(), k); err != nil {
		return err
	}
	return c.Redirect(back+"?"+k.Query, "list.flash_kept", "Name", k.Name)
}

// Drop forgets one of the person's own views.
func (p Pages) Drop(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	k, err := p.Service.Drop(c.UserContext(), c.Actor.ID, id)
	if err != nil {
		return err
	}
	back := web.LocalPath(c.Value("path"))
	fields := [][2]string{{"list", k.List}, {"path", back}, {"name", k.Name}, {"query", k.Query}}
	if k.Preferred {
		fields = append(fields, [2]string{"preferred", "1"})
	}
	return c.RedirectUndo(back+"?"+k.Query, "list.flash_dropped", &web.Undo{Path: "/views", Fields: fields}, "Name", k.Name)
}
