package main

import (
	"context"
	"fmt"

	"assay/app/db"
)

type migrateCmd struct{}

// Run applies what is missing.
func (migrateCmd) Run(ctx context.Context, c *Config) error {
	n, err := db.Pending(ctx, c.DB)
	if err != nil {
		return err
	}
	if err := db.Migrate(ctx, c.DB); err != nil {
		return err
	}
	fmt.Printf("%d migrations applied\n", n)
	return nil
}
