package app_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/audit"
	"assay/app/db"
	"assay/app/members"
	"assay/app/receivables"
	"assay/app/runs"
	"assay/models"
)

// listsOf are the lists of each role, each with everything in it.
var listsOf = map[models.Role][]string{
	models.RoleSalesManager:   {"/sales/orders?state=", "/sales/agents", "/sales/stores", "/sales/products", "/sales/members"},
	models.RoleFinanceManager: {"/finance/agents", "/finance/holds", "/finance/receipts", "/finance/items?bucket=", "/finance/invoices", "/finance/credit-notes", "/finance/write-offs", "/finance/disputes", "/finance/statements", "/finance/limits", "/finance/limits/proposals?state=", "/finance/promises", "/finance/securities?state=", "/finance/security-requests?state=", "/finance/ledger/entries"},
	models.RoleAdmin:          {"/admin/users", "/admin/jobs/check-counters", "/admin/audit?action=hold."},
	models.RoleAgentOwner:     {"/agent/documents"},
	models.RoleStoreStaff:     {"/store/members"},
}

var (
	rowHead  = regexp.MustCompile(`(?s)<th scope="row" role="rowheader"[^>]*>(.*?)</th>`)
	tags     = regexp.MustCompile(`(?s)<span class="(?:sub|thumb)".*?</span>|<[^>]+>`)
	sortLink = regexp.MustCompile(`<a class="sort" href="([^"]+)"`)
	pageLink = regexp.MustCompile(`<a href="(\?[^"]+)"(?: rel="(?:next|prev)")? aria-label="(First page|Previous|Next|Last page)"`)
)

// heads are the first cells of a page's rows.
func heads(page string) (out []string) {
	body, _, _ := strings.Cut(page, "<tfoot")
	for _, m := range rowHead.FindAllStringSubmatch(body, -1) {
		out = append(out, strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(m[1], ""))))
	}
	return out
}

// neighbour is where a page's link leads, "" when there is none.
func neighbour(path, page, label string) string {
	for _, m := range pageLink.FindAllStringSubmatch(page, -1) {
		if m[2] == label {
			return path + html.UnescapeString(m[1])
		}
	}
	return ""
}

// books runs a test on a served book of either engine.
func books(t *testing.T, test func(t *testing.T, b *apptest.Book, a *app.App)) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32), Members: apptest.MemberKeys(), Origin: "http://127.0.0.1"}, d, db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai})
		_, err := a.Serve()
		require.NoError(t, err)
		test(t, b, a)
	})
}

// bookOfLists has some of everything, and many that are equal in what they are
// sorted by.
func bookOfLists(t *testing.T, b *apptest.Book) {
	for i := range 3 {
		agent := b.Agent(fmt.Sprintf("L%d", i), 1_000)
		for j := range 15 {
			o := b.Place(agent.ID, int64(1+j%3), models.OutcomeApprove)
			if j%2 == 0 {
				b.Deliver(o.ID)
			}
		}
		items, err := receivables.ItemsAt(b.DB.Read(context.Background()), agent.ID, b.Moment().On)
		require.NoError(t, err)
		for _, item := range items {
			_, err := b.Receivables.Dispute(context.Background(), apptest.Finance, receivables.DisputeInput{ItemID: item.ID, Reason: "short", Accepted: true})
			require.NoError(t, err)
		}
		for range 12 {
			b.Pay(agent.ID, 1)
		}
		for range 8 {
			b.Place(agent.ID, 2_000, models.OutcomeHold)
		}
	}
}

// visit signs somebody in: an agent's person for the first agent, a store's for
// the first store.
func visit(t *testing.T, a *app.App, role models.Role) *apptest.Client {
	if role.IsAgent() || role.IsStore() {
		return apptest.SignIn(t, a.Web, a.Auth, role, 1)
	}
	return apptest.SignIn(t, a.Web, a.Auth, role)
}

// people are members of the first store, some of them alike.
func people(t *testing.T, b *apptest.Book, a *app.App) {
	st := b.Store(1, "S1")
	for i := range 45 {
		_, err := a.Members.Enrol(context.Background(), apptest.Sales, members.Enrolment{Member: models.Member{Name: fmt.Sprintf("Member %02d", i), BirthMonth: 1 + i%12, BirthDay: 10}, Phone: fmt.Sprintf("139571281%02d", i), StoreID: st.ID,
			Consents: []models.MemberConsent{{Purpose: models.ConsentSharing, Channel: "any", TextVersion: members.TextVersion}}})
		require.NoError(t, err)
	}
}

