package settlement_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// A policy that is assigned and retired at the same moment is one of the two.
func TestAPolicyIsNotRetiredUnderAnAgentThatGetsIt(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		for i := range 20 {
			agent := b.Agent(fmt.Sprintf("A%d", i), 100)
			p, err := b.Settlement.AddPolicy(ctx, apptest.Finance, models.SettlementPolicy{Code: fmt.Sprintf("p%d", i), NameZh: "两月", NameEn: "Two months",
				Kind: models.SettlementMonths, Months: 2, CutoffDay: 31, DaysToPay: 30, HolidayShift: models.ShiftNext})
			require.NoError(t, err)
			var assigned, retired error
			var wg sync.WaitGroup
			wg.Go(func() { _, assigned = b.Settlement.Assign(ctx, apptest.Finance, agent.ID, p.ID, "test") })
			wg.Go(func() { retired = b.Settlement.Retire(ctx, apptest.Finance, p.ID) })
			wg.Wait()
			require.True(t, (assigned == nil) != (retired == nil), "round %d: assigned %v, retired %v", i, assigned, retired)
		}
	})
}
