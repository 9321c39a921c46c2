package loyalty_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// expect is what the last night expects a member to be worth, in yuan.
func (w *world) expect(member, yuan int64) {
	w.t.Helper()
	w.exec("DELETE FROM member_facts WHERE member_id = ?", member)
	require.NoError(w.t, w.DB.InTx(ctx, func(tx *db.Tx) error {
		return tx.Create(&models.MemberFacts{MemberID: member, StoreID: 1, RegionID: 1, State: models.MemberActive, JoinedOn: w.Clock.Moment().On, AsOfOn: w.Clock.Moment().On, ClvFen: models.Money(yuan * 100)}).Error
	}))
}

// Tiers by value: the night raises who is expected to be worth more, a sale does
// not; a draft says who would move before it is in force.
func TestTiersFollowTheExpectedValue(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		dear, cheap := w.join(), w.join()
		w.expect(dear, 8_001)
		w.expect(cheap, 8_000)
		byValue := models.DefaultTierPolicy()
		byValue.Basis = models.TierByValue
		body, sha, err := models.EncodePolicy(&byValue)
		require.NoError(t, err)
		got, err := w.Preview(ctx, models.PolicyVersion{Kind: models.PolicyTiers, Body: body, SHA256: sha}, w.Clock.Moment().On, func(models.Rate) error { return nil })
		require.NoError(t, err)
		v := got.(models.TierPreview)
		require.Equal(t, []int64{2, 1, 1}, []int64{v.Members, v.Up, v.Of("S1", "S2")})

		w.put(models.PolicyTiers, &byValue)
		w.sell(cheap, 9_000, 0)
		require.Equal(t, "S1", w.account(cheap).Tier, "growth does not count")
		_, r := w.night()
		require.EqualValues(t, 1, r.Up)
		require.Equal(t, []string{"S2", "S1"}, []string{w.account(dear).Tier, w.account(cheap).Tier})
		w.expect(dear, 0)
		w.night()
		require.Equal(t, "S2", w.account(dear).Tier, "a tier for life stays")
	})
}

// Growth with value as a floor gives the higher of both.
func TestValueIsAFloorBelowGrowth(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		p := models.DefaultTierPolicy()
		p.Basis, p.Levels[2].ValueFrom = models.TierByBoth, 5_000
		w.put(models.PolicyTiers, &p)
		dear, grown, none := w.join(), w.join(), w.join()
		w.expect(dear, 5_000)
		w.expect(grown, 4_999)
		w.sell(grown, 8_001, 0)
		require.Equal(t, "S2", w.account(grown).Tier, "by growth, at once")
		w.night()
		require.Equal(t, []string{"S3", "S2", "S1"}, []string{w.account(dear).Tier, w.account(grown).Tier, w.account(none).Tier})
		quote, err := w.Quote(ctx, all, w.sale(dear, 100_00, 0))
		require.NoError(t, err)
		require.Equal(t, []any{"S3", false}, []any{quote.After.Level.Code, quote.Rises})
		_, r := w.night()
		require.Zero(t, r.Up, "once")
	})
}
