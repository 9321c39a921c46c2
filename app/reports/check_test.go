package reports_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// a story that leaves a document of every kind.
func story(t *testing.T, d *db.DB) *apptest.Book {
	b := apptest.NewBook(t, d)
	ctx := context.Background()
	g := b.Group("G1", 50_000)
	a := b.Agent("A1", 20_000)
	c := b.Agent("A2", 20_000, g.ID)
	inv := b.Deliver(b.Place(a.ID, 5000, models.OutcomeApprove).ID)
	bad := b.Deliver(b.Place(c.ID, 3000, models.OutcomeApprove).ID)
	b.Place(a.ID, 700, models.OutcomeApprove)
	b.Place(a.ID, 19_999, models.OutcomeHold)
	bounced := b.Pay(a.ID, 1200)
	require.NoError(t, b.Receivables.Reverse(ctx, apptest.Finance, bounced.ID, "bounced"))
	b.Pay(a.ID, 9000)
	_, err := b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: inv.ID, RequestKey: b.Key(), Gross: 99_00, Reason: "return"})
	require.NoError(t, err)
	items, err := receivables.ItemsAt(d.Read(ctx), c.ID, b.Moment().On)
	require.NoError(t, err)
	w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: bad.GrossFen, RequestKey: b.Key(), Reason: "gone"})
	require.NoError(t, err)
	require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, "seen"))
	_, err = b.Receivables.Recover(ctx, apptest.Finance, receivables.RecoverInput{WriteOffID: w.ID, Amount: 100_00, RequestKey: b.Key(), ReceivedOn: b.Moment().On})
	require.NoError(t, err)
	return b
}

func TestBooksOfAStoryAreClean(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		story(t, d)
		found, err := reports.Check(context.Background(), d)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}

// Each tampering by somebody with SQL is found, and the document is named.
func TestCheckNamesWhatWasTamperedWith(t *testing.T) {
	tampering := []struct{ sql, rule, subject string }{
		{"UPDATE journal_lines SET amount_fen = amount_fen + 1 WHERE entry_id = 1 AND line_no = 1", "debits equal credits", "INV2026-000001"},
		{"UPDATE journal_lines SET amount_fen = amount_fen + 1 WHERE entry_id = 1 AND line_no = 1", "trial balance is zero", "trial balance"},
		{"DELETE FROM journal_lines WHERE entry_id = 1", "an entry has two lines or more", "INV2026-000001"},
		{"UPDATE open_items SET open_fen = open_fen + 1 WHERE number = 'INV2026-000002'", "an item's residual is its amount less its allocations", "INV2026-000002"},
		{"UPDATE receipts SET unallocated_fen = unallocated_fen - 1 WHERE number = 'RC2026-000002'", "a receipt's unallocated money is its amount less its allocations", "RC2026-000002"},
		{"UPDATE credit_accounts SET receivable_fen = receivable_fen - 1 WHERE agent_id = 1", "the receivable counter is the sum of open items", "A1"},
		{"UPDATE credit_accounts SET unallocated_fen = unallocated_fen + 1 WHERE agent_id = 1", "the unallocated counter is the sum of receipts", "A1"},
		{"UPDATE credit_accounts SET reserved_fen = reserved_fen + 1 WHERE agent_id = 1", "the reserved counter is the sum of open reservations", "A1"},
		{"UPDATE credit_accounts SET secured_fen = 1 WHERE agent_id = 1", "the secured counter is the sum of securities", "A1"},
		{"UPDATE credit_groups SET receivable_fen = receivable_fen + 1", "a pot is the sum of its members", "G1"},
		{"INSERT INTO due_balances (agent_id, due_on, debit_fen, credit_fen) VALUES (2, '2026-07-01', 1, 0)", "the sums per due day are the items'", "A2"},
		{"UPDATE reservations SET state = 'void' WHERE order_id = 3", "an order that waits for delivery holds its credit", "SO3"},
		{"UPDATE orders SET state = 'cancelled' WHERE id = 3", "an order that is not under way holds no credit", "SO3"},
		{"UPDATE invoices SET gross_fen = gross_fen + 1 WHERE number = 'INV2026-000001'", "every invoice is in the ledger", "INV2026-000001"},
		{"UPDATE credit_notes SET gross_fen = gross_fen + 1", "every credit note is in the ledger", "CN2026-000001"},
		{"DELETE FROM journal_entries WHERE document = 'RC2026-000002' AND kind = 'receipt'", "every posted receipt is in the ledger", "RC2026-000002"},
		{"DELETE FROM open_items WHERE number = 'INV2026-000002'", "every invoice is an open item", "INV2026-000002"},
		{"UPDATE invoices SET shipment_id = NULL WHERE number = 'INV2026-000001'", "every delivery is invoiced", "shipment 1"},
		{"UPDATE write_offs SET recovered_fen = recovered_fen + 1", "a write-off is not recovered beyond its amount", "WO2026-000001"},
		{"UPDATE number_series SET next_number = next_number + 1 WHERE series = 'RC'", "numbers have no gap", "RC2026"},
	}
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		story(t, d)
		ctx := context.Background()
		for _, c := range tampering {
			var found []reports.Finding
			err := d.InTx(ctx, func(tx *db.Tx) error {
				n, err := tx.Change(c.sql)
				if err == nil && n == 0 {
					err = errors.New("nothing was tampered with")
				}
				if err == nil {
					found, err = reports.CheckIn(tx)
				}
				if err == nil {
					err = models.Conflict("roll back")
				}
				return err
			})
			require.Equal(t, models.KindConflict, models.KindOf(err), "%s: %v", c.sql, err)
			require.True(t, names(found, c.rule, c.subject), "%s\n%v", c.sql, found)
		}
	})
}

func names(found []reports.Finding, rule, subject string) bool {
	for _, f := range found {
		if f.Rule == rule && strings.HasPrefix(f.Subject, subject) {
			return true
		}
	}
	return false
}
