package credit_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// A member's deposit of more than it owes is told on the group's page, as it
// leaves the others more of the pot.
func TestAGroupTellsSecurityBeyondTheDebt(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		ctx := context.Background()
		pot := b.Group("POT", 100)
		rich, poor := b.Agent("A1", 1000, pot.ID), b.Agent("A2", 1000, pot.ID)
		b.Place(rich.ID, 20, models.OutcomeApprove)
		_, err := b.Secure(receivables.SecurityInput{AgentID: rich.ID, Kind: models.SecurityDeposit, Number: "D1", Amount: 50_00, Share: models.One, ValidFrom: b.Moment().On})
		require.NoError(t, err)
		groups, err := credit.Groups(d.Read(ctx), models.Scope{All: true}, b.Moment().On)
		require.NoError(t, err)
		require.EqualValues(t, 130_00, groups[0].Available())
		require.EqualValues(t, 30_00, groups[0].Members[0].BeyondDebt())
		require.Zero(t, groups[0].Members[1].BeyondDebt())
		b.Place(poor.ID, 131, models.OutcomeHold)
		b.Place(poor.ID, 130, models.OutcomeApprove)
	})
}
