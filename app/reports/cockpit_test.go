package reports_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/models"
)

var everything = models.Scope{All: true}

// regions is a company over two regions, one with a city below it: sales,
// reservations, money not yet used, a credit note, limits of every kind, and
// months that have ended.
func regions(t *testing.T, d *db.DB) (b *apptest.Book, west, city models.Region) {
	b = apptest.NewBook(t, d)
	b.Clock.Set("2026-02-10")
	east := b.Region
	west = models.Region{Code: "west", NameZh: "西南", NameEn: "West", Path: "/2/"}
	city = models.Region{Code: "chengdu", NameZh: "成都", NameEn: "Chengdu", Path: "/2/3/"}
	require.NoError(t, d.InTx(context.Background(), func(tx *db.Tx) error {
		if err := tx.Create(&west).Error; err != nil {
			return err
		}
		return tx.Create(&city).Error
	}))
	trade := func(code string, region models.Region, yuan int64) models.Agent {
		b.Region = region
		a := b.Agent(code, 30_000)
		b.Deliver(b.Place(a.ID, yuan, models.OutcomeApprove).ID)
		return a
	}
	one, two, three := trade("E1", east, 3000), trade("W1", west, 2000), trade("C1", city, 1000)
	b.Limit(two.ID, models.Limit{Kind: models.LimitUnlimited})
	b.Clock.Set("2026-04-20")
	inv := b.Deliver(b.Place(one.ID, 500, models.OutcomeApprove).ID)
	b.Pay(two.ID, 700)
	b.Clock.Set("2026-05-12")
	_, err := b.Receivables.IssueCreditNote(context.Background(), apptest.Finance, receivables.CreditNoteInput{InvoiceID: inv.ID, RequestKey: b.Key(), Gross: 99_00, Reason: "return"})
	require.NoError(t, err)
	b.Pay(three.ID, 5000)
	b.Place(one.ID, 800, models.OutcomeApprove)
	b.Region = east
	b.Clock.Set("2026-06-03")
	require.NoError(t, serviceOf(b).CatchUp(context.Background(), b.Moment().On))
	return b, west, city
}

func ask(t *testing.T, b *apptest.Book, q reports.Query) reports.Cockpit {
	t.Helper()
	q.Today = b.Moment().On
	c, err := serviceOf(b).Cockpit(context.Background(), q)
	require.NoError(t, err)
	return c
}

// ageingOf is what the ageing page adds up for a scope on a day.
func ageingOf(t *testing.T, d *db.DB, scope models.Scope, on models.Date) (sum models.Ageing) {
	t.Helper()
	rows, err := receivables.AgeingsIn(d.Read(context.Background()), scope, on)
	require.NoError(t, err)
	for _, r := range rows {
		sum = sum.Plus(r.Ageing)
	}
	return sum
}

func TestEveryFigureOfTheCockpitAddsUp(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, west, city := regions(t, d)
		for _, scope := range []models.Scope{everything, {Regions: []string{west.Path}}, {Regions: []string{"/1/", city.Path}}, {}} {
			for _, month := range []models.Date{0, models.MustDate("2026-03-31"), models.MustDate("2026-05-31")} {
				c := ask(t, b, reports.Query{Scope: scope, Month: month})
				require.Equal(t, ageingOf(t, d, scope, c.AsOf), c.Now.Ageing, "the ageing page adds up to the same, %v %v", scope, month)
				var rows, months models.Figures
				for _, r := range c.Rows {
					var grades models.Figures
					for _, f := range r.Grades {
						grades = grades.With(f)
					}
					require.Equal(t, r.Total, grades)
					rows = rows.With(r.Total)
				}
				require.Equal(t, c.Now, rows)
				for _, m := range c.Months {
					require.Equal(t, ageingOf(t, d, scope, m.MonthOn), m.Ageing, "%v %s", scope, m.MonthOn)
					months = months.With(m.Figures)
				}
				f := c.Forecast
				require.Equal(t, f.DueBeforeFen+f.Due()+f.DueAfterFen, f.LateFen+f.Expected()+f.ExpectedAfterFen)
				require.Equal(t, []any{c.AsOf, c.Now.Overdue(), c.Now.NotDue}, []any{f.Weeks[0].From, f.DueBeforeFen, f.Due() + f.DueAfterFen}, "a past month's begins at its end, %s", c.AsOf)
				var overdue models.Money
				for _, x := range c.Debtors {
					overdue += x.Overdue
				}
				require.Equal(t, c.Now.Overdue(), overdue, "all debtors are among the first eight")
			}
		}
	})
}

