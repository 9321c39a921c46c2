package members_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/reports"
	"assay/models"
)

func (c *counter) sell(m models.Member, yuan int64) models.SalesSlip {
	c.t.Helper()
	till := loyalty.Service{DB: c.d, Clock: c.Service.Clock}
	slip, err := till.Sell(ctx, apptest.Sales, models.Scope{All: true}, loyalty.SaleInput{StoreID: c.east.ID, MemberID: m.ID, SoldOn: c.Moment().On, Payment: "card", SourceKey: c.Key(),
		Lines: []loyalty.SaleLine{{Name: "金戒指", Category: "gold", Quantity: 1, PriceFen: models.Money(yuan * 100)}}})
	require.NoError(c.t, err)
	return slip
}

func (c *counter) stands(m models.Member, growth, points int64, tier string, spent models.Money) {
	c.t.Helper()
	a, err := members.AccountOf(c.d.Read(ctx), m.ID)
	require.NoError(c.t, err)
	require.Equal(c.t, []any{growth, points, tier, spent}, []any{a.Growth, a.Points, a.Tier, a.SpentFen})
}

// Who enrolled twice becomes one person: both phones find the one that is kept,
// the sums are those of both. Undone, each has what it brought, but what was
// spent or given back since.
func TestMergingIsUndoneButForWhatHappenedSince(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		all := models.Scope{Stores: []int64{c.east.ID, c.west.ID}}
		twice, kept := c.enrol(c.west, "陈思敏", "13957128106"), c.enrol(c.east, "陈思敏", "13800001111")
		alike, err := members.Alike(d.Read(ctx), all, kept)
		require.NoError(t, err)
		require.Len(t, alike, 1)
		require.Equal(t, twice.ID, alike[0].ID)
		slip := c.sell(twice, 6_000)
		c.sell(kept, 5_000)
		_, err = c.Log(ctx, apptest.Sales, all, models.MemberEvent{MemberID: twice.ID, StoreID: c.west.ID, Kind: models.EventReminder, HappenedOn: c.Moment().On, DueOn: c.Moment().On, Note: "清洗"})
		require.NoError(t, err)
		require.NoError(t, c.Merge(ctx, apptest.Manager, all, twice.ID, kept.ID, "同一人"))
		c.stands(kept, 11_400, 11_400, "S2", 11_000_00) // each 200 for the month of the birthday
		c.stands(twice, 0, 0, "S1", 0)
		_, err = members.InScope(d.Read(ctx), all, twice.ID)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		known, err := c.Lookup(ctx, 1, c.west.ID, "13957128106")
		require.NoError(t, err)
		require.Equal(t, kept.ID, known.ID)
		require.True(t, known.Here, "the store of the other deals with the one that is kept")
		m, err := members.InScope(d.Read(ctx), at(c.west), kept.ID)
		require.NoError(t, err)
		events, err := members.Events(d.Read(ctx), at(c.west), m)
		require.NoError(t, err)
		require.Len(t, events, 1)
		due, err := members.DueReminders(d.Read(ctx), at(c.west), c.Moment().On)
		require.NoError(t, err)
		require.Len(t, due, 1)
		require.Equal(t, kept.ID, due[0].MemberID)
		require.Equal(t, models.KindNotFound, models.KindOf(c.Merge(ctx, apptest.Manager, all, twice.ID, kept.ID, "再一次")), "merged already")

		till := loyalty.Service{DB: d, Clock: c.Service.Clock}
		_, err = till.Redeem(ctx, apptest.Sales, models.Scope{All: true}, loyalty.RedeemInput{StoreID: c.east.ID, MemberID: kept.ID, Kind: models.RedeemGoods, What: "丝巾", Points: 1_500, RequestKey: c.Key()})
		require.NoError(t, err)
		view, err := loyalty.LookAtSlip(d.Read(ctx), models.Scope{All: true}, slip.ID)
		require.NoError(t, err)
		_, err = till.Refund(ctx, apptest.Sales, models.Scope{All: true}, loyalty.RefundInput{SlipID: slip.ID, Reason: "退", RequestKey: c.Key(), Lines: []loyalty.RefundLine{{LineID: view.Lines[0].ID, Quantity: 1}}})
		require.NoError(t, err)
		c.stands(kept, 5_200, 3_700, "S2", 5_000_00)
		merges, err := members.Merges(d.Read(ctx), kept.ID)
		require.NoError(t, err)
		require.Len(t, merges, 1)
		_, err = c.UndoMerge(ctx, apptest.Manager, at(c.west), merges[0].ID, "弄错了")
		require.NoError(t, err)
		c.stands(twice, 0, 200, "S1", 0) // what is left of its lots; the refund took the older ones first
		c.stands(kept, 5_200, 3_500, "S1", 5_000_00)
		require.Equal(t, models.KindNotFound, models.KindOf(func() error { _, err := members.InScope(d.Read(ctx), at(c.west), kept.ID); return err }()), "its store is its own again")
		_, err = c.UndoMerge(ctx, apptest.Manager, all, merges[0].ID, "再撤")
		require.ErrorContains(t, err, "merge_undone")
		c.proven()
	})
}

