package list

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"assay/app/web"
	"assay/models"
)

// mostMarked bounds how many rows one action takes.
const mostMarked = 200

// Refused is a row that an action did not do, with the reason.
type Refused struct {
	ID     int64
	Name   string
	Reason string
	Seen   string // as it was when it was marked
}

// Outcome is what came of an action on several rows. What was not done stays
// marked, there and on the list that Back leads to, and Reason is what was
// typed: both can be sent again.
type Outcome struct {
	Done    int
	Refused []Refused
	Again   string // where the action is sent
	Back    string
	Query   string
	Asks    bool
	Reason  string
}

// Marked are the ids of the rows that a person marked.
func Marked(c *web.Ctx) (ids []int64, err error) {
	for _, b := range c.Request().PostArgs().PeekMulti("sel") {
		id, err := strconv.ParseInt(string(b), 10, 64)
		if err != nil || id <= 0 {
			return nil, models.NotFound("noun.page")
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	switch {
	case len(ids) == 0:
		return nil, models.Invalid("sel", "list.none_marked")
	case len(ids) > mostMarked:
		return nil, models.Invalid("sel", "list.too_many_marked").With("Max", mostMarked)
	}
	return ids, nil
}

// Each runs a verb on every marked row, each in its own transaction: what one
// refuses does not undo the others. All done leads back to the list; otherwise
// the page says which were not, by their names, and why.
func Each(c *web.Ctx, back, flash string, name func(id int64) string, verb func(ctx context.Context, id int64) error) error {
	ids, err := Marked(c)
	if err != nil {
		return err
	}
	out := Outcome{Again: c.Path(), Query: c.Value("query"), Reason: c.Value("reason"), Asks: c.Request().PostArgs().Has("reason")}
	for i, id := range ids {
		err := verb(c.UserContext(), id)
		if err == nil {
			out.Done++
			continue
		}
		why, ok := reason(c, err)
		if !ok {
			if c.Web.Log != nil {
				c.Web.Log.Error("a marked row failed", "path", c.Path(), "row", id, "error", err.Error())
			}
			for _, left := range ids[i:] {
				out.Refused = append(out.Refused, refused(c, left, name(left), c.T("list.unexpected")))
			}
			break
		}
		out.Refused = append(out.Refused, refused(c, id, name(id), why))
	}
	if len(out.Refused) == 0 {
		return c.Redirect(backTo(back, out.Query, nil), flash, "Count", out.Done)
	}
	out.Back = backTo(back, out.Query, out.Refused)
	return c.Page(409, "list/outcome", web.Page{Title: c.T("list.outcome"), Data: out})
}

func refused(c *web.Ctx, id int64, name, why string) Refused {
	return Refused{ID: id, Name: name, Reason: why, Seen: c.Value(SeenField(id))}
}

// backTo is the list as it stood when the rows were marked, with those of them
// that are left marked again.
func backTo(path, query string, left []Refused) string {
	q, err := url.ParseQuery(query)
	if err != nil {
		q = url.Values{}
	}
	var ids []string
	for _, r := range left {
		ids = append(ids, strconv.FormatInt(r.ID, 10))
	}
	if q.Del("sel"); len(ids) > 0 {
		q.Set("sel", strings.Join(ids, ","))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// reason is why a row was refused; what is not a refusal has none.
func reason(c *web.Ctx, err error) (string, bool) {
	if models.KindOf(err) == models.KindNotFound {
		return c.T("list.gone"), true
	}
	fe, ok := c.Problem(err)
	if !ok {
		return "", false
	}
	return fe.Message, true
}