// history is a job's past runs and lines of the trail.
func history(t *testing.T, b *apptest.Book) {
	at := b.Moment()
	require.NoError(t, b.DB.InTx(context.Background(), func(tx *db.Tx) error {
		for i := range 45 {
			on := at.At.Add(time.Duration(i) * time.Minute)
			run := runs.Record{Job: "check-counters", SlotKey: runs.SlotKey(on), AsOfOn: at.On, State: runs.Done, Detail: `{"statements":1234}`, RequestedAt: on, StartedAt: &on, FinishedAt: &on}
			if err := tx.Create(&run).Error; err != nil {
				return err
			}
			if err := audit.Write(tx, models.Moment{At: on, On: at.On}, apptest.Finance, audit.Act{Action: "hold.release", SubjectKind: "order", Subject: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// TestEveryListPagesThroughAllItsRowsOnce walks each list by each of its sorts:
// forward through the pages it shows exactly what the spreadsheet holds, and
// back again the same in reverse.
func TestEveryListPagesThroughAllItsRowsOnce(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		bookOfLists(t, b)
		history(t, b)
		people(t, b, a)
		var asked []string
		a.Jobs = timetable(&asked)
		many := 0
		for role, paths := range listsOf {
			c := visit(t, a, role)
			for _, full := range paths {
				path, query, _ := strings.Cut(full, "?")
				first := c.Get(path + "?size=20&" + query)
				require.Equal(t, 200, first.Status, full)
				for _, by := range sortLink.FindAllStringSubmatch(first.Body, -1) {
					many += walk(t, c, path, html.UnescapeString(by[1]))
				}
			}
		}
		require.Greater(t, many, 20, "lists of several pages are seen")
	})
}

// walk goes through a list and back, and returns how many pages it has.
func walk(t *testing.T, c *apptest.Client, path, query string) int {
	t.Helper()
	sheet := c.Get(path + query + "&format=csv")
	require.Equal(t, 200, sheet.Status, path+query)
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(sheet.Body, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	var want, got []string
	for _, l := range lines[1:] {
		want = append(want, l[0])
	}
	var pages []string
	for at := path + query; at != ""; {
		page := c.Get(at).Body
		pages = append(pages, page)
		got = append(got, heads(page)...)
		require.LessOrEqual(t, len(pages), 20, at)
		at = neighbour(path, page, "Next")
	}
	require.Equal(t, want, got, path+query)
	if len(pages) > 1 {
		require.Equal(t, heads(pages[len(pages)-1])[len(heads(pages[len(pages)-1]))-1], heads(c.Get(neighbour(path, pages[0], "Last page")).Body)[19], "the last page ends with the last row")
		require.Equal(t, heads(pages[0]), heads(c.Get(neighbour(path, pages[len(pages)-1], "First page")).Body))
	}
	var back []string
	for at := pages[len(pages)-1]; ; {
		back = append(heads(at), back...)
		prev := neighbour(path, at, "Previous")
		if prev == "" {
			break
		}
		at = c.Get(prev).Body
	}
	require.Equal(t, want, back, "back through "+path+query)
	return len(pages)
}

func TestAListIsNarrowedAndToldWhatIsWrong(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		bookOfLists(t, b)
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		require.Len(t, heads(c.Get("/finance/holds?size=100").Body), 24)
		require.Len(t, heads(c.Get("/finance/holds?size=100&q=L1").Body), 8)
		require.Len(t, heads(c.Get("/finance/holds?size=100&q=L1+nothing").Body), 0)
		require.Contains(t, c.Get("/finance/holds?q=%25").Body, "Nothing matches", "a sign of the engine's own finds nothing")
		require.Len(t, heads(c.Get("/finance/holds?total_from=1").Body), 24)
		require.Len(t, heads(c.Get("/finance/holds?total_to=1").Body), 0)
		for _, query := range []string{"date_from=yesterday", "total_from=much", "date_to=2026-02-30", "total_to=1e99"} {
			r := c.Get("/finance/holds?" + query)
			require.Equal(t, 422, r.Status, query)
			require.Contains(t, r.Body, html.EscapeString(strings.SplitN(query, "=", 2)[1]), "what was typed stays")
			require.NotContains(t, r.Body, `class="chip"`, "what does not count has no chip")
		}
		all := c.Get("/finance/receipts?cleared_from=yesterday&cleared_to=2026-06-30&amount_from=much&state=odd&method=bank")
		require.Equal(t, 422, all.Status)
		for _, said := range []string{"“yesterday”", "“much”", "“odd”", `aria-describedby="e-cleared_from"`, `aria-describedby="e-amount_from"`} {
			require.Contains(t, all.Body, said, "all of it at once")
		}
		require.Equal(t, 2, strings.Count(all.Body, `class="chip"`), "those that count: the day and the method")
		require.Contains(t, c.Get("/finance/receipts?amount_from=5&amount_to=4").Body, "ends below where it begins")
		for _, path := range []string{"/finance/holds?", "/finance/ageing?", "/finance/cockpit/export?"} {
			odd := c.Get(path + "format=pdf")
			require.Equal(t, 400, odd.Status, path)
			require.Contains(t, odd.Body, "There is no format “pdf”", path)
		}
		for _, query := range []string{"sort=o.id;DROP", "cols=a,b,,", "size=1000000", "after=%00", "after=e30", "before=eyJ2IjoiJyIsImkiOi0xfQ", "at=-5", "sel=1,x", "end=1&after=x"} {
			require.Contains(t, []int{200}, c.Get("/finance/holds?"+query).Status, query)
		}
		few := c.Get("/finance/receipts?cols=amount&cols=state")
		require.Equal(t, []string{"Receipt", "Amount", "Status"}, columnsOf(few.Body), "the first column always stays")
	})
}

// TestASearchIsBounded: thousands of words are as good as the first few.
func TestASearchIsBounded(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		b.Deliver(b.Place(b.Agent("L1", 1000).ID, 1, models.OutcomeApprove).ID)
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		require.Equal(t, 200, c.Get("/finance/invoices?q="+strings.Repeat("L1+x+", 1400)).Status)
		require.Len(t, heads(c.Get("/finance/invoices?q="+strings.Repeat("L1+", 1500)).Body), 1)
	})
}

// TestAnOpeningIsOpenInTheListOfInvoices: what was taken over from another
// system is owed as any other invoice, and found by its number as it was
// written there.
func TestAnOpeningIsOpenInTheListOfInvoices(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		b.Deliver(b.Place(b.Agent("L1", 1000).ID, 7, models.OutcomeApprove).ID)
		require.NoError(t, a.DB.InTx(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE open_items SET kind = 'opening', number = 'old-17'")
			if err == nil {
				_, err = tx.Change("UPDATE invoices SET number = 'old-17'")
			}
			return err
		}))
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		require.Len(t, heads(c.Get("/finance/invoices?open=open").Body), 1)
		require.Len(t, heads(c.Get("/finance/invoices?q=old-1").Body), 1)
		require.Len(t, heads(c.Get("/finance/invoices?q=OLD-1").Body), 0, "as it was written")
	})
}

