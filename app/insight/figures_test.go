package insight_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/insight"
	"assay/app/members"
	"assay/app/voice"
	"assay/models"
)

// The cockpit's figures, and that each leads to exactly those it counts.
func TestTheCockpitOfMembers(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		joined := func(day string) func(*members.Enrolment) {
			return func(e *members.Enrolment) { e.Member.JoinedOn = models.MustDate(day) }
		}
		active, again, dormant, lost, justLost, back := w.join(0, joined("2020-01-01")), w.join(0, joined("2020-01-01")), w.join(0, joined("2020-01-01")), w.join(1, joined("2020-01-01")), w.join(1, joined("2020-01-01")), w.join(0, joined("2020-01-01"))
		w.join(0, func(e *members.Enrolment) { e.Member.Source = "event" })
		w.sell(0, active, "2026-01-10", "gold", 1_000)
		w.sell(0, again, "2025-12-01", "gold", 9_000)
		w.sell(0, again, "2026-05-01", "gold", 600)
		w.sell(0, dormant, "2025-01-10", "gold", 100)
		w.sell(1, lost, "2022-01-10", "gold", 100)
		w.sell(1, justLost, "2024-05-20", "gold", 100)
		w.sell(0, back, "2023-01-01", "gold", 100)
		w.sell(0, back, "2026-05-20", "gold", 250)
		w.night()
		on := w.Clock.Moment().On
		x, err := insight.FiguresOf(d.Read(ctx), all, models.DefaultValuePolicy(), on)
		require.NoError(t, err)
		require.Equal(t, []int64{7, 4, 1, 2}, []int64{x.Members, x.States[0].Members, x.States[1].Members, x.States[2].Members})
		require.Equal(t, []any{int64(3), models.Money(10_850_00), int64(1), models.Money(9_600_00), models.Rate(333_333)}, []any{x.Buyers.Members, x.Buyers.YearFen, x.Repeat.Members, x.Repeat.YearFen, x.Repeat.Part})
		require.Equal(t, []int64{1, 1}, []int64{x.Newly.Members, x.Back.Members})
		require.Equal(t, "event", x.New[0].Key)
		require.EqualValues(t, 1, x.New[0].Members)
		require.Len(t, x.Tiers, 1, "the second purchase of 9,600 yuan raised one")
		require.Equal(t, []any{"S1", "S2", int64(1)}, []any{x.Tiers[0].FromTier, x.Tiers[0].ToTier, x.Tiers[0].Members})

		fields, err := insight.FieldsOn(d.Read(ctx), on)
		require.NoError(t, err)
		for _, f := range append(append(x.States, x.New...), x.Buyers, x.Repeat, x.Newly, x.Back) {
			r, err := models.ParseRule(f.Rule)
			require.NoError(t, err, f.Key)
			require.NoError(t, r.Validate(fields), f.Key)
			n, err := insight.CountOf(d.Read(ctx), all, r, fields, on)
			require.NoError(t, err)
			require.Equal(t, f.Members, n, "%s leads to %s", f.Key, f.Rule)
		}
		x, err = insight.FiguresOf(d.Read(ctx), models.Scope{Stores: []int64{w.stores[1].ID}}, models.DefaultValuePolicy(), on)
		require.NoError(t, err)
		require.EqualValues(t, 2, x.Members, "a store's own")
	})
}

// The shares of a month stand beside those of the month before.
func TestAMonthIsKept(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a, b := w.join(0, func(e *members.Enrolment) { e.Member.Industry = "教育" }), w.join(1, func(e *members.Enrolment) { e.Member.Industry = "金融" })
		w.sell(0, a, "2026-05-30", "gold", 300)
		w.sell(1, b, "2026-05-30", "gold", 100)
		keep := func() {
			w.night()
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { return insight.KeepMonth(tx, w.Clock.Moment().On) }))
		}
		w.book.Clock.Set("2026-06-30")
		keep()
		keep()
		w.book.Clock.Set("2026-07-01")
		w.sell(1, b, "2026-07-01", "gold", 600)
		keep()
		s, err := insight.SharesOf(d.Read(ctx), all, models.ByIndustry)
		require.NoError(t, err)
		require.Equal(t, []models.MemberShare{{Value: "金融", Members: 1, YearFen: 700_00, Share: 700_000, Before: 250_000, Known: true}, {Value: "教育", Members: 1, YearFen: 300_00, Share: 300_000, Before: 750_000, Known: true}}, s.Rows)
		s, err = insight.SharesOf(d.Read(ctx), models.Scope{Regions: []string{"/2/"}}, models.ByRegion)
		require.NoError(t, err)
		require.Equal(t, []models.MemberShare{{Value: "west", Members: 1, YearFen: 700_00, Share: models.One, Before: models.One, Known: true}}, s.Rows)
		s, err = insight.SharesOf(d.Read(ctx), models.Scope{Stores: []int64{w.stores[0].ID}}, models.ByRegion)
		require.NoError(t, err)
		require.Empty(t, s.Rows, "sums of regions are the headquarters'")
	})
}

