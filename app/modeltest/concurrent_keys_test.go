package modeltest

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/orders"
	"assay/app/receivables"
)

// effects counts the rows that the verbs write.
func effects(t *testing.T, b *apptest.Book) map[string]int64 {
	t.Helper()
	n := map[string]int64{}
	for _, table := range []string{"orders", "reservations", "credit_decisions", "shipments", "invoices", "receipts", "allocations", "journal_entries", "credit_notes", "write_offs", "recoveries"} {
		var rows int64
		require.NoError(t, b.DB.Read(ctx).Raw("SELECT COUNT(*) FROM "+table).Scan(&rows).Error)
		n[table] = rows
	}
	return n
}

// Every verb with a request key, sent by many at once and once more afterwards:
// one effect, the same answer for all.
func TestACrowdWithOneKeyDoesEachThingOnce(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A", 1_000_000)
		var order, receipt, item, invoice, loss int64
		on := b.Moment().On
		verbs := []struct {
			name string
			made *int64
			do   func() (int64, error)
		}{
			{"draft", nil, func() (int64, error) {
				o, err := b.Orders.SaveDraft(ctx, apptest.Buyer, orders.Input{AgentID: a.ID, RequestKey: "draft", Lines: []catalog.Want{{SKU: "YUAN", Quantity: 1}}})
				return o.ID, err
			}},
			{"place", &order, func() (int64, error) {
				p, err := b.Orders.Place(ctx, apptest.Buyer, orders.Input{AgentID: a.ID, RequestKey: "place", Lines: []catalog.Want{{SKU: "YUAN", Quantity: 9}}})
				return p.Order.ID, err
			}},
			{"ship", &invoice, func() (int64, error) {
				out, err := b.Orders.Ship(ctx, apptest.Sales, orders.ShipInput{OrderID: order, RequestKey: "ship", DeliveredOn: on, Lines: []orders.ShipLine{{LineNo: 1, Quantity: 4}}})
				return out.Invoice.ID, err
			}},
			{"receipt", &receipt, func() (int64, error) {
				r, err := b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: a.ID, SourceKey: "receipt", Method: "bank", ClearedOn: on, Amount: 300})
				return r.ID, err
			}},
			{"allocate", nil, func() (int64, error) {
				return 1, b.Receivables.Allocate(ctx, apptest.Finance, receivables.AllocateInput{ReceiptID: receipt, RequestKey: "a1", Parts: []receivables.Part{{ItemID: item, Amount: 50}}})
			}},
			{"allocate automatically", nil, func() (int64, error) {
				return 1, b.Receivables.Allocate(ctx, apptest.Finance, receivables.AllocateInput{ReceiptID: receipt, RequestKey: "a2", Automatic: true})
			}},
			{"credit note", nil, func() (int64, error) {
				n, err := b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: invoice, RequestKey: "note", Gross: 30, Reason: "test"})
				return n.ID, err
			}},
			{"write-off", &loss, func() (int64, error) {
				w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: item, RequestKey: "loss", Amount: 40, Reason: "test"})
				return w.ID, err
			}},
			{"recovery", nil, func() (int64, error) {
				r, err := b.Receivables.Recover(ctx, apptest.Finance, receivables.RecoverInput{WriteOffID: loss, RequestKey: "back", Amount: 40, ReceivedOn: on})
				return r.ID, err
			}},
		}
		for _, v := range verbs {
			switch v.name {
			case "ship":
				_, err := b.Orders.Confirm(ctx, apptest.Sales, order)
				require.NoError(t, err)
			case "allocate":
				require.NoError(t, b.DB.Read(ctx).Raw("SELECT id FROM open_items WHERE document_id = ?", invoice).Scan(&item).Error)
			case "recovery":
				require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, loss, true, ""))
			}
			once(t, b, v.name, v.made, v.do)
		}
		require.EqualValues(t, 400-50-250-30-40, b.Account(a.ID).ReceivableFen, "nothing twice")
		require.Zero(t, b.Account(a.ID).UnallocatedFen)
	})
}

// once sends a request twenty times at once and once more, and wants one id
// and the effects of one.
func once(t *testing.T, b *apptest.Book, name string, made *int64, do func() (int64, error)) {
	t.Helper()
	var mu sync.Mutex
	ids := map[int64]bool{}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			id, err := do()
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("%s: a client sees %v", name, err)
			}
			ids[id] = true
		})
	}
	wg.Wait()
	require.Len(t, ids, 1, name)
	before := effects(t, b)
	id, err := do()
	require.NoError(t, err, name)
	require.True(t, ids[id], name)
	require.Equal(t, before, effects(t, b), "%s once more", name)
	if made != nil {
		*made = id
	}
}
