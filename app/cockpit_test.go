package app_test

import (
	"bytes"
	"context"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"assay/app"
	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

var figureLink = regexp.MustCompile(`<a class="(?:fig|quiet)" href="([^"]+)"`)

// links are where the figures of a page lead, each once.
func links(page string) map[string]bool {
	found := map[string]bool{}
	for _, m := range figureLink.FindAllStringSubmatch(page, -1) {
		found[html.UnescapeString(m[1])] = true
	}
	return found
}

func TestCockpitOfAnEmptyBook(t *testing.T) {
	books(t, func(t *testing.T, _ *apptest.Book, a *app.App) {
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		page := c.Get("/finance/cockpit")
		require.Equal(t, 200, page.Status)
		for _, said := range []string{"No credit policy yet", "No credit limits are set", "Nothing is owed", "No month has ended yet", "Nothing is overdue", "No agent matches"} {
			require.Contains(t, page.Body, said)
		}
		require.NotContains(t, page.Body, "NaN")
		for _, format := range []string{"csv", "xlsx"} {
			require.Equal(t, 200, c.Get("/finance/cockpit/export?format="+format).Status)
		}
	})
}

// A company with one agent that owes as much as anybody may, under a name
// longer than any page is wide.
func TestCockpitOfHugeAmountsAndLongNames(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("HUGE", 1_000)
		const owed = 10_000_000_000_000
		name := strings.Repeat("极长名称", 30) + `<b>"&`
		require.NoError(t, b.DB.InTx(context.Background(), func(tx *db.Tx) error {
			for _, q := range []string{
				"INSERT INTO due_balances (agent_id, due_on, debit_fen, credit_fen) VALUES (1, '2026-01-31', 10000000000000, 0)",
				"UPDATE credit_accounts SET receivable_fen = 10000000000000 WHERE agent_id = 1",
			} {
				if _, err := tx.Change(q); err != nil {
					return err
				}
			}
			_, err := tx.Change("UPDATE agents SET name_zh = ?, name_en = ? WHERE id = ?", name, name, agent.ID)
			return err
		}))
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		page := c.Get("/finance/cockpit")
		require.Equal(t, 200, page.Status)
		require.Contains(t, page.Body, "100,000.00", "a hundred billion yuan in millions")
		require.Contains(t, page.Body, "&lt;b&gt;&#34;&amp;")
		require.NotContains(t, page.Body, "NaN")
		require.EqualValues(t, owed, models.Money(owed))
	})
}

func TestEveryFigureOfTheCockpitLeadsSomewhere(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		x := newWorld(t, d)
		require.NoError(t, x.app.Reports.CatchUp(context.Background(), x.book.Moment().On))
		c := apptest.SignIn(t, x.app.Web, x.app.Auth, models.RoleFinanceManager)
		for _, path := range []string{"/finance/cockpit", "/finance/cockpit?region=1", "/finance/cockpit?month=2026-06-30"} {
			page := c.Get(path)
			require.Equal(t, 200, page.Status, path)
			found := links(page.Body)
			require.Greater(t, len(found), 6, path)
			for href := range found {
				require.Equal(t, 200, c.Get(href).Status, href)
			}
		}
		for path, status := range map[string]int{"/finance/cockpit?month=2026-06-29": 422, "/finance/cockpit?region=77": 404, "/finance/cockpit?month=x": 422} {
			require.Equal(t, status, c.Get(path).Status, path)
		}
	})
}

// Who looks after a region sees its figures, and nobody else's.
func TestTheCockpitOfARegion(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	require.NoError(t, x.app.Reports.CatchUp(context.Background(), x.book.Moment().On))
	regional := x.enter(t, models.RoleFinance)
	page := send(t, x.app.Web, regional, "GET", "/finance/cockpit", nil)
	require.Equal(t, 200, page.status)
	require.Contains(t, page.body, "<span>1 agent</span>")
	require.NotContains(t, page.body, ">West<")
	require.Equal(t, 404, send(t, x.app.Web, regional, "GET", "/finance/cockpit?region=2", nil).status)
	require.NotContains(t, send(t, x.app.Web, regional, "GET", "/finance/cockpit/export?format=csv", nil).body, "West")
}

func TestTheCockpitAsASpreadsheet(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	require.NoError(t, x.app.Reports.CatchUp(context.Background(), x.book.Moment().On))
	c := apptest.SignIn(t, x.app.Web, x.app.Auth, models.RoleFinance)
	file := c.Get("/finance/cockpit/export?format=xlsx")
	require.Contains(t, file.Header.Get("Content-Disposition"), "cockpit-2026-07-02.xlsx")
	book, err := excelize.OpenReader(bytes.NewReader([]byte(file.Body)))
	require.NoError(t, err)
	require.Len(t, book.GetSheetList(), 5)
	rows, err := book.GetRows(book.GetSheetList()[0])
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"East", "West"}, []string{rows[1][0], rows[2][0]})
	require.Equal(t, "Total", rows[len(rows)-1][0])
}
