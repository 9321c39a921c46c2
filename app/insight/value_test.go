package insight_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/insight"
	"assay/app/members"
	"assay/models"
	"assay/models/loyalty"
)

// A fit is kept with its evidence; each member is valued by it as the models
// say, with the margin of the own mix, and whoever brought somebody has a part
// of what they are worth. A region with few repeat buyers is valued by the brand.
func TestMembersAreValued(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		rng := rand.New(rand.NewPCG(1, 2))
		first := w.join(0, func(e *members.Enrolment) { e.Member.JoinedOn = models.MustDate("2024-01-01") })
		w.sell(0, first, "2024-02-01", "jade", 700)
		w.sell(0, first, "2025-09-01", "jade", 900)
		var brought []int64
		for i := range 50 {
			id := w.join(i%2, func(e *members.Enrolment) {
				if e.Member.JoinedOn = models.MustDate("2024-01-01"); i < 2 {
					e.BroughtBy = "M2026-000001"
				}
			})
			if i < 2 {
				brought = append(brought, id)
			}
			day, gap := models.MustDate("2024-01-05").AddDays(rng.IntN(300)), 20+rng.IntN(150)
			yuan := 100 + rng.IntN(2000)
			for k := 0; day <= models.MustDate("2026-06-01") && k < 12; k++ {
				w.sell(i%2, id, day.String(), "gold", models.Money(yuan*(50+rng.IntN(100))/100))
				if rng.IntN(4) == 0 {
					break
				}
				day = day.AddDays(1 + rng.IntN(2*gap))
			}
		}
		none := w.join(0)
		w.settle()
		require.Zero(t, w.facts(first).FitID, "nothing is fitted yet")
		regions, err := insight.FitRegions(d.Read(ctx))
		require.NoError(t, err)
		require.Equal(t, []int64{0, 1, 2}, regions)
		for _, region := range regions {
			fit, err := w.FitRegion(ctx, w.Clock.Moment(), region)
			require.NoError(t, err)
			require.NotNil(t, fit)
			for range 2 {
				fit.ID = 0
				require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { return insight.KeepFit(tx, fit) }))
			}
		}
		fits, err := insight.LatestFits(d.Read(ctx))
		require.NoError(t, err)
		require.Len(t, fits, 3)
		require.EqualValues(t, 51, fits[0].Buyers)
		require.Contains(t, fits[0].Tried, `"Buyers":51`)
		w.exec("UPDATE clv_fits SET sound = 0")
		w.night()
		require.Zero(t, w.facts(first).FitID, "nobody is valued by a fit that is not sound")
		w.exec("UPDATE clv_fits SET sound = 1")
		w.night()
		f, p := w.facts(first), models.DefaultValuePolicy()
		require.Equal(t, fits[0].ID, f.FitID, "by the brand's fit")
		fit, err := loyalty.FitOf(fits[0].Fit)
		require.NoError(t, err)
		v, err := fit.Valuer(p.HorizonMonths, int64(p.DiscountPPM))
		require.NoError(t, err)
		on := int64(w.Clock.Moment().On)
		want, err := v.Figures(loyalty.Past{BuyDays: 2, First: int64(models.MustDate("2024-02-01")), Last: int64(models.MustDate("2025-09-01")), On: on, RepeatFen: 900_00}, 450_000)
		require.NoError(t, err)
		require.Equal(t, want, loyalty.Figures{AlivePPM: int64(f.AlivePPM), ExpectedPPM: int64(f.ExpectedPPM), SpendFen: int64(f.SpendFen), OwnFen: int64(f.OwnFen)})
		require.Positive(t, want.OwnFen)
		part, err := (w.facts(brought[0]).OwnFen + w.facts(brought[1]).OwnFen).At(p.AttributionPPM)
		require.NoError(t, err)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := insight.Refer(tx, w.terms(), []int64{first})
			return err
		}))
		f = w.facts(first)
		require.Equal(t, []models.Money{part, f.OwnFen + part}, []models.Money{f.ReferralFen, f.ClvFen})
		require.Positive(t, part)
		require.Zero(t, w.facts(none).FitID, "who never bought has no past to value")
		require.Zero(t, w.night().Written)

		p.MinRepeat, p.HorizonMonths = 30, 24
		w.exec("UPDATE clv_fits SET repeat_buyers = 30 WHERE region_id = 1")
		w.put(models.PolicyValue, &p)
		w.night()
		require.Equal(t, fits[1].ID, w.facts(first).FitID, "by the region's own")
		require.Greater(t, w.facts(first).ExpectedPPM, f.ExpectedPPM)

		for months, counts := range map[int]bool{0: true, 12: false, 240: true} {
			p.ReferralMonths, p.ReferralKeepPPM = months, 950_000
			w.put(models.PolicyValue, &p)
			w.night()
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
				_, err := insight.Refer(tx, w.terms(), []int64{first})
				return err
			}))
			share := p.Attribution(models.MustDate("2024-01-01"), w.Clock.Moment().On)
			part, err := (w.facts(brought[0]).OwnFen + w.facts(brought[1]).OwnFen).At(share)
			require.NoError(t, err)
			require.Equal(t, counts, share > 0)
			require.Equal(t, part, w.facts(first).ReferralFen, "%d months after joining, with less each month", months)
		}
		w.proven()
	})
}
