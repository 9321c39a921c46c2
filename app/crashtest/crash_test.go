// Package crashtest kills the product and its database in the middle of their
// work and proves that nothing acknowledged is lost, nothing is half done, and
// whatever is in doubt is settled by asking again with the same request key.
package crashtest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/reports"
)

var ctx = context.Background()

// book migrates and fills a database with three agents of ample credit.
func book(t *testing.T, url string) {
	t.Helper()
	require.NoError(t, db.Migrate(ctx, url))
	d, err := db.Open(ctx, url)
	require.NoError(t, err)
	b := apptest.NewBook(t, d)
	g := b.Group("G", 1_000_000_000)
	for i, code := range []string{"A1", "A2", "A3"} {
		require.Equal(t, agentsOfTheBook[i], b.Agent(code, 100_000_000, g.ID).ID)
	}
	require.NoError(t, d.Close())
}

// life starts a worker; its log is the tester's memory.
func life(t *testing.T, url, file string, n int, more ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(append(os.Environ(), workerURL+"="+url, workerFile+"="+file, fmt.Sprintf("%s=%d", workerLife, n)), more...)
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var said bytes.Buffer
	c.Stderr = &said
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("worker: %s", said.String())
		}
	})
	require.NoError(t, c.Start())
	return c
}

// entry is what the log knows of a request.
type entry struct {
	request
	acked int64 // 0: in doubt
}

func readLog(t *testing.T, file string) map[string]*entry {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	all := map[string]*entry{}
	for s := bufio.NewScanner(f); s.Scan(); {
		var what string
		var r request
		var id int64
		if _, err := fmt.Sscan(s.Text(), &what, &r.kind, &r.agentID, &r.key, &r.n, &r.orderID, &id); err != nil {
			continue // the line that death cut off
		}
		if all[r.key] == nil {
			all[r.key] = &entry{request: r}
		}
		if what == "ack" {
			all[r.key].acked = id
		}
	}
	return all
}

// reconcile compares the log with the books, settles what is in doubt with the
// same keys, and proves the books. It returns how many were acknowledged, were
// in doubt, and are lost.
func reconcile(t *testing.T, url, file string) (acked, doubtful, lost int) {
	t.Helper()
	d, err := db.Open(ctx, url)
	require.NoError(t, err)
	defer d.Close()
	s, all := newServices(d), readLog(t, file)
	there := present(t, d)
	for key, e := range all {
		if e.acked != 0 {
			acked++
			if id, ok := there[key]; !ok || id != e.acked && e.acked != tooSoon {
				lost++
			}
		}
	}
	if lost > 0 {
		return acked, 0, lost // ids of what was lost were given again: nothing is to be expected of such books
	}
	proveBooks(t, d, "before anything is repeated")
	for _, kind := range []string{"order", "ship", "receipt"} {
		for key, e := range all {
			if e.kind != kind || e.acked != 0 {
				continue
			}
			doubtful++
			first, err := s.do(ctx, e.request)
			require.NoError(t, err, "%s %s", kind, key)
			again, err := s.do(ctx, e.request)
			require.NoError(t, err)
			require.Equal(t, first, again, "%s %s is made once", kind, key)
			if was, ok := there[key]; ok {
				require.Equal(t, was, first, "%s %s was committed before the crash", kind, key)
			}
		}
	}
	require.Len(t, present(t, d), len(all), "every request is in the books once, and nothing else")
	proveBooks(t, d, "after repeating")
	return acked, doubtful, lost
}

// present are the ids of what is in the books, by request key.
func present(t *testing.T, d *db.DB) map[string]int64 {
	t.Helper()
	var rows []struct {
		K  string
		ID int64
	}
	require.NoError(t, d.Read(ctx).Raw(`SELECT request_key AS k, id FROM orders UNION ALL SELECT request_key, id FROM shipments
		UNION ALL SELECT source_key, id FROM receipts`).Scan(&rows).Error)
	all := make(map[string]int64, len(rows))
	for _, r := range rows {
		_, twice := all[r.K]
		require.False(t, twice, "%s is in the books twice", r.K)
		all[r.K] = r.ID
	}
	return all
}

