package loyalty_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/reports"
	"assay/models"
)

// tampering is what somebody with SQL does to the ledgers, the rule that is
// broken by it, and what must be named.
var tampering = []struct{ sql, rule, subject string }{
	{"UPDATE member_accounts SET growth = growth + 1", "a member's growth is the sum of its lines", "member 1"},
	{"DELETE FROM growth_entries WHERE source = 'refund'", "a member's growth is the sum of its lines", "member 1"},
	{"DELETE FROM growth_entries WHERE source = 'refund'", "a slip's growth is one for each whole yuan that is kept", "SS2026-000001"},
	{"UPDATE member_accounts SET points = points + 1", "a member's points less what is owed are the sum of their lines", "member 1"},
	{"UPDATE member_accounts SET points = points + 1, debt = debt + 1", "a member's points are what the lots hold", "member 1"},
	{"UPDATE member_accounts SET points = points + 1, debt = debt + 1", "what is owed is the sum of its lines", "member 1"},
	{"UPDATE point_lots SET left_points = left_points - 1 WHERE left_points > 0", "a lot holds the sum of its lines", "lot "},
	{"UPDATE sales_slips SET refunded_fen = refunded_fen + 1 WHERE number = 'SS2026-000001'", "a slip's refunded money is that of its refunds", "SS2026-000001"},
	{"UPDATE slip_refund_lines SET amount_fen = amount_fen - 1", "a refund is the sum of its lines", "SR2026-000001"},
	{"UPDATE slip_lines SET returned = 0", "a slip's returned pieces are those of its refunds", "slip line 1"},
	{"UPDATE slip_lines SET amount_fen = amount_fen + 1 WHERE id = 1", "a slip is the sum of its lines", "SS2026-000001"},
	{"UPDATE member_accounts SET spent_fen = spent_fen + 1", "what members spent is what their slips keep", "members"},
	{"UPDATE redemptions SET points = points + 1 WHERE number = 'RD2026-000001'", "a redemption takes what it says", "RD2026-000001"},
	{"DELETE FROM point_entries WHERE source = 'cancellation'", "a cancelled redemption gave back what it took", "RD2026-000001"},
	{"DELETE FROM sales_slips WHERE number = 'SS2026-000002'", "numbers have no gap", "SS2026"},
	{"DELETE FROM slip_refunds", "numbers have no gap", "SR2026"},
	{"DELETE FROM redemptions", "numbers have no gap", "RD2026"},
}

func TestTamperingIsFound(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := w.join()
		in := w.sale(m, 300_00, 0)
		in.Lines[0].Quantity = 2
		slip, err := w.Sell(ctx, seller, all, in)
		require.NoError(t, err)
		w.sell(m, 100, 0)
		r, err := w.Redeem(ctx, seller, all, w.redeem(m, 200))
		require.NoError(t, err)
		require.NoError(t, w.CancelRedemption(ctx, seller, all, r.ID))
		_, err = w.Redeem(ctx, seller, all, w.redeem(m, 350))
		require.NoError(t, err)
		w.refund(slip.ID, 1)
		w.proven()
		undo := errors.New("undo")
		for _, c := range tampering {
			err := d.InTx(ctx, func(tx *db.Tx) error {
				n, err := tx.Change(c.sql)
				require.NoError(t, err, c.sql)
				require.Positive(t, n, c.sql)
				found, err := reports.CheckIn(tx)
				require.NoError(t, err)
				require.True(t, slices.ContainsFunc(found, func(f reports.Finding) bool {
					return f.Rule == c.rule && (f.Subject == c.subject || c.subject == "lot ")
				}), "%s: %v", c.sql, found)
				return undo
			})
			require.ErrorIs(t, err, undo)
		}
		require.Equal(t, models.Money(400_00), w.account(m).SpentFen)
	})
}