// TestTheRunsOfAJob: failed ones that are tried again stand apart from those
// that are given up; what was counted is in words.
func TestTheRunsOfAJob(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		var asked []string
		a.Jobs = timetable(&asked)
		at := b.Moment()
		for i, r := range []runs.Record{
			{State: runs.Done, Detail: `{"statements":12345}`}, {State: runs.Failed, Failures: 1, Message: "the <counter> differs"},
			{State: runs.Failed, Failures: runs.MaxFailures}, {State: runs.Failed, Failures: 1, SlotKey: "manual:" + runs.SlotKey(at.At) + ":1", RequestedBy: "Nancy"},
		} {
			began, ended := at.At, at.At.Add(1500*time.Millisecond)
			if r.SlotKey == "" {
				r.SlotKey = runs.SlotKey(at.At.Add(time.Duration(i) * time.Hour))
			}
			r.Job, r.AsOfOn, r.RequestedAt, r.StartedAt, r.FinishedAt = "check-counters", at.On, at.At, &began, &ended
			if r.Detail == "" {
				r.Detail = "{}"
			}
			require.NoError(t, b.DB.InTx(context.Background(), func(tx *db.Tx) error { return tx.Create(&r).Error }))
		}
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleAdmin)
		page := c.Get("/admin/jobs/check-counters").Body
		for _, said := range []string{"12,345", "the &lt;counter&gt; differs", "1.5s", "Nancy", "The clock", "2026-06-01 12:00:00"} {
			require.Contains(t, page, said)
		}
		for query, want := range map[string]int{"state=given_up": 2, "state=failed": 1, "state=done": 1, "by=person": 1, "by=clock": 3, "q=counter": 1, "as_of_from=2026-06-02": 0} {
			require.Len(t, heads(c.Get("/admin/jobs/check-counters?"+query).Body), want, query)
		}
		require.Empty(t, heads(c.Get("/admin/jobs/run-standard").Body), "those of another job")
	})
}

