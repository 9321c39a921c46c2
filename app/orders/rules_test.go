package orders_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/policy"
	"assay/app/receivables"
	"assay/models"
)

// rules puts a blocking policy in force.
func rules(t *testing.T, b *apptest.Book, list ...models.BlockingRule) {
	t.Helper()
	s := policy.Service{Apply: map[models.PolicyKind]func(*db.Tx, models.Moment, models.PolicyVersion) error{models.PolicyBlocking: credit.RulesChanged}}
	require.NoError(t, b.DB.InTx(context.Background(), func(tx *db.Tx) error {
		return s.Put(tx, b.Moment(), apptest.Manager, models.PolicyBlocking, models.SegmentAll, &models.BlockingPolicy{Rules: list}, "test")
	}))
}

// Whoever is overdue too long is held, with every reason; a disputed claim is
// not overdue; the hold goes when the rule that made it goes, and an old
// record says what it said.
func TestBlockingRulesHoldAndLetGo(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := apptest.NewBook(t, d)
		a := b.Agent("A1", 1000)
		b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		b.Clock.Set("2026-12-01")
		b.Place(a.ID, 1, models.OutcomeApprove)
		late := models.BlockingRule{Family: models.FamilyDaysOverdue, Effect: models.EffectHold, Scope: models.SegmentAll, Days: 30}
		rules(t, b, late, models.BlockingRule{Family: models.FamilyOrderAmount, Effect: models.EffectReject, Scope: "agent:A1", AmountFen: 300})
		held := b.Place(a.ID, 3, models.OutcomeHold)
		_, dec, err := orders.LastDecision(d.Read(ctx), held.ID)
		require.NoError(t, err)
		require.Equal(t, []models.RuleKey{models.RuleDaysOverdue}, keys(dec))
		require.EqualValues(t, 1, dec.Terms.RulesVersion)
		require.Positive(t, dec.Terms.OverdueFen)
		_, dec, err = orders.LastDecision(d.Read(ctx), b.Place(a.ID, 4, models.OutcomeReject).ID)
		require.NoError(t, err)
		require.Equal(t, []models.RuleKey{models.RuleDaysOverdue, models.RuleOrderAmount}, keys(dec))

		rules(t, b, late, models.BlockingRule{Family: models.FamilyDaysOverdue, Effect: models.EffectExclude, Scope: "agent:A1"})
		through, err := b.Orders.Recheck(ctx, b.Moment(), held.ID, func(*db.Tx) error { return nil })
		require.NoError(t, err)
		require.True(t, through, "the exclusion lets it through")
		require.Equal(t, models.OutcomeReject, dec.Replay().Outcome, "the old record is judged by the old rules")

		rules(t, b, late)
		b.Place(a.ID, 5, models.OutcomeHold)
		items, err := receivables.ItemsAt(d.Read(ctx), a.ID, b.Moment().On)
		require.NoError(t, err)
		_, err = b.Receivables.Dispute(ctx, apptest.Finance, receivables.DisputeInput{ItemID: items[0].ID, Reason: "short", Accepted: true})
		require.NoError(t, err)
		b.Place(a.ID, 6, models.OutcomeApprove)
	})
}

func keys(d models.CreditDecision) (out []models.RuleKey) {
	for _, h := range d.Hits {
		out = append(out, h.Rule)
	}
	return out
}
