package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"assay/app/ledger"
	"assay/models"
)

type exportCmd struct {
	Journal exportJournalCmd `cmd:"" help:"The journal, for accountants' own tools."`
}

type exportJournalCmd struct {
	Format ledger.Format `required:"" enum:"hledger,beancount,csv" help:"The format: ${enum}."`
	From   string        `help:"The first posting day, YYYY-MM-DD."`
	To     string        `help:"The last posting day, YYYY-MM-DD."`
	Output string        `short:"o" help:"The file to write; standard output by default."`
}

// Run writes the journal. A file appears whole or not at all.
func (e *exportJournalCmd) Run(ctx context.Context, c *Config) error {
	from, err := models.ParseDate(e.From)
	if err != nil {
		return fmt.Errorf("--from %s is not a date", e.From)
	}
	to, err := models.ParseDate(e.To)
	if err != nil {
		return fmt.Errorf("--to %s is not a date", e.To)
	}
	a, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer a.DB.Close()
	if err := a.Ledger.RecordExport(ctx, models.System, e.Format, from, to); err != nil {
		return err
	}
	write := func(w io.Writer) error { return a.Ledger.Export(ctx, w, e.Format, from, to) }
	if e.Output == "" || e.Output == "-" {
		return write(os.Stdout)
	}
	return writeWhole(e.Output, write)
}

func writeWhole(path string, write func(w io.Writer) error) error {
	part := path + ".part"
	f, err := os.Create(part)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		os.Remove(part)
		return err
	}
	return os.Rename(part, path)
}
