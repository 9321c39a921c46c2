package receivables_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// What an ageing said on a day it says for ever, whatever is posted later.
func TestPastAgeingNeverChanges(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		ctx := context.Background()
		agent := b.Agent("A1", 1_000_000)
		asSeen := map[models.Date]models.Ageing{}
		items := map[models.Date][]receivables.ItemAt{}
		look := func() {
			on := b.Moment().On
			a, err := receivables.AgeingOf(d.Read(ctx), agent.ID, on)
			require.NoError(t, err)
			asSeen[on] = a
			items[on], err = receivables.ItemsAt(d.Read(ctx), agent.ID, on)
			require.NoError(t, err)
			acc := b.Account(agent.ID)
			require.Equal(t, acc.ReceivableFen-acc.UnallocatedFen, a.Total(), "ageing is the ledger balance")
			require.Equal(t, acc.UnallocatedFen, a.Unallocated)
		}
		var invoices []models.Invoice
		for i, day := range []string{"2026-06-02", "2026-06-20", "2026-07-31", "2026-08-15", "2026-10-01", "2026-12-24"} {
			b.Clock.Set(day)
			invoices = append(invoices, b.Deliver(b.Place(agent.ID, int64(1000*(i+1)), models.OutcomeApprove).ID))
			look()
		}
		b.Clock.Set("2027-01-05")
		r := b.Pay(agent.ID, 2500)
		look()
		b.Clock.Set("2027-01-06")
		_, err := b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: invoices[5].ID, RequestKey: b.Key(), Gross: 700_00, Reason: "return"})
		require.NoError(t, err)
		look()
		b.Clock.Set("2027-01-09")
		require.NoError(t, b.Receivables.Reverse(ctx, apptest.Finance, r.ID, "bounced"))
		look()
		b.Clock.Set("2027-02-01")
		b.Pay(agent.ID, 50_000)
		look()
		for on, want := range asSeen {
			got, err := receivables.AgeingOf(d.Read(ctx), agent.ID, on)
			require.NoError(t, err)
			require.Equal(t, want, got, "as of %s", on)
			rows, err := receivables.ItemsAt(d.Read(ctx), agent.ID, on)
			require.NoError(t, err)
			require.Len(t, rows, len(items[on]), "as of %s", on)
			sum := models.Ageing{Unallocated: want.Unallocated}
			for i, it := range rows {
				require.Equal(t, items[on][i].ResidualFen, it.ResidualFen)
				if it.Sign() > 0 {
					sum.Add(on, it.DueOn, it.ResidualFen, 0)
				} else {
					sum.Add(on, it.DueOn, 0, it.ResidualFen)
				}
			}
			require.Equal(t, want, sum, "the documents behind the ageing of %s", on)
		}
		all, err := receivables.Ageings(d.Read(ctx), models.MustDate("2026-10-01"))
		require.NoError(t, err)
		require.Equal(t, []receivables.AgentAgeing{{AgentID: agent.ID, Ageing: asSeen[models.MustDate("2026-10-01")]}}, all)
	})
}