// Key members are found, and who is next.
func TestWhoIsKey(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		var ids []int64
		for i, yuan := range []models.Money{800, 100, 60, 40} {
			ids = append(ids, w.join(i%2))
			w.sell(i%2, ids[i], "2026-05-30", "gold", yuan)
		}
		w.settle()
		p, err := insight.ParetoOf(d.Read(ctx), all)
		require.NoError(t, err)
		require.Equal(t, []any{int64(4), models.Money(1_000_00), int64(1), models.Money(800_00)}, []any{p.Buyers, p.Total, p.Key, p.EdgeFen})
		next, err := insight.NextToBecomeKey(d.Read(ctx), all, p.EdgeFen, true)
		require.NoError(t, err)
		require.Equal(t, []any{3, ids[1], models.Money(700_00), "陈**"}, []any{len(next), next[0].MemberID, next[0].Missing, next[0].Name})
		require.NoError(t, w.members.Give(ctx, seller, all, models.MemberConsent{MemberID: ids[1], Purpose: models.ConsentSharing, Channel: "any", TextVersion: "1"}))
		next, err = insight.NextToBecomeKey(d.Read(ctx), all, p.EdgeFen, true)
		require.NoError(t, err)
		require.Equal(t, "陈3", next[0].Name)
		own, err := insight.ParetoOf(d.Read(ctx), models.Scope{Stores: []int64{w.stores[1].ID}})
		require.NoError(t, err)
		require.EqualValues(t, 140_00, own.Total)
		w.night()
		m, err := insight.MatrixOf(d.Read(ctx), all)
		require.NoError(t, err)
		require.EqualValues(t, 4, m.Members)
		require.Equal(t, insight.Cell{R: 1, F: 1, Members: 4, Fen: 1_000_00}, m.Cells[4][4], "all bought once on one day")
	})
}

// What members said in 90 days, by store; a survey nobody answered counts as
// asked alone, and one from before not at all.
func TestTheCockpitTellsWhatMembersSaid(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		on, said := w.Clock.Moment().On, &voice.Service{DB: d, Clock: w.Clock}
		who := w.join(0)
		for i, a := range []models.Answer{{CSAT: 5, NPS: 10}, {CSAT: 4, NPS: 9}, {CSAT: 2, NPS: 3}, {CSAT: 4, NPS: 2}} {
			_, err := said.AnswerHere(ctx, seller, all, voice.Asking{MemberID: who, StoreID: w.stores[i/3].ID, Occasion: models.SurveyAtAll, RequestKey: fmt.Sprint("s", i)}, a)
			require.NoError(t, err)
		}
		_, _, err := said.Ask(ctx, seller, all, voice.Asking{MemberID: who, StoreID: w.stores[0].ID, Occasion: models.SurveyAtAll, RequestKey: "unanswered"})
		require.NoError(t, err)
		c, err := insight.ContentOf(d.Read(ctx), all, on)
		require.NoError(t, err)
		require.Equal(t, []any{int64(5), int64(4), "3.75", int64(0)}, []any{c.All.Asked, c.All.Answered, c.All.Mean(), c.All.NPS()})
		require.Equal(t, []any{"4.00", int64(-100), "3.67", int64(33)}, []any{c.Stores[0].Mean(), c.Stores[0].NPS(), c.Stores[1].Mean(), c.Stores[1].NPS()})
		c, err = insight.ContentOf(d.Read(ctx), models.Scope{Stores: []int64{w.stores[0].ID}}, on)
		require.NoError(t, err)
		require.EqualValues(t, 3, c.All.Answered, "a store's own")
		c, err = insight.ContentOf(d.Read(ctx), all, on.AddDays(90))
		require.NoError(t, err)
		require.Zero(t, c.All.Asked)
		require.Empty(t, c.All.Mean())
	})
}
