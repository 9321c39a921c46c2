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

// A limit that begins later leaves the one in force until its first day; then
// it replaces it for good, also when it ends first.
func TestALimitThatBeginsLaterLeavesThePresentOne(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		a := b.Agent("A1", 100)
		set := func(p models.LimitPurpose, fen models.Money, from, to string) {
			t.Helper()
			require.NoError(t, b.Credit.SetLimit(ctx, apptest.Finance, credit.LimitInput{AgentID: a.ID, Purpose: p, Reason: "planned",
				Limit: models.Limit{Kind: models.LimitAmount, Amount: fen}, ValidFrom: models.MustDate(from), ValidTo: models.MustDate(to)}))
		}
		set(models.LimitStanding, 70_00, "2026-07-01", "")
		set(models.LimitStanding, 50_00, "2026-06-20", "2026-08-31")
		set(models.LimitTemporary, 200_00, "2026-06-01", "2026-06-30")
		set(models.LimitTemporary, 300_00, "2026-06-10", "2026-06-12")
		for _, c := range []struct {
			day    string
			fen    models.Money
			lapses int
		}{
			{"2026-06-01", 200_00, 0}, {"2026-06-09", 200_00, 0}, {"2026-06-10", 300_00, 1}, {"2026-06-12", 300_00, 0},
			{"2026-06-13", 100_00, 1}, {"2026-06-19", 100_00, 0}, {"2026-06-20", 50_00, 1}, {"2026-07-01", 50_00, 0},
		} {
			b.Clock.Set(c.day)
			for range 2 { // before the job and after it
				v, err := credit.Load(d.Read(ctx), a.ID, b.Moment().On)
				require.NoError(t, err)
				ceiling, _ := v.Terms.Ceilings(b.Moment().On, models.SettlementMonths)
				require.Equal(t, c.fen, ceiling, c.day)
				lapses, err := credit.Lapses(d.Read(ctx), b.Moment().On)
				require.NoError(t, err)
				require.Len(t, lapses, c.lapses, c.day)
				for _, l := range lapses {
					require.NoError(t, b.Credit.Lapse(ctx, b.Moment(), l, func(*db.Tx) error { return nil }))
				}
				c.lapses = 0
			}
		}
	})
}
