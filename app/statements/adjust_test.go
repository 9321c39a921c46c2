package statements_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/settlement"
	"assay/app/statements"
	"assay/models"
)

// What corrects a period that was closed stands in the next statement as an
// adjustment to it: a late receipt, a credit note, a bounced receipt. A
// correction inside its own period is none. The period ends on the 25th.
func TestCorrectionsOfAClosedPeriodAreAdjustments(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		cut := models.SettlementPolicy{Code: "cut25", NameZh: "25 日", NameEn: "The 25th", Kind: models.SettlementMonths, Months: 1, CutoffDay: 25, DaysToPay: 30, HolidayShift: models.ShiftNone}
		cut, err := b.Settlement.AddPolicy(ctx, apptest.Finance, cut)
		require.NoError(t, err)
		a := b.Agent("A1", 100_000)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("DELETE FROM settlement_terms WHERE agent_id = ?", a.ID)
			if err == nil {
				_, err = settlement.AssignPolicy(tx, b.Moment(), apptest.Finance, a.ID, cut.ID, "test")
			}
			return err
		}))
		s := service(b)
		inv := b.Deliver(b.Place(a.ID, 500, models.OutcomeApprove).ID)
		bad := b.Pay(a.ID, 70)
		b.Clock.Set("2026-06-26")
		_, ok, err := s.Issue(ctx, b.Moment(), apptest.Finance, a.ID, noFence)
		require.NoError(t, err)
		require.True(t, ok)

		b.Clock.Set("2026-06-28") // the same month, another period
		late, err := b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: a.ID, SourceKey: b.Key(), Method: "bank", ClearedOn: models.MustDate("2026-06-25"), Amount: 30_00})
		require.NoError(t, err)
		note, err := b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: inv.ID, RequestKey: b.Key(), Gross: 50_00, Reason: "return"})
		require.NoError(t, err)
		require.NoError(t, b.Receivables.Reverse(ctx, apptest.Finance, bad.ID, "bounced"))
		own := b.Deliver(b.Place(a.ID, 9, models.OutcomeApprove).ID)
		b.Clock.Set("2026-07-10") // another month, the same period
		same, err := b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: own.ID, RequestKey: b.Key(), Gross: 9_00, Reason: "return"})
		require.NoError(t, err)

		b.Clock.Set("2026-07-26")
		st, ok, err := s.Issue(ctx, b.Moment(), apptest.Finance, a.ID, noFence)
		require.NoError(t, err)
		require.True(t, ok)
		_, doc, err := statements.InScope(d.Read(ctx), models.Scope{All: true}, st.ID)
		require.NoError(t, err)
		adjusts := map[string]models.Date{}
		for _, l := range doc.Lines {
			adjusts[l.Number] = l.BelongsTo
		}
		first := models.MustDate("2026-06-01")
		require.Equal(t, map[string]models.Date{late.Number: models.MustDate("2026-06-25"), note.Number: first, bad.Number: first, own.Number: 0, same.Number: 0}, adjusts)
	})
}

// A statement that would not open with the last closing is not issued.
func TestAnOpeningThatDisagreesIsNotIssued(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		a, s := b.Agent("A1", 1000), service(b)
		b.Deliver(b.Place(a.ID, 5, models.OutcomeApprove).ID)
		b.Clock.Set("2026-07-01")
		first, ok, err := s.Issue(ctx, b.Moment(), apptest.Finance, a.ID, noFence)
		require.NoError(t, err)
		require.True(t, ok)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE statements SET closing_fen = closing_fen + 1 WHERE id = ?", first.ID)
			return err
		}))
		b.Clock.Set("2026-08-01")
		_, ok, err = s.Issue(ctx, b.Moment(), apptest.Finance, a.ID, noFence)
		require.False(t, ok)
		require.ErrorContains(t, err, first.Number+" closed at 5.01, but the next opens at 5.00")
	})
}
