package imports

import (
	"context"

	"assay/app/db"
	"assay/models"
)

// The jobs that load an uploaded file: receipts of a bank, outside data.
const (
	ReceiptsRun = "import-receipts"
	FactsRun    = "import-facts"
)

// Asked is what a person asks of it: receipts for the agents in their scope.
type Asked struct {
	Scope models.Scope
	Noun  Noun // empty for receipts
}

// Keeper lets an import be carried on by another process: what each step has
// done is kept in the step's own transaction, and left out by a later try. The
// file must be the same, byte for byte.
type Keeper struct {
	At                      models.Moment // on the day of the first try
	Cursor                  int64         // how far earlier tries have come
	Loaded, Known, Rejected int           // and what they counted
	// Step runs do in a transaction that keeps its outcome and the cursor, or
	// refuses when somebody else goes on with the import or, with Cancelled, when
	// it shall stop. Last does the same for the end of an import that is whole or
	// cancelled; one that failed may be carried on.
	Step      func(ctx context.Context, cursor int64, do func(tx *db.Tx) (Step, error)) error
	Cancelled error
	Last      func(ctx context.Context, do func(tx *db.Tx) (Step, error)) error
}

// Step is where an import stands after a part of it.
type Step struct {
	Sum         Summary
	Done, Total int64    // documents
	Rejects     []Reject // of this part
}

// Reject is a bad row, or a document of one.
type Reject struct {
	Line   int
	Column string
	Value  string
	Why    *models.Error
}

// readCursor is the cursor when the rows that cannot be read are kept; each
// document takes one more.
const readCursor = 1

// begin keeps the rows that could not be read, and leaves out the documents
// that earlier tries have done.
func (l *loader) begin(ctx context.Context, events *sorter) error {
	l.total = int64(events.n)
	k := l.file.Keeper
	if k == nil {
		return nil
	}
	if k.Cursor < readCursor {
		l.begun = true
		return l.keep(ctx, k, 0, func(*db.Tx) (Step, error) { return l.stand(l.sum, l.rejects.held), nil })
	}
	l.sum.Loaded, l.sum.Known, l.sum.Rejected = k.Loaded, k.Known, k.Rejected
	for l.done < k.Cursor-readCursor {
		batch, err := events.batch(int(min(k.Cursor-readCursor-l.done, batchSize)))
		if err != nil || len(batch) == 0 {
			return err
		}
		l.done += int64(len(batch))
	}
	l.begun = true
	return nil
}

// step does the next n documents in one transaction and counts what became of
// them.
func (l *loader) step(ctx context.Context, n int, do func(tx *db.Tx) ([]outcome, error)) error {
	var out []outcome
	k := l.file.Keeper
	if k == nil {
		err := l.s.DB.InTx(ctx, func(tx *db.Tx) (err error) { out, err = do(tx); return err })
		if err != nil {
			return err
		}
		l.done += int64(n)
		return l.count(out)
	}
	err := l.keep(ctx, k, n, func(tx *db.Tx) (Step, error) {
		var err error
		if out, err = do(tx); err != nil {
			return Step{}, err
		}
		sum, bad := l.sum.after(out)
		at := l.stand(sum, bad)
		at.Done += int64(n)
		return at, nil
	})
	if err != nil {
		return err
	}
	return l.count(out)
}

// keep runs a step of n documents under the keeper.
func (l *loader) keep(ctx context.Context, k *Keeper, n int, do func(tx *db.Tx) (Step, error)) error {
	err := k.Step(ctx, readCursor+l.done+int64(n), do)
	if err == nil {
		l.done, l.rejects.held = l.done+int64(n), nil
	}
	return err
}

func (l *loader) stand(sum Summary, bad []Reject) Step {
	return Step{Sum: sum, Done: l.done, Total: l.total, Rejects: bad}
}

// after is the summary with what became of some more documents, and which of
// them are bad. The figures by noun and reason follow after the commit.
func (s Summary) after(out []outcome) (Summary, []Reject) {
	var bad []Reject
	for _, o := range out {
		switch {
		case o.bad != nil:
			s.Rejected++
			bad = append(bad, o.fault().reject())
		case o.known:
			s.Known++
		default:
			s.Loaded++
		}
	}
	return s, bad
}

func (o outcome) fault() fault {
	return fault{line: o.event.Line, value: o.event.name(), err: o.bad}
}
