package orders_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/policy"
	"assay/models"
)

func hold(t *testing.T, b *apptest.Book, id int64) *models.OrderHold {
	t.Helper()
	h, err := orders.HoldOf(b.DB.Read(ctx), id)
	require.NoError(t, err)
	return h
}

func stateOf(t *testing.T, b *apptest.Book, id int64) models.OrderState {
	t.Helper()
	o, err := orders.ByID(b.DB.Read(ctx), id)
	require.NoError(t, err)
	return o.State
}

var lateRule = models.BlockingRule{Family: models.FamilyDaysOverdue, Effect: models.EffectHold, Scope: models.SegmentAll, Days: 30}

// overdue is a book with an agent that owes for long and whose order is held
// for it.
func overdue(t *testing.T, b *apptest.Book) (models.Agent, models.Order) {
	t.Helper()
	a := b.Agent("A1", 1000)
	b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
	b.Clock.Set("2026-12-01")
	rules(t, b, lateRule)
	return a, b.Place(a.ID, 20, models.OutcomeHold)
}

// A payment is noticed by the agent's versions: the next run asks again for
// this agent's order and no other, and the one after that for none.
func TestAPaymentLetsTheNextRunAskAgain(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a, o := overdue(t, b)
		other := b.Agent("A2", 10)
		still := b.Place(other.ID, 20, models.OutcomeHold)
		require.Empty(t, due(t, b), "nothing has changed since they were asked")
		b.Pay(a.ID, 100)
		require.Equal(t, []int64{o.ID}, due(t, b))
		require.Equal(t, []int64{o.ID}, recheck(t, b))
		require.Empty(t, due(t, b))
		require.Nil(t, hold(t, b, o.ID))
		require.Equal(t, models.OrderHeld, stateOf(t, b, still.ID))
		require.EqualValues(t, 2000, b.Account(a.ID).ReservedFen)

		b.Clock.Set("2026-12-02")
		require.Equal(t, []int64{still.ID}, due(t, b), "a new day may begin or end a limit, a rule, an exclusion")
		require.Empty(t, recheck(t, b))
		require.Empty(t, due(t, b))
		rules(t, b)
		require.Equal(t, []int64{still.ID}, due(t, b), "a version of the rules concerns everybody")
	})
}

func due(t *testing.T, b *apptest.Book) []int64 {
	t.Helper()
	ids, err := b.Orders.Due(ctx, b.Moment().On)
	require.NoError(t, err)
	return ids
}

// Reasons clear one by one: the queue keeps those that are left, with a
// decision that says so.
func TestAReasonThatClearsLeavesTheOthers(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a, o := overdue(t, b)
		b.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: 50_00})
		require.Empty(t, recheck(t, b))
		require.Equal(t, " days_overdue over_limit ", hold(t, b, o.ID).Reasons)
		require.EqualValues(t, 70_00, hold(t, b, o.ID).ShortfallFen)
		b.Pay(a.ID, 100)
		require.NoError(t, b.Credit.Block(ctx, apptest.Finance, a.ID, models.BlockReview, ""))
		require.Empty(t, recheck(t, b))
		require.Equal(t, " blocked ", hold(t, b, o.ID).Reasons)
		_, d, err := orders.LastDecision(b.DB.Read(ctx), o.ID)
		require.NoError(t, err)
		require.Equal(t, []models.RuleKey{models.RuleBlocked}, keys(d))
		require.NoError(t, b.Credit.Unblock(ctx, apptest.Finance, 1))
		require.Equal(t, []int64{o.ID}, recheck(t, b))
	})
}

