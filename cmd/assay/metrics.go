package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"assay/app"
)

// serveMetrics answers scrapers on an address of their own, which no agent
// can reach, until ctx ends. An empty address serves none.
func serveMetrics(ctx context.Context, a *app.App, addr string) {
	if addr == "" {
		return
	}
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	n := a.DB.Counters()
	for name, value := range map[string]func() int64{
		"assay_db_statements_total": n.Statements.Load, "assay_db_transactions_total": n.Transactions.Load,
		"assay_db_retries_total": n.Retries.Load, "assay_db_exhausted_total": n.Exhausted.Load,
	} {
		reg.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: "What the database layer has done."},
			func() float64 { return float64(value()) }))
	}
	a.Metrics = reg
	s := &http.Server{Addr: addr, Handler: promhttp.HandlerFor(reg, promhttp.HandlerOpts{}), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := s.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			slog.Error("metrics", "error", err)
		}
	}()
	go func() {
		<-ctx.Done()
		s.Close()
	}()
}
