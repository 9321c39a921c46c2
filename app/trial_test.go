package app_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

// A kept result shows each region under both policies, by its name, on the page
// and in the spreadsheet; one that was kept before orders were counted by region
// shows what it has.
func TestATrialByRegion(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx := context.Background()
		b.Standard(models.DefaultStandardPolicy(), "first")
		draft, err := a.Policies.Draft(ctx, apptest.Finance, models.PolicyStandard, models.SegmentAll, 0)
		require.NoError(t, err)
		keep := func(c models.ReplayComparison) {
			require.NoError(t, a.DB.InTx(ctx, func(tx *db.Tx) error {
				return policy.KeepSimulation(tx, policy.Simulation{PolicyID: draft, BodySHA256: "x", SimulatedBy: "t", SimulatedAt: b.Moment().At}, c)
			}))
		}
		region := models.ReplayGroup{Name: "east", Agents: 3, BaseSalesFen: 500_00, SalesFen: 700_00, BaseLossFen: 9_00, LossFen: 7_00}
		keep(models.ReplayComparison{ByRegion: []models.ReplayGroup{region}})
		fin := visit(t, a, models.RoleFinance)
		page := fmt.Sprintf("/finance/policies/%d", draft)
		old := fin.Get(page)
		require.Equal(t, 200, old.Status)
		require.Contains(t, old.Body, "By region")
		require.NotContains(t, old.Body, "Orders approved at once")
		require.Contains(t, fin.Get(page+"/simulation").Body, "East,3,500.00,700.00,9.00,7.00")

		region.BaseOrders, region.Orders = &models.ReplayCounts{Approved: 41, Held: 5, Lost: 4, AverageExposureFen: 200_00}, &models.ReplayCounts{Approved: 43, Held: 3, Lost: 2, AverageExposureFen: 250_00}
		gone := region
		gone.Name = "closed"
		keep(models.ReplayComparison{ByRegion: []models.ReplayGroup{gone, region}})
		shown := fin.Get(page).Body
		require.Contains(t, shown, `<th role="rowheader" scope="row" class="k-full nowrap">East</th><td role="cell" class="n" data-label="Agents">3</td><td role="cell" class="n" data-label="Orders approved at once"><b>43</b><span class="sub">41</span></td>`)
		require.Contains(t, shown, `<th role="rowheader" scope="row" class="k-full nowrap">closed</th>`, "a region that is no more keeps its code")
		sheet := fin.Get(page + "/simulation").Body
		require.Contains(t, sheet, "Region,Agents,Orders approved at once In force,Orders approved at once Draft,Orders held In force")
		require.Contains(t, sheet, "East,3,41,43,5,3,4,2,500.00,700.00,200.00,250.00,9.00,7.00")
		require.Equal(t, 200, fin.Get(page+"/simulation?format=xlsx").Status)
	})
}

// An agent without a limit to reach is in words wherever a kept result shows
// limits.
func TestATrialWithAnUnlimitedAgent(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx := context.Background()
		b.Standard(models.DefaultStandardPolicy(), "first")
		draft, err := a.Policies.Draft(ctx, apptest.Finance, models.PolicyStandard, models.SegmentAll, 0)
		require.NoError(t, err)
		under := func(free, other models.Money) models.ReplayResult {
			return models.ReplayResult{Agents: []models.ReplayLine{{Code: "A1", Region: "east", Grade: "A", LimitFen: free}, {Code: "A2", Region: "east", Grade: "A", LimitFen: other}}}
		}
		found := models.CompareReplays(models.ReplayHistory{}, under(models.Unbounded, 1000_00), under(models.Unbounded, 900_00))
		require.NoError(t, a.DB.InTx(ctx, func(tx *db.Tx) error {
			return policy.KeepSimulation(tx, policy.Simulation{PolicyID: draft, BodySHA256: "x", SimulatedBy: "t", SimulatedAt: b.Moment().At}, found)
		}))
		fin := visit(t, a, models.RoleFinance)
		page := fmt.Sprintf("/finance/policies/%d", draft)
		shown := fin.Get(page)
		require.Equal(t, 200, shown.Status)
		require.Contains(t, shown.Body, `<span class="mark">A</span></th><td class="n">2</td><td class="n">1</td>`, "one limit is lower")
		require.Equal(t, 200, fin.Get(page+"/simulation?format=xlsx").Status)
		sheet := fin.Get(page + "/simulation").Body
		require.Contains(t, sheet, "A1,east,A,A,Unlimited,Unlimited,")
		require.Contains(t, sheet, "A2,east,A,A,1000.00,900.00,")
	})
}

// The check for a standard that turns to and fro is shown whatever it found; a
// month that is not over says so; a change is that of the figures beside it.
func TestWhatATrialSaysOfItself(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx := context.Background()
		b.Standard(models.DefaultStandardPolicy(), "first")
		draft, err := a.Policies.Draft(ctx, apptest.Finance, models.PolicyStandard, models.SegmentAll, 0)
		require.NoError(t, err)
		keep := func(to string, turns int) {
			c := models.ReplayComparison{From: models.MustDate("2026-06-01"), To: models.MustDate(to)}
			for _, r := range []*models.ReplayResult{&c.Base, &c.Candidate} {
				r.Months = []models.ReplayMonth{{Month: models.MustDate("2026-06-01"), Level: "normal"}, {Month: models.MustDate("2026-07-01"), Level: "normal"}}
			}
			c.Base.Totals.Loss.RatePPM, c.Candidate.Totals.Loss.RatePPM = 9_740, 8_360
			c.Candidate.Totals.Moves, c.Candidate.Totals.Reversals, c.Candidate.Totals.Oscillated = 3, turns, turns > 1
			require.NoError(t, a.DB.InTx(ctx, func(tx *db.Tx) error {
				return policy.KeepSimulation(tx, policy.Simulation{PolicyID: draft, BodySHA256: "x", SimulatedBy: "t", SimulatedAt: b.Moment().At}, c)
			}))
		}
		fin := visit(t, a, models.RoleFinance)
		page := fmt.Sprintf("/finance/policies/%d", draft)
		keep("2026-07-31", 1)
		calm := fin.Get(page).Body
		require.Contains(t, calm, "Stability check: stable")
		require.Contains(t, calm, "Moves of the standard: 3, turns: 1 (in force: 0, 0).")
		require.Contains(t, calm, `0.97%</td><td class="n"><b>0.84%</b></td><td class="n">−0.13%</td>`)
		require.Contains(t, fin.Get(page+"/simulation").Body, "\n2026-07,")
		keep("2026-07-01", 2)
		wild := fin.Get(page).Body
		require.Contains(t, wild, "Stability check: would oscillate")
		require.Contains(t, wild, "It turned round 2 times")
		require.Contains(t, wild, "2026-07, until 2026-07-01")
		require.Contains(t, fin.Get(page+"/simulation").Body, `"2026-07, until 2026-07-01",`)
	})
}

// Who asks for a policy of a region that is not there is told beside what they
// typed.
func TestADraftOfNoRegion(t *testing.T) {
	books(t, func(t *testing.T, _ *apptest.Book, a *app.App) {
		fin := visit(t, a, models.RoleFinance)
		r := fin.Post("/finance/policies", "kind", "standard", "segment", "region:west")
		require.Equal(t, 422, r.Status)
		require.Contains(t, r.Body, `value="region:west"`)
		require.Contains(t, r.Body, `id="e-segment"`)
		require.Contains(t, r.Body, "There is no region with the code west")
		require.Equal(t, 303, fin.Post("/finance/policies", "kind", "standard", "segment", "region:east").Status)
	})
}