// Undone at once, everything is where it was.
func TestMergingUndoneAtOnceChangesNothing(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		first, second, third := c.enrol(c.east, "甲", "13957128106"), c.enrol(c.east, "乙", "13800001111"), c.enrol(c.east, "丙", "13800002222")
		c.sell(first, 6_000)
		c.sell(second, 5_000)
		c.sell(third, 100)
		require.NoError(t, c.Merge(ctx, apptest.Manager, at(c.east), first.ID, second.ID, "同一人"))
		require.NoError(t, c.Merge(ctx, apptest.Manager, at(c.east), second.ID, third.ID, "同一人"))
		c.stands(third, 11_700, 11_700, "S2", 11_100_00)
		var ids []int64
		require.NoError(t, d.Read(ctx).Raw("SELECT id FROM member_merges ORDER BY id").Scan(&ids).Error)
		_, err := c.UndoMerge(ctx, apptest.Manager, at(c.east), ids[0], "先撤第一")
		require.Equal(t, models.KindNotFound, models.KindOf(err), "what it was merged into is merged itself")
		_, err = c.UndoMerge(ctx, apptest.Manager, at(c.east), ids[1], "撤")
		require.NoError(t, err)
		c.stands(third, 300, 300, "S1", 100_00)
		c.stands(second, 11_400, 11_400, "S2", 11_000_00)
		_, err = c.UndoMerge(ctx, apptest.Manager, at(c.east), ids[0], "撤")
		require.NoError(t, err)
		c.stands(second, 5_200, 5_200, "S1", 5_000_00)
		c.stands(first, 6_200, 6_200, "S1", 6_000_00)
		c.proven()
	})
}

// Erasing the one that is kept erases who was merged into it as well.
func TestErasingForgetsTheMergedToo(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		twice, kept := c.enrol(c.east, "陈思敏", "13957128106"), c.enrol(c.east, "陈小敏", "13800001111")
		require.NoError(t, c.Merge(ctx, apptest.Manager, at(c.east), twice.ID, kept.ID, "同一人"))
		require.NoError(t, c.Erase(ctx, apptest.Manager, at(c.east), kept.ID, "本人要求"))
		require.NotContains(t, c.dump(), "陈思敏")
		require.EqualValues(t, 0, c.count("SELECT COUNT(*) FROM members WHERE phone_hash IS NOT NULL"))
	})
}

// proven finds no book that disagrees with its documents.
func (c *counter) proven() {
	c.t.Helper()
	found, err := reports.Check(ctx, c.d)
	require.NoError(c.t, err)
	require.Empty(c.t, found)
}
