package web

import (
	"net/url"
	"strconv"
)

// PageSize is how many rows a list shows at once.
const PageSize = 50

// Pager is where a list stands and where its neighbours are.
type Pager struct {
	Number, Pages int
	Total         int64
	From, To      int64
	Prev, Next    string
}

// Pager computes the neighbours of the present page for total rows; the
// links keep the filters of the query.
func (c *Ctx) Pager(total int64) Pager {
	n := c.PageNumber()
	pages := max(1, int((total+PageSize-1)/PageSize))
	p := Pager{Number: n, Pages: pages, Total: total, From: int64(n-1)*PageSize + 1, To: min(int64(n)*PageSize, total)}
	if n > 1 {
		p.Prev = c.With("page", strconv.Itoa(min(n-1, pages)))
	}
	if n < pages {
		p.Next = c.With("page", strconv.Itoa(n+1))
	}
	return p
}

// Offset is how many rows the pages before this one hold.
func (c *Ctx) Offset() int { return (c.PageNumber() - 1) * PageSize }

// With is the present URL with one query value changed.
func (c *Ctx) With(name, value string) string {
	q := url.Values{}
	for k, v := range c.Queries() {
		if v != "" {
			q.Set(k, v)
		}
	}
	if name != "page" {
		q.Del("page")
	}
	q.Set(name, value)
	return c.Path() + "?" + q.Encode()
}
