// Package stories tells what people do, in a browser.
package stories

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"assay/app/db"
	"assay/app/e2e"
	"assay/models"
)

func TestMain(m *testing.M) { e2e.Main(m) }

// tab is somebody before a screen of one width.
type tab struct {
	context.Context
	*testing.T
	e2e.Site
	width int64
}

// eachWidth tells a story on a phone or at a desk, every night on both.
func eachWidth(t *testing.T, first int64, story func(b tab)) {
	widths := []int64{first}
	if e2e.Nightly {
		widths = []int64{390, 1440}
	}
	for _, width := range widths {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			b := tab{e2e.Browser(t), t, e2e.Serve(t), width}
			b.do(e2e.Size(width))
			story(b)
		})
	}
}

func (b tab) do(actions ...chromedp.Action) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context, 20*time.Second)
	defer cancel()
	require.NoError(b, chromedp.Run(ctx, actions...))
}

// sit gives the tab the session of somebody with the role.
func (b tab) sit(role models.Role) e2e.Person {
	p := b.Enter(b.T, role, b.First(b.T, "SELECT a.scope_id FROM user_grants a WHERE a.role = 'agent_owner'"))
	b.do(b.Be(p))
	return p
}

func (b tab) open(path string) { b.Helper(); b.do(chromedp.Navigate(b.Base + path)) }

// press clicks what leads to another page, and waits for it.
func (b tab) press(selector string) (status int64) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context, 20*time.Second)
	defer cancel()
	r, err := chromedp.RunResponse(ctx, chromedp.Click(selector, chromedp.ByQuery, chromedp.NodeVisible))
	require.NoError(b, err, selector)
	return r.Status
}

func (b tab) text(selector string) (s string) {
	b.Helper()
	b.do(chromedp.Text(selector, &s, chromedp.ByQuery))
	return s
}

func (b tab) value(selector string) (s string) {
	b.Helper()
	b.do(chromedp.Value(selector, &s, chromedp.ByQuery))
	return s
}

// typeIn replaces what a field holds, key by key.
func (b tab) typeIn(selector, text string) {
	b.Helper()
	b.do(chromedp.Evaluate(fmt.Sprintf("document.querySelector(%q).select()", selector), nil), chromedp.SendKeys(selector, text, chromedp.ByQuery))
}

func (b tab) at() (path string) {
	b.Helper()
	b.do(chromedp.Location(&path))
	return path[len(b.Base):]
}

// submit is the button that places an order at this width.
func (b tab) submit() string {
	if b.width < 500 {
		return "[data-submit]"
	}
	return "aside [name=do][value=submit]"
}

const firstRow = "#order-grid tbody tr:first-child input"

func TestOverTheLimitAndOutOfIt(t *testing.T) {
	eachWidth(t, 1440, func(b tab) {
		b.sit(models.RoleAgentOwner)
		b.open("/agent/order")
		b.typeIn(firstRow, "90000")
		b.do(chromedp.Sleep(1500 * time.Millisecond))
		over := b.text("#cart")
		require.Regexp(b, "需信用审核|不能通过", over, "the cart says what would become of it")
		require.Contains(b, over, "尚缺", "by how much it is over")
		b.typeIn(firstRow, "1")
		b.do(chromedp.Sleep(1500 * time.Millisecond))
		require.Contains(b, b.text("#cart"), "自动通过")
		require.EqualValues(b, 200, b.press(b.submit()))
		require.Regexp(b, `^/agent/orders/\d+$`, b.at())
		require.Contains(b, b.text("main [role=status]"), "额度已预留")
	})
}

func TestAHoldIsReleased(t *testing.T) {
	eachWidth(t, 390, func(b tab) {
		b.sit(models.RoleFinanceManager)
		b.open("/finance/holds")
		b.press("main table a[href^='/finance/holds/']")
		was := b.text("h1 .badge")
		b.typeIn("#f-reason", "付款已确认 🙂")
		require.EqualValues(b, 200, b.press("[formaction$='/release']"))
		require.NotContains(b, b.text("body"), "405")
		require.Contains(b, b.text("main [role=status]"), "放行")
		require.NotEmpty(b, was)
	})
}

