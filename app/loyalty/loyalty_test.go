package loyalty_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/models"
)

func TestASaleEarnsAndRaisesAtOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := w.join()
		in := w.sale(m, 8_000_99, 0)
		in.FreightFen = 500_00
		_, err := w.Sell(ctx, seller, all, in)
		require.NoError(t, err)
		w.stands(m, 8_000, 8_000, 0, "S1", "freight and what is less than a yuan earn nothing")
		slip := w.sell(m, 1, 0)
		w.stands(m, 8_001, 8_001, 0, "S2")
		var move models.TierMove
		require.NoError(t, d.Read(ctx).Raw("SELECT * FROM tier_moves WHERE member_id = ?", m).Scan(&move).Error)
		require.Equal(t, []any{"S1", "S2", models.TierUpgrade, slip.ID, int64(8_001)}, []any{move.FromTier, move.ToTier, move.Cause, *move.SlipID, move.Growth})

		again, err := w.Sell(ctx, seller, all, in)
		require.NoError(t, err)
		require.Equal(t, "SS2026-000001", again.Number, "the same key is the first slip")
		in.Lines[0].PriceFen++
		_, err = w.Sell(ctx, seller, all, in)
		require.ErrorIs(t, err, db.ErrKeyReused)
		in.StoreID = 2
		other, err := w.Sell(ctx, seller, all, in)
		require.NoError(t, err, "another store's till has keys of its own")
		require.Equal(t, "SS2026-000003", other.Number)

		_, err = w.Sell(ctx, seller, models.Scope{Stores: []int64{2}}, w.sale(m, 100, 0))
		require.Equal(t, models.KindNotFound, models.KindOf(err), "a store that is not the seller's")
		walkIn, err := w.Sell(ctx, seller, all, w.sale(0, 500_00, 0))
		require.NoError(t, err)
		require.Nil(t, walkIn.MemberID)
		w.refund(walkIn.ID, 1)
		w.proven()
	})
}

func TestARefundTakesBackWhatTheSlipIsNoLongerWorth(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := w.join()
		in := w.sale(m, 0, 0)
		in.Lines = []loyalty.SaleLine{{Name: "戒指", Category: "gold", Quantity: 3, PriceFen: 33_33}, {Name: "项链", Category: "gold", Quantity: 1, PriceFen: 9_000_00}}
		slip, err := w.Sell(ctx, seller, all, in)
		require.NoError(t, err)
		w.stands(m, 9_099, 9_099, 0, "S2")
		_, err = w.Redeem(ctx, seller, all, w.redeem(m, 9_000))
		require.NoError(t, err)
		back := w.back(slip.ID, 1)
		r, err := w.Refund(ctx, seller, all, back)
		require.NoError(t, err)
		require.Equal(t, []any{models.Money(33_33), int64(33)}, []any{r.AmountFen, r.PointsBack}, "9099.99 was 9099, 9066.66 is 9066")
		w.stands(m, 9_066, 66, 0, "S2")
		again, err := w.Refund(ctx, seller, all, back)
		require.NoError(t, err)
		require.Equal(t, r.ID, again.ID)
		back.Lines[0].Quantity = 2
		_, err = w.Refund(ctx, seller, all, back)
		require.ErrorIs(t, err, db.ErrKeyReused)
		w.refund(slip.ID, 0, 1)
		w.stands(m, 66, 0, 8_934, "S1", "what was spent is owed, the upgrade is undone")
		_, err = w.Refund(ctx, seller, all, w.back(slip.ID, 3))
		require.ErrorIs(t, err, models.Conflict("error.refund_too_many"))
		w.sell(m, 9_000, 0)
		w.stands(m, 9_066, 66, 0, "S2", "what is earned pays off first what is owed")
		require.Equal(t, models.KindNotFound, models.KindOf(func() error {
			_, err := w.Refund(ctx, seller, models.Scope{Stores: []int64{2}}, w.back(slip.ID, 1))
			return err
		}()))
		w.proven()
	})
}

