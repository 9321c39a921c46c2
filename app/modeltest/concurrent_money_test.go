package modeltest

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/receivables"
	"assay/models"
)

// Credit notes for one invoice, paid already, so that no residual stands in
// their way: together never more than the invoice.
func TestCreditNotesAtOnceNeverExceedTheInvoice(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A", 1_000_000)
		inv := b.Deliver(placed(t, b, a.ID, 100).ID)
		b.Pay(a.ID, 1)
		c := &tally{t: t}
		for range crowd() / 2 {
			in := receivables.CreditNoteInput{InvoiceID: inv.ID, RequestKey: b.Key(), Gross: 7, Reason: "test"}
			c.do(7, func() (bool, error) {
				_, err := b.Receivables.IssueCreditNote(ctx, apptest.Finance, in)
				if models.KindOf(err) == models.KindInvalid {
					return false, nil
				}
				return true, err
			})
		}
		c.wg.Wait()
		require.EqualValues(t, 14, c.passed.Load())
		require.EqualValues(t, -98, b.Account(a.ID).ReceivableFen)
	})
}

// Write-offs of one item, asked for by many before most of it was paid, decided
// at once; then the recovery of one that passed, by many at once.
func TestWriteOffsAndRecoveriesAtOnceNeverExceedTheItem(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A", 1_000_000)
		inv := b.Deliver(placed(t, b, a.ID, 100).ID)
		var item int64
		require.NoError(t, b.DB.Read(ctx).Raw("SELECT id FROM open_items WHERE document_id = ?", inv.ID).Scan(&item).Error)
		var asked []models.WriteOff
		for range 16 {
			w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: item, RequestKey: b.Key(), Amount: 6, Reason: "test"})
			require.NoError(t, err)
			asked = append(asked, w)
		}
		in := receivables.ReceiptInput{AgentID: a.ID, SourceKey: b.Key(), Method: "bank", ClearedOn: b.Moment().On, Amount: 80, Automatic: true}
		_, err := b.Receivables.Enter(ctx, apptest.Finance, in)
		require.NoError(t, err)
		var approved atomic.Int64
		c := &tally{t: t}
		for _, w := range asked {
			c.do(6, func() (bool, error) {
				err := b.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, "")
				if models.KindOf(err) == models.KindConflict {
					return false, nil
				}
				approved.Store(w.ID)
				return true, err
			})
		}
		c.wg.Wait()
		require.EqualValues(t, 3, c.passed.Load(), "18 of the 20 that were left")
		c = &tally{t: t}
		for range 16 {
			in := receivables.RecoverInput{WriteOffID: approved.Load(), RequestKey: b.Key(), Amount: 2, ReceivedOn: b.Moment().On}
			c.do(2, func() (bool, error) {
				_, err := b.Receivables.Recover(ctx, apptest.Finance, in)
				if models.KindOf(err) == models.KindInvalid {
					return false, nil
				}
				return true, err
			})
		}
		c.wg.Wait()
		require.EqualValues(t, 3, c.passed.Load())
		require.EqualValues(t, 2, b.Account(a.ID).ReceivableFen)
	})
}

// Prepaid orders shipped at once: exactly those that the money covers.
func TestPrepaidShipmentsAtOnceSpendTheMoneyExactly(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a, n := b.Agent("A", 1_000_000), crowd()/4
		b.Settle(a.ID, "early")
		b.Clock.Set("2026-07-01")
		var all []models.Order
		for range n {
			o := placed(t, b, a.ID, 20)
			_, err := b.Orders.Confirm(ctx, apptest.Sales, o.ID)
			require.NoError(t, err)
			all = append(all, o)
		}
		for range n { // half of what is needed, in small receipts
			_, err := b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: a.ID, SourceKey: b.Key(), Method: "bank", ClearedOn: b.Moment().On, Amount: 10})
			require.NoError(t, err)
		}
		c := &tally{t: t}
		for _, o := range all {
			in := orders.ShipInput{OrderID: o.ID, RequestKey: b.Key(), DeliveredOn: b.Moment().On, Lines: []orders.ShipLine{{LineNo: 1, Quantity: 20}}}
			c.do(20, func() (bool, error) {
				_, err := b.Orders.Ship(ctx, apptest.Sales, in)
				return true, err
			})
		}
		c.wg.Wait()
		require.EqualValues(t, n/2, c.passed.Load())
		require.Zero(t, b.Account(a.ID).UnallocatedFen)
	})
}

// Receipts allocated by hand at once, each asking for all of the item.
func TestAllocationsAtOnceSettleAnItemOnce(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A", 1_000_000)
		inv := b.Deliver(placed(t, b, a.ID, 100).ID)
		var item int64
		require.NoError(t, b.DB.Read(ctx).Raw("SELECT id FROM open_items WHERE document_id = ?", inv.ID).Scan(&item).Error)
		c := &tally{t: t}
		for range 4 {
			r, err := b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: a.ID, SourceKey: b.Key(), Method: "bank", ClearedOn: b.Moment().On, Amount: 60})
			require.NoError(t, err)
			for range 4 {
				in := receivables.AllocateInput{ReceiptID: r.ID, RequestKey: b.Key(), Parts: []receivables.Part{{ItemID: item, Amount: 25}}}
				c.do(25, func() (bool, error) {
					err := b.Receivables.Allocate(ctx, apptest.Finance, in)
					if models.KindOf(err) == models.KindConflict {
						return false, nil
					}
					return true, err
				})
			}
		}
		c.wg.Wait()
		require.EqualValues(t, 4, c.passed.Load())
		require.Zero(t, b.Account(a.ID).ReceivableFen)
	})
}

// The positive control: a check that reads and then writes, as naive code
// does. The same crowd must break it, or the tests above prove nothing. SQLite
// has one writer, so there the read is outside the transaction.
func TestTheCrowdBreaksAnUnguardedCheck(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		a := b.Agent("A", 1)
		limit := int64(10)
		for range 20 {
			c := &tally{t: t}
			start := make(chan struct{})
			for range crowd() {
				c.do(1, func() (bool, error) {
					<-start
					var reserved int64
					if err := d.Read(ctx).Raw("SELECT reserved_fen FROM credit_accounts WHERE agent_id = ?", a.ID).Scan(&reserved).Error; err != nil || reserved+1 > limit {
						return false, err
					}
					return true, d.InTx(ctx, func(tx *db.Tx) error {
						_, err := tx.Change("UPDATE credit_accounts SET reserved_fen = reserved_fen + 1 WHERE agent_id = ?", a.ID)
						return err
					})
				})
			}
			close(start)
			c.wg.Wait()
			if c.passed.Load() > limit {
				return
			}
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
				_, err := tx.Change("UPDATE credit_accounts SET reserved_fen = 0 WHERE agent_id = ?", a.ID)
				return err
			}))
		}
		t.Fatal("20 crowds and the unguarded check was never passed: the crowd is too small")
	})
}
