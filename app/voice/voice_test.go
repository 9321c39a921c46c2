package voice_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/voice"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var ctx = context.Background()

// counter is a store with a member, and another store.
type counter struct {
	*apptest.Book
	t      testing.TB
	d      *db.DB
	voice  *voice.Service
	people *members.Service
	store  models.Store
	other  models.Store
	member models.Member
}

func newCounter(t *testing.T, d *db.DB) *counter {
	t.Helper()
	b := apptest.NewBook(t, d)
	c := db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}
	x := &counter{Book: b, t: t, d: d, voice: &voice.Service{DB: d, Clock: c}, people: &members.Service{DB: d, Clock: c, Keys: apptest.MemberKeys(), Forget: []func(*db.Tx, int64) error{voice.Forget}}}
	agent := b.Agent("E1", 1000)
	x.store, x.other = b.Store(agent.ID, "E1-1"), b.Store(agent.ID, "E1-2")
	x.member = x.enrol("陈思敏", "13957128106")
	return x
}

func (x *counter) enrol(name, phone string) models.Member {
	x.t.Helper()
	m, err := x.people.Enrol(ctx, apptest.Sales, members.Enrolment{Member: models.Member{Name: name}, Phone: phone, StoreID: x.store.ID})
	require.NoError(x.t, err)
	return m
}

func at(s models.Store) models.Scope { return models.Scope{Stores: []int64{s.ID}} }

func (x *counter) visit() voice.Asking {
	return voice.Asking{MemberID: x.member.ID, StoreID: x.store.ID, Occasion: models.SurveyAtAll, RequestKey: x.Key()}
}

func (x *counter) count(query string, args ...any) (n int64) {
	x.t.Helper()
	require.NoError(x.t, x.d.Read(ctx).Raw(query, args...).Scan(&n).Error)
	return n
}

// A link opens the member's page until it expires, is ended, or another is made;
// the token stands nowhere in the database, and another store makes none.
func TestALinkOpensTheOwnPage(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newCounter(t, d)
		first, err := x.voice.MakeLink(ctx, apptest.Sales, at(x.store), x.member.ID)
		require.NoError(t, err)
		m, err := x.voice.Holder(ctx, first)
		require.NoError(t, err)
		require.Equal(t, x.member.ID, m.ID)
		require.EqualValues(t, 0, x.count("SELECT COUNT(*) FROM member_links WHERE token_hash LIKE ?", "%"+first+"%"))
		second, err := x.voice.MakeLink(ctx, apptest.Sales, at(x.store), x.member.ID)
		require.NoError(t, err)
		gone := func(token string) {
			t.Helper()
			_, err := x.voice.Holder(ctx, token)
			require.Equal(t, models.KindNotFound, models.KindOf(err))
		}
		gone(first)
		gone("")
		gone(second + "x")
		x.Clock.Add(365 * 24 * time.Hour)
		_, err = x.voice.Holder(ctx, second)
		require.NoError(t, err, "its last day")
		x.Clock.Add(1 * 24 * time.Hour)
		gone(second)
		third, err := x.voice.MakeLink(ctx, apptest.Sales, at(x.store), x.member.ID)
		require.NoError(t, err)
		require.NoError(t, x.voice.RevokeLink(ctx, apptest.Sales, at(x.store), x.member.ID))
		gone(third)
		_, err = x.voice.MakeLink(ctx, apptest.Sales, at(x.other), x.member.ID)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}

// A merged member's link opens the page of who took over; an erased one's opens
// nothing, and what was said is gone.
func TestALinkFollowsTheMember(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newCounter(t, d)
		kept := x.enrol("陈小敏", "13800001111")
		token, err := x.voice.MakeLink(ctx, apptest.Sales, at(x.store), x.member.ID)
		require.NoError(t, err)
		_, err = x.voice.AnswerHere(ctx, apptest.Sales, at(x.store), x.visit(), models.Answer{CSAT: 4, NPS: 9, Comment: "林店员很好"})
		require.NoError(t, err)
		require.NoError(t, x.people.Merge(ctx, apptest.Manager, at(x.store), x.member.ID, kept.ID, "同一人"))
		m, err := x.voice.Holder(ctx, token)
		require.NoError(t, err)
		require.Equal(t, kept.ID, m.ID)
		s, err := voice.StandingOf(d.Read(ctx), kept.ID, x.Moment().On)
		require.NoError(t, err)
		require.Equal(t, models.ZoneAffectionate, s.Zone)
		require.NoError(t, x.people.Erase(ctx, apptest.Manager, at(x.store), kept.ID, "本人要求"))
		_, err = x.voice.Holder(ctx, token)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		require.EqualValues(t, 0, x.count("SELECT COUNT(*) FROM surveys WHERE comment <> ''"))
		require.EqualValues(t, 1, x.count("SELECT COUNT(*) FROM surveys WHERE csat = 4"), "the figures stay")
	})
}

