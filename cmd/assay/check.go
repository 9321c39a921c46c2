package main

import (
	"context"
	"fmt"

	"assay/app/reports"
)

type checkCmd struct{}

// Run proves the books and names every document that breaks a rule.
func (checkCmd) Run(ctx context.Context, c *Config) error {
	a, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer a.DB.Close()
	found, err := reports.Check(ctx, a.DB)
	if err != nil {
		return err
	}
	for _, f := range found {
		fmt.Println(f)
	}
	if len(found) > 0 {
		return fmt.Errorf("%d disagreements in the books", len(found))
	}
	fmt.Println("the books agree with themselves")
	return nil
}