// A release lets pass the reasons that there are, for this order, until a day,
// and no other: not a later reason, not another block, not another order.
func TestAReleaseLetsPassWhatItSawAndNoMore(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a, o := overdue(t, b)
		require.NoError(t, b.Credit.Block(ctx, apptest.Finance, a.ID, models.BlockReview, ""))
		_, err := b.Orders.Release(ctx, apptest.Finance, apptest.Managers, o.ID, "pays on Friday")
		require.NoError(t, err)
		passed, err := orders.OverridesOf(b.DB.Read(ctx), o.ID)
		require.NoError(t, err)
		require.Len(t, passed, 2)
		require.Equal(t, models.Override{Rule: models.RuleDaysOverdue, UntilOn: models.MustDate("2026-12-31")}, passed[0].Override())
		require.Equal(t, models.Override{Rule: models.RuleBlocked, BlockID: 1, UntilOn: models.MustDate("2026-12-31")}, passed[1].Override())
		require.Equal(t, "finance", passed[0].SetBy)
		require.Equal(t, "pays on Friday", passed[0].Reason)

		edit := func(n int64) error {
			_, err := b.Orders.Edit(ctx, apptest.Buyer, o.ID, []catalog.Want{{SKU: "YUAN", Quantity: n}})
			return err
		}
		require.NoError(t, edit(30), "the reasons were let pass for this order")
		b.Place(a.ID, 1, models.OutcomeHold)
		require.NoError(t, b.Credit.Block(ctx, apptest.Finance, a.ID, models.BlockReview, "again"))
		require.ErrorIs(t, edit(40), &models.Refusal{Reason: "blocked"}, "another block is a new reason")
		require.NoError(t, b.Credit.Unblock(ctx, apptest.Finance, 2))
		rules(t, b, lateRule, models.BlockingRule{Family: models.FamilyOrderAmount, Effect: models.EffectHold, Scope: models.SegmentAll, AmountFen: 35_00})
		require.ErrorIs(t, edit(40), &models.Refusal{Reason: "order_amount"})
		rules(t, b, models.BlockingRule{Family: models.FamilyDaysOverdue, Effect: models.EffectReject, Scope: models.SegmentAll, Days: 30})
		require.ErrorIs(t, edit(40), &models.Refusal{Reason: "days_overdue"}, "what rejects is let pass by nobody")
		rules(t, b, lateRule)
		require.NoError(t, edit(40))
		b.Deliver(o.ID)
		require.NoError(t, b.Orders.Close(ctx, apptest.Sales, o.ID, "done"))
		passed, err = orders.OverridesOf(b.DB.Read(ctx), o.ID)
		require.NoError(t, err)
		require.Empty(t, passed)
	})
}

// An override ends on its day: the last one counts, the next does not.
func TestAnOverrideEnds(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		_, o := overdue(t, b)
		_, err := b.Orders.Release(ctx, apptest.Finance, apptest.Managers, o.ID, "once")
		require.NoError(t, err)
		deliver := func(n int64) {
			_, err := b.Orders.Ship(ctx, apptest.Sales, orders.ShipInput{OrderID: o.ID, RequestKey: b.Key(), DeliveredOn: b.Moment().On, Lines: []orders.ShipLine{{LineNo: 1, Quantity: n}}})
			require.NoError(t, err)
		}
		_, err = b.Orders.Confirm(ctx, apptest.Sales, o.ID)
		require.NoError(t, err)
		deliver(5)
		require.NoError(t, b.Orders.Close(ctx, apptest.Sales, o.ID, "no more"))
		require.ErrorIs(t, b.Orders.Reopen(ctx, apptest.Sales, o.ID, "more after all"), &models.Refusal{Reason: "days_overdue"}, "it ended with the order")
	})
}

