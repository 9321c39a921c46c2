package loyalty_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/perks"
	"assay/models"
)

// perked is a world with a policy of benefits that the lowest tier has.
func perked(t *testing.T, d *db.DB) (*world, *perks.Service) {
	w := newWorld(t, d)
	p := models.DefaultBenefitPolicy()
	for i := range p.Benefits {
		p.Benefits[i].Tier = "S1"
	}
	p.Coupons[0].Given, p.Coupons[0].Tier = models.GivenOnTier, "S2"
	p.Packages[0].Earns = true
	w.put(models.PolicyBenefits, &p)
	return w, &perks.Service{DB: d, Clock: w.Service.Clock}
}

func (w *world) issued(s *perks.Service, member int64, code string) models.Voucher {
	w.t.Helper()
	v, err := s.Issue(ctx, seller, all, perks.IssueInput{MemberID: member, StoreID: 1, Code: code, Reason: "补偿", RequestKey: w.key()})
	require.NoError(w.t, err)
	return v
}

// with is a sale of one ring with labour in its price that uses perks.
func (w *world) with(member int64, price models.Money, keys ...string) loyalty.SaleInput {
	in := w.sale(member, price, 0)
	in.Lines[0].LabourFen, in.Perks = price/5, keys
	return in
}

func left(t *testing.T, w *world, member int64, key string) int {
	t.Helper()
	h, err := perks.HandOf(w.DB.Read(ctx), member, w.Clock.Moment().On)
	require.NoError(t, err)
	picked, err := h.Pick([]string{key})
	if err != nil {
		return 0
	}
	return picked[0].Left()
}

func TestPerksLowerASaleAndComeBackWithIt(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w, s := perked(t, d)
		m := w.join()
		v := w.issued(s, m, "C100")
		quote, err := w.Quote(ctx, all, w.with(m, 1_000_00, "LABOUR10"))
		require.NoError(t, err)
		reasons := map[string]models.PerkReason{}
		for _, o := range quote.Offers {
			reasons[o.Key] = o.Reason
		}
		require.Equal(t, map[string]models.PerkReason{"LABOUR10": "", "POINTS20": "", "CLEAN": models.PerkElsewhere, "SALON": models.PerkElsewhere, v.Number: models.PerkMinimum}, reasons)
		require.Equal(t, models.Money(980_00), quote.Slip.PaidFen)

		slip, err := w.Sell(ctx, seller, all, w.with(m, 3_000_00, "LABOUR10", "POINTS20", v.Number))
		require.NoError(t, err)
		require.Equal(t, []models.Money{160_00, 2_840_00}, []models.Money{slip.DiscountFen, slip.PaidFen}, "a tenth of 600 labour, then 100")
		w.stands(m, 2_840, 2_840+568, 0, "S1", "a fifth more points, and no more growth")
		_, err = w.Sell(ctx, seller, all, w.with(m, 3_000_00, v.Number))
		require.ErrorIs(t, err, models.Invalid("perks", "error.perk_unknown"), "a coupon that was used is in nobody's hand")
		w.proven()

		w.clock.Set("2026-08-20")
		w.refund(slip.ID, 1)
		w.stands(m, 0, 0, 0, "S1", "the points on top go with the sale")
		require.Equal(t, 1, left(t, w, m, v.Number))
		again, err := perks.VoucherInScope(d.Read(ctx), all, v.ID)
		require.NoError(t, err)
		require.Equal(t, models.MustDate("2026-09-19"), again.UntilOn, "thirty days longer than it came back on")
		_, err = w.Sell(ctx, seller, all, w.with(m, 3_000_00, v.Number))
		require.NoError(t, err)
		w.proven()
	})
}

