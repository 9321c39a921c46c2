package app_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/app/standard"
	"assay/models"
)

// sums adds up the columns of a spreadsheet that hold amounts, by their heads.
func sums(t *testing.T, c *apptest.Client, path string, heads ...string) (out []models.Money) {
	t.Helper()
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	r := c.Get(path + join + "format=csv")
	require.Equal(t, 200, r.Status, path)
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(r.Body, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	for _, head := range heads {
		at, sum := slices.Index(lines[0], head), models.Money(0)
		require.GreaterOrEqual(t, at, 0, "%s in %v", head, lines[0])
		for _, l := range lines[1:] {
			m, err := models.ParseMoney(l[at])
			require.NoError(t, err, path)
			sum += m
		}
		out = append(out, sum)
	}
	return out
}

// TestTheLossRateIsTheSumOfItsDocuments: items, credit notes, write-offs and
// recoveries of the run's own window, and nothing beside it.
func TestTheLossRateIsTheSumOfItsDocuments(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx := context.Background()
		b.Clock.Set("2025-01-10")
		var lost []models.OpenItem
		for i := range 4 {
			agent := b.Agent(fmt.Sprintf("D%d", i), 9_000)
			inv := b.Deliver(b.Place(agent.ID, int64(1000+100*i), models.OutcomeApprove).ID)
			items, err := receivables.ItemsAt(b.DB.Read(ctx), agent.ID, b.Moment().On)
			require.NoError(t, err)
			lost = append(lost, items[0].OpenItem)
			if i == 3 {
				_, err := b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: inv.ID, RequestKey: b.Key(), Gross: 50_00, Reason: "return"})
				require.NoError(t, err)
			}
		}
		writeOff := func(item int64, amount models.Money) models.WriteOff {
			w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: item, Amount: amount, RequestKey: b.Key(), Reason: "gone"})
			require.NoError(t, err)
			require.NoError(t, b.Receivables.DecideWriteOff(ctx, models.Who{ID: 99, Name: "other"}, w.ID, true, ""))
			return w
		}
		b.Clock.Set("2025-06-10")
		w := writeOff(lost[0].ID, 400_00)
		writeOff(lost[1].ID, 90_00)
		b.Clock.Set("2025-07-01")
		_, err := b.Receivables.Recover(ctx, apptest.Finance, receivables.RecoverInput{WriteOffID: w.ID, RequestKey: b.Key(), Amount: 100_00, ReceivedOn: b.Moment().On})
		require.NoError(t, err)
		b.Clock.Set("2025-12-01")
		writeOff(lost[2].ID, 70_00) // after its horizon: in no window
		b.Clock.Set("2026-01-05")
		b.Standard(models.DefaultStandardPolicy(), "first")
		_, ok, err := a.Standard.Run(ctx, b.Moment(), models.SegmentAll, b.Moment().On, func(*db.Tx) error { return nil })
		require.NoError(t, err)
		require.True(t, ok)
		_, rec, err := standard.RunByID(b.DB.Read(ctx), 1)
		require.NoError(t, err)
		require.Equal(t, []models.Money{4_550_00, 390_00}, []models.Money{rec.Evidence.Loss.GrossFen, rec.Evidence.Loss.LostFen})

		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		require.Contains(t, c.Get("/finance/cockpit").Body, `href="/finance/standard/runs/1"`)
		require.Equal(t, []models.Money{4_550_00, 390_00}, sums(t, c, "/finance/standard/runs/1", "Credit sales less credit notes", "Written off less recovered"))
		page := c.Get("/finance/standard/runs/1")
		require.Len(t, heads(page.Body), 4+1+2+1)
		for _, said := range []string{"8.57%", "4,550.00", "390.00", "Recovery", "Credit note"} {
			require.Contains(t, page.Body, said)
		}
		require.Equal(t, []models.Money{490_00}, sums(t, c, "/finance/standard/runs/1?part=write_off", "Written off less recovered"))
		require.Equal(t, 404, c.Get("/finance/standard/runs/7").Status)
	})
}

