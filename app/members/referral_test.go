package members_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/loyalty"
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

// A tree goes down three levels, names nobody to whom the store does not deal,
// and counts what was bought within the policy's months.
func TestTheTreeOfAMember(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		first := c.enrol(c.east, "陈一", "13900000001")
		family := c.brought(c.east, "陈二", "13900000002", first.Number, models.RelationFamily)
		far := c.brought(c.west, "林三", "13900000003", first.Number, models.RelationFriend)
		for i := range 7 {
			c.brought(c.east, "陈孙", "1390000010"+string(rune('0'+i)), family.Number, "")
		}
		below := c.brought(c.east, "陈四", "13900000004", far.Number, "")
		c.brought(c.east, "陈五", "13900000005", below.Number, "")
		counter := &loyalty.Service{DB: d, Clock: c.Service.Clock}
		for i, day := range []string{"2026-06-01", "2026-06-01"} {
			_, err := counter.Sell(ctx, apptest.Sales, models.Scope{All: true}, loyalty.SaleInput{StoreID: c.east.ID, MemberID: []int64{family.ID, below.ID}[i], SoldOn: models.MustDate(day), Payment: "card", SourceKey: "s" + day + string(rune('0'+i)),
				Lines: []loyalty.SaleLine{{Name: "戒指", Category: "gold", Quantity: 1, PriceFen: 1000_00}}})
			require.NoError(t, err)
		}
		p := models.DefaultValuePolicy()
		p.ReferralKeepPPM = 500_000
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE members SET joined_on = '2026-04-20' WHERE id = ?", family.ID)
			return err
		}))
		tree, err := members.TreeOf(d.Read(ctx), at(c.east), p, first.ID, 0)
		require.NoError(t, err)
		require.Equal(t, models.ReferralReach{Direct: 2, All: 11, Norm: 9}, tree.Reach)
		require.Equal(t, []string{family.Number, far.Number}, []string{tree.Children[0].Number, tree.Children[1].Number})
		require.Equal(t, []string{"陈二", ""}, []string{tree.Children[0].Name, tree.Children[1].Name}, "another store's member has a number only")
		require.False(t, tree.Children[1].Inside)
		require.Empty(t, tree.Children[1].Initial)
		require.Equal(t, []any{int64(7), 5, int64(2)}, []any{tree.Children[0].Brought, len(tree.Children[0].Children), tree.Children[0].More()})
		require.Equal(t, []models.Money{1000_00, 100_00}, []models.Money{tree.BoughtFen, tree.CreditFen}, "a fifth, of which a month leaves half")
		require.Equal(t, "陈五", tree.Children[1].Children[0].Children[0].Name)
		require.EqualValues(t, 1000_00, tree.Children[1].Children[0].BoughtFen)
		p.ReferralMonths = 1
		tree, err = members.TreeOf(d.Read(ctx), models.Scope{All: true}, p, first.ID, family.ID)
		require.NoError(t, err)
		require.Zero(t, tree.CreditFen, "the months are over")
		require.Len(t, tree.Children, 1)
		require.Empty(t, tree.Children[0].Name, "nobody agreed to be known to the headquarters")

		tree, err = members.TreeOf(d.Read(ctx), at(c.east), p, below.ID, 0)
		require.NoError(t, err)
		require.Equal(t, []string{first.Number, far.Number}, []string{tree.Line[0].Number, tree.Line[1].Number})

		require.NoError(t, c.Merge(ctx, apptest.Sales, models.Scope{All: true}, family.ID, first.ID, "same person"))
		tree, err = members.TreeOf(d.Read(ctx), at(c.east), p, first.ID, 0)
		require.NoError(t, err)
		require.EqualValues(t, 8, tree.Reach.Direct, "what the other brought is the member's now, and not the other itself")
	})
}
