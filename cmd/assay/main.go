// Command assay is the whole product in one binary.
package main

import (
	"assay/app/web"
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the business time zone, wherever it runs

	"github.com/alecthomas/kong"
)

// version is set when a release is built.
var version = "development"

// cli is every command; each is a short file of its own.
type cli struct {
	Config

	Serve     serveCmd     `cmd:"" help:"Serve the portal."`
	Demo      demoCmd      `cmd:"" help:"Serve a demonstration: a made-up company with three years of history."`
	Migrate   migrateCmd   `cmd:"" help:"Bring the database schema up to date."`
	User      userCmd      `cmd:"" help:"Users."`
	Job       jobCmd       `cmd:"" help:"The jobs that run by themselves."`
	Backup    backupCmd    `cmd:"" help:"Copy a SQLite database into a file, while it is in use."`
	Check     checkCmd     `cmd:"" help:"Prove that the books agree with themselves; exits non-zero otherwise."`
	Import    importCmd    `cmd:"" help:"Take agents, articles and past documents over from a file."`
	Export    exportCmd    `cmd:"" help:"Write the books in other formats."`
	Statement statementCmd `cmd:"" help:"Write an issued statement as PDF."`
	Bench     benchCmd     `cmd:"" help:"Measure speed beside its floor."`
	Health    healthCmd    `cmd:"" help:"Ask a server whether it is ready."`
	Version   versionCmd   `cmd:"" help:"Print the version."`
}

type versionCmd struct{}

func (versionCmd) Run() error {
	fmt.Println("assay", version)
	return nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c cli
	k := kong.Parse(&c, kong.Name("assay"), kong.Description("Agents order on credit; finance keeps the books exact."),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)))
	if err := k.Run(&c.Config); err != nil {
		fmt.Fprintln(os.Stderr, "assay:", web.Words("en", err))
		stop()
		os.Exit(1) //nolint:gocritic // stop has run
	}
}