func TestPointsThatPaidForASaleComeBackWithIt(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := w.join()
		w.sell(m, 1_000, 0)
		in := w.sale(m, 10_00, 500)
		in.Lines[0].Quantity = 2
		slip, err := w.Sell(ctx, seller, all, in)
		require.NoError(t, err)
		require.Equal(t, models.Money(15_00), slip.PaidFen)
		w.stands(m, 1_015, 515, 0, "S1")
		w.refund(slip.ID, 1)
		w.stands(m, 1_007, 757, 0, "S1", "7.50 of 15.00 and half of the points")
		w.refund(slip.ID, 1)
		w.stands(m, 1_000, 1_000, 0, "S1")
		_, err = w.Sell(ctx, seller, all, w.sale(m, 10_00, 1_001))
		require.ErrorIs(t, err, models.Invalid("points", "error.points_above_price"))
		_, err = w.Sell(ctx, seller, all, w.sale(m, 100_00, 1_001))
		require.ErrorIs(t, err, models.Invalid("points", "error.points_short"))
		var slips int
		require.NoError(t, d.Read(ctx).Raw("SELECT COUNT(*) FROM sales_slips").Scan(&slips).Error)
		require.Equal(t, 2, slips, "a refused sale leaves nothing")
		w.proven()
	})
}

func TestARedemptionIsCancelledExactly(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.put(models.PolicyPoints, &models.PointsPolicy{ValidMonths: 1, PointFen: 1, RestoreDays: 30})
		m := w.join()
		w.sell(m, 100, 0)
		w.clock.Set("2026-07-05")
		w.sell(m, 50, 0)
		in := w.redeem(m, 120)
		r, err := w.Redeem(ctx, seller, all, in)
		require.NoError(t, err)
		again, err := w.Redeem(ctx, seller, all, in)
		require.NoError(t, err)
		require.Equal(t, r.ID, again.ID)
		w.stands(m, 150, 30, 0, "S1", "growth is never spent")
		_, err = w.Redeem(ctx, seller, all, w.redeem(m, 31))
		require.ErrorIs(t, err, models.Invalid("points", "error.points_short"))
		w.clock.Set("2026-08-10")
		require.Equal(t, models.KindNotFound, models.KindOf(w.CancelRedemption(ctx, seller, models.Scope{Stores: []int64{2}}, r.ID)))
		for range 2 {
			require.NoError(t, w.CancelRedemption(ctx, seller, all, r.ID))
			w.stands(m, 150, 150, 0, "S1", "cancelled twice gives back once")
		}
		w.night()
		w.stands(m, 150, 150, 0, "S1", "what had expired lives on for thirty days")
		w.clock.Set("2026-09-09")
		w.night()
		w.stands(m, 150, 150, 0, "S1", "on the last day they are there")
		w.clock.Set("2026-09-10")
		expired, _ := w.night()
		require.Equal(t, loyalty.Expired{Members: 1, Lots: 2, Points: 150}, expired)
		w.stands(m, 150, 0, 0, "S1", "expiry never lowers growth")
		expired, _ = w.night()
		require.Zero(t, expired, "a second night finds nothing")
		w.proven()
	})
}