// Of two tills at once one uses the coupon, and of ten hands two a benefit that
// there is twice a year.
func TestTwoTillsUseAPerkNoMoreThanThereIs(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w, s := perked(t, d)
		m := w.join()
		v := w.issued(s, m, "C100")
		var sales []loyalty.SaleInput
		var gives []perks.GiveInput
		for range 6 {
			sales = append(sales, w.with(m, 3_000_00, v.Number))
			gives = append(gives, perks.GiveInput{MemberID: m, StoreID: 1, Key: "CLEAN", RequestKey: w.key()})
		}
		sold, given := make([]error, len(sales)), make([]error, len(gives))
		var wg sync.WaitGroup
		for i := range sales {
			wg.Go(func() { _, sold[i] = w.Sell(ctx, seller, all, sales[i]) })
			wg.Go(func() { given[i] = s.Give(ctx, seller, all, gives[i]) })
		}
		wg.Wait()
		count := func(errs []error) (done int) {
			for _, err := range errs {
				var e *models.Error
				if err == nil {
					done++
					continue
				}
				require.True(t, errors.As(err, &e) && e.Field == "perks", "%v", err)
			}
			return done
		}
		require.Equal(t, []int{1, 2}, []int{count(sold), count(given)})
		require.Equal(t, 0, left(t, w, m, "CLEAN"))
		done := 0
		for _, in := range gives {
			if s.Give(ctx, seller, all, in) == nil {
				done++
			}
		}
		require.Equal(t, 2, done, "the same request again is the first")
		w.proven()
	})
}

func TestAPackageIsSoldAndTakenBackUnused(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w, s := perked(t, d)
		m := w.join()
		in := perks.PackageInput{MemberID: m, StoreID: 1, Code: "CARE", Payment: "card", RequestKey: w.key()}
		b, err := w.SellPackage(ctx, seller, all, in)
		require.NoError(t, err)
		same, err := w.SellPackage(ctx, seller, all, in)
		require.NoError(t, err)
		require.Equal(t, []any{b.ID, "PK2026-000001", models.MustDate("2027-05-31")}, []any{same.ID, b.Number, b.UntilOn})
		w.stands(m, 199, 199, 0, "S1", "the policy says that it earns")
		require.NoError(t, w.CancelPackage(ctx, seller, all, b.ID, "不需要了"))
		w.stands(m, 0, 0, 0, "S1")
		require.Equal(t, models.KindConflict, models.KindOf(w.CancelPackage(ctx, seller, all, b.ID, "不需要了")))

		in.RequestKey = w.key()
		b, err = w.SellPackage(ctx, seller, all, in)
		require.NoError(t, err)
		var held models.Voucher
		require.NoError(t, d.Read(ctx).Raw("SELECT * FROM perk_vouchers WHERE package_id = ? AND code = 'REPAIR' ORDER BY id LIMIT 1", b.ID).Scan(&held).Error)
		require.Equal(t, models.KindConflict, models.KindOf(s.Cancel(ctx, seller, all, held.ID, "不需要了")), "it goes with the package only")
		require.NoError(t, s.Give(ctx, seller, all, perks.GiveInput{MemberID: m, StoreID: 1, Key: held.Number, RequestKey: w.key()}))
		require.ErrorIs(t, w.CancelPackage(ctx, seller, all, b.ID, "不需要了"), models.Conflict("error.package_used"))
		w.stands(m, 199, 199, 0, "S1")
		w.proven()
	})
}

func TestANightGivesCouponsOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w, _ := perked(t, d)
		m := w.join()
		w.sell(m, 90_000, 0)
		w.stands(m, 90_000, 90_000, 0, "S3")
		given := func() (n int64) {
			at := w.Clock.Moment()
			rules, err := perks.RulesOn(d.Read(ctx), at.On)
			require.NoError(t, err)
			require.NoError(t, perks.EachDue(d.Read(ctx), rules, at.On, func(due []perks.Due) error {
				return d.InTx(ctx, func(tx *db.Tx) error {
					some, err := perks.GiveDue(tx, at, models.System, rules, due)
					n += some
					return err
				})
			}))
			return n
		}
		require.EqualValues(t, 1, given(), "S2 was passed on the way to S3")
		require.Zero(t, given())
		w.clock.Set("2026-06-09")
		require.Zero(t, given())
		w.proven()
	})
}
