package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"assay/models"
)

// screen is a picture for docs/screens.
type screen struct {
	name string
	role models.Role
	path string // a parameter stands for the first that is linked
	shape
}

var desk = shape{"zh-CN", false, 1440}

var screens = []screen{
	{"home-agent", models.RoleAgentOwner, "/agent", desk},
	{"home-agent-phone", models.RoleAgentOwner, "/agent", shape{"zh-CN", false, 390}},
	{"home-finance", models.RoleFinanceManager, "/home", desk},
	{"home-sales", models.RoleSalesManager, "/home", desk},
	{"home-admin", models.RoleAdmin, "/home", desk},
	{"order-grid", models.RoleAgentBuyer, "/agent/order", desk},
	{"order-grid-phone", models.RoleAgentBuyer, "/agent/order", shape{"en", true, 390}},
	{"order", models.RoleAgentOwner, "/agent/orders/:id", desk},
	{"orders", models.RoleSalesManager, "/sales/orders", desk},
	{"orders-en", models.RoleSalesManager, "/sales/orders", shape{"en", false, 1440}},
	{"cockpit", models.RoleFinanceManager, "/finance/cockpit", desk},
	{"cockpit-dark", models.RoleFinanceManager, "/finance/cockpit", shape{"en", true, 1440}},
	{"agent", models.RoleFinanceManager, "/finance/agents/:id", desk},
	{"hold", models.RoleFinanceManager, "/finance/holds/:id", desk},
	{"hold-phone", models.RoleFinanceManager, "/finance/holds/:id", shape{"zh-CN", false, 390}},
	{"ageing", models.RoleFinance, "/finance/ageing", desk},
	{"receipts", models.RoleFinance, "/finance/receipts", desk},
	{"statement", models.RoleAgentOwner, "/agent/statements/:id", desk},
	{"invoice", models.RoleAgentOwner, "/agent/invoices/:id", desk},
	{"standard", models.RoleFinanceManager, "/finance/standard", desk},
	{"search", models.RoleFinance, "/search?q=hz", desk},
	{"jobs", models.RoleAdmin, "/admin/jobs", desk},
	{"run", models.RoleFinance, "/runs/:id", desk},
	{"help", models.RoleFinance, "/help", shape{"en", false, 1440}},
}

// TestScreens writes the pictures of docs/screens where ASSAY_SCREENS names the
// folder: go test ./app/e2e -run TestScreens.
func TestScreens(t *testing.T) {
	dir := os.Getenv("ASSAY_SCREENS")
	if dir == "" {
		t.Skip("ASSAY_SCREENS names no folder")
	}
	ctx, s := browser(t), serve(t)
	for _, p := range s.everybody(t)[1:] {
		places := s.explore(t, p)
		require.NoError(t, chromedp.Run(ctx, s.be(p)))
		for _, x := range screens {
			if x.role != p.role {
				continue
			}
			path := x.path
			for _, at := range places {
				if at.route == x.path {
					path = at.path
				}
			}
			s.prefer(t, p, x.lang, x.theme())
			require.NoError(t, chromedp.Run(ctx, size(x.width), chromedp.Navigate(s.base+path), chromedp.WaitReady("body"), chromedp.ActionFunc(func(ctx context.Context) error {
				if err := page.BringToFront().Do(ctx); err != nil {
					return err
				}
				jpeg, err := page.CaptureScreenshot().WithFormat(page.CaptureScreenshotFormatJpeg).WithQuality(80).Do(ctx)
				if err != nil {
					return err
				}
				return os.WriteFile(filepath.Join(dir, x.name+".jpg"), jpeg, 0o600)
			})), x.name)
		}
	}
}
