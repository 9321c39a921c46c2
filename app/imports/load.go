package imports

import (
	"context"
	"errors"
	"path/filepath"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// batchSize is how many events share a transaction.
const batchSize = 200

// loader is one run.
type loader struct {
	s       *Service
	who     models.Who
	file    File
	now     models.Moment
	sum     Summary
	rejects *rejects
	begun   bool  // the file is read
	done    int64 // documents loaded, known or rejected
	total   int64
}

// outcome is what became of an event.
type outcome struct {
	event event
	known bool
	bad   *models.Error
}

func (l *loader) load(ctx context.Context, events *sorter) error {
	for {
		batch, err := events.batch(batchSize)
		if err != nil || len(batch) == 0 {
			return err
		}
		if err := l.batch(ctx, batch); err != nil {
			return err
		}
		if l.file.Progress != nil && l.file.Keeper == nil { // a keeper's step has told how far it is
			l.file.Progress(l.sum)
		}
	}
}

// batch loads events in one transaction. Where the book refuses one of them,
// each gets a transaction of its own, so that a bad row costs no neighbour.
func (l *loader) batch(ctx context.Context, batch []event) error {
	err := l.step(ctx, len(batch), func(tx *db.Tx) ([]outcome, error) { return l.attempt(tx, batch) })
	bad, refused := refusal(err)
	switch {
	case err == nil || !refused:
		return err
	case len(batch) == 1:
		return l.step(ctx, 1, func(*db.Tx) ([]outcome, error) { return []outcome{{event: batch[0], bad: bad}}, nil })
	}
	for i := range batch {
		if err := l.batch(ctx, batch[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) attempt(tx *db.Tx, batch []event) ([]outcome, error) {
	f, err := look(tx, l.file.Scope, batch)
	if err != nil {
		return nil, err
	}
	out := make([]outcome, 0, len(batch))
	for _, e := range batch {
		o, err := l.one(tx, f, e)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// one loads an event unless the book has it. What the facts rule out is an
// outcome; an error undoes the whole transaction.
func (l *loader) one(tx *db.Tx, f *facts, e event) (outcome, error) {
	o := outcome{event: e}
	var err error
	switch {
	case e.Agent != nil:
		o.known, o.bad, err = l.agent(tx, f, *e.Agent)
	case e.Product != nil:
		o.known, o.bad, err = l.product(tx, f, *e.Product)
	case e.Invoice != nil:
		o.known, o.bad, err = l.invoice(tx, f, e)
	case e.Fact != nil:
		o.known, o.bad, err = l.outside(tx, f, *e.Fact)
	default:
		o.known, o.bad, err = l.receipt(tx, f, e)
	}
	return o, err
}

// refusal tells whether an error is a row's own fault.
func refusal(err error) (*models.Error, bool) {
	var e *models.Error
	var r *models.Refusal
	switch {
	case errors.As(err, &e) && e.Kind != models.KindUnavailable:
		return e, true
	case errors.As(err, &r):
		return models.Conflict("error." + r.Reason), true
	case db.IsDuplicate(err):
		return models.Conflict("error.duplicate"), true
	}
	return nil, false
}

func (l *loader) count(out []outcome) error {
	for _, o := range out {
		switch {
		case o.bad != nil:
			if err := l.reject(o.fault()); err != nil {
				return err
			}
		case o.known:
			l.sum.Known++
		default:
			l.sum.Loaded++
			l.sum.LoadedByNoun[o.event.Noun]++
		}
	}
	return nil
}

// name is what a person finds the event by.
func (e event) name() string {
	switch {
	case e.Agent != nil:
		return e.Agent.Agent.Code
	case e.Product != nil:
		return e.Product.SKU
	case e.Invoice != nil:
		return e.Invoice.Number
	case e.Fact != nil:
		return e.Fact.Agent + " " + e.Fact.Name
	}
	return e.Receipt.Agent + " " + e.Receipt.Reference
}

// onDay is the moment at which a document of a past day is entered: now, and
// posted on its day, or today where the file posts today. What was figured of
// that day before is so known to be out of date.
func (l *loader) onDay(on models.Date) models.Moment {
	if l.file.PostToday {
		on = l.now.On
	}
	return models.Moment{At: l.s.Clock.Moment().At, On: on}
}

// record keeps that the run took place.
func (l *loader) record(ctx context.Context, sha string) error {
	if k := l.file.Keeper; k != nil {
		return k.Last(ctx, func(tx *db.Tx) (Step, error) { return l.stand(l.sum, nil), l.enter(tx, sha) })
	}
	return l.s.DB.InTx(context.WithoutCancel(ctx), func(tx *db.Tx) error { return l.enter(tx, sha) })
}

func (l *loader) enter(tx *db.Tx, sha string) error {
	name := l.file.Name
	if name == "" {
		name = filepath.Base(l.file.Path)
	}
	_, err := tx.Change(`INSERT INTO imports (noun, file_name, file_sha256, rows_read, rows_loaded, rows_known, rows_rejected, imported_by, imported_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, string(l.file.Noun), name, sha, l.sum.Read, l.sum.Loaded, l.sum.Known, l.sum.Rejected, l.who.Name, l.now.At)
	if err != nil {
		return err
	}
	return audit.Write(tx, l.now, l.who, audit.Act{Action: "import.run", SubjectKind: string(l.file.Noun), Subject: name,
		Detail: map[string]any{"sha256": sha, "read": l.sum.Read, "loaded": l.sum.Loaded, "known": l.sum.Known, "rejected": l.sum.Rejected}})
}
