package care_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/care"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var ctx = context.Background()

// bench is a store with a member, and another store.
type bench struct {
	*apptest.Book
	t      testing.TB
	d      *db.DB
	care   *care.Service
	people *members.Service
	store  models.Store
	other  models.Store
	member models.Member
}

func newBench(t *testing.T, d *db.DB) *bench {
	t.Helper()
	b := apptest.NewBook(t, d)
	c := db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}
	x := &bench{Book: b, t: t, d: d, care: &care.Service{DB: d, Clock: c}, people: &members.Service{DB: d, Clock: c, Keys: apptest.MemberKeys(), Forget: []func(*db.Tx, int64) error{care.Forget}}}
	agent := b.Agent("E1", 1000)
	x.store, x.other = b.Store(agent.ID, "E1-1"), b.Store(agent.ID, "E1-2")
	var err error
	x.member, err = x.people.Enrol(ctx, apptest.Sales, members.Enrolment{Member: models.Member{Name: "陈思敏"}, Phone: "13957128106", StoreID: x.store.ID})
	require.NoError(t, err)
	return x
}

func at(s models.Store) models.Scope { return models.Scope{Stores: []int64{s.ID}} }

func (x *bench) open(c models.Case) models.Case {
	x.t.Helper()
	c.StoreID, c.MemberID, c.RequestKey = x.store.ID, x.member.ID, x.Key()
	made, err := x.care.Open(ctx, apptest.Sales, at(x.store), care.Opening{Case: c})
	require.NoError(x.t, err)
	return made
}

func (x *bench) step(c *models.Case, e models.CaseEntry) error {
	x.t.Helper()
	in := care.Step{CaseID: c.ID, Version: c.Version, Entry: e, Payment: "card"}
	in.Entry.RequestKey = x.Key()
	if e.Act == models.CasePictured {
		in.Paper = &care.Paper{Name: "图.png", Content: []byte("\x89PNG\r\n\x1a\nx")}
	}
	now, err := x.care.Enter(ctx, apptest.Sales, at(x.store), in)
	if err == nil {
		*c = now
	}
	return err
}

func (x *bench) steps(c *models.Case, entries ...models.CaseEntry) {
	x.t.Helper()
	for _, e := range entries {
		require.NoError(x.t, x.step(c, e), string(e.Act)+string(e.Stage))
	}
}

func move(to models.CaseStage) models.CaseEntry {
	return models.CaseEntry{Act: models.CaseMoved, Stage: to, Name: "陈思敏", Note: "好"}
}

func (x *bench) count(query string, args ...any) (n int64) {
	x.t.Helper()
	require.NoError(x.t, x.d.Read(ctx).Raw(query, args...).Scan(&n).Error)
	return n
}

var ring = models.Case{Kind: models.CaseBespoke, Topic: "ring", Title: "求婚戒指", Brief: "六爪", Category: "diamond"}

// A bespoke order that is delivered is a sale of its final price: it earns what
// any sale does, once, and the store is reminded of the next care.
func TestABespokeOrderEndsInASale(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newBench(t, d)
		c := x.open(ring)
		require.Equal(t, "BO2026-000001", c.Number)
		x.steps(&c, move("designing"), models.CaseEntry{Act: models.CasePictured}, models.CaseEntry{Act: models.CaseQuoted, AmountFen: 10_000_00}, move(models.StageQuoted),
			models.CaseEntry{Act: models.CaseAgreed, Name: "陈思敏"})
		require.ErrorContains(t, x.step(&c, move(models.StageAgreed)), "case_deposit_first")
		x.steps(&c, models.CaseEntry{Act: models.CasePaid, AmountFen: 3_000_00}, move(models.StageAgreed), move("casting"), move("polishing"), models.CaseEntry{Act: models.CaseWeighed, WeightMg: 8120},
			models.CaseEntry{Act: models.CaseCharged, AmountFen: 10_200_50}, move(models.StageFinished))
		require.Equal(t, models.Money(7_200_50), c.BalanceFen())
		in := care.Step{CaseID: c.ID, Version: c.Version, Entry: move(models.StageDelivered), Payment: "card"}
		in.Entry.RequestKey = "hand-over"
		done, err := x.care.Enter(ctx, apptest.Sales, at(x.store), in)
		require.NoError(t, err)
		again, err := x.care.Enter(ctx, apptest.Sales, at(x.store), in)
		require.NoError(t, err, "a double click is told what was done")
		require.Equal(t, done.Version, again.Version)
		v, err := loyalty.LookAtSlip(d.Read(ctx), at(x.store), *again.SlipID)
		require.NoError(t, err)
		require.Equal(t, models.Money(10_200_50), v.Slip.PaidFen)
		require.EqualValues(t, 10_200, x.count("SELECT growth FROM member_accounts WHERE member_id = ?", x.member.ID))
		require.EqualValues(t, 1, x.count("SELECT COUNT(*) FROM sales_slips"))
		require.EqualValues(t, 1, x.count("SELECT COUNT(*) FROM member_events WHERE kind = 'reminder' AND due_on = '2026-12-01'"))
	})
}

