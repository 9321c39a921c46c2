package members_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

// brought enrols somebody whom another recommended.
func (c *counter) brought(store models.Store, name, phone, by string, r models.ReferralRelation) models.Member {
	c.t.Helper()
	m, err := c.Enrol(ctx, apptest.Sales, members.Enrolment{Member: models.Member{Name: name}, Phone: phone, StoreID: store.ID, BroughtBy: by, Relation: r})
	require.NoError(c.t, err)
	return m
}

// refer corrects who brought a member, as the row is now.
func (c *counter) refer(store models.Store, id int64, by string, r models.ReferralRelation) error {
	c.t.Helper()
	m, err := members.InScope(c.d.Read(ctx), at(store), id)
	require.NoError(c.t, err)
	return c.Refer(ctx, apptest.Sales, at(store), members.Referral{ID: id, Version: m.Version, BroughtBy: by, Relation: r, Reason: "客人更正"})
}

func TestWhoBroughtWhomIsCorrectedAndNeverRunsInACircle(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		first := c.enrol(c.east, "陈一", "13900000001")
		second := c.brought(c.east, "陈二", "13900000002", first.Number, models.RelationFamily)
		third := c.brought(c.east, "陈三", "13900000003", second.Number, "")
		got, err := members.InScope(d.Read(ctx), at(c.east), second.ID)
		require.NoError(t, err)
		require.Equal(t, []any{first.Number, models.RelationFamily}, []any{got.Brought, got.Relation})

		for by, message := range map[string]string{first.Number: "error.referral_itself", third.Number: "error.referral_circle", "M2026-999999": "error.member_unknown"} {
			var e *models.Error
			require.ErrorAs(t, c.refer(c.east, first.ID, by, ""), &e, by)
			require.Equal(t, message, e.Message)
		}
		require.Equal(t, models.KindNotFound, models.KindOf(c.Refer(ctx, apptest.Sales, at(c.west), members.Referral{ID: first.ID, Version: 1, Reason: "x"})), "another store's member is not there")
		require.Equal(t, models.KindConflict, models.KindOf(c.Refer(ctx, apptest.Sales, at(c.east), members.Referral{ID: first.ID, Version: 9, Reason: "x"})))
		require.Error(t, c.Refer(ctx, apptest.Sales, at(c.east), members.Referral{ID: first.ID, Version: 1}), "a reason is asked for")

		require.NoError(t, c.refer(c.east, third.ID, first.Number, models.RelationColleague))
		require.NoError(t, c.refer(c.east, second.ID, third.Number, ""))
		got, err = members.InScope(d.Read(ctx), at(c.east), second.ID)
		require.NoError(t, err)
		require.Equal(t, []any{third.Number, models.ReferralRelation("")}, []any{got.Brought, got.Relation})
		require.NoError(t, c.refer(c.east, second.ID, "", ""))
		require.EqualValues(t, 3, c.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'member.referral' AND reason = '客人更正'"))
		require.Positive(t, c.count("SELECT COUNT(*) FROM member_touches WHERE member_id = ?", third.ID))

		require.NoError(t, c.Erase(ctx, apptest.Sales, at(c.east), third.ID, "asked for"))
		require.Zero(t, c.count("SELECT COUNT(*) FROM member_relations"))
	})
}

// Two people correct two members at once so that each would have brought the
// other: one of them is refused.
func TestACircleIsNotClosedByTwoAtOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		for round := range 5 {
			a := c.enrol(c.east, "陈一", "1390000010"+string(rune('0'+round)))
			b := c.enrol(c.east, "陈二", "1390000020"+string(rune('0'+round)))
			var both sync.WaitGroup
			var errs [2]error
			for i, p := range [][2]models.Member{{a, b}, {b, a}} {
				both.Go(func() {
					errs[i] = c.Refer(ctx, apptest.Sales, at(c.east), members.Referral{ID: p[0].ID, Version: 1, BroughtBy: p[1].Number, Reason: "x"})
				})
			}
			both.Wait()
			require.EqualValues(t, 1, c.count("SELECT COUNT(*) FROM members WHERE brought_by_id IN (?, ?)", a.ID, b.ID), "%v", errs)
		}
	})
}
