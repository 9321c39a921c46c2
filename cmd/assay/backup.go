package main

import (
	"context"
	"fmt"

	"assay/app/db"
	"assay/app/reports"
)

type backupCmd struct {
	File string `arg:"" help:"Where to; it must not exist."`
}

// Run writes the copy and proves it: a backup that was never opened is none.
func (b *backupCmd) Run(ctx context.Context, c *Config) error {
	a, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer a.DB.Close()
	if err := a.DB.BackUp(ctx, b.File); err != nil {
		return err
	}
	copied, err := db.Open(ctx, "sqlite://"+b.File)
	if err != nil {
		return err
	}
	defer copied.Close()
	found, err := reports.Check(ctx, copied)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		return fmt.Errorf("%s holds %d disagreements, the first: %s", b.File, len(found), found[0])
	}
	fmt.Printf("%s is complete, and its books agree with themselves\n", b.File)
	return nil
}