func TestRewardsHaveRulesAndAdjustmentsReasons(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := w.join(6)
		slip := w.sell(m, 10, 0)
		w.stands(m, 210, 210, 0, "S1", "a purchase in the month of the birthday")
		w.sell(m, 10, 0)
		w.stands(m, 220, 220, 0, "S1", "once a year")
		w.refund(slip.ID, 1)
		w.stands(m, 10, 10, 0, "S1", "what the sale had brought goes with it")
		reward := loyalty.RewardInput{StoreID: 1, MemberID: m, Activity: models.ActivityProfile, RequestKey: w.key()}
		for range 2 {
			given, err := w.Reward(ctx, seller, all, reward)
			require.NoError(t, err)
			require.EqualValues(t, 100, given)
		}
		w.stands(m, 110, 110, 0, "S1")
		reward.RequestKey = w.key()
		_, err := w.Reward(ctx, seller, all, reward)
		require.ErrorIs(t, err, models.Invalid("activity", "error.activity_gives_nothing"))
		require.NoError(t, w.Adjust(ctx, seller, all, loyalty.AdjustInput{MemberID: m, Growth: 8_000, Points: -60, Reason: "旧系统", RequestKey: w.key()}))
		w.stands(m, 8_110, 50, 0, "S2")
		require.Error(t, w.Adjust(ctx, seller, all, loyalty.AdjustInput{MemberID: m, Points: -51, Reason: "x", RequestKey: w.key()}))
		require.Error(t, w.Adjust(ctx, seller, all, loyalty.AdjustInput{MemberID: m, Points: 1, RequestKey: w.key()}))
		require.Equal(t, models.KindNotFound, models.KindOf(w.Adjust(ctx, seller, models.Scope{Stores: []int64{2}}, loyalty.AdjustInput{MemberID: m, Points: 1, Reason: "x", RequestKey: w.key()})))
		w.proven()
	})
}

func TestATierByHandAndTheNight(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		tiers := models.DefaultTierPolicy()
		tiers.Window = models.WindowCalendar
		w.put(models.PolicyTiers, &tiers)
		m, other := w.join(), w.join()
		w.sell(m, 90_000, 0)
		require.Error(t, w.SetTier(ctx, seller, all, loyalty.TierInput{MemberID: other, Tier: "S9", Until: models.MustDate("2026-06-30"), Reason: "x"}))
		require.NoError(t, w.SetTier(ctx, seller, all, loyalty.TierInput{MemberID: other, Tier: "S5", Until: models.MustDate("2026-06-30"), Reason: "贵宾"}))
		require.Equal(t, "S5", w.account(other).State().Shown(models.MustDate("2026-06-30")))
		w.clock.Set("2026-07-01")
		_, reviewed := w.night()
		require.EqualValues(t, 1, reviewed.Seen)
		require.Empty(t, w.account(other).ManualTier)
		w.clock.Set("2027-01-01")
		_, reviewed = w.night()
		require.Equal(t, loyalty.Reviewed{Seen: 2, Graced: 1, Kept: 1}, reviewed)
		_, reviewed = w.night()
		require.Zero(t, reviewed, "a second night finds nobody")
		w.clock.Set("2027-04-01")
		_, reviewed = w.night()
		require.EqualValues(t, 1, reviewed.Down)
		require.Equal(t, "S2", w.account(m).Tier, "one step")
		tiers.Window, tiers.Levels = models.WindowLifetime, []models.TierLevel{{Code: "S1", NameZh: "一", NameEn: "1"}, {Code: "V", NameZh: "二", NameEn: "2", From: 500}}
		w.put(models.PolicyTiers, &tiers)
		w.night()
		require.Equal(t, []string{"V", "S1"}, []string{w.account(m).Tier, w.account(other).Tier}, "a tier that there is no more")
		w.sell(other, 400, 0)
		tiers.Levels[1].From = 300
		w.put(models.PolicyTiers, &tiers)
		w.night()
		require.Equal(t, "V", w.account(other).Tier, "bounds that were lowered")
		w.proven()
	})
}

// Two members are one: both ledgers add up, lots keep sale and last day, and a
// refund of an old slip finds the new account.
func TestAccountsAreMerged(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		from, into := w.join(), w.join()
		slip := w.sell(from, 5_000, 0)
		paid, err := w.Redeem(ctx, seller, all, w.redeem(from, 1_000))
		require.NoError(t, err)
		w.sell(into, 4_000, 0)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			if err := loyalty.MoveAccount(tx, w.Clock.Moment(), seller, 1, from, into); err != nil {
				return err
			}
			_, err := tx.Change("UPDATE members SET merged_into_id = ? WHERE id = ?", into, from)
			return err
		}))
		w.stands(from, 0, 0, 0, "S1")
		w.stands(into, 9_000, 8_000, 0, "S2")
		require.Equal(t, models.Money(9_000_00), w.account(into).SpentFen)
		w.refund(slip.ID, 1)
		w.stands(into, 4_000, 3_000, 0, "S2", "the merge raised the tier, not the sale")
		require.NoError(t, w.CancelRedemption(ctx, seller, all, paid.ID))
		w.stands(into, 4_000, 4_000, 0, "S2")
		w.sell(from, 10, 0)
		w.stands(into, 4_010, 4_010, 0, "S2", "an old card still works")
		w.proven()
	})
}