// TestTheCashForecastIsTheSumOfItsItems: each week, what comes after and what
// comes no more, as the forecast moves what is due by who owes it.
func TestTheCashForecastIsTheSumOfItsItems(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx := context.Background()
		for i, paysOn := range []string{"2026-03-20", "2026-05-01", "2026-06-20", ""} {
			b.Clock.Set("2026-02-10")
			agent := b.Agent(fmt.Sprintf("F%d", i), 90_000)
			b.Deliver(b.Place(agent.ID, 300, models.OutcomeApprove).ID)
			for _, on := range []string{"2026-04-10", "2026-05-11", "2026-06-12", "2026-06-30"} {
				b.Clock.Set(on)
				b.Deliver(b.Place(agent.ID, int64(1000+i), models.OutcomeApprove).ID)
			}
			if paysOn != "" {
				b.Clock.Set(paysOn)
				b.Pay(agent.ID, 300)
			}
		}
		b.Clock.Set("2026-07-02")
		require.NoError(t, a.Reports.CatchUp(ctx, b.Moment().On))
		cockpit, err := a.Reports.Cockpit(ctx, reports.Query{Scope: models.Scope{All: true}, Today: b.Moment().On})
		require.NoError(t, err)
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		addsUp(t, c, cockpit.Forecast, "")
		require.NotContains(t, c.Get("/finance/cockpit").Body, "As it stood on")

		then, err := a.Reports.Cockpit(ctx, reports.Query{Scope: models.Scope{All: true}, Today: b.Moment().On, Month: models.MustDate("2026-04-30")})
		require.NoError(t, err)
		require.Equal(t, models.Money(3*300_00+4006_00), then.Forecast.DueBeforeFen+then.Forecast.Due()+then.Forecast.DueAfterFen, "one of four had paid, the rest was ordered later")
		addsUp(t, c, then.Forecast, "&month=2026-04-30")
		page := c.Get("/finance/cockpit?month=2026-04-30").Body
		require.Contains(t, page, "As it stood on 2026-04-30")
		require.Contains(t, page, "/finance/cockpit/cash?due_from=2026-04-30&amp;due_to=2026-05-06&amp;month=2026-04-30")
		require.Equal(t, 422, c.Get("/finance/cockpit/cash?month=2026-04-29").Status)
	})
}

// addsUp asks the list of items for each part of a forecast.
func addsUp(t *testing.T, c *apptest.Client, f models.CashForecast, month string) {
	t.Helper()
	open := func(query string) models.Money {
		return sums(t, c, "/finance/cockpit/cash?"+query+month, "Open")[0]
	}
	moved := false
	for _, w := range f.Weeks {
		require.Equal(t, w.ExpectedFen, open("expected_from="+w.From.String()+"&expected_to="+w.To.String()), w.Period)
		require.Equal(t, w.DueFen, open("due_from="+w.From.String()+"&due_to="+w.To.String()), w.Period)
		moved = moved || w.DueFen != w.ExpectedFen
	}
	require.True(t, moved, "somebody has a habit")
	require.Equal(t, f.Expected(), open("when=weeks"))
	require.Equal(t, f.LateFen, open("when=late"))
	require.Equal(t, f.ExpectedAfterFen, open("when=after"))
	require.Equal(t, f.Expected()+f.LateFen+f.ExpectedAfterFen, open("q="), "every fen is somewhere")
}

// TestExposuresAreTheSumsOfTheirDocuments: of each agent, and of all agents
// with what they use of their limits.
func TestExposuresAreTheSumsOfTheirDocuments(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx := context.Background()
		b.Clock.Set("2026-05-10")
		for i := range 3 {
			agent := b.Agent(fmt.Sprintf("E%d", i), 10_000)
			b.Deliver(b.Place(agent.ID, int64(1000*(i+1)), models.OutcomeApprove).ID)
			b.Place(agent.ID, 500, models.OutcomeApprove)
		}
		b.Pay(1, 1200)
		_, err := b.Secure(receivables.SecurityInput{AgentID: 2, Kind: models.SecurityDeposit, Number: "D1", Amount: 100_00, Share: models.One, ValidFrom: b.Moment().On})
		require.NoError(t, err)
		b.Limit(3, models.Limit{Kind: models.LimitUnlimited})
		b.Clock.Set("2026-07-02")
		require.NoError(t, a.Reports.CatchUp(ctx, b.Moment().On))
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		for id, want := range map[int64]models.Money{1: 300_00, 2: 2_400_00, 3: 3_500_00} {
			path := fmt.Sprintf("/finance/cockpit/exposures/%d", id)
			require.Equal(t, want, sums(t, c, path, "Exposure")[0], path)
			require.Contains(t, c.Get(path).Body, want.Grouped())
		}
		require.Equal(t, 404, c.Get("/finance/cockpit/exposures/9").Status)
		for _, month := range []string{"", "2026-06-30"} {
			q := reports.Query{Scope: models.Scope{All: true}, Today: b.Moment().On, Month: 0}
			if month != "" {
				q.Month = models.MustDate(month)
			}
			cockpit, err := a.Reports.Cockpit(ctx, q)
			require.NoError(t, err)
			path := "/finance/cockpit/utilisation?" + url.Values{"month": {month}}.Encode()
			require.Equal(t, cockpit.Now.Exposure(), sums(t, c, path, "Exposure")[0])
			page := c.Get(path).Body
			require.Equal(t, []string{"E1", "E0", "E2"}, codes(page), "who uses the most first, without a bound last")
			require.Contains(t, page, cockpit.Now.LimitFen.Grouped())
			require.Contains(t, page, "leaves out ¥3,500.00")
		}
		require.Contains(t, c.Get("/finance/agents/2").Body, "Utilisation 24.0%")
		require.Equal(t, 400, c.Get("/finance/cockpit/utilisation?format=pdf").Status)
	})
}

