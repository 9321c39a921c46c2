package care_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/care"
	"assay/app/db"
	"assay/app/members"
	"assay/app/perks"
	"assay/app/reports"
	"assay/models"
)

// A service is paid with the tier's benefit, once for a case and twice a year;
// a benefit for another service does not do.
func TestABenefitPaysForAService(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newBench(t, d)
		charge := func(c models.Case, amount models.Money, perk string) error {
			_, err := x.care.Enter(ctx, apptest.Sales, at(x.store), care.Step{CaseID: c.ID, Version: c.Version, Perk: perk, Entry: models.CaseEntry{Act: models.CaseCharged, AmountFen: amount, RequestKey: x.Key()}})
			return err
		}
		clean := func() models.Case {
			return x.open(models.Case{Kind: models.CaseService, Topic: "cleaning", Title: "戒指", WeightInMg: 3_000})
		}
		c := clean()
		require.ErrorIs(t, charge(c, 50_00, "CLEAN"), models.Invalid("amount", "error.perk_charge"))
		require.NoError(t, charge(c, 0, "CLEAN"))
		c, err := care.InScope(d.Read(ctx), at(x.store), c.ID)
		require.NoError(t, err)
		require.ErrorIs(t, charge(c, 0, "CLEAN"), models.Conflict("error.perk_case_paid"))
		repair := x.open(models.Case{Kind: models.CaseService, Topic: "repair", Title: "戒指", WeightInMg: 3_000})
		require.ErrorIs(t, charge(repair, 0, "CLEAN"), models.Invalid("perks", "error.perk_unknown"))
		require.NoError(t, charge(clean(), 0, "CLEAN"))
		require.ErrorIs(t, charge(clean(), 0, "CLEAN"), models.Invalid("perks", "perk_reason.used_up"))
		used, err := perks.UsesOfCase(d.Read(ctx), c.ID)
		require.NoError(t, err)
		require.Equal(t, models.Money(30_00), used[0].CostFen)
		found, err := reports.Check(ctx, d)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}

// What a member held is the one's whom the member was merged into, comes back
// when the merge is undone, and ends when the member is erased.
func TestCouponsFollowTheMember(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newBench(t, d)
		s := &perks.Service{DB: d, Clock: x.care.Clock}
		x.people.Forget = append(x.people.Forget, perks.Forget)
		kept, err := x.people.Enrol(ctx, apptest.Sales, members.Enrolment{Member: models.Member{Name: "林晓"}, Phone: "13957128107", StoreID: x.store.ID})
		require.NoError(t, err)
		v, err := s.Issue(ctx, apptest.Sales, at(x.store), perks.IssueInput{MemberID: x.member.ID, StoreID: x.store.ID, Code: "REPAIR", Reason: "补偿", RequestKey: x.Key()})
		require.NoError(t, err)
		holds := func(member int64) bool {
			h, err := perks.HandOf(d.Read(ctx), member, x.Moment().On)
			require.NoError(t, err)
			_, err = h.Pick([]string{v.Number})
			return err == nil
		}
		require.NoError(t, x.people.Merge(ctx, apptest.Manager, at(x.store), x.member.ID, kept.ID, "同一人"))
		require.True(t, holds(kept.ID))
		require.NoError(t, s.Give(ctx, apptest.Sales, at(x.store), perks.GiveInput{MemberID: kept.ID, StoreID: x.store.ID, Key: "CLEAN", RequestKey: x.Key()}))
		var merge int64
		require.NoError(t, d.Read(ctx).Raw("SELECT id FROM member_merges").Scan(&merge).Error)
		_, err = x.people.UndoMerge(ctx, apptest.Manager, at(x.store), merge, "看错了")
		require.NoError(t, err)
		require.Equal(t, []bool{false, true}, []bool{holds(kept.ID), holds(x.member.ID)})
		require.NoError(t, x.people.Erase(ctx, apptest.Manager, at(x.store), x.member.ID, "本人要求"))
		require.False(t, holds(x.member.ID))
		gone, err := perks.VoucherInScope(d.Read(ctx), models.Scope{All: true}, v.ID)
		require.NoError(t, err)
		require.Empty(t, gone.Reason)
	})
}
