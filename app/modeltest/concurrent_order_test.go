package modeltest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/receivables"
	"assay/models"
)

// conflictIsNo makes a conflict a plain no: somebody else was first.
func conflictIsNo(err error) (bool, error) {
	if models.KindOf(err) == models.KindConflict {
		return false, nil
	}
	return true, err
}

// One order, edited by many while it is confirmed: once it is confirmed it
// stays so, with the credit of the last edit before.
func TestTheCrowdOnOneOrder(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A", 1_000_000)
		for range crowd() / 5 {
			o := placed(t, b, a.ID, 5)
			c := &tally{t: t}
			for n := range int64(6) {
				c.do(0, func() (bool, error) {
					_, err := b.Orders.Edit(ctx, apptest.Buyer, o.ID, []catalog.Want{{SKU: "FEN", Quantity: n + 1}})
					return conflictIsNo(err)
				})
			}
			confirmed := &tally{t: t}
			confirmed.do(0, func() (bool, error) {
				_, err := b.Orders.Confirm(ctx, apptest.Sales, o.ID)
				return conflictIsNo(err)
			})
			c.wg.Wait()
			confirmed.wg.Wait()
			if confirmed.passed.Load() == 1 {
				got, err := orders.ByID(b.DB.Read(ctx), o.ID)
				require.NoError(t, err)
				require.Equal(t, models.OrderConfirmed, got.State)
			}
			require.NoError(t, b.Orders.Cancel(ctx, apptest.Buyer, o.ID, "the next one holds its credit alone"))
		}
	})
}

// Several orders in one request: all of them or none, and together with the
// other requests never over the limit nor refused while there is room.
func TestSeveralOrdersInOneRequestAreAllOrNone(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a, n := b.Agent("A", 1), int64(crowd()/2)
		limit := n / 2 * 3
		b.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: models.Money(limit + 2)})
		c := &tally{t: t}
		for range n {
			ins := []orders.Input{b.Order(a.ID, "FEN", 1), b.Order(a.ID, "FEN", 1), b.Order(a.ID, "FEN", 1)}
			c.do(3, func() (bool, error) { return true, placeAll(b, ins) })
		}
		c.wg.Wait()
		require.Equal(t, limit, c.passedFen.Load(), "two fen are left: too few for three orders")
		var inBook int64
		require.NoError(t, b.DB.Read(ctx).Raw("SELECT COUNT(*) FROM orders").Scan(&inBook).Error)
		require.Equal(t, limit, inBook)
		require.EqualValues(t, limit, b.Account(a.ID).ReservedFen)
	})
}

// placeAll submits several orders in one transaction; a refusal of one is a
// refusal of all.
func placeAll(b *apptest.Book, ins []orders.Input) error {
	return credit.WithFreshTerms(func() error {
		q := b.DB.Read(ctx)
		view, err := credit.Load(q, ins[0].AgentID, b.Moment().On)
		if err != nil {
			return err
		}
		var all []*orders.Pending
		for _, in := range ins {
			p, err := orders.Prepare(q, b.Moment(), apptest.Buyer, in)
			if err != nil {
				return err
			}
			all = append(all, p)
		}
		return b.DB.InTx(ctx, func(tx *db.Tx) error {
			for _, p := range all {
				placed, err := orders.Submit(tx, b.Moment(), apptest.Buyer, *p, view)
				if err == nil && placed.Decision.Outcome != models.OutcomeApprove {
					err = &models.Refusal{Reason: "over_limit"}
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// A receipt that bounces while it is being allocated: either way the books
// agree, which book proves.
func TestABounceAtOnceWithItsAllocation(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A", 1_000_000)
		for range crowd() / 4 {
			inv := b.Deliver(placed(t, b, a.ID, 100).ID)
			var item int64
			require.NoError(t, b.DB.Read(ctx).Raw("SELECT id FROM open_items WHERE kind = 'invoice' AND document_id = ?", inv.ID).Scan(&item).Error)
			r, err := b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: a.ID, SourceKey: b.Key(), Method: "bank", ClearedOn: b.Moment().On, Amount: 90})
			require.NoError(t, err)
			c, bounced := &tally{t: t}, &tally{t: t}
			for range 3 {
				in := receivables.AllocateInput{ReceiptID: r.ID, RequestKey: b.Key(), Parts: []receivables.Part{{ItemID: item, Amount: 30}}}
				c.do(0, func() (bool, error) { return conflictIsNo(b.Receivables.Allocate(ctx, apptest.Finance, in)) })
			}
			for range 2 {
				bounced.do(0, func() (bool, error) { return true, b.Receivables.Reverse(ctx, apptest.Finance, r.ID, "bounced") })
			}
			c.do(0, func() (bool, error) {
				return conflictIsNo(b.Receivables.Allocate(ctx, apptest.Finance, receivables.AllocateInput{ReceiptID: r.ID, RequestKey: b.Key(), Automatic: true}))
			})
			c.wg.Wait()
			bounced.wg.Wait()
			require.EqualValues(t, 2, bounced.passed.Load(), "what has bounced is never refused")
		}
		require.Zero(t, b.Account(a.ID).UnallocatedFen)
		require.EqualValues(t, crowd()/4*100, b.Account(a.ID).ReceivableFen)
	})
}
