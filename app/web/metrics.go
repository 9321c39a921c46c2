package web

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
)

// metrics count requests by route pattern, never by path: an id is no label.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(into prometheus.Registerer) *metrics {
	if into == nil {
		return nil
	}
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "assay_requests_total", Help: "Requests by route and status."}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "assay_request_seconds", Help: "How long requests took.",
			Buckets: []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 3, 9}}, []string{"method", "route"}),
	}
	into.MustRegister(m.requests, m.seconds)
	return m
}

func (m *metrics) count(c *fiber.Ctx, took time.Duration) {
	if m == nil {
		return
	}
	route := c.Route().Path
	m.requests.WithLabelValues(c.Method(), route, strconv.Itoa(c.Response().StatusCode())).Inc()
	m.seconds.WithLabelValues(c.Method(), route).Observe(took.Seconds())
}
