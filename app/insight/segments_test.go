package insight_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/insight"
	"assay/app/members"
	"assay/models"
)

// Each operator of each kind of field finds whom it says, in any scope.
func TestWhomARuleFinds(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a := w.join(0, func(e *members.Enrolment) { e.Member.Sex, e.Member.Occupation = "f", "教师, 班主任" })
		b := w.join(1, func(e *members.Enrolment) { e.Member.Sex = "m" })
		c := w.join(1)
		w.sell(0, a, "2026-05-02", "gold", 100)
		w.sell(0, a, "2025-05-02", "jade", 50)
		w.sell(1, b, "2026-05-03", "silver", 200)
		w.night()
		fields, err := insight.FieldsOn(d.Read(ctx), w.Clock.Moment().On)
		require.NoError(t, err)
		for rule, want := range map[string][]int64{
			"all": {a, b, c}, "all|all;net_fen.ge.150": {a, b}, "all|all;net_fen.ge.150.01": {b}, "all|all;net_fen.le.150": {a, c}, "all|all;purchases.ge.2": {a}, "all|all;purchases.le.0": {c},
			"all|all;last_on.within.30": {a, b}, "all|all;last_on.within.29": {b}, "all|all;last_on.beyond.30": {a}, "all|all;last_on.never.": {c}, "all|all;first_on.from.2026-05-03": {b}, "all|all;first_on.until.2026-05-02": {a},
			"all|all;sex.in.f,m": {a, b}, "all|all;sex.out.f": {b, c}, "all|all;tier.in.S1": {a, b, c}, "all|all;favourite.in.gold": {a}, "all|all;categories.in.jade,silver": {a, b}, "all|all;categories.out.jade": {b, c},
			"all|all;m.in.5": nil, "all|all;m.in.3": {b}, "all|all;occupation.in.%E6%95%99%E5%B8%88%2C+%E7%8F%AD%E4%B8%BB%E4%BB%BB": {a}, "all|all;marketing.in.yes": nil, "all|all;marketing.in.no": {a, b, c},
			"any|all;purchases.ge.2|all;sex.in.m": {a, b}, "all|any;purchases.ge.2;sex.in.m|all;net_fen.ge.200": {b}, "all|all": {a, b, c},
		} {
			r, err := models.ParseRule(rule)
			require.NoError(t, err, rule)
			require.NoError(t, r.Validate(fields), rule)
			id, err := w.SaveSegment(ctx, seller, all, insight.SegmentInput{Name: "x", Rule: r})
			require.NoError(t, err, rule)
			got, err := insight.Audience(d.Read(ctx), all, id, w.Clock.Moment().On)
			require.NoError(t, err)
			require.Equal(t, want, got, rule)
			n, err := insight.CountOf(d.Read(ctx), all, r, fields, w.Clock.Moment().On)
			require.NoError(t, err)
			require.EqualValues(t, len(want), n, rule)
		}
	})
}

// A segment reaches the members of who asks, and no further than it was saved
// for; nobody saves for others, or changes what is not theirs.
func TestHowFarASegmentReaches(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a, b := w.join(0), w.join(1)
		w.settle()
		east, west := models.Scope{Stores: []int64{w.stores[0].ID}}, models.Scope{Regions: []string{"/2/"}}
		save := func(scope models.Scope, store, region int64) (int64, error) {
			return w.SaveSegment(ctx, seller, scope, insight.SegmentInput{Name: "x", StoreID: store, RegionID: region})
		}
		brand, err := save(all, 0, 0)
		require.NoError(t, err)
		own, err := save(east, w.stores[0].ID, 0)
		require.NoError(t, err)
		region, err := save(west, 0, 2)
		require.NoError(t, err)
		for _, wrong := range []struct {
			scope         models.Scope
			store, region int64
		}{{east, 0, 0}, {east, w.stores[1].ID, 0}, {east, 0, 1}, {west, 0, 0}, {west, 0, 1}, {west, w.stores[0].ID, 0}} {
			_, err := save(wrong.scope, wrong.store, wrong.region)
			require.Equal(t, models.KindInvalid, models.KindOf(err), wrong)
		}
		audience := func(scope models.Scope, id int64) []int64 {
			ids, err := insight.Audience(d.Read(ctx), scope, id, w.Clock.Moment().On)
			if models.KindOf(err) == models.KindNotFound {
				return nil
			}
			require.NoError(t, err)
			return ids
		}
		require.Equal(t, [][]int64{{a, b}, {a}, {b}}, [][]int64{audience(all, brand), audience(all, own), audience(all, region)})
		require.Equal(t, [][]int64{{a}, {a}, nil}, [][]int64{audience(east, brand), audience(east, own), audience(east, region)})
		require.Equal(t, [][]int64{{b}, nil, {b}}, [][]int64{audience(west, brand), audience(west, own), audience(west, region)})
		require.Equal(t, models.KindNotFound, models.KindOf(w.RemoveSegment(ctx, seller, east, brand)))
		require.NoError(t, w.RemoveSegment(ctx, seller, east, own))
		_, err = insight.Audience(d.Read(ctx), all, own, w.Clock.Moment().On)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}
