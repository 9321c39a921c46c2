package loyalty_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/policy"
	"assay/app/reports"
	"assay/app/search"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var (
	ctx    = context.Background()
	seller = models.Who{ID: 81, Name: "店员"}
	all    = models.Scope{All: true}
)

// world is two stores of a region and the members who come to them.
type world struct {
	*loyalty.Service
	t      testing.TB
	clock  *apptest.Clock
	rules  *policy.Service
	member int64
	keys   int
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	clock := apptest.NewClock("2026-06-01")
	c := db.Clock{Now: clock.Now, Zone: apptest.Shanghai}
	w := &world{t: t, clock: clock, Service: &loyalty.Service{DB: d, Clock: c}, rules: &policy.Service{DB: d, Clock: c}}
	w.exec("INSERT INTO regions (code, name_zh, name_en, path) VALUES ('east', '华东', 'East', '/1/')")
	require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
		for i := range 2 {
			s := models.Store{AgentID: 1, RegionID: 1, Code: fmt.Sprintf("ST%d", i+1), NameZh: "门店", NameEn: "Store", Version: 1}
			if err := tx.Create(&s).Error; err != nil {
				return err
			}
			if err := search.Add(tx, search.OfStore(s)); err != nil {
				return err
			}
		}
		return nil
	}))
	return w
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	require.NoError(w.t, w.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Change(query, args...)
		return err
	}))
}

// join enrols somebody at the first store; birth is the month of the birthday.
func (w *world) join(birth ...int) int64 {
	w.t.Helper()
	w.member++
	month := append(birth, 0)[0]
	on := w.Clock.Moment()
	require.NoError(w.t, w.DB.InTx(ctx, func(tx *db.Tx) error {
		id, err := tx.InsertRow(`INSERT INTO members (public_id, number, name, sex, phone_tail, birth_month, birth_day, birth_lunar, birth_leap, birth_year, region_id, store_id, source,
			occupation, industry, education, income_band, address, sizes, likes, note, joined_on, entered_by, entered_by_id, entered_at, version)
			VALUES (?, ?, '陈思敏', 'f', '', ?, ?, 0, 0, 0, 1, 1, 'counter', '', '', '', '', '', '', '', '', ?, 't', 1, ?, 1)`,
			fmt.Sprintf("p%d", w.member), fmt.Sprintf("M%d", w.member), month, month, on.On, on.At)
		if err != nil {
			return err
		}
		w.member = id
		rules, err := loyalty.RulesOn(tx.DB, on.On)
		if err != nil {
			return err
		}
		return loyalty.Open(tx, id, rules.Tiers, on.On)
	}))
	return w.member
}

func (w *world) key() string {
	w.keys++
	return fmt.Sprintf("k%d", w.keys)
}

// sale is an input for one piece at a price in fen.
func (w *world) sale(member int64, price models.Money, points int64) loyalty.SaleInput {
	return loyalty.SaleInput{StoreID: 1, MemberID: member, SoldOn: w.Clock.Moment().On, Payment: "card", SourceKey: w.key(), PointsUsed: points,
		Lines: []loyalty.SaleLine{{Name: "戒指", Category: "gold", Quantity: 1, PriceFen: price}}}
}

func (w *world) sell(member int64, yuan models.Money, points int64) models.SalesSlip {
	w.t.Helper()
	slip, err := w.Sell(ctx, seller, all, w.sale(member, yuan*100, points))
	require.NoError(w.t, err)
	return slip
}

// refund takes back so many pieces of each line of a slip.
func (w *world) refund(slipID int64, pieces ...int) models.SlipRefund {
	w.t.Helper()
	r, err := w.Refund(ctx, seller, all, w.back(slipID, pieces...))
	require.NoError(w.t, err)
	return r
}

func (w *world) back(slipID int64, pieces ...int) loyalty.RefundInput {
	w.t.Helper()
	lines, err := loyalty.LinesOf(w.DB.Read(ctx), slipID)
	require.NoError(w.t, err)
	in := loyalty.RefundInput{SlipID: slipID, Reason: "不合适", RequestKey: w.key()}
	for i, n := range pieces {
		if n > 0 {
			in.Lines = append(in.Lines, loyalty.RefundLine{LineID: lines[i].ID, Quantity: n})
		}
	}
	return in
}

func (w *world) redeem(member, points int64) loyalty.RedeemInput {
	return loyalty.RedeemInput{StoreID: 1, MemberID: member, Kind: models.RedeemGoods, What: "丝巾", Points: points, RequestKey: w.key()}
}

func (w *world) account(member int64) (a models.MemberAccount) {
	w.t.Helper()
	require.NoError(w.t, w.DB.Read(ctx).Raw("SELECT * FROM member_accounts WHERE member_id = ?", member).Scan(&a).Error)
	return a
}

// stands checks growth, points, debt and tier at once.
func (w *world) stands(member, growth, points, debt int64, tier string, why ...any) {
	w.t.Helper()
	a := w.account(member)
	require.Equal(w.t, []any{growth, points, debt, tier}, []any{a.Growth, a.Points, a.Debt, a.Tier}, why...)
}

func (w *world) put(kind models.PolicyKind, body models.PolicyBody) {
	w.t.Helper()
	require.NoError(w.t, w.DB.InTx(ctx, func(tx *db.Tx) error {
		return w.rules.Put(tx, w.Clock.Moment(), seller, kind, models.SegmentAll, body, "test")
	}))
}

// night runs what the nightly jobs run.
func (w *world) night() (loyalty.Expired, loyalty.Reviewed) {
	w.t.Helper()
	at := w.Clock.Moment()
	var expired loyalty.Expired
	var reviewed loyalty.Reviewed
	require.NoError(w.t, loyalty.EachExpired(w.DB.Read(ctx), at.On, func(ids []int64) error {
		return w.DB.InTx(ctx, func(tx *db.Tx) (err error) {
			expired, err = loyalty.Expire(tx, at, models.System, ids)
			return err
		})
	}))
	rules, err := loyalty.RulesOn(w.DB.Read(ctx), at.On)
	require.NoError(w.t, err)
	require.NoError(w.t, loyalty.EachDue(w.DB.Read(ctx), rules, at.On, func(ids []int64) error {
		return w.DB.InTx(ctx, func(tx *db.Tx) (err error) {
			reviewed, err = loyalty.Review(tx, at, models.System, rules, ids)
			return err
		})
	}))
	return expired, reviewed
}

// proven checks the books.
func (w *world) proven() {
	w.t.Helper()
	found, err := reports.Check(ctx, w.DB)
	require.NoError(w.t, err)
	require.Empty(w.t, found)
}
