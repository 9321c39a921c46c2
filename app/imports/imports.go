// Package imports takes agents, articles and past documents over from files
// of other systems: any column names, dates and encodings, described by a map
// file. Good rows load, bad rows go to a file of rejects with the reason, and
// the same file a second time adds nothing.
package imports

import (
	"context"
	"errors"

	"assay/app/db"
	"assay/app/settlement"
	"assay/models"
)

// Service runs imports.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Noun is what a file holds.
type Noun string

// The nouns. Openings are balances taken over on a cut-over day, posted
// against opening balances instead of revenue; facts are outside data about
// agents.
const (
	Agents   Noun = "agents"
	Products Noun = "products"
	Invoices Noun = "invoices"
	Receipts Noun = "receipts"
	Openings Noun = "openings"
	Facts    Noun = "facts"
)

// Nouns lists them in the order in which a book takes them over.
func Nouns() []Noun { return []Noun{Agents, Products, Openings, Invoices, Receipts, Facts} }

// File is one file to import. Map may be nil: then the columns have their
// documented names. Rows about agents outside the Scope are rejected as if the
// book had no such agent. Rejects is where bad rows go; empty: next to the file.
// CheckOnly reads and checks every row and loads none. Progress, when set, is
// called now and then while the file is read, and after each batch unless there
// is a Keeper.
type File struct {
	Path      string
	Noun      Noun
	Map       *Map
	Scope     models.Scope
	Rejects   string
	Lang      string
	CheckOnly bool
	// PostToday posts what comes in now on today's date, as for a bank's file of
	// the last days: a past ageing that somebody has seen does not change.
	// Without it history posts on its own dates.
	PostToday bool
	Progress  func(Summary)
	Name      string  // what the file is called; its name on disk by default
	Keeper    *Keeper // nil: in one go, with the rejects in a file
}

// Summary counts what became of a file: Read rows of data, of which Skipped
// match no condition of the map; Loaded and Known documents (a row may give
// several); Rejected rows and documents.
type Summary struct {
	Read, Skipped, Loaded, Known, Rejected int
	LoadedByNoun                           map[Noun]int
	Reasons                                map[string]int // rejects by message key
	RejectsFile                            string         // empty when there are none
}

// Run imports a file in two passes: it reads and checks all rows, then loads
// them in the order of their dates, so that money meets the claims that were
// open on its day. Historic documents post on their own dates; a date in a
// closed period is a reject. Imported invoices bypass the credit limit, since
// the goods are delivered, but count in full. An error other than bad rows
// ends the run; what was loaded stays and is known to the next run.
func (s *Service) Run(ctx context.Context, who models.Who, f File) (Summary, error) {
	l := &loader{s: s, who: who, file: f, now: s.Clock.Moment(),
		sum: Summary{LoadedByNoun: map[Noun]int{}, Reasons: map[string]int{}}}
	if f.Keeper != nil {
		l.now = f.Keeper.At
	}
	l.rejects = newRejects(f)
	sha, err := l.run(ctx)
	err = errors.Join(err, l.rejects.close())
	l.sum.RejectsFile = l.rejects.written
	if f.CheckOnly || sha == "" || f.Keeper != nil && (!l.begun || err != nil && !errors.Is(err, f.Keeper.Cancelled)) {
		return l.sum, err
	}
	return l.sum, errors.Join(err, l.record(ctx, sha))
}

func (l *loader) run(ctx context.Context) (sha string, err error) {
	t, err := openTable(l.file.Path, l.file.Map)
	if err != nil {
		return "", err
	}
	defer t.close()
	plan, err := newPlan(l.file.Noun, l.file.Map, t.header)
	if err != nil {
		return "", err
	}
	events := &sorter{}
	defer events.close()
	if err := l.read(ctx, t, plan, events); err != nil || l.file.CheckOnly {
		return t.sha, err
	}
	if err := l.s.DB.InTx(ctx, settlement.FoundPolicies); err != nil {
		return t.sha, err // an import may be the first thing that a new book sees
	}
	if err := l.begin(ctx, events); err != nil {
		return t.sha, err
	}
	return t.sha, l.load(ctx, events)
}

// read turns rows into events; a row with a fault gives none.
func (l *loader) read(ctx context.Context, t *table, p *plan, events *sorter) error {
	for {
		row, err := t.next()
		if row == nil && err == nil {
			return events.done()
		}
		if err == nil && ctx.Err() != nil {
			err = ctx.Err()
		}
		var bad *fault
		if errors.As(err, &bad) {
			l.sum.Read++
			if err := l.reject(*bad); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		l.sum.Read++
		if err := l.readRow(p, row, events); err != nil {
			return err
		}
	}
}

func (l *loader) readRow(p *plan, row *cells, events *sorter) error {
	given, bad := p.events(row, l.now.On)
	switch {
	case bad != nil:
		return l.reject(*bad)
	case len(given) == 0:
		l.sum.Skipped++
	}
	for _, e := range given {
		if err := events.add(e); err != nil {
			return err
		}
	}
	if l.file.Progress != nil && l.sum.Read%1000 == 0 {
		l.file.Progress(l.sum)
	}
	return nil
}

// reject writes a bad row to the file of rejects and counts it.
func (l *loader) reject(f fault) error {
	l.sum.Rejected++
	l.sum.Reasons[f.err.Message]++
	return l.rejects.add(f)
}
