package modeltest

import (
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/models"
)

// crowd is how many requests come at once.
func crowd() int {
	switch os.Getenv("ASSAY_TEST") {
	case "nightly":
		return 600
	case "release":
		return 2000
	}
	return 80
}

func book(t *testing.T, test func(t *testing.T, b *apptest.Book)) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		test(t, b)
		found, err := reports.Check(ctx, d)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}

// tally counts the outcomes of requests made at once; whatever is not an
// answer of the business (a lock error, a timeout) fails the test.
type tally struct {
	t               *testing.T
	wg              sync.WaitGroup
	passed, refused atomic.Int64
	passedFen       atomic.Int64
	failures        atomic.Int64
}

func (c *tally) do(fen int64, fn func() (bool, error)) {
	c.wg.Go(func() {
		ok, err := fn()
		switch {
		case err != nil && models.KindOf(err) != models.KindRefused:
			c.failures.Add(1)
			c.t.Errorf("a client sees %v", err)
		case ok && err == nil:
			c.passed.Add(1)
			c.passedFen.Add(fen)
		default:
			c.refused.Add(1)
		}
	})
}

func (c *tally) place(b *apptest.Book, agentID, fen int64) {
	in := b.Order(agentID, "FEN", fen)
	c.do(fen, func() (bool, error) {
		p, err := b.Orders.Place(ctx, apptest.Buyer, in)
		return p.Decision.Outcome == models.OutcomeApprove, err
	})
}

// placed is an order of so many fen that was approved.
func placed(t *testing.T, b *apptest.Book, agentID, fen int64) models.Order {
	t.Helper()
	p, err := b.Orders.Place(ctx, apptest.Buyer, b.Order(agentID, "FEN", fen))
	require.NoError(t, err)
	require.Equal(t, models.OutcomeApprove, p.Decision.Outcome)
	return p.Order
}

func TestEditsUpAtOnceUseTheLimitExactly(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		n := crowd()
		a := b.Agent("A", 1)
		b.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: models.Money(n + n/2)})
		var all []models.Order
		for range n {
			all = append(all, placed(t, b, a.ID, 1))
		}
		c := &tally{t: t}
		for _, o := range all {
			c.do(1, func() (bool, error) {
				_, err := b.Orders.Edit(ctx, apptest.Buyer, o.ID, []catalog.Want{{SKU: "FEN", Quantity: 2}})
				return true, err
			})
		}
		c.wg.Wait()
		require.EqualValues(t, n/2, c.passed.Load())
		require.EqualValues(t, n+n/2, b.Account(a.ID).ReservedFen)
	})
}

func TestReopeningAtOnceUsesTheLimitExactly(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		n := crowd() / 2
		a := b.Agent("A", 1_000_000)
		var all []models.Order
		for range n {
			o := placed(t, b, a.ID, 3)
			_, err := b.Orders.Confirm(ctx, apptest.Sales, o.ID)
			require.NoError(t, err)
			_, err = b.Orders.Ship(ctx, apptest.Sales, orders.ShipInput{OrderID: o.ID, RequestKey: b.Key(), DeliveredOn: b.Moment().On, Lines: []orders.ShipLine{{LineNo: 1, Quantity: 1}}})
			require.NoError(t, err)
			all = append(all, o)
		}
		b.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: models.Money(n + n/2*2)}) // n owed, room for half of the rests
		c := &tally{t: t}
		for _, o := range all {
			c.do(2, func() (bool, error) {
				if err := b.Orders.Close(ctx, apptest.Sales, o.ID, "test"); err != nil {
					return false, err
				}
				return true, nil
			})
		}
		c.wg.Wait()
		require.Zero(t, b.Account(a.ID).ReservedFen)
		c = &tally{t: t}
		for _, o := range all {
			c.do(2, func() (bool, error) { return true, b.Orders.Reopen(ctx, apptest.Sales, o.ID, "test") })
		}
		c.wg.Wait()
		require.EqualValues(t, n/2, c.passed.Load())
		require.EqualValues(t, n/2*2, b.Account(a.ID).ReservedFen)
	})
}