// proveBooks runs the product's check and looks for what is half done and for
// gaps in the numbers itself.
func proveBooks(t *testing.T, d *db.DB, when string) {
	t.Helper()
	found, err := reports.Check(ctx, d)
	require.NoError(t, err)
	require.Empty(t, found, when)
	for _, table := range []string{"invoices", "receipts"} {
		var numbers []string
		require.NoError(t, d.Read(ctx).Raw("SELECT number FROM "+table+" ORDER BY number").Scan(&numbers).Error)
		for i, n := range numbers {
			require.Equal(t, fmt.Sprintf("%06d", i+1), n[strings.IndexByte(n, '-')+1:], "%s: %s", when, table)
		}
	}
	for what, query := range map[string]string{
		"an order without lines":         "SELECT COUNT(*) FROM orders o WHERE NOT EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = o.id)",
		"an order without its decision":  "SELECT COUNT(*) FROM orders o WHERE NOT EXISTS (SELECT 1 FROM credit_decisions l WHERE l.order_id = o.id)",
		"an order without a reservation": "SELECT COUNT(*) FROM orders o WHERE NOT EXISTS (SELECT 1 FROM reservations l WHERE l.order_id = o.id)",
		"a shipment without an invoice":  "SELECT COUNT(*) FROM shipments o WHERE NOT EXISTS (SELECT 1 FROM invoices l WHERE l.shipment_id = o.id)",
		"an invoice without a posting":   "SELECT COUNT(*) FROM invoices o WHERE NOT EXISTS (SELECT 1 FROM journal_entries l WHERE l.document = o.number)",
	} {
		var n int64
		require.NoError(t, d.Read(ctx).Raw(query).Scan(&n).Error)
		require.Zero(t, n, "%s: %s", when, what)
	}
}

func TestKillingTheProductLosesNothing(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		killTheProduct(t, "sqlite://"+filepath.Join(t.TempDir(), "book.db"), sized(t, 6, 30, 50))
	})
	t.Run("mariadb", func(t *testing.T) {
		url, err := durableServer(t).Create("crash")
		require.NoError(t, err)
		killTheProduct(t, url, sized(t, 4, 30, 50))
	})
}

func killTheProduct(t *testing.T, url string, kills int) {
	book(t, url)
	file := filepath.Join(t.TempDir(), "log")
	for n := range kills {
		c := life(t, url, file, n)
		time.Sleep(400*time.Millisecond + rand.N(900*time.Millisecond))
		require.NoError(t, c.Process.Kill())
		c.Wait()
	}
	acked, doubtful, lost := reconcile(t, url, file)
	t.Logf("%d kills: %d acknowledged, %d lost, %d in doubt and settled", kills, acked, lost, doubtful)
	require.Zero(t, lost)
	require.Greater(t, acked, 20*kills, "the workers hardly worked: the test proves nothing")
}

// A product that acknowledges before it has committed must be seen to lose.
func TestTheRigSeesAProductThatLoses(t *testing.T) {
	url, file := "sqlite://"+filepath.Join(t.TempDir(), "book.db"), filepath.Join(t.TempDir(), "log")
	book(t, url)
	for n := range 3 {
		c := life(t, url, file, n, workerHasty+"=1")
		time.Sleep(600 * time.Millisecond)
		require.NoError(t, c.Process.Kill())
		c.Wait()
	}
	_, _, lost := reconcile(t, url, file)
	require.Positive(t, lost)
}

func durableServer(t *testing.T) *apptest.Server {
	return server(t, "--innodb-flush-log-at-trx-commit=1", "--skip-log-bin")
}

func server(t *testing.T, options ...string) *apptest.Server {
	t.Helper()
	s, err := apptest.StartServer(options...)
	if err != nil {
		apptest.SkipWithout(t, "mariadb", err.Error())
	}
	t.Cleanup(s.Stop)
	return s
}

func TestKillingTheDatabaseLosesNothing(t *testing.T) {
	acked, lost := killTheDatabase(t, durableServer(t), sized(t, 3, 20, 40))
	require.Zero(t, lost)
	require.Greater(t, acked, 50)
}

// With flush=0 the same rig must lose something, or it proves nothing.
func TestTheRigSeesADatabaseThatLoses(t *testing.T) {
	s := server(t, "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin")
	_, lost := killTheDatabase(t, s, sized(t, 3, 10, 10))
	require.Positive(t, lost)
}

// killTheDatabase kills the server under a living worker, which must find its
// way back by itself, and starts it again.
func killTheDatabase(t *testing.T, s *apptest.Server, kills int) (acked, lost int) {
	t.Helper()
	url, err := s.Create("crash")
	require.NoError(t, err)
	book(t, url)
	file := filepath.Join(t.TempDir(), "log")
	c := life(t, url, file, 0)
	for range kills {
		time.Sleep(time.Second + rand.N(time.Second))
		s.Kill()
		before := len(readLog(t, file))
		require.NoError(t, s.Start())
		require.Eventually(t, func() bool { return len(readLog(t, file)) > before+20 }, 20*time.Second, 50*time.Millisecond, "the worker does not come back")
	}
	require.NoError(t, c.Process.Kill())
	c.Wait()
	acked, doubtful, lost := reconcile(t, url, file)
	t.Logf("%d kills: %d acknowledged, %d lost, %d in doubt and settled", kills, acked, lost, doubtful)
	return acked, lost
}