func TestAReceiptIsPostedAndAllocated(t *testing.T) {
	eachWidth(t, 1440, func(b tab) {
		b.sit(models.RoleFinance)
		b.open("/finance/receipts")
		b.typeIn("#f-agent", "HZ-0001")
		b.typeIn("#f-amount", "1234.56")
		b.do(chromedp.Click("[name=manual]", chromedp.ByQuery))
		b.press("form[action='/finance/receipts'] .btn-primary")
		require.Regexp(b, `^/finance/receipts/\d+$`, b.at())
		require.Contains(b, b.text("main"), "1,234.56")
		b.press("form:has([name=automatic]) button")
		require.Contains(b, b.text("section[aria-labelledby=rw]"), "1,234.56", "all of it went to the oldest item")
	})
}

func TestFromAFigureToItsDocument(t *testing.T) {
	eachWidth(t, 390, func(b tab) {
		b.sit(models.RoleFinance)
		b.open("/finance/cockpit")
		b.press("main .kpis a[href^='/finance/items?']")
		b.press("main table a[href^='/finance/items/']")
		require.Regexp(b, `^/finance/items/\d+$`, b.at())
		b.press("main a[href^='/finance/invoices/']")
		require.Regexp(b, `^/finance/invoices/\d+$`, b.at())
		require.Contains(b, b.text("h1"), "INV")
	})
}

func TestAProposalIsApproved(t *testing.T) {
	eachWidth(t, 1440, func(b tab) {
		p := models.StandardProposal{RunID: b.First(b.T, "SELECT MAX(id) FROM standard_runs"), Segment: "all", FromLevel: "normal", ToLevel: "strict", State: models.ProposalOpen, ProposedAt: e2e.Now}
		require.NoError(b, b.App.DB.InTx(b.Context, func(tx *db.Tx) error {
			if _, err := tx.Change("UPDATE standard_proposals SET state = 'rejected' WHERE state = 'open'"); err != nil {
				return err
			}
			if err := tx.Raw("SELECT version FROM standard_states WHERE segment = 'all'").Scan(&p.StateVersion).Error; err != nil {
				return err
			}
			return tx.Create(&p).Error
		}))
		b.sit(models.RoleFinanceManager)
		b.open("/finance/standard")
		form := fmt.Sprintf("form[action='/finance/standard/proposals/%d/decision']", p.ID)
		b.typeIn(form+" #f-reason", "损失率偏高")
		b.press(form + " [value=approve]")
		var state string
		require.NoError(b, b.App.DB.Read(b.Context).Raw("SELECT state FROM standard_proposals WHERE id = ?", p.ID).Scan(&state).Error)
		require.Equal(b, "approved", state)
	})
}

// Nothing that was typed is lost when the language changes in the middle.
func TestAnotherLanguageInTheMiddleOfAForm(t *testing.T) {
	eachWidth(t, 1440, func(b tab) {
		b.sit(models.RoleFinance)
		b.open("/finance/receipts?sort=number")
		b.typeIn("#f-agent", "HZ-0001")
		b.typeIn("#f-amount", "77.5")
		b.do(chromedp.SetValue("#f-method", "cash", chromedp.ByQuery), chromedp.Click("[name=manual]", chromedp.ByQuery))
		b.press("[action='/language'] button")
		require.Equal(b, "/finance/receipts?sort=number", b.at(), "and the list is as it was")
		var lang string
		var manual bool
		b.do(chromedp.Evaluate("document.documentElement.lang", &lang), chromedp.Evaluate("document.querySelector('[name=manual]').checked", &manual))
		require.Equal(b, "en", lang)
		require.Equal(b, []string{"HZ-0001", "77.5", "cash"}, []string{b.value("#f-agent"), b.value("#f-amount"), b.value("#f-method")})
		require.True(b, manual)

		b.typeIn("#f-amount", "-3")
		require.EqualValues(b, 422, b.press("form[action='/finance/receipts'] .btn-primary"))
		b.press("[action='/language'] button")
		require.Equal(b, "/finance/receipts", b.at(), "what a form was sent to is no page to come back to")
		b.open("/finance/receipts")
		require.Empty(b, b.value("#f-agent"), "it comes along once, not for ever")

		b.sit(models.RoleAgentBuyer)
		b.open("/agent/order")
		b.typeIn(firstRow, "3")
		b.typeIn("#f-note", "靠窗")
		b.press("[formaction^='/language']")
		b.do(chromedp.Sleep(time.Second))
		require.Equal(b, []string{"3", "靠窗"}, []string{b.value(firstRow), b.value("#f-note")})
		require.NotContains(b, b.text("#cart dd.total"), "0.00", "the cart knows the quantities")
	})
}

