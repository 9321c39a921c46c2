package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"assay/app/bench"
	"assay/app/db"
)

type benchCmd struct {
	URL     string        `help:"An empty database to measure on; default a temporary SQLite file."`
	Seconds time.Duration `default:"2s" help:"How long each figure is measured."`
	Items   []int         `default:"100000" help:"Sizes of the ageing."`
}

// Run measures the product beside its floor.
func (b *benchCmd) Run(ctx context.Context, c *Config) error {
	url := b.URL
	if url == "" {
		dir, err := os.MkdirTemp("", "assay-bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		url = "sqlite://" + filepath.Join(dir, "bench.db")
	}
	if err := db.Migrate(ctx, url); err != nil {
		return err
	}
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	defer d.Close()
	bare, err := db.OpenBare(url)
	if err != nil {
		return err
	}
	defer bare.Close()
	var agents int64
	if err := d.Read(ctx).Raw("SELECT COUNT(*) FROM agents").Scan(&agents).Error; err != nil {
		return err
	}
	if agents > 0 {
		return fmt.Errorf("bench: %s is not empty", db.Redact(url))
	}
	clock, err := c.clock()
	if err != nil {
		return err
	}
	clock.Now = time.Now
	return (&bench.Bench{DB: d, Bare: bare, Clock: clock, Out: os.Stdout, Seconds: b.Seconds}).Run(ctx, b.Items)
}
