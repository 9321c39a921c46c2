package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"assay/app/imports"
	"assay/models"
)

type importCmd struct {
	Noun    imports.Noun `arg:"" enum:"agents,products,invoices,receipts,openings" help:"What the file holds: ${enum}."`
	File    string       `arg:"" type:"existingfile" help:"A CSV file, or one packed with gzip (.gz)."`
	Map     string       `type:"existingfile" help:"A map of the file's columns (docs/import)."`
	Rejects string       `help:"Where bad rows go; FILE.rejects.csv by default."`
	Check   bool         `help:"Read and check every row, load none."`
	Lang    string       `default:"zh-CN" enum:"zh-CN,en" help:"The language of the reasons."`
}

// Run imports the file and prints what became of its rows.
func (i *importCmd) Run(ctx context.Context, c *Config) error {
	m, err := readMap(i.Map)
	if err != nil {
		return i.explained(err)
	}
	a, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer a.DB.Close()
	s := &imports.Service{DB: a.DB, Clock: a.Clock}
	sum, err := s.Run(ctx, models.System, imports.File{Path: i.File, Noun: i.Noun, Map: m, Scope: models.Scope{All: true}, Rejects: i.Rejects, Lang: i.Lang, CheckOnly: i.Check,
		Progress: func(s imports.Summary) {
			if !terminal(os.Stderr) {
				return
			}
			fmt.Fprintf(os.Stderr, "\r%d read, %d loaded, %d known, %d rejected", s.Read, s.Loaded, s.Known, s.Rejected)
		}})
	if sum.Read > 0 || err == nil {
		fmt.Fprintln(os.Stderr)
		i.print(os.Stdout, sum)
	}
	return i.explained(err)
}

func readMap(path string) (*imports.Map, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return imports.ReadMap(f)
}

// explained puts an error that a person can act on into words.
func (i *importCmd) explained(err error) error {
	var e *models.Error
	if errors.As(err, &e) && e.Kind != models.KindUnavailable {
		return fmt.Errorf("%s: %s", i.File, imports.Reason(e, i.Lang))
	}
	return err
}

func (i *importCmd) print(w io.Writer, s imports.Summary) {
	fmt.Fprintf(w, "read:     %d\n", s.Read)
	if s.Skipped > 0 {
		fmt.Fprintf(w, "skipped:  %d (no record of the map wants them)\n", s.Skipped)
	}
	fmt.Fprintf(w, "loaded:   %d", s.Loaded)
	for _, n := range imports.Nouns() {
		if s.LoadedByNoun[n] > 0 {
			fmt.Fprintf(w, "  %s %d", n, s.LoadedByNoun[n])
		}
	}
	fmt.Fprintf(w, "\nknown:    %d\nrejected: %d\n", s.Known, s.Rejected)
	var keys []string
	for key := range s.Reasons {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		fmt.Fprintf(w, "  %6d  %s\n", s.Reasons[key], imports.Reason(&models.Error{Message: key}, i.Lang))
	}
	if s.RejectsFile != "" {
		fmt.Fprintf(w, "rejects are in %s\n", s.RejectsFile)
	}
}