// TestAPastExposureIsTheSumOfItsDocuments: an order that was open then and was
// delivered since, one that came later, money that was used or sent back since,
// a deposit that was released. What the documents add up to is what was kept.
func TestAPastExposureIsTheSumOfItsDocuments(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx := context.Background()
		b.Clock.Set("2026-05-10")
		agent := b.Agent("P1", 50_000)
		b.Deliver(b.Place(agent.ID, 3000, models.OutcomeApprove).ID)
		b.Clock.Set("2026-05-30")
		open := b.Place(agent.ID, 700, models.OutcomeApprove)
		ahead := b.Pay(agent.ID, 3400) // 400 of it wait for the next invoice
		sentBack := b.Pay(agent.ID, 50)
		held, err := b.Secure(receivables.SecurityInput{AgentID: agent.ID, Kind: models.SecurityDeposit, Number: "D1", Amount: 100_00, Share: models.One, ValidFrom: b.Moment().On})
		require.NoError(t, err)
		b.Clock.Set("2026-06-02")
		b.Deliver(open.ID)
		require.NoError(t, b.Receivables.Reverse(ctx, apptest.Finance, sentBack.ID, "bounced"))
		require.NoError(t, b.Receivables.ReleaseSecurity(ctx, apptest.Finance, held.ID))
		b.Place(agent.ID, 900, models.OutcomeApprove)
		b.Clock.Set("2026-07-02")
		require.NoError(t, a.Reports.CatchUp(ctx, b.Moment().On))

		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		path := fmt.Sprintf("/finance/cockpit/exposures/%d?month=2026-05-31", agent.ID)
		require.Contains(t, c.Get("/finance/cockpit/utilisation?month=2026-05-31").Body, path)
		page := c.Get(path)
		require.Equal(t, []models.Money{150_00}, sums(t, c, path, "Exposure"), "700 reserved, 450 of money and 100 of a deposit against it")
		require.Contains(t, page.Body, "150.00")
		for _, number := range []string{open.Number(), ahead.Number, sentBack.Number, "D1"} {
			require.Contains(t, page.Body, number)
		}
		require.Equal(t, []models.Money{700_00}, sums(t, c, path+"&kind=reservation", "Exposure"))
		june := fmt.Sprintf("/finance/cockpit/exposures/%d?month=2026-06-30", agent.ID)
		kept, err := a.Reports.AgentMonths(ctx, agent.ID, 1)
		require.NoError(t, err)
		require.Equal(t, kept[0].Exposure(), sums(t, c, june, "Exposure")[0])
	})
}

// TestAMonthThatIsNotKept is answered with today's page, which says which
// months there are; a spreadsheet of it is not made.
func TestAMonthThatIsNotKept(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		b.Clock.Set("2026-05-10")
		agent := b.Agent("P1", 50_000)
		b.Deliver(b.Place(agent.ID, 3000, models.OutcomeApprove).ID)
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		pages := []string{"/finance/cockpit", "/finance/cockpit/utilisation", fmt.Sprintf("/finance/cockpit/exposures/%d", agent.ID)}
		for _, path := range pages {
			r := c.Get(path + "?month=2026-05-31")
			require.Equal(t, 422, r.Status, path)
			require.Contains(t, r.Body, "No month has ended yet", path)
		}
		b.Clock.Set("2026-07-02")
		require.NoError(t, a.Reports.CatchUp(context.Background(), b.Moment().On))
		c = apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		for _, path := range pages {
			r := c.Get(path + "?month=2026-05-30")
			require.Equal(t, 422, r.Status, path)
			require.Contains(t, r.Body, "There are no figures as of 2026-05-30: choose a month end from 2026-05-31 to 2026-06-30", path)
			require.Contains(t, r.Body, "P1", path+": the page is there")
			require.Equal(t, 422, c.Get(path+"?month=soon").Status, path)
		}
		require.Equal(t, 422, c.Get("/finance/cockpit/export?format=csv&month=2026-05-30").Status)
		require.Equal(t, 422, c.Get("/finance/cockpit/utilisation?format=csv&month=2026-05-30").Status)
	})
}

// codes are those of the agents of a page, in its order.
func codes(page string) (out []string) {
	for _, part := range strings.Split(page, `<span class="sub">E`)[1:] {
		out = append(out, "E"+part[:1])
	}
	return out
}