// Tills at once: points are never spent twice, and one sale with one key is one
// sale.
func TestTillsAtOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := w.join()
		w.sell(m, 1_000, 0)
		var inputs []loyalty.RedeemInput
		var sales []loyalty.SaleInput
		for range 4 {
			inputs, sales = append(inputs, w.redeem(m, 300)), append(sales, w.sale(m, 50_00, 300))
		}
		same := w.sale(m, 20_00, 0)
		errs := atOnce(12, func(i int) (err error) {
			switch {
			case i < 4:
				_, err = w.Redeem(ctx, seller, all, inputs[i])
			case i < 8:
				_, err = w.Sell(ctx, seller, all, sales[i-4])
			default:
				_, err = w.Sell(ctx, seller, all, same)
			}
			return err
		})
		spent, earned := int64(0), int64(20)
		for i, err := range errs {
			switch {
			case err != nil:
				require.ErrorIs(t, err, models.Invalid("points", "error.points_short"))
			case i < 4:
				spent += 300
			case i < 8:
				spent, earned = spent+300, earned+47
			}
		}
		require.GreaterOrEqual(t, spent, int64(900))
		w.stands(m, 1_000+earned, 1_000+earned-spent, 0, "S1")
		slip := w.sell(m, 100, 0)
		back := []loyalty.RefundInput{w.back(slip.ID, 1), w.back(slip.ID, 1)}
		errs = atOnce(2, func(i int) error {
			_, err := w.Refund(ctx, seller, all, back[i])
			return err
		})
		require.True(t, (errs[0] == nil) != (errs[1] == nil), "a piece comes back once")
		require.ErrorIs(t, errors.Join(errs...), models.Conflict("error.refund_too_many"))
		w.proven()
	})
}

func atOnce(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var tills sync.WaitGroup
	for i := range n {
		tills.Go(func() { errs[i] = do(i) })
	}
	tills.Wait()
	return errs
}

func TestAPreviewSaysWhoMoves(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a, b := w.join(), w.join()
		w.sell(a, 9_000, 0)
		w.sell(b, 100, 0)
		draft := models.DefaultTierPolicy()
		draft.Levels[1].From, draft.Levels[2].From = 50, 5_000
		body, sha, err := models.EncodePolicy(&draft)
		require.NoError(t, err)
		nothing := func(models.Rate) error { return nil }
		got, err := w.Preview(ctx, models.PolicyVersion{Kind: models.PolicyTiers, Body: body, SHA256: sha}, w.Clock.Moment().On, nothing)
		require.NoError(t, err)
		v := got.(models.TierPreview)
		require.Equal(t, []int64{2, 2, 0, 1, 1}, []int64{v.Members, v.Up, v.Down, v.Of("S1", "S2"), v.Of("S2", "S3")})
		points := models.DefaultPointsPolicy()
		points.PointFen = 2
		body, _, err = models.EncodePolicy(&points)
		require.NoError(t, err)
		got, err = w.Preview(ctx, models.PolicyVersion{Kind: models.PolicyPoints, Body: body}, w.Clock.Moment().On, nothing)
		require.NoError(t, err)
		p := got.(models.PointsPreview)
		require.Equal(t, []any{int64(2), int64(9_100), models.Money(91_00), models.Money(182_00)}, []any{p.Members, p.Open, p.WorthNow, p.WorthThen})
	})
}
