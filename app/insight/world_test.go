package insight_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/insight"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/policy"
	"assay/app/reports"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var (
	ctx    = context.Background()
	seller = models.Who{ID: 81, Name: "店员"}
	all    = models.Scope{All: true}
)

// world is two stores, one in each of two regions, and those who come to them.
type world struct {
	*insight.Service
	*testing.T
	book    *apptest.Book
	members *members.Service
	counter *loyalty.Service
	rules   *policy.Service
	stores  []models.Store
	n       int
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	b := apptest.NewBook(t, d)
	c := db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}
	w := &world{Service: &insight.Service{DB: d, Clock: c}, T: t, book: b, members: &members.Service{DB: d, Clock: c, Keys: apptest.MemberKeys()},
		counter: &loyalty.Service{DB: d, Clock: c}, rules: &policy.Service{DB: d, Clock: c}}
	w.stores = []models.Store{b.Store(b.Agent("E1", 1000).ID, "E1-1"), b.Store(b.Agent("W1", 1000).ID, "W1-1")}
	w.exec("INSERT INTO regions (code, name_zh, name_en, path) VALUES ('west', '西部', 'West', '/2/')")
	w.exec("UPDATE stores SET region_id = 2 WHERE id = ?", w.stores[1].ID)
	return w
}

func (w *world) exec(query string, args ...any) {
	w.Helper()
	require.NoError(w, w.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Change(query, args...)
		return err
	}))
}

// join enrols somebody at a store, as changed.
func (w *world) join(store int, change ...func(*members.Enrolment)) int64 {
	w.Helper()
	w.n++
	e := members.Enrolment{Member: models.Member{Name: fmt.Sprintf("陈%d", w.n), Source: "counter"}, Phone: fmt.Sprintf("139%08d", w.n), StoreID: w.stores[store].ID}
	for _, do := range change {
		do(&e)
	}
	m, err := w.members.Enrol(ctx, seller, e)
	require.NoError(w, err)
	return m.ID
}

// sell sells one piece at a price in yuan on a day.
func (w *world) sell(store int, member int64, day, category string, yuan models.Money) models.SalesSlip {
	w.Helper()
	w.n++
	slip, err := w.counter.Sell(ctx, seller, all, loyalty.SaleInput{StoreID: w.stores[store].ID, MemberID: member, SoldOn: models.MustDate(day), Payment: "card", SourceKey: fmt.Sprint("k", w.n),
		Lines: []loyalty.SaleLine{{Name: "首饰", Category: category, Quantity: 1, PriceFen: yuan * 100}}})
	require.NoError(w, err)
	return slip
}

// refund takes all pieces of a slip back.
func (w *world) refund(slip models.SalesSlip) {
	w.Helper()
	w.n++
	lines, err := loyalty.LinesOf(w.DB.Read(ctx), slip.ID)
	require.NoError(w, err)
	in := loyalty.RefundInput{SlipID: slip.ID, Reason: "不合适", RequestKey: fmt.Sprint("r", w.n)}
	for _, l := range lines {
		in.Lines = append(in.Lines, loyalty.RefundLine{LineID: l.ID, Quantity: l.Quantity})
	}
	_, err = w.counter.Refund(ctx, seller, all, in)
	require.NoError(w, err)
}

func (w *world) put(kind models.PolicyKind, body models.PolicyBody) {
	w.Helper()
	require.NoError(w, w.DB.InTx(ctx, func(tx *db.Tx) error {
		return w.rules.Put(tx, w.Clock.Moment(), seller, kind, models.SegmentAll, body, "test")
	}))
}

func (w *world) terms() insight.Terms {
	w.Helper()
	terms, err := insight.TermsOn(w.DB.Read(ctx), w.Clock.Moment().On)
	require.NoError(w, err)
	return terms
}

// settle counts who was touched, as the job of each minute does.
func (w *world) settle() (sum insight.Counted) {
	w.Helper()
	terms := w.terms()
	for {
		waiting, err := insight.NextTouched(w.DB.Read(ctx))
		require.NoError(w, err)
		if len(waiting.Lines) == 0 {
			return sum
		}
		var c insight.Counted
		require.NoError(w, w.DB.InTx(ctx, func(tx *db.Tx) (err error) {
			c, err = insight.Settle(tx, terms, waiting)
			return err
		}))
		sum.Members, sum.Written = sum.Members+c.Members, sum.Written+c.Written
	}
}

// night counts everybody, as the job of the night does.
func (w *world) night() (c insight.Counted) {
	w.Helper()
	w.settle()
	require.NoError(w, w.DB.InTx(ctx, func(tx *db.Tx) error { return insight.KeepCuts(tx, w.Clock.Moment()) }))
	terms := w.terms()
	ids, err := insight.NextMembers(w.DB.Read(ctx), 0)
	require.NoError(w, err)
	require.NoError(w, w.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		c, err = insight.Count(tx, terms, ids)
		return err
	}))
	return c
}

// facts are a member's row; nil where there is none.
func (w *world) facts(member int64) *models.MemberFacts {
	w.Helper()
	var f models.MemberFacts
	require.NoError(w, w.DB.Read(ctx).Raw("SELECT * FROM member_facts WHERE member_id = ?", member).Scan(&f).Error)
	if f.MemberID == 0 {
		return nil
	}
	return &f
}

// proven checks the books.
func (w *world) proven() {
	w.Helper()
	found, err := reports.Check(ctx, w.DB)
	require.NoError(w, err)
	require.Empty(w, found)
}