// The limit goes down and up while orders come: what was approved never passes
// the highest limit, no client sees an error, and afterwards the line is used
// to the last fen.
func TestALimitThatMovesUnderLoadIsKept(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		n := crowd()
		a := b.Agent("A", 1)
		set := func(fen int) error {
			return b.Credit.SetLimit(ctx, apptest.Finance, credit.LimitInput{AgentID: a.ID, Purpose: models.LimitStanding, Reason: "test",
				Limit: models.Limit{Kind: models.LimitAmount, Amount: models.Money(fen)}, ValidFrom: models.MustDate("2020-01-01")})
		}
		require.NoError(t, set(n/2))
		c := &tally{t: t}
		for i := range n {
			c.place(b, a.ID, 1)
			if i%8 == 0 {
				c.do(0, func() (bool, error) { return false, set(n/4 + i%(n/4)) })
			}
		}
		c.wg.Wait()
		require.LessOrEqual(t, c.passedFen.Load(), int64(n/2))
		require.EqualValues(t, c.passedFen.Load(), b.Account(a.ID).ReservedFen)
		require.NoError(t, set(n/2))
		c2 := &tally{t: t}
		for range n {
			c2.place(b, a.ID, 1)
		}
		c2.wg.Wait()
		require.EqualValues(t, n/2, c.passedFen.Load()+c2.passedFen.Load())
	})
}

// Five agents share a pot and pay meanwhile: what is in use at the end is the
// pot and what was paid, to the fen.
func TestAPotSharedByFiveAndPaidMeanwhileIsUsedExactly(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		n := int64(crowd())
		g := b.Group("G", 0)
		setPot := func(fen int64) {
			require.NoError(t, b.Credit.SetPot(ctx, apptest.Finance, g.ID, models.Limit{Kind: models.LimitAmount, Amount: models.Money(fen)},
				models.Limit{Kind: models.LimitInherit}, "test"))
		}
		setPot(n / 4)
		var ids []int64
		for _, code := range []string{"A", "B", "C", "D", "E"} {
			ids = append(ids, b.Agent(code, 1_000_000, g.ID).ID)
		}
		c := &tally{t: t}
		paid := int64(0)
		for i := range n {
			c.place(b, ids[i%5], 1)
			if i%10 == 0 {
				paid++
				in := receivables.ReceiptInput{AgentID: ids[i/10%5], SourceKey: b.Key(), Method: "bank", ClearedOn: b.Moment().On, Amount: 1, Automatic: true}
				c.do(0, func() (bool, error) {
					_, err := b.Receivables.Enter(ctx, apptest.Finance, in)
					return false, err
				})
			}
		}
		c.wg.Wait()
		for c.passedFen.Load() < n/4+paid { // held ones came before the money did
			before := c.passedFen.Load()
			for _, id := range ids {
				c.place(b, id, 1)
			}
			c.wg.Wait()
			require.Greater(t, c.passedFen.Load(), before, "refused while there was room")
		}
		require.EqualValues(t, n/4+paid, c.passedFen.Load())
		require.Zero(t, c.failures.Load())
	})
}

// Different sizes at once: nothing over, and what is left is smaller than the
// smallest order that was held.
func TestOrdersOfAllSizesNeverPassTheLimit(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A", 1)
		limit := int64(crowd() * 5)
		b.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: models.Money(limit)})
		c := &tally{t: t}
		for i := range crowd() {
			c.place(b, a.ID, int64(1+i*7%13))
		}
		c.wg.Wait()
		require.LessOrEqual(t, c.passedFen.Load(), limit)
		require.EqualValues(t, c.passedFen.Load(), b.Account(a.ID).ReservedFen)
		c2 := &tally{t: t}
		for range 14 {
			c2.place(b, a.ID, 1)
		}
		c2.wg.Wait()
		require.EqualValues(t, min(14, limit-c.passedFen.Load()), c2.passedFen.Load())
	})
}