// TestTheDocumentsOfAnAgent: each kind in its own scope, what is open and what
// became of it; the filter of states means what the rows say.
func TestTheDocumentsOfAnAgent(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		own, other := b.Agent("A1", 1000), b.Agent("A2", 1000)
		inv := b.Deliver(b.Place(own.ID, 100, models.OutcomeApprove).ID)
		foreign := b.Deliver(b.Place(other.ID, 5, models.OutcomeApprove).ID)
		n, err := b.Receivables.IssueCreditNote(context.Background(), apptest.Finance, receivables.CreditNoteInput{InvoiceID: inv.ID, RequestKey: b.Key(), Gross: 20_00, Reason: "return"})
		require.NoError(t, err)
		b.Clock.Set("2026-06-02")
		r := b.Pay(own.ID, 30)
		owner, buyer := apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentOwner, own.ID), apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentBuyer, own.ID)
		numbers := func(c *apptest.Client, query string) []string { return heads(c.Get("/agent/documents?" + query).Body) }
		require.Equal(t, []string{r.Number, n.Number, inv.Number}, numbers(owner, "q="))
		require.Equal(t, []string{n.Number, inv.Number}, numbers(buyer, "q="), "buyers see no money")
		require.NotContains(t, owner.Get("/agent/documents").Body, foreign.Number)
		for query, want := range map[string][]string{"kind=credit_note": {n.Number}, "q=" + inv.Number[:3]: {inv.Number}, "q=%25": nil, "state=open": {inv.Number}, "state=settled": {n.Number}, "state=posted": {r.Number},
			"state=overdue": nil, "date_from=2026-06-02": {r.Number}, "amount_from=1": {inv.Number}} {
			require.Equal(t, want, numbers(owner, query), query)
		}
		b.Clock.Set(inv.DueOn.AddDays(1).String())
		owner = apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentOwner, own.ID)
		late := owner.Get("/agent/documents?state=overdue")
		require.Equal(t, []string{inv.Number}, heads(late.Body))
		require.Contains(t, late.Body, "Overdue</span>")
		require.Contains(t, late.Body, fmt.Sprintf(`href="/agent/invoices/%d/pdf"`, inv.ID))
		require.Contains(t, owner.Get("/agent/documents?format=csv").Body, "-20.00")
		buyer = apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentBuyer, own.ID)
		require.Equal(t, 422, buyer.Get("/agent/documents?kind=receipt").Status, "not one of the buyer's kinds")
	})
}

func columnsOf(page string) (out []string) {
	for _, m := range regexp.MustCompile(`<th role="columnheader"[^>]*>(.*?)</th>`).FindAllStringSubmatch(page, -1) {
		out = append(out, html.UnescapeString(tags.ReplaceAllString(m[1], "")))
	}
	return out
}