// An order held by hand gives its credit back, is not let through by itself or
// by an edit, and goes on when a person releases it.
func TestAHoldByHandWaitsForAPerson(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 1000)
		o := b.Place(a.ID, 20, models.OutcomeApprove)
		_, err := b.Orders.Confirm(ctx, apptest.Sales, o.ID)
		require.NoError(t, err)
		require.NoError(t, b.Orders.Hold(ctx, apptest.Finance, o.ID, "looks odd"))
		require.Equal(t, models.OrderHeld, stateOf(t, b, o.ID))
		require.Zero(t, b.Account(a.ID).ReservedFen)
		require.Equal(t, " forced_hold ", hold(t, b, o.ID).Reasons)
		require.Equal(t, "looks odd", hold(t, b, o.ID).ForcedReason)
		require.ErrorIs(t, b.Orders.Hold(ctx, apptest.Finance, o.ID, "twice"), orders.ErrHeldByHand)

		b.Pay(a.ID, 100)
		require.Empty(t, due(t, b))
		through, err := b.Orders.Recheck(ctx, b.Moment(), o.ID, noFence)
		require.NoError(t, err)
		require.False(t, through)
		p, err := b.Orders.Edit(ctx, apptest.Buyer, o.ID, []catalog.Want{{SKU: "YUAN", Quantity: 10}})
		require.NoError(t, err)
		require.Equal(t, models.OrderHeld, p.Order.State, "an edit does not get around it")
		require.Equal(t, "looks odd", hold(t, b, o.ID).ForcedReason)

		_, err = b.Orders.Release(ctx, apptest.Finance, apptest.Managers, o.ID, "asked the agent")
		require.NoError(t, err)
		require.Equal(t, models.OrderSubmitted, stateOf(t, b, o.ID))
		require.Nil(t, hold(t, b, o.ID))
		require.EqualValues(t, 1000, b.Account(a.ID).ReservedFen)
		_, err = b.Orders.Edit(ctx, apptest.Buyer, o.ID, []catalog.Want{{SKU: "YUAN", Quantity: 11}})
		require.NoError(t, err, "the hold is over")

		short := b.Place(a.ID, 5000, models.OutcomeHold)
		require.NoError(t, b.Orders.Hold(ctx, apptest.Finance, short.ID, "not by itself"))
		b.Limit(a.ID, models.Limit{Kind: models.LimitUnlimited})
		require.Empty(t, due(t, b))
		shipped := b.Place(a.ID, 1, models.OutcomeApprove).ID
		b.Deliver(shipped)
		require.Equal(t, models.KindConflict, models.KindOf(b.Orders.Hold(ctx, apptest.Finance, shipped, "late")), "what is shipped is not held any more")
	})
}

// The approval matrix says how much each may release; who made a hold by hand
// releases it only where one person may alone.
func TestWhoMayRelease(t *testing.T) {
	book(t, func(t *testing.T, b *apptest.Book) {
		a := b.Agent("A1", 10)
		clerk := []models.Role{models.RoleFinance}
		small, large := models.Money(90_00), models.Money(0)
		matrix := &models.ApprovalMatrix{Rows: []models.ApprovalRow{
			{Subject: models.ApproveHoldRelease, UpToFen: &large, Role: models.RoleFinance, SecondPerson: true},
			{Subject: models.ApproveHoldRelease, UpToFen: &small, Role: models.RoleFinance},
			{Subject: models.ApproveHoldRelease, Role: models.RoleFinanceManager}}}
		s := policy.Service{}
		require.NoError(t, b.DB.InTx(ctx, func(tx *db.Tx) error {
			return s.Put(tx, b.Moment(), apptest.Manager, models.PolicyApproval, models.SegmentAll, matrix, "test")
		}))
		fits, beyond := b.Place(a.ID, 100, models.OutcomeHold), b.Place(a.ID, 101, models.OutcomeHold)
		_, err := b.Orders.Release(ctx, apptest.Finance, clerk, beyond.ID, "please")
		require.ErrorIs(t, err, models.Forbidden("error.release_beyond_authority.finance_manager"), "a grant of 91.00 is beyond 90.00")
		require.Equal(t, models.OrderHeld, stateOf(t, b, beyond.ID))
		_, err = b.Orders.Release(ctx, apptest.Finance, nil, fits.ID, "no role here")
		require.ErrorIs(t, err, models.Forbidden("error.release_beyond_authority.finance"))
		_, err = b.Orders.Release(ctx, apptest.Finance, clerk, fits.ID, "90.00 is within 90.00")
		require.NoError(t, err)
		_, err = b.Orders.Release(ctx, apptest.Manager, apptest.Managers, beyond.ID, "large")
		require.NoError(t, err)

		rich := b.Agent("A2", 1000)
		o := b.Place(rich.ID, 20, models.OutcomeApprove)
		require.NoError(t, b.Orders.Hold(ctx, apptest.Finance, o.ID, "look"))
		_, err = b.Orders.Release(ctx, apptest.Finance, clerk, o.ID, "my own")
		require.ErrorIs(t, err, models.Forbidden("error.release_own_hold"))
		_, err = b.Orders.Release(ctx, apptest.Manager, clerk, o.ID, "another person")
		require.NoError(t, err)
	})
}
