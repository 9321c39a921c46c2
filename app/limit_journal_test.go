package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/models"
)

// The journal of limits, on the agent's page and as a spreadsheet, says what a
// limit was before and where it came from.
func TestTheLimitJournalOnPaper(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("A1", 1_000)
		c := visit(t, a, models.RoleFinanceManager)
		c.Post("/finance/agents/1/limit", "purpose", "standing", "kind", "amount", "amount", "800", "valid_from", b.Moment().On.String(), "reason", "slow payer")
		require.Equal(t, int64(1), agent.ID)
		file := c.Get("/finance/limits?format=csv&sort=set").Body
		require.Regexp(t, "Before.*Kind before.*Origin.*Proposed by", file)
		require.Regexp(t, "(?m)^.*Opening or import.*\n.*1000\\.00,Amount,.*800\\.00,.*By hand.*$", file)
		require.NotContains(t, c.Get("/finance/limits?format=csv&origin=manual").Body, "Opening or import")
		page := c.Get("/finance/agents/1?tab=journal").Body
		require.Contains(t, page, "/finance/limits/proposals/1")
		require.Contains(t, page, "By hand")
	})
}
