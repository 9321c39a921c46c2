package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"assay/app"
)

type serveCmd struct {
	Addr    string `env:"ASSAY_ADDR" default:"127.0.0.1:8080" help:"Where to listen."`
	Metrics string `env:"ASSAY_METRICS_ADDR" help:"Where Prometheus may ask, such as 127.0.0.1:9090; default nowhere."`
}

// Run serves until it is told to stop.
func (s *serveCmd) Run(ctx context.Context, c *Config) error {
	c.masked(os.Stderr)
	if c.Origin == "" {
		fmt.Fprintln(os.Stderr, "WARNING: ASSAY_ORIGIN is not set. Cookies work over plain http, so anybody on the network path can take a session over.")
	}
	if c.AuditKey == "" {
		fmt.Fprintln(os.Stderr, "WARNING: ASSAY_AUDIT_KEY is not set. The audit trail is sealed with a key that is lost when this process ends.")
	}
	if c.Members == "" {
		fmt.Fprintln(os.Stderr, "WARNING: ASSAY_MEMBER_KEY is not set. Stores cannot enrol members, and no phone of a member can be read.")
	}
	a, err := c.open(ctx, true)
	if err != nil {
		return err
	}
	defer a.DB.Close()
	if err := refuseDemo(ctx, a); err != nil {
		return err
	}
	serveMetrics(ctx, a, s.Metrics)
	return serve(ctx, a, s.Addr)
}

// drain is how long requests and jobs under way may take after a stop was
// asked for.
const drain = 20 * time.Second

// serve answers requests and runs jobs until ctx ends, then lets both finish.
func serve(ctx context.Context, a *app.App, addr string) error {
	w, err := a.Serve()
	if err != nil {
		return err
	}
	work, err := startWorks(ctx, a, addr)
	if err != nil {
		return err
	}
	defer work.shutdown(ctx)
	failed := make(chan error, 1)
	go func() { failed <- w.App.Listen(addr) }()
	select {
	case err := <-failed:
		return fmt.Errorf("listen on %s: %w", addr, err)
	case <-ctx.Done():
	}
	if err := w.App.ShutdownWithTimeout(drain); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}
