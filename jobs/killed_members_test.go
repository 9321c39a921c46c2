package jobs_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/runs"
	"assay/models"
)

// crowd is how many members more a counter has than those who buy: more than
// two batches of either night.
const crowd = 2_116

// counter is a book with members, three of whom bought; the day is noon's.
func counter(t *testing.T, d *db.DB) *runs.Service {
	t.Helper()
	ctx := context.Background()
	b := apptest.NewBook(t, d)
	b.Clock.Set("2026-06-01")
	store := b.Store(b.Agent("A1", 1000).ID, "S1")
	clock := db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}
	people, till := &members.Service{DB: d, Clock: clock, Keys: apptest.MemberKeys()}, &loyalty.Service{DB: d, Clock: clock}
	who := models.Who{ID: 81, Name: "店员"}
	for i := range 3 {
		m, err := people.Enrol(ctx, who, members.Enrolment{Member: models.Member{Name: "陈一", Source: "counter"}, Phone: fmt.Sprintf("139%08d", i), StoreID: store.ID})
		require.NoError(t, err)
		_, err = till.Sell(ctx, who, models.Scope{All: true}, loyalty.SaleInput{StoreID: store.ID, MemberID: m.ID, SoldOn: models.MustDate("2026-05-20"), Payment: "card", SourceKey: fmt.Sprint(i),
			Lines: []loyalty.SaleLine{{Name: "戒指", Category: "gold", Quantity: 1, PriceFen: models.Money(1000_00 * (i + 1))}}})
		require.NoError(t, err)
	}
	require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { return copies(tx, crowd) }))
	return &runs.Service{DB: d, Clock: clock}
}

// copies makes so many members like the first, but for phone, name and what they
// bought, with their accounts.
func copies(tx *db.Tx, n int) error {
	var m models.Member
	var a models.MemberAccount
	if err := tx.Raw("SELECT * FROM members WHERE id = 1").Scan(&m).Error; err != nil {
		return err
	}
	if err := tx.Raw("SELECT * FROM member_accounts WHERE member_id = 1").Scan(&a).Error; err != nil {
		return err
	}
	people, accounts := make([]models.Member, n), make([]models.MemberAccount, n)
	for i := range n {
		m.ID, m.PublicID, m.Number, m.PhoneHash, m.PhoneSealed = int64(i+10), fmt.Sprint("p", i), fmt.Sprint("C", i), nil, nil
		a = models.MemberAccount{MemberID: m.ID, Tier: a.Tier, TierSinceOn: a.TierSinceOn, Version: 1}
		people[i], accounts[i] = m, a
	}
	if err := tx.CreateInBatches(&people, 100).Error; err != nil {
		return err
	}
	return tx.CreateInBatches(&accounts, 100).Error
}

// A night that counts every member and dies before the fifths, between two
// batches, in a batch, before the month's line and after all is carried on: each
// member has one row, the night its cuts once, the month each member once.
func TestAKilledNightOfMembersCountsEachOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		work := counter(t, d)
		id, err := work.Ask(context.Background(), apptest.Finance, runs.Request{Kind: "member-facts", Key: "k"})
		require.NoError(t, err)
		survive(t, d, id, []dead{{death: atEffect, table: "rfm_nights"}, {death: atFence, fences: 3}, {death: atEffect, table: "member_facts"}, {death: atFence, fences: 2}, {death: atEffect, table: "member_months"}, {death: atCommitted}})
		require.EqualValues(t, crowd+3, countOf(t, d, "SELECT COUNT(*) FROM member_facts"))
		require.EqualValues(t, 3, countOf(t, d, "SELECT SUM(purchases) FROM member_facts"))
		require.EqualValues(t, 1, countOf(t, d, "SELECT COUNT(*) FROM rfm_nights"))
		require.EqualValues(t, crowd+3, countOf(t, d, "SELECT SUM(members) FROM member_months WHERE dimension = 'state'"))
		require.Zero(t, countOf(t, d, "SELECT COUNT(*) FROM member_touches"))
		bookIsRight(t, d)
	})
}

// A review of tiers that dies between two batches, in one and after all ends
// every tier by hand once, with one line of the move.
func TestAKilledReviewOfTiersMovesEachOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		work := counter(t, d)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE member_accounts SET manual_tier = 'S3', manual_until_on = ?", models.MustDate("2026-05-30"))
			return err
		}))
		before := countOf(t, d, "SELECT COUNT(*) FROM tier_moves")
		id, err := work.Ask(ctx, apptest.Finance, runs.Request{Kind: "review-tiers", Key: "k"})
		require.NoError(t, err)
		survive(t, d, id, []dead{{death: atFence, fences: 2}, {death: atEffect, table: "tier_moves"}, {death: atFence, fences: 3}, {death: atCommitted}})
		require.EqualValues(t, crowd+3, countOf(t, d, "SELECT COUNT(*) FROM tier_moves")-before)
		require.EqualValues(t, crowd+3, countOf(t, d, "SELECT COUNT(DISTINCT member_id) FROM tier_moves WHERE cause = 'manual_ended'"))
		require.Zero(t, countOf(t, d, "SELECT COUNT(*) FROM member_accounts WHERE manual_tier <> ''"))
		require.EqualValues(t, crowd+3, entry(t, d, id).Record.Counts()["tiers_seen"], "counted once, too")
	})
}
