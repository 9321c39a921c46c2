package offers_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/care"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/offers"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var (
	ctx    = context.Background()
	seller = models.Who{ID: 81, Name: "店员"}
	all    = models.Scope{All: true}
)

// world is a store with those who come to it.
type world struct {
	*offers.Service
	*testing.T
	book    *apptest.Book
	members *members.Service
	counter *loyalty.Service
	store   models.Store
	n       int
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	b := apptest.NewBook(t, d)
	c := db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}
	w := &world{Service: &offers.Service{DB: d, Clock: c}, T: t, book: b, members: &members.Service{DB: d, Clock: c, Keys: apptest.MemberKeys()}, counter: &loyalty.Service{DB: d, Clock: c}}
	w.store = b.Store(b.Agent("E1", 1000).ID, "E1-1")
	return w
}

func (w *world) join() models.Member {
	w.Helper()
	w.n++
	m, err := w.members.Enrol(ctx, seller, members.Enrolment{Member: models.Member{Name: fmt.Sprintf("陈%d", w.n), Source: "counter"}, Phone: fmt.Sprintf("139%08d", w.n), StoreID: w.store.ID})
	require.NoError(w, err)
	return m
}

// sell sells a piece of each name, a category before the colon, for 1,000 yuan.
func (w *world) sell(m models.Member, day string, goods ...string) models.SalesSlip {
	w.Helper()
	w.n++
	in := loyalty.SaleInput{StoreID: w.store.ID, MemberID: m.ID, SoldOn: models.MustDate(day), Payment: "card", SourceKey: fmt.Sprint("k", w.n)}
	for _, g := range goods {
		category, name, _ := strings.Cut(g, ":")
		in.Lines = append(in.Lines, loyalty.SaleLine{Name: name, Category: category, Quantity: 1, PriceFen: 1_000_00})
	}
	slip, err := w.counter.Sell(ctx, seller, all, in)
	require.NoError(w, err)
	return slip
}

func (w *world) night() *offers.Counted {
	w.Helper()
	at := w.Clock.Moment()
	found, err := w.Count(ctx, at.On)
	require.NoError(w, err)
	for range 2 { // a night that is tried again ends with the same
		require.NoError(w, w.DB.InTx(ctx, func(tx *db.Tx) error { return offers.Keep(tx, at, found) }))
	}
	return found
}

func (w *world) of(m models.Member, birthday bool) []models.Offer {
	w.Helper()
	found, err := offers.For(w.DB.Read(ctx), w.Clock.Moment().On, []int64{m.ID}, map[int64]bool{m.ID: birthday})
	require.NoError(w, err)
	return found[m.ID]
}

// Four members bought ring and chain; who bought the ring only is told of the
// chain, with the counts that say why, at the policy's price. Nobody is offered
// what they have, and a piece that came back was never bought.
func TestOffersSayWhy(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for range 4 {
			w.sell(w.join(), "2026-04-01", "gold:戒指", "diamond:项链")
		}
		back := w.join()
		w.back(w.sell(back, "2026-04-02", "gold:戒指", "diamond:项链"))
		fresh, none := w.join(), w.join()
		w.sell(fresh, "2026-05-20", "gold:戒指")
		w.sell(w.join(), "2026-05-20", "gold:手镯")
		found := w.night()
		require.EqualValues(t, 6, found.Buyers, "who brought everything back is no buyer")
		require.Len(t, found.Links, 2)

		want := []models.Offer{
			{Reason: models.OfferTogether, Article: "项链", Name: "项链", Category: "diamond", Because: "戒指", Both: 4, From: 5, Buyers: 4, TagFen: 1_000_00, OfferFen: 970_00},
			{Reason: models.OfferTaste, Article: "手镯", Name: "手镯", Category: "gold", Buyers: 1, TagFen: 1_000_00, OfferFen: 970_00}}
		require.Equal(t, want, w.of(fresh, false))
		want[0].OfferFen, want[1].OfferFen = 950_00, 957_00 // gold keeps its margin
		require.Equal(t, want, w.of(fresh, true))
		require.Empty(t, w.of(none, true), "nothing is known of who bought nothing")
		require.Empty(t, w.of(back, false))
		kept, tried, err := offers.LatestTrial(d.Read(ctx))
		require.NoError(t, err)
		require.EqualValues(t, []int64{3, 6}, []int64{kept.CountedArticles, kept.CountedBuyers})
		require.Equal(t, found.Tried, tried)
		proven(t, d)
	})
}

// A piece is due for care when nobody cared for it in the policy's months; whoever
// was merged into a member bought for that one.
func TestOffersRemindOfCare(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m, other := w.join(), w.join()
		w.sell(other, "2025-11-20", "jade:平安扣")
		require.Empty(t, w.of(m, false))
		require.NoError(t, w.members.Merge(ctx, seller, all, other.ID, m.ID, "同一位客人"))
		due := models.Offer{Reason: models.OfferCare, Article: "平安扣", Name: "平安扣", Category: "jade", Months: 6}
		require.Equal(t, []models.Offer{due}, w.of(m, false))
		cases := &care.Service{DB: d, Clock: w.Clock}
		_, err := cases.Open(ctx, seller, all, care.Opening{Case: models.Case{Kind: models.CaseService, Topic: "cleaning", Title: "平安扣", StoreID: w.store.ID, MemberID: m.ID, WeightInMg: 9_000, RequestKey: "c"}})
		require.NoError(t, err)
		require.Empty(t, w.of(m, false))
		proven(t, d)
	})
}

// The try-out knows nothing of the quarter that it holds back, and the most
// sold stand beside the rules.
func TestOffersAreTried(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for i := range 12 {
			m := w.join()
			w.sell(m, "2025-09-01", "gold:戒指")
			if i < 6 {
				w.sell(m, "2025-10-01", "diamond:项链")
				continue
			}
			w.sell(m, "2026-05-01", "diamond:项链")
		}
		for range 9 {
			w.sell(w.join(), "2025-09-01", "silver:手镯", "silver:脚链", "pearl:耳饰", "pearl:胸针", "jade:挂件")
		}
		tried := w.night().Tried
		require.Equal(t, []int{6, 6}, []int{tried.Buyers, tried.Bought})
		require.Equal(t, "together", tried.Rules[1].Rule)
		require.Equal(t, 6, tried.Rules[1].Hits)
		require.Equal(t, "sold", tried.Rules[3].Rule)
		require.Zero(t, tried.Rules[3].Hits, "five others sell more")
		require.True(t, tried.Rules[1].Better())
	})
}
