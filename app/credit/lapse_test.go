package credit_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// A security and a temporary limit count on their last day and not on the day
// after; what the check would decide is the same before and after the books
// show it.
func TestWhatLapsesDoesSoAfterItsLastDay(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		a := b.Agent("A1", 100, b.Group("G", 500).ID)
		last := models.MustDate("2026-06-10")
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			return tx.Create(&models.CreditSecurity{AgentID: a.ID, Kind: models.SecurityGuarantee, Number: "G1", AmountFen: 1_001, SharePPM: 500_000,
				ValidFromOn: models.MustDate("2026-06-05"), ValidToOn: last, SetAt: b.Moment().At}).Error
		}))
		require.NoError(t, b.Credit.SetLimit(ctx, apptest.Finance, credit.LimitInput{AgentID: a.ID, Purpose: models.LimitTemporary, Reason: "fair",
			Limit: models.Limit{Kind: models.LimitAmount, Amount: 20_000}, ValidFrom: models.MustDate("2026-06-01"), ValidTo: last}))
		for _, c := range []struct {
			day     string
			lapses  int
			secured models.Money
		}{
			{"2026-06-04", 0, 0}, {"2026-06-05", 1, 501}, {"2026-06-10", 0, 501}, {"2026-06-11", 2, 0}, {"2026-06-12", 0, 0},
		} {
			b.Clock.Set(c.day)
			lapses, err := credit.Lapses(d.Read(ctx), b.Moment().On)
			require.NoError(t, err)
			require.Len(t, lapses, c.lapses, c.day)
			before := largest(t, b, a.ID)
			for _, l := range append(lapses, lapses...) {
				require.NoError(t, b.Credit.Lapse(ctx, b.Moment(), l, func(*db.Tx) error { return nil }))
			}
			require.Equal(t, c.secured, b.Account(a.ID).SecuredFen, c.day)
			if c.day != "2026-06-05" { // a new security is worth nothing until it is counted
				require.Equal(t, before, largest(t, b, a.ID), c.day)
			}
		}
	})
}

// largest is how much more the agent could order.
func largest(t *testing.T, b *apptest.Book, agentID int64) models.Money {
	t.Helper()
	v, err := credit.Load(b.DB.Read(context.Background()), agentID, b.Moment().On)
	require.NoError(t, err)
	ceiling, _ := v.Terms.Ceilings(b.Moment().On, models.SettlementMonths)
	return ceiling - v.Account.Exposure()
}