// A survey is answered once, by whoever holds the link, also when eight answer
// at once; a bad answer is among what the store has to do today.
func TestASurveyIsAnsweredOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newCounter(t, d)
		token, row, err := x.voice.Ask(ctx, apptest.Sales, at(x.store), x.visit())
		require.NoError(t, err)
		require.Nil(t, row.AnsweredAt)
		require.ErrorContains(t, x.voice.Answer(ctx, token, models.Answer{CSAT: 6, NPS: 1}), "csat")
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { errs[i] = x.voice.Answer(ctx, token, models.Answer{CSAT: 1, NPS: 2, Comment: "久等"}) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			require.ErrorContains(t, err, "survey_answered")
		}
		require.Equal(t, 1, won)
		due, err := members.DueReminders(d.Read(ctx), at(x.store), x.Moment().On)
		require.NoError(t, err)
		require.Len(t, due, 1)
		require.True(t, strings.HasPrefix(due[0].Note, "CSAT 1/5"))
		require.NoError(t, x.voice.Handle(ctx, apptest.Sales, at(x.store), row.ID, "已致电道歉"))
		due, err = members.DueReminders(d.Read(ctx), at(x.store), x.Moment().On)
		require.NoError(t, err)
		require.Empty(t, due, "its reminder is seen to with it")
		require.Equal(t, models.KindConflict, models.KindOf(x.voice.Handle(ctx, apptest.Sales, at(x.store), row.ID, "再次")))
		require.Equal(t, models.KindNotFound, models.KindOf(x.voice.Handle(ctx, apptest.Sales, at(x.other), row.ID, "别店")))
		late, _, err := x.voice.Ask(ctx, apptest.Sales, at(x.store), x.visit())
		require.NoError(t, err)
		x.Clock.Add(31 * 24 * time.Hour)
		require.ErrorContains(t, x.voice.Answer(ctx, late, models.Answer{CSAT: 5, NPS: 9}), "survey_expired")
	})
}

// A sale is asked about once, and only the member's own at a store of the scope;
// what members answered adds up.
func TestASaleIsAskedAboutOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newCounter(t, d)
		till := loyalty.Service{DB: d, Clock: x.voice.Clock}
		slip, err := till.Sell(ctx, apptest.Sales, at(x.store), loyalty.SaleInput{StoreID: x.store.ID, MemberID: x.member.ID, SoldOn: x.Moment().On, Payment: "card", SourceKey: "1",
			Lines: []loyalty.SaleLine{{Name: "戒指", Category: "gold", Quantity: 1, PriceFen: 100_00}}})
		require.NoError(t, err)
		in := voice.Asking{MemberID: x.member.ID, Occasion: models.SurveyOfSale, SubjectID: slip.ID, RequestKey: x.Key()}
		_, err = x.voice.AnswerHere(ctx, apptest.Sales, at(x.store), in, models.Answer{CSAT: 5, NPS: 10})
		require.NoError(t, err)
		in.RequestKey = x.Key()
		_, _, err = x.voice.Ask(ctx, apptest.Sales, at(x.store), in)
		require.ErrorContains(t, err, "survey_asked")
		stranger := x.enrol("李雷", "13800002222")
		in.MemberID, in.RequestKey = stranger.ID, x.Key()
		_, _, err = x.voice.Ask(ctx, apptest.Sales, at(x.store), in)
		require.ErrorContains(t, err, "survey_subject")
		same := x.visit()
		for range 2 { // a double click at the counter
			_, err = x.voice.AnswerHere(ctx, apptest.Sales, at(x.store), same, models.Answer{CSAT: 3, NPS: 0})
			require.NoError(t, err)
		}
		_, _, err = x.voice.Ask(ctx, apptest.Sales, at(x.store), x.visit())
		require.NoError(t, err)
		sum, err := voice.Summary(d.Read(ctx), at(x.store), x.Moment().On, x.Moment().On)
		require.NoError(t, err)
		require.Equal(t, models.Satisfaction{Asked: 3, Answered: 2, Satisfied: 1, Promoters: 1, Detractors: 1}, sum)
		sum, err = voice.Summary(d.Read(ctx), at(x.other), x.Moment().On, x.Moment().On)
		require.NoError(t, err)
		require.Zero(t, sum)
	})
}

// Whoever writes again and again from one page is asked to come back the next
// day; what the store itself enters does not count.
func TestWordsOfOnePageAreCounted(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newCounter(t, d)
		all, own := models.Scope{All: true}, models.Who{Name: x.member.Number}
		write := func(who models.Who) error {
			_, err := x.people.Log(ctx, who, all, models.MemberEvent{MemberID: x.member.ID, StoreID: x.store.ID, Kind: models.EventEnquiry, HappenedOn: x.Moment().On, Note: "?"})
			return err
		}
		for range 20 {
			require.NoError(t, voice.Admit(d.Read(ctx), x.member, x.Moment()))
			require.NoError(t, write(own))
			require.NoError(t, write(apptest.Sales))
		}
		require.Equal(t, models.KindTooMany, models.KindOf(voice.Admit(d.Read(ctx), x.member, x.Moment())))
		x.Clock.Set(x.Moment().On.AddDays(2).String())
		require.NoError(t, voice.Admit(d.Read(ctx), x.member, x.Moment()))
	})
}