func TestAViewIsKeptOpenedAndForgotten(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		c, other := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance), apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance)
		keep := func(name, query string, more ...string) apptest.Answer {
			return c.Post("/views", append([]string{"list", "receipts", "path", "/finance/receipts", "name", name, "query", query}, more...)...)
		}
		require.Equal(t, 422, keep(" ", "q=a").Status)
		require.Equal(t, 422, keep("x", strings.Repeat("a", 2001)).Status)
		require.Equal(t, "/finance/receipts?q=a", keep("large ones", "q=a").Location)
		require.Contains(t, c.Get("/finance/receipts?q=b").Body, "large ones")
		require.NotContains(t, other.Get("/finance/receipts").Body, "large ones")
		require.Equal(t, 200, c.Get("/finance/receipts").Status)
		require.Equal(t, 303, keep("mine", "state=unallocated", "preferred", "1").Status)
		require.Equal(t, "/finance/receipts?state=unallocated", c.Get("/finance/receipts").Location, "the preferred view opens by itself")
		require.Equal(t, 200, c.Get("/finance/receipts?q=").Status, "and can be left")
		drop := regexp.MustCompile(`/views/\d+/removal`)
		first := drop.FindString(c.Get("/finance/receipts?q=").Body)
		require.Equal(t, 303, c.Post(first, "path", "/finance/receipts").Status)
		undo := c.Get("/finance/receipts?q=").Body
		require.Contains(t, undo, `<form class="actions" method="post" action="/views">`, "what was forgotten can be taken back")
		require.Equal(t, "/finance/receipts?q=a", keep("large ones", "q=a").Location)
		for _, at := range slices.Compact(drop.FindAllString(c.Get("/finance/receipts?q=").Body, -1)) {
			require.Equal(t, 404, other.Post(at).Status)
			require.Equal(t, 303, c.Post(at, "path", "//elsewhere").Status)
		}
		require.Equal(t, 200, c.Get("/finance/receipts").Status)
		require.Contains(t, keep("a", "x=%zz").Body, "malformed")
	})
}

// TestMarkedRowsAreActedOnOneByOne: what one refuses does not undo the others,
// and the page says which and why.
func TestMarkedRowsAreActedOnOneByOne(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("L1", 100)
		first, second := b.Place(agent.ID, 500, models.OutcomeHold), b.Place(agent.ID, 600, models.OutcomeHold)
		c := apptest.SignIn(t, a.Web, a.Auth, models.RoleFinanceManager)
		require.Equal(t, 422, c.Post("/finance/holds/releases", "reason", "x").Status, "nothing is marked")
		ids := []string{"sel", fmt.Sprint(first.ID), "sel", fmt.Sprint(second.ID)}
		r := c.Post("/finance/holds/releases", ids...)
		require.Equal(t, 409, r.Status, "a release needs a reason")
		require.Contains(t, r.Body, first.Number())
		require.Equal(t, 303, c.Post("/finance/holds/releases", "sel", fmt.Sprint(first.ID), "reason", "good payer").Status)
		r = c.Post("/finance/holds/releases", append(ids, "sel", "9999", "reason", "good payer")...)
		require.Equal(t, 409, r.Status)
		require.Contains(t, r.Body, "1 done")
		require.Contains(t, r.Body, first.Number(), "released already")
		require.Contains(t, r.Body, "SO00009999")
		require.NotContains(t, r.Body, second.Number(), "which was done")
		require.Contains(t, r.Body, `value="9999" checked`, "what was not done stays marked")
		require.Contains(t, r.Body, `value="good payer"`, "and what was typed stays")
		third := b.Place(agent.ID, 700, models.OutcomeHold)
		r = c.Post("/finance/holds/releases", "sel", fmt.Sprint(third.ID), "query", "q=L1&size=20", "reason", "")
		back := regexp.MustCompile(`href="(/finance/holds\?[^"]+)"`).FindStringSubmatch(r.Body)
		require.NotNil(t, back, r.Body)
		require.Equal(t, fmt.Sprintf("/finance/holds?q=L1&sel=%d&size=20", third.ID), html.UnescapeString(back[1]), "back to the list as it was")
		require.Contains(t, c.Get(html.UnescapeString(back[1])).Body, fmt.Sprintf(`value="%d" checked`, third.ID))
		require.Equal(t, "/finance/holds?q=L1", c.Post("/finance/holds/releases", "sel", fmt.Sprint(third.ID), "query", "q=L1", "reason", "x").Location)
		sales := apptest.SignIn(t, a.Web, a.Auth, models.RoleSalesManager)
		require.Equal(t, 403, sales.Post("/finance/holds/releases", append(ids, "reason", "x")...).Status)
		require.Equal(t, 303, sales.Post("/sales/orders/confirmations", ids...).Status)
	})
}
