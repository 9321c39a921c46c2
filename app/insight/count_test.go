package insight_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/insight"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/reports"
	"assay/models"
)

// A member's row says what the slips, the account and the profile say.
func TestARowOfFacts(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		by := w.join(1)
		id := w.join(0, func(e *members.Enrolment) {
			e.Member.JoinedOn, e.Member.Sex, e.Member.BirthYear, e.Member.BirthMonth, e.Member.BirthDay, e.Member.BirthLunar = models.MustDate("2024-01-10"), "f", 1990, 1, 1, true
			e.Member.Occupation, e.Member.Industry, e.BroughtBy = "教师", "教育", "M2026-000001"
			e.Consents = []models.MemberConsent{{Purpose: models.ConsentMarketing, Channel: "any", TextVersion: "1"}}
		})
		w.sell(0, id, "2024-02-01", "gold", 1_000)
		w.sell(0, id, "2025-06-01", "jade", 600)
		w.sell(1, id, "2025-06-02", "gold", 300)
		w.sell(0, id, "2026-05-01", "jade", 900)
		w.sell(0, id, "2026-05-01", "silver", 100)
		w.refund(w.sell(0, id, "2026-05-20", "pearl", 5_000))
		w.settle()
		f := w.facts(id)
		require.Equal(t, models.MemberFacts{MemberID: id, StoreID: w.stores[0].ID, RegionID: 1, Tier: "S1", Growth: 3_100, Points: 3_100, AgeBand: "to_44", Sex: "f", BirthMonth: 2,
			Occupation: "教师", Industry: "教育", Source: "counter", JoinedOn: models.MustDate("2024-01-10"), Marketing: true,
			FirstOn: models.MustDate("2024-02-01"), BeforeOn: models.MustDate("2025-06-02"), LastOn: models.MustDate("2026-05-01"), Purchases: 5, BuyDays: 4, NetFen: 2_900_00, RepeatFen: 1_900_00,
			YearPurchases: 3, YearFen: 1_300_00, Returns: 1, BasketFen: 580_00, Favourite: "jade", Categories: models.CategorySet(0).With("gold").With("jade").With("silver"),
			MarginPPM: 298_621, State: models.MemberActive, BroughtBy: by, AsOfOn: models.MustDate("2026-06-01")}, *f)
		require.Equal(t, []any{int64(1), models.Money(2_900_00)}, []any{w.facts(by).Brought, w.facts(by).BroughtFen})
		w.proven()

		require.Equal(t, insight.Counted{}, w.settle(), "nobody waits any more")
		w.book.Clock.Set("2027-06-01")
		w.night()
		f = w.facts(id)
		require.Equal(t, []any{int64(0), models.Money(0), models.MemberDormant, 1}, []any{f.YearPurchases, f.YearFen, f.State, f.R}, "a year later, alone among the buyers")
		require.Zero(t, w.night().Written, "a second night of the day changes nothing")
		w.proven()
	})
}

// What a merged member had counts for who took it over; both who was merged and
// who was erased have no row.
func TestWhoIsNoMemberHasNoFacts(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		keeper, merged, twice, erased := w.join(0), w.join(0), w.join(0), w.join(0, func(e *members.Enrolment) { e.BroughtBy = "M2026-000001" })
		w.sell(0, keeper, "2026-01-01", "gold", 100)
		w.sell(0, merged, "2026-02-01", "gold", 200)
		w.sell(0, twice, "2026-03-01", "gold", 400)
		w.sell(0, erased, "2026-03-01", "gold", 800)
		w.settle()
		require.EqualValues(t, 1, w.facts(keeper).Brought)
		w.merge(twice, merged)
		w.merge(merged, keeper)
		require.NoError(t, w.members.Erase(ctx, seller, all, erased, "asked for it"))
		require.Nil(t, w.facts(erased), "at once")
		w.settle()
		require.Nil(t, w.facts(merged))
		require.Nil(t, w.facts(twice))
		require.Equal(t, []any{int64(3), models.Money(700_00), int64(0)}, []any{w.facts(keeper).Purchases, w.facts(keeper).NetFen, w.facts(keeper).Brought})
		w.night()
		w.proven()
	})
}

// Who is merged with the one that brought it was brought by nobody.
func TestNobodyBroughtThemselves(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		bringer := w.join(0)
		var number string
		require.NoError(t, d.Read(ctx).Raw("SELECT number FROM members WHERE id = ?", bringer).Scan(&number).Error)
		keeper := w.join(0, func(e *members.Enrolment) { e.BroughtBy = number })
		w.sell(0, keeper, "2026-01-01", "gold", 100)
		w.settle()
		require.Equal(t, []any{int64(1), models.Money(100_00)}, []any{w.facts(bringer).Brought, w.facts(bringer).BroughtFen})
		w.merge(bringer, keeper)
		w.settle()
		require.Zero(t, w.facts(keeper).Brought)
		w.night()
		require.Zero(t, w.facts(keeper).BroughtFen)
		w.proven()
	})
}

// merge is what a merge of members does to both.
func (w *world) merge(from, into int64) {
	w.Helper()
	at := w.Clock.Moment()
	require.NoError(w, w.DB.InTx(ctx, func(tx *db.Tx) error {
		id, err := tx.InsertRow("INSERT INTO member_merges (member_id, into_id, record, merged_by, merged_by_id, merged_at) VALUES (?, ?, '{}', 't', 1, ?)", from, into, at.At)
		if err != nil {
			return err
		}
		if err := loyalty.MoveAccount(tx, at, seller, id, from, into); err != nil {
			return err
		}
		_, err = tx.Change("UPDATE members SET merged_into_id = ? WHERE id = ?", into, from)
		return err
	}))
}

// Five buyers have one score each; equal ones share it, and who never bought has
// none. Scores stay for a day whatever is sold.
func TestScoresAreThoseOfTheNight(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		var ids []int64
		for i := range 5 {
			ids = append(ids, w.join(0))
			w.sell(0, ids[i], []string{"2026-01-01", "2026-01-02", "2026-01-02", "2026-01-04", "2026-01-05"}[i], "gold", models.Money(100*(i+1)))
		}
		none := w.join(0)
		w.night()
		for i, id := range ids {
			f := w.facts(id)
			require.Equal(t, []int{[]int{1, 2, 2, 4, 5}[i], 1, i + 1}, []int{f.R, f.F, f.M}, i)
		}
		require.Equal(t, []int{0, 0, 0}, []int{w.facts(none).R, w.facts(none).F, w.facts(none).M})
		w.sell(0, none, "2026-06-01", "gold", 250)
		w.settle()
		require.Equal(t, []int{5, 1, 3}, []int{w.facts(none).R, w.facts(none).F, w.facts(none).M}, "by the cuts of the night")
		require.Equal(t, 5, w.facts(ids[4]).R)
	})
}

// A check of the books finds facts that do not agree with the slips.
func TestTheCheckFindsWrongFacts(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id, other := w.join(0), w.join(0)
		w.sell(0, id, "2026-01-01", "gold", 100)
		w.settle()
		w.exec("UPDATE member_facts SET net_fen = net_fen + 1, purchases = 2 WHERE member_id = ?", id)
		w.exec("DELETE FROM member_facts WHERE member_id = ?", other)
		found, err := reports.Check(ctx, d)
		require.NoError(t, err)
		require.Len(t, found, 3)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { return insight.Touch(tx, id, other) }))
		w.proven()
		w.settle()
		w.proven()
	})
}