// Without scripts: an order, a release and a receipt.
func TestWithoutScripts(t *testing.T) {
	eachWidth(t, 390, func(b tab) {
		b.do(emulation.SetScriptExecutionDisabled(true))
		b.sit(models.RoleAgentBuyer)
		b.open("/agent/order")
		b.do(chromedp.SetValue(firstRow, "2", chromedp.ByQuery))
		b.press("[data-manual]")
		require.NotContains(b, b.text("#cart dd.total"), "¥0.00")
		b.press(b.submit())
		require.Regexp(b, `^/agent/orders/\d+$`, b.at())

		b.sit(models.RoleFinanceManager)
		b.open("/finance/holds")
		b.press("main table a[href^='/finance/holds/']")
		b.do(chromedp.SetValue("#f-reason", "ok", chromedp.ByQuery))
		require.EqualValues(b, 200, b.press("[formaction$='/release']"))

		b.open("/finance/receipts")
		b.do(chromedp.SetValue("#f-agent", "HZ-0001", chromedp.ByQuery), chromedp.SetValue("#f-amount", "50", chromedp.ByQuery))
		b.press("form[action='/finance/receipts'] .btn-primary")
		require.Regexp(b, `^/finance/receipts/\d+$`, b.at())
	})
}

// A session that ends in the middle of a form costs a password, nothing more.
func TestTheSessionEndsInTheMiddleOfAForm(t *testing.T) {
	eachWidth(t, 390, func(b tab) {
		b.SignIn(b.Context, b.T, models.RoleFinance)
		b.open("/finance/receipts")
		b.typeIn("#f-agent", "HZ-0001")
		b.typeIn("#f-amount", "321")
		require.NoError(b, b.App.DB.InTx(b.Context, func(tx *db.Tx) error { _, err := tx.Change("DELETE FROM sessions"); return err }))
		require.EqualValues(b, 401, b.press("form[action='/finance/receipts'] .btn-primary"))
		l := b.Login(models.RoleFinance)
		b.typeIn("#f-login", l.Login)
		b.typeIn("#f-password", l.Password)
		b.press("form[action='/sign-in'] .btn-primary")
		require.Contains(b, b.text("main"), "321", "the form is there again")
		b.press("main form .btn-primary")
		require.Regexp(b, `^/finance/receipts/\d+$`, b.at())
		require.Contains(b, b.text("main"), "321.00")
	})
}

// On a slow line a button says that it works, and a second click does nothing.
func TestASlowLine(t *testing.T) {
	eachWidth(t, 1440, func(b tab) {
		b.sit(models.RoleFinance)
		b.open("/finance/receipts")
		posts := 0
		chromedp.ListenTarget(b.Context, func(ev any) {
			if e, ok := ev.(*network.EventRequestWillBeSent); ok && e.Request.Method == http.MethodPost {
				posts++
			}
		})
		b.typeIn("#f-agent", "HZ-0001")
		b.typeIn("#f-amount", "654")
		before := b.First(b.T, "SELECT COUNT(*) FROM receipts")
		var busy string
		send := `(() => { const b = document.querySelector("form[action='/finance/receipts'] .btn-primary"); b.click(); const busy = b.getAttribute('aria-busy'); b.click(); b.form.requestSubmit(b); return String(busy) })()`
		b.do(chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := network.EmulateNetworkConditionsByRule([]*network.Conditions{{Latency: 800, DownloadThroughput: 50_000, UploadThroughput: 20_000}}).Do(ctx)
			return err
		}),
			chromedp.Evaluate(send, &busy, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithUserGesture(true) }),
			chromedp.WaitVisible("section[aria-labelledby=rw]", chromedp.ByQuery))
		require.Equal(b, "true", busy)
		require.Equal(b, before+1, b.First(b.T, "SELECT COUNT(*) FROM receipts"))
		require.Equal(b, 1, posts)
	})
}

// Two tabs: who decides about what another has decided is told so.
func TestTwoTabs(t *testing.T) {
	eachWidth(t, 1440, func(b tab) {
		p := b.sit(models.RoleFinanceManager)
		b.open("/finance/holds")
		b.press("main table a[href^='/finance/holds/']")
		path := b.at()
		other := tab{e2e.Browser(b.T), b.T, b.Site, b.width}
		other.do(b.Be(p), e2e.Size(b.width))
		other.open(path)
		other.typeIn("#f-reason", "second")
		b.typeIn("#f-reason", "first")
		require.EqualValues(b, 200, b.press("[formaction$='/release']"))
		require.EqualValues(b, 409, other.press("[formaction$='/release']"))
		require.NotEmpty(b, other.text("main [role=alert]"))
	})
}
