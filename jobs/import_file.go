package jobs

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"assay/app/db"
	"assay/app/imports"
	"assay/app/runs"
)

// importFile loads a file that a person uploaded: receipts of a bank, or outside
// data about agents.
// Another try reads the file again and leaves out what is done.
func (w Work) importFile(ctx context.Context, run *Run) error {
	var asked imports.Asked
	if _, err := run.Input(&asked); err != nil {
		return err
	}
	if asked.Noun == "" {
		asked.Noun = imports.Receipts
	}
	if run.Cursor == finished {
		return run.Stopped()
	}
	dir, err := os.MkdirTemp("", "assay-run")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "file.csv")
	if err := w.unpack(ctx, run, path); err != nil {
		return err
	}
	_, err = w.Imports.Run(ctx, run.By, imports.File{Path: path, Name: run.asked.FileName, Noun: asked.Noun, Scope: asked.Scope, PostToday: true,
		Progress: func(s imports.Summary) { run.Progress(s.Read, 0) }, Keeper: w.keeper(run)})
	return err
}

// unpack writes the upload to a file.
func (w Work) unpack(ctx context.Context, run *Run, path string) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(runs.Content(w.DB.Read(ctx), run.rec.ID, out), out.Close())
}

// keeper keeps how far an import is in the run's history.
func (w Work) keeper(run *Run) *imports.Keeper {
	part := func(do func(*db.Tx) (imports.Step, error)) func(*db.Tx) (Part, error) {
		return func(tx *db.Tx) (Part, error) {
			s, err := do(tx)
			return partOf(s), err
		}
	}
	return &imports.Keeper{At: w.moment(run), Cursor: run.Cursor,
		Loaded: int(run.figure("loaded")), Known: int(run.figure("known")), Rejected: int(run.figure("rejected")),
		Cancelled: ErrCancelled,
		Step: func(ctx context.Context, cursor int64, do func(*db.Tx) (imports.Step, error)) error {
			return run.Step(ctx, w.DB, cursor, part(do))
		},
		Last: func(ctx context.Context, do func(*db.Tx) (imports.Step, error)) error {
			return run.Last(ctx, w.DB, part(do))
		}}
}

// partOf is a step of an import as the run keeps it.
func partOf(s imports.Step) Part {
	p := Part{Done: s.Done, Total: s.Total, Counts: map[string]int64{"read": int64(s.Sum.Read), "loaded": int64(s.Sum.Loaded),
		"known": int64(s.Sum.Known), "rejected": int64(s.Sum.Rejected)}}
	for _, r := range s.Rejects {
		p.Faults = append(p.Faults, runs.Fault{Line: r.Line, Place: r.Column, Value: r.Value, Err: r.Why})
	}
	return p
}