func TestTodaysExposureIsThatOfTheCreditRows(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, west, city := regions(t, d)
		c := ask(t, b, reports.Query{Scope: everything})
		var want models.Money
		require.NoError(t, d.Read(context.Background()).Raw("SELECT SUM(receivable_fen + reserved_fen - unallocated_fen - secured_fen) FROM credit_accounts").Scan(&want).Error)
		require.Equal(t, want, c.Now.Exposure())
		require.Equal(t, models.Money(60_000_00), c.Now.LimitFen, "two limits that are amounts")
		require.Equal(t, models.Money(1300_00), c.Now.UnlimitedFen)
		require.Len(t, c.Rows, 2, "the city belongs to its region")
		require.Equal(t, c.Forecast.DueBeforeFen, c.Now.Overdue())

		c = ask(t, b, reports.Query{Scope: everything, RegionID: west.ID})
		require.Len(t, c.Rows, 2, "the region's own agents, and the city's")
		require.EqualValues(t, 2, c.Now.Agents)
		c = ask(t, b, reports.Query{Scope: models.Scope{Regions: []string{city.Path}}})
		require.EqualValues(t, 1, c.Now.Agents)
		require.Len(t, c.Regions, 1, "who looks after a city chooses among no others")
	})
}

// What is kept of a past month does not move with what happened since.
func TestAMonthOfThePast(t *testing.T) {
	d := apptest.SQLite(t)
	b, _, _ := regions(t, d)
	c := ask(t, b, reports.Query{Scope: everything, Month: models.MustDate("2026-02-28")})
	require.False(t, c.Live())
	require.Equal(t, models.Money(6000_00), c.Now.Exposure())
	require.Equal(t, models.Money(6000_00), c.Now.SalesFen)
	require.Equal(t, models.MustDate("2026-02-10"), c.FirstOn)
	require.Len(t, c.Months, 1, "what came later is not shown")
	before, ok := ask(t, b, reports.Query{Scope: everything, Month: models.MustDate("2026-03-31")}).Before()
	require.True(t, ok)
	require.Equal(t, models.MustDate("2026-02-28"), before.MonthOn)
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	d := apptest.SQLite(t)
	b, west, city := regions(t, d)
	for name, x := range map[string]struct {
		reports.Query
		kind models.Kind
	}{
		"another's region":    {reports.Query{Scope: models.Scope{Regions: []string{city.Path}}, RegionID: west.ID}, models.KindNotFound},
		"no such region":      {reports.Query{Scope: everything, RegionID: 99}, models.KindNotFound},
		"no such month":       {reports.Query{Scope: everything, Month: models.MustDate("2026-02-27")}, models.KindInvalid},
		"a month not ended":   {reports.Query{Scope: everything, Month: models.MustDate("2026-06-30")}, models.KindInvalid},
		"nothing may be seen": {reports.Query{RegionID: west.ID}, models.KindNotFound},
	} {
		x.Today = b.Moment().On
		_, err := serviceOf(b).Cockpit(context.Background(), x.Query)
		require.Equal(t, x.kind, models.KindOf(err), name)
	}
}

// What was added up before is shown only while nothing has moved: an order, a
// payment, a limit, a pot's default, a grade, a move to another region, a
// night.
func TestWhatIsRememberedIsNeverOld(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b, west, _ := regions(t, d)
		s := serviceOf(b)
		look := func() (reports.Cockpit, int64) {
			before := d.Counters().Statements.Load()
			c, err := s.Cockpit(ctx, reports.Query{Scope: everything, Today: b.Moment().On})
			require.NoError(t, err)
			return c, d.Counters().Statements.Load() - before
		}
		_, first := look()
		was, again := look()
		require.Less(t, again, first, "the second look adds nothing up")
		for name, move := range map[string]func(){
			"an order":   func() { b.Place(1, 10, models.OutcomeApprove) },
			"a delivery": func() { b.Deliver(b.Place(1, 10, models.OutcomeApprove).ID) },
			"a payment":  func() { b.Pay(1, 5) },
			"a limit":    func() { b.Limit(1, models.Limit{Kind: models.LimitAmount, Amount: 29_000_00}) },
		} {
			move()
			now, _ := look()
			require.NotEqual(t, was.Now, now.Now, name)
			require.Equal(t, ageingOf(t, d, everything, b.Moment().On), now.Now.Ageing, name)
			was = now
		}
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE agents SET region_id = ?, region_path = ?, version = version + 1 WHERE id = 1", west.ID, west.Path)
			return err
		}))
		now, _ := look()
		require.Equal(t, was.Now, now.Now)
		require.NotEqual(t, was.Rows, now.Rows, "an agent that moved counts where it is")
	})
}
