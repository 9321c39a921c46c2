package crashtest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/receivables"
	"assay/app/settlement"
	"assay/models"
)

// The worker is this test binary started again: a process of the product that
// is killed in the middle of its work. It does what its environment says.
const (
	workerURL  = "ASSAY_CRASH_URL"
	workerFile = "ASSAY_CRASH_FILE" // where it writes what was acknowledged
	workerLife = "ASSAY_CRASH_LIFE" // part of each request key
	// The positive control: what is acknowledged is not committed yet.
	workerHasty = "ASSAY_CRASH_HASTY"
)

// tooSoon is the id of what was acknowledged before it had one.
const tooSoon = -1

func TestMain(m *testing.M) {
	if os.Getenv(workerURL) != "" {
		if err := work(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	apptest.Main(m)
}

// services are the verbs of the money core on one database.
type services struct {
	orders      *orders.Service
	receivables *receivables.Service
	credit      *credit.Service
}

func newServices(d *db.DB) services {
	c := db.Clock{Now: time.Now, Zone: apptest.Shanghai}
	return services{&orders.Service{DB: d, Clock: c, Calendar: &settlement.Calendar{}}, &receivables.Service{DB: d, Clock: c}, &credit.Service{DB: d, Clock: c}}
}

// agentsOfTheBook are the ids that book() registers.
var agentsOfTheBook = []int64{1, 2, 3}

// request is one request: every process that gets the same key asks for the same.
type request struct {
	kind    string // order, ship or receipt
	agentID int64
	key     string
	n       int64
	orderID int64
}

// do makes a request and returns the id of what it made.
func (s services) do(ctx context.Context, r request) (int64, error) {
	on := s.orders.Clock.Moment().On
	switch r.kind {
	case "order":
		p, err := s.orders.Place(ctx, apptest.Buyer, orders.Input{AgentID: r.agentID, RequestKey: r.key, Lines: []catalog.Want{{SKU: "YUAN", Quantity: r.n}}})
		return p.Order.ID, err
	case "ship":
		out, err := s.orders.Ship(ctx, apptest.Sales, orders.ShipInput{OrderID: r.orderID, RequestKey: r.key, DeliveredOn: on,
			Lines: []orders.ShipLine{{LineNo: 1, Quantity: r.n}}})
		return out.Shipment.ID, err
	}
	m, err := s.receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: r.agentID, SourceKey: r.key, Method: "bank",
		ClearedOn: on, Amount: models.Money(r.n * 100), Automatic: true})
	return m.ID, err
}

// work runs until it is killed: eight people who order, get a part delivered,
// and pay. Each request is written down before it is made and again, with its
// id, when it was acknowledged; the file is the tester's own memory.
func work() error {
	ctx := context.Background()
	d, err := db.Open(ctx, os.Getenv(workerURL))
	if err != nil {
		return err
	}
	log, err := os.OpenFile(os.Getenv(workerFile), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	s := newServices(d)
	var wg sync.WaitGroup
	for person := range 8 {
		wg.Go(func() { s.person(ctx, log, person) })
	}
	wg.Wait()
	return nil
}

func (s services) person(ctx context.Context, log *os.File, person int) {
	for i := 0; ; i++ {
		r := request{kind: "order", agentID: agentsOfTheBook[(person+i)%len(agentsOfTheBook)], key: fmt.Sprintf("%s-%d-%d", os.Getenv(workerLife), person, i), n: int64(2 + i%5)}
		id, ok := s.note(ctx, log, r)
		if !ok {
			continue
		}
		if _, err := s.orders.Confirm(ctx, apptest.Sales, id); err == nil {
			s.note(ctx, log, request{kind: "ship", agentID: r.agentID, key: r.key + "s", n: r.n - 1, orderID: id})
		}
		s.note(ctx, log, request{kind: "receipt", agentID: r.agentID, key: r.key + "r", n: r.n})
	}
}

// note makes a request between two lines of the log. One write is one line,
// and what was written survives the death of the process.
func (s services) note(ctx context.Context, log *os.File, r request) (int64, bool) {
	line := fmt.Sprintf("%s %d %s %d %d", r.kind, r.agentID, r.key, r.n, r.orderID)
	fmt.Fprintf(log, "ask %s 0\n", line)
	hasty := os.Getenv(workerHasty) != ""
	if hasty {
		fmt.Fprintf(log, "ack %s %d\n", line, tooSoon)
	}
	id, err := s.do(ctx, r)
	if err != nil {
		return 0, false
	}
	if !hasty {
		fmt.Fprintf(log, "ack %s %d\n", line, id)
	}
	return id, true
}

func sized(t *testing.T, small, nightly, release int) int {
	t.Helper()
	switch os.Getenv("ASSAY_TEST") {
	case "nightly":
		return nightly
	case "release":
		return release
	}
	return small
}
