package stories

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"assay/app/e2e"
	"assay/models"
)

// An order placed on a phone, through the grid as a person fills it.
func TestOrderOnAPhone(t *testing.T) {
	ctx := e2e.Browser(t)
	s := e2e.Serve(t)
	s.SignIn(ctx, t, models.RoleAgentBuyer)
	var url, title string
	var cart string
	require.NoError(t, chromedp.Run(ctx, e2e.Size(390), chromedp.Navigate(s.Base+"/agent/order"),
		chromedp.SetValue(`#order-grid tbody tr:first-child input`, "1", chromedp.ByQuery),
		chromedp.Evaluate(`document.querySelector('#order-grid tbody tr:first-child input').dispatchEvent(new Event('input', {bubbles: true}))`, nil),
		chromedp.Sleep(1500*time.Millisecond), chromedp.Text("#cart .figure", &cart, chromedp.ByQuery),
		chromedp.Click("[data-submit]", chromedp.ByQuery), chromedp.WaitVisible(".page-head h1 .badge", chromedp.ByQuery),
		chromedp.Location(&url), chromedp.Text("h1", &title, chromedp.ByQuery)))
	require.NotContains(t, cart, "¥0.00", "the cart follows the grid without a reload")
	require.Contains(t, url, "/agent/orders/")
	require.Contains(t, title, "SO0")
}
