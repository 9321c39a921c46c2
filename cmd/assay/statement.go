package main

import (
	"context"
	"fmt"
	"os"

	"assay/app/web"
	"assay/models"
)

type statementCmd struct {
	Number string `arg:"" help:"The statement's number."`
	Out    string `short:"o" help:"The file to write; default NUMBER.pdf."`
}

// Run writes the paper of an issued statement: the stored bytes.
func (s *statementCmd) Run(ctx context.Context, c *Config) error {
	a, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer a.DB.Close()
	var id int64
	if err := a.DB.Read(ctx).Raw("SELECT id FROM statements WHERE number = ?", s.Number).Scan(&id).Error; err != nil {
		return err
	}
	if id == 0 {
		return models.NotFound("statement")
	}
	pdf, err := a.Statements.PDF(ctx, id)
	if err != nil {
		return err
	}
	if s.Out == "" {
		s.Out = web.FileName(s.Number) + ".pdf"
	}
	if err := os.WriteFile(s.Out, pdf, 0o600); err != nil {
		return err
	}
	fmt.Println(s.Out)
	return nil
}
