package stories

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"assay/app/e2e"
	"assay/models"
)

// The grid from the keyboard alone: / to search, Enter to the first hit,
// Ctrl+Enter to submit; and the browser's Back, which brings the form as it
// was sent, places nothing twice.
func TestTheGridFromTheKeyboard(t *testing.T) {
	ctx, cancel := context.WithTimeout(e2e.Browser(t), 2*time.Minute)
	defer cancel()
	s := e2e.Serve(t)
	s.SignIn(ctx, t, models.RoleAgentBuyer)
	orders := func() int64 { return s.First(t, "SELECT COUNT(*) FROM orders") }
	wait := chromedp.Sleep(1200 * time.Millisecond)
	focus := `document.activeElement.name + '=' + document.activeElement.value`

	var searching, first, row, total string
	require.NoError(t, chromedp.Run(ctx, e2e.Size(1440), chromedp.Navigate(s.Base+"/agent/order"),
		chromedp.Evaluate(`document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', bubbles: true, cancelable: true}))`, nil),
		chromedp.Evaluate(focus, &searching), chromedp.KeyEvent("G-BG"), chromedp.KeyEvent(kb.Enter), wait,
		chromedp.Evaluate(focus, &first), chromedp.KeyEvent("2"), wait,
		chromedp.Text(`#order-grid tbody tr:first-child [data-line=a]`, &row, chromedp.ByQuery),
		chromedp.Text(`#cart dd.total`, &total, chromedp.ByQuery)))
	require.Equal(t, "q=", searching)
	require.Contains(t, first, "q.G-BG-", "the first quantity of what was found")
	require.Contains(t, total, row, "the row that was reckoned here and the server's total")

	before := orders()
	var there, back, asked, key string
	require.NoError(t, chromedp.Run(ctx, chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(input.ModifierCtrl)), wait,
		chromedp.WaitVisible(".page-head h1 .badge", chromedp.ByQuery), chromedp.Location(&there),
		chromedp.NavigateBack(), chromedp.WaitVisible("#cart", chromedp.ByQuery), wait))
	require.Contains(t, there, "/agent/orders/")
	require.Equal(t, before+1, orders())
	require.NoError(t, chromedp.Run(ctx, chromedp.Text(`#cart dd.total`, &back, chromedp.ByQuery), chromedp.Value(`[name=key]`, &key, chromedp.ByQuery)))
	if back != total {
		require.Contains(t, back, "0.00", "either the form is as it was, or it is empty")
		return
	}
	require.NoError(t, chromedp.Run(ctx, chromedp.Evaluate(`document.querySelector('[data-submit]').click()`, nil), wait, chromedp.Location(&asked)))
	require.Equal(t, before+1, orders(), "the same form again places no second order")
}