// Two people who move the same case at once: one wins, the other is told, and
// the sale is made once.
func TestOfTwoWhoMoveACaseOneWins(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newBench(t, d)
		c := x.open(models.Case{Kind: models.CaseService, Topic: "cleaning", Title: "手镯", WeightInMg: 20_000})
		x.steps(&c, models.CaseEntry{Act: models.CaseWeighed, WeightMg: 19_990}, move(models.StageReady))
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				in := care.Step{CaseID: c.ID, Version: c.Version, Entry: move(models.StageReturned)}
				in.Entry.RequestKey = "k" + string(rune('a'+i))
				_, errs[i] = x.care.Enter(ctx, apptest.Sales, at(x.store), in)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			require.Equal(t, models.KindConflict, models.KindOf(err), "%v", err)
		}
		require.Equal(t, 1, won)
		require.EqualValues(t, 1, x.count("SELECT COUNT(*) FROM care_entries WHERE stage = 'returned'"))
	})
}

// Another store has no case here: neither the page nor a step nor a file, and a
// member that it does not deal with gets none.
func TestACaseIsItsStores(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newBench(t, d)
		c := x.open(ring)
		x.steps(&c, models.CaseEntry{Act: models.CasePictured})
		_, err := care.InScope(d.Read(ctx), at(x.other), c.ID)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		in := care.Step{CaseID: c.ID, Version: c.Version, Entry: move("designing")}
		in.Entry.RequestKey = x.Key()
		_, err = x.care.Enter(ctx, apptest.Sales, at(x.other), in)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = care.FileInScope(d.Read(ctx), at(x.other), 1)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		f, err := care.FileInScope(d.Read(ctx), at(x.store), 1)
		require.NoError(t, err)
		require.Equal(t, "图.png", f.Name)
		own := ring
		own.StoreID, own.MemberID, own.RequestKey = x.other.ID, x.member.ID, "k"
		_, err = x.care.Open(ctx, apptest.Sales, at(x.other), care.Opening{Case: own})
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		cases, err := members.Cases(d.Read(ctx), at(x.other), x.member.ID, x.Moment())
		require.NoError(t, err)
		require.Empty(t, cases)
	})
}

// The same key opens one case; another content under it is refused.
func TestACaseIsOpenedOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newBench(t, d)
		c := ring
		c.StoreID, c.MemberID, c.RequestKey = x.store.ID, x.member.ID, "once"
		first, err := x.care.Open(ctx, apptest.Sales, at(x.store), care.Opening{Case: c})
		require.NoError(t, err)
		again, err := x.care.Open(ctx, apptest.Sales, at(x.store), care.Opening{Case: c})
		require.NoError(t, err)
		require.Equal(t, first.ID, again.ID)
		c.Title = "吊坠"
		_, err = x.care.Open(ctx, apptest.Sales, at(x.store), care.Opening{Case: c})
		require.ErrorIs(t, err, db.ErrKeyReused)
		require.EqualValues(t, 1, x.count("SELECT COUNT(*) FROM care_cases"))
	})
}

// An erased member leaves stages and money, and nothing that tells of a person.
func TestErasingAMemberEmptiesItsCases(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newBench(t, d)
		c := x.open(ring)
		x.steps(&c, models.CaseEntry{Act: models.CasePictured}, models.CaseEntry{Act: models.CaseNoted, Note: "先生送的"})
		require.NoError(t, x.people.Erase(ctx, apptest.Manager, at(x.store), x.member.ID, "本人要求"))
		require.EqualValues(t, 0, x.count("SELECT COUNT(*) FROM care_files"))
		require.EqualValues(t, 0, x.count("SELECT COUNT(*) FROM care_entries WHERE note <> '' OR name <> ''"))
		require.EqualValues(t, 1, x.count("SELECT COUNT(*) FROM care_cases WHERE title = number AND brief = '' AND stage = 'brief'"))
	})
}
