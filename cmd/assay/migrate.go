package main

import (
	"context"
	"fmt"

	"assay/app/db"
)

type migrateCmd struct{}

// Run applies what is missing, and gives a new book its settlement policies.
func (migrateCmd) Run(ctx context.Context, c *Config) error {
	n, err := db.Pending(ctx, c.DB)
	if err != nil {
		return err
	}
	a, err := c.open(ctx, true)
	if err != nil {
		return err
	}
	defer a.DB.Close()
	fmt.Printf("%d migrations applied\n", n)
	return nil
}
