package web

import (
	"sync"

	"assay/models"
)

// Work is what costs more than a page and may be asked for by many at once.
type Work struct {
	own  int // at once for one person
	all  int // at once in this process
	wait int // seconds after which asking again makes sense
}

// The kinds of work. An export holds one of the eight connections that read,
// a search for a few milliseconds.
var (
	Exports  = Work{own: 2, all: 4, wait: 10}
	Searches = Work{own: 4, all: 16, wait: 2}
)

// gates count who is at which work in this process.
type gates struct {
	mu sync.Mutex
	by map[Work]map[int64]int // by person; 0 is everybody
}

// Enter lets a person begin some work, and hands out what ends it. It is too
// many (429, with the time to wait) when the person, or everybody together,
// has as much of it under way as may be.
func (w *Web) Enter(work Work, userID int64) (leave func(), err error) {
	g := &w.gates
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.by == nil {
		g.by = map[Work]map[int64]int{}
	}
	at := g.by[work]
	if at == nil {
		at = map[int64]int{}
		g.by[work] = at
	}
	switch {
	case at[userID] >= work.own:
		return nil, tooBusy("error.busy_own", work).With("Most", work.own)
	case at[0] >= work.all:
		return nil, tooBusy("error.busy_all", work)
	}
	at[userID]++
	at[0]++
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		at[0]--
		if at[userID]--; at[userID] == 0 {
			delete(at, userID)
		}
	}), nil
}

// Enter is Web.Enter for the visitor.
func (c *Ctx) Enter(work Work) (leave func(), err error) { return c.Web.Enter(work, c.Actor.ID) }

func tooBusy(key string, work Work) *models.Error {
	return (&models.Error{Kind: models.KindTooMany, Message: key}).With(retryAfter, work.wait)
}

// retryAfter is the parameter of an error that says how many seconds to wait.
const retryAfter = "Seconds"
