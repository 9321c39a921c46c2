package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"

	"assay/app"
	"assay/app/db"
	"assay/app/demo"
	"assay/models"
)

type demoCmd struct {
	Addr  string `default:"127.0.0.1:8080" help:"Where to listen."`
	Fresh bool   `help:"Throw the demonstration away and begin anew."`
}

// demoFile is where the demonstration lives, whatever ASSAY_DB says: it never
// comes near a real database.
const demoFile = "assay.db"

// demoMemberKey seals the phones of people who were made up: it is no secret,
// and a demonstration that was kept is read again with it.
const demoMemberKey = "0137013701370137013701370137013701370137013701370137013701370137"

// Run fills the demonstration where there is none, and serves it.
func (c *demoCmd) Run(ctx context.Context, cfg *Config) error {
	cfg.DB, cfg.demo, cfg.Members = "sqlite://"+demoFile, true, demoMemberKey
	if cfg.Company.Bank == "" {
		cfg.Company.Bank, cfg.Company.Account = "招商银行深圳水贝支行", "7559 0137 8810 601"
		cfg.Company.Address, cfg.Company.Phone = "深圳市罗湖区水贝一路 1 号", "400-820-0137"
	}
	if cfg.Origin == "" {
		cfg.Origin = "http://" + c.Addr
	}
	kept, err := c.prepare(ctx, cfg)
	if err != nil {
		return err
	}
	a, err := cfg.open(ctx, true)
	if err != nil {
		return err
	}
	defer a.DB.Close()
	if !kept {
		if err := fillDemo(ctx, a); err != nil {
			return err
		}
	}
	fmt.Printf("Open http://%s — Ctrl-C ends.\n", c.Addr)
	return serve(ctx, a, c.Addr)
}

// prepare tells whether a finished demonstration is in the file; else it
// clears the way for one.
func (c *demoCmd) prepare(ctx context.Context, cfg *Config) (kept bool, err error) {
	end, isDemo, err := demoState(ctx, cfg.DB)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !isDemo:
		return false, fmt.Errorf("%s is not a demonstration database, so it is left alone; run assay demo in another folder", demoFile)
	case c.Fresh || end.IsZero():
		return false, removeDemo()
	}
	fmt.Printf("The demonstration of %s is kept. Passwords are stored nowhere: assay demo --fresh begins anew,\n"+
		"assay user add LOGIN --name NAME --role finance_manager adds a login.\n", end)
	return true, nil
}

// demoState looks into the file without changing it.
func demoState(ctx context.Context, url string) (end models.Date, isDemo bool, err error) {
	if _, err := os.Stat(demoFile); err != nil {
		return 0, false, err
	}
	d, err := db.Open(ctx, url)
	if err != nil {
		return 0, false, err
	}
	defer d.Close()
	end, isDemo, err = demo.EndOf(d.Read(ctx))
	if err != nil && strings.Contains(err.Error(), "no such table") {
		return 0, false, nil
	}
	return end, isDemo, err
}

func removeDemo() error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(demoFile + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func fillDemo(ctx context.Context, a *app.App) error {
	// Filling is all short-lived garbage in a small heap: collect less often.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	begin := time.Now()
	options := demo.Full(a.Clock.Now(), a.Clock.Zone, a.Statements, a.Members.Keys)
	options.Progress = progress(os.Stderr)
	logins, err := demo.Fill(ctx, a.DB, options)
	if err != nil {
		return err
	}
	fmt.Printf("承悦珠宝 Chengyue Jewellery: three years told in %.0f s.\n\n", time.Since(begin).Seconds())
	printLogins(os.Stdout, logins)
	return nil
}

// terminal tells whether a person watches the file.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// progress is a bar on a terminal, else a line per year.
func progress(w *os.File) func(done, total int, day models.Date) {
	if terminal(w) {
		bar := progressbar.NewOptions(1, progressbar.OptionSetWriter(w), progressbar.OptionSetWidth(40), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		return func(done, total int, day models.Date) {
			bar.ChangeMax(total)
			bar.Describe(day.String())
			_ = bar.Set(done) // a bar that cannot be drawn is no reason to stop
		}
	}
	year := 0
	return func(done, total int, day models.Date) {
		if day.Year() != year {
			year = day.Year()
			fmt.Fprintf(w, "demo: %d (%d %%)\n", year, 100*done/total)
		}
	}
}

func printLogins(w io.Writer, logins []demo.Login) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "LOGIN\tPASSWORD\tROLE\tWHERE\tNAME")
	for _, l := range logins {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", l.Login, l.Password, l.Role, l.Where, l.Name)
	}
	t.Flush()
	fmt.Fprintln(w, "\nThese passwords were made for this database and are stored nowhere.")
}

// refuseDemo keeps a demonstration from being served as a real book: its
// second factor is optional and its people are invented.
func refuseDemo(ctx context.Context, a *app.App) error {
	if _, isDemo, err := demo.EndOf(a.DB.Read(ctx)); err != nil || !isDemo {
		return err
	}
	return errors.New("this database is a demonstration: open it with assay demo, or point ASSAY_DB at another one")
}
