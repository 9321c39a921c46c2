package credit_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/reports"
	"assay/models"
)

func amount(yuan int64) models.Limit {
	return models.Limit{Kind: models.LimitAmount, Amount: models.Money(yuan * 100)}
}

// What an agent owes and has reserved moves with it between pots, and the pot
// holds from then on.
func TestAnAgentTakesItsExposureIntoTheGroupAndOutAgain(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		clean := func() {
			t.Helper()
			found, err := reports.Check(ctx, d)
			require.NoError(t, err)
			require.Empty(t, found)
		}
		a, other := b.Agent("A1", 1000), b.Agent("A2", 1000)
		b.Deliver(b.Place(a.ID, 300, models.OutcomeApprove).ID)
		b.Place(a.ID, 100, models.OutcomeApprove)
		b.Pay(other.ID, 50)
		g, err := b.Credit.CreateGroup(ctx, apptest.Finance, credit.GroupInput{Code: "G1", NameZh: "组", Pot: amount(500), Member: models.Limit{Kind: models.LimitInherit}})
		require.NoError(t, err)
		h := b.Group("G2", 100)
		before := b.Account(a.ID).TermsVersion
		for _, id := range []int64{a.ID, other.ID} {
			require.NoError(t, b.Credit.JoinGroup(ctx, apptest.Finance, id, g.ID, "one owner"))
		}
		clean()
		require.Greater(t, b.Account(a.ID).TermsVersion, before)
		groups, err := credit.Groups(d.Read(ctx), models.Scope{All: true}, b.Moment().On)
		require.NoError(t, err)
		require.EqualValues(t, 350_00, groups[0].Exposure())
		require.EqualValues(t, 150_00, groups[0].Available())
		require.Len(t, groups[0].Members, 2)
		b.Place(other.ID, 151, models.OutcomeHold)
		b.Place(other.ID, 150, models.OutcomeApprove)
		require.NoError(t, b.Credit.JoinGroup(ctx, apptest.Finance, other.ID, h.ID, "sold"))
		clean()
		b.Place(a.ID, 100, models.OutcomeApprove)
		require.NoError(t, b.Credit.LeaveGroup(ctx, apptest.Finance, a.ID, g.ID, "sold"))
		clean()
		b.Place(a.ID, 500, models.OutcomeApprove)
		b.Place(a.ID, 1, models.OutcomeHold)
		clean()
	})
}

func TestGroupsRefuse(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		a, g, who := b.Agent("A1", 10), b.Group("G1", 10), apptest.Finance
		none, inherit := models.Limit{Kind: models.LimitNone}, models.Limit{Kind: models.LimitInherit}
		require.NoError(t, b.Credit.JoinGroup(ctx, who, a.ID, g.ID, "x"))
		create := func(in credit.GroupInput) error {
			_, err := b.Credit.CreateGroup(ctx, who, in)
			return err
		}
		for name, tc := range map[string]struct {
			err  error
			kind models.Kind
		}{
			"no code":        {create(credit.GroupInput{NameZh: "x", Pot: none, Member: inherit}), models.KindInvalid},
			"no name":        {create(credit.GroupInput{Code: "G2", Pot: none, Member: inherit}), models.KindInvalid},
			"pot inherits":   {create(credit.GroupInput{Code: "G2", NameZh: "x", Pot: inherit, Member: inherit}), models.KindInvalid},
			"pot negative":   {create(credit.GroupInput{Code: "G2", NameZh: "x", Pot: amount(-1), Member: inherit}), models.KindInvalid},
			"code taken":     {create(credit.GroupInput{Code: "G1", NameZh: "x", Pot: none, Member: inherit}), models.KindInvalid},
			"pot set so":     {b.Credit.SetPot(ctx, who, g.ID, inherit, inherit, "x"), models.KindInvalid},
			"no reason":      {b.Credit.JoinGroup(ctx, who, a.ID, g.ID, " "), models.KindInvalid},
			"joined already": {b.Credit.JoinGroup(ctx, who, a.ID, g.ID, "x"), models.KindConflict},
			"not a member":   {b.Credit.LeaveGroup(ctx, who, a.ID, g.ID+1, "x"), models.KindConflict},
			"no such group":  {b.Credit.JoinGroup(ctx, who, a.ID, 99, "x"), models.KindNotFound},
			"no such agent":  {b.Credit.JoinGroup(ctx, who, 99, g.ID, "x"), models.KindNotFound},
			"grade":          {b.Credit.SetGradeLimit(ctx, who, "F", none, "x"), models.KindInvalid},
			"grade inherits": {b.Credit.SetGradeLimit(ctx, who, "A", inherit, "x"), models.KindInvalid},
			"grade amount":   {b.Credit.SetGradeLimit(ctx, who, "A", amount(-1), "x"), models.KindInvalid},
			"grade reason":   {b.Credit.SetGradeLimit(ctx, who, "A", none, ""), models.KindInvalid},
		} {
			require.Equal(t, tc.kind, models.KindOf(tc.err), "%s: %v", name, tc.err)
		}
	})
}

func TestAGradeGivesItsDefaultToWhoInherits(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		a := b.Agent("A1", 1)
		b.Limit(a.ID, models.Limit{Kind: models.LimitInherit})
		before := b.Account(a.ID).TermsVersion
		b.Place(a.ID, 1, models.OutcomeHold)
		require.NoError(t, b.Credit.SetGradeLimit(ctx, apptest.Finance, "A", amount(10), "x"))
		require.NoError(t, b.Credit.SetGradeLimit(ctx, apptest.Finance, "A", amount(20), "x"))
		require.GreaterOrEqual(t, b.Account(a.ID).TermsVersion, before+2)
		b.Place(a.ID, 20, models.OutcomeApprove)
		b.Place(a.ID, 1, models.OutcomeHold)
		rows, err := credit.GradeLimits(d.Read(ctx))
		require.NoError(t, err)
		require.Len(t, rows, 5)
		require.EqualValues(t, 20_00, rows[0].AmountFen)
		require.Equal(t, models.LimitNone, rows[1].Kind)
	})
}

// Agents change places between two pots while they order: no counter is lost
// and nobody locks up.
func TestRegroupingUnderLoadKeepsThePots(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		pots := []models.CreditGroup{b.Group("G1", 100000), b.Group("G2", 100000)}
		agents := []models.Agent{b.Agent("A1", 1000, pots[0].ID), b.Agent("A2", 1000, pots[1].ID)}
		var wg sync.WaitGroup
		errs := make(chan error, 100)
		for i, a := range agents {
			wg.Add(2)
			go func() {
				defer wg.Done()
				for n := range 8 {
					errs <- b.Credit.JoinGroup(ctx, apptest.Finance, a.ID, pots[(i+n+1)%2].ID, "swap")
				}
			}()
			go func() {
				defer wg.Done()
				for n := range 8 {
					in := orders.Input{AgentID: a.ID, RequestKey: fmt.Sprintf("swap-%d-%d", i, n), Lines: []catalog.Want{{SKU: "YUAN", Quantity: 1}}}
					_, err := b.Orders.Place(ctx, apptest.Buyer, in)
					errs <- err
				}
			}()
		}
		wg.Wait()
		close(errs)
		for err := range errs {
			if !errors.Is(err, credit.ErrTermsChanged) { // the order was told to try again
				require.NoError(t, err)
			}
		}
		found, err := reports.Check(ctx, d)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}
