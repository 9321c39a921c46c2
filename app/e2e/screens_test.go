package e2e

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
// folder: go test ./app/e2e -run TestScreens. Where that holds a folder pages,
// each page has one in there, as the first sees it who may, and an index.
func TestScreens(t *testing.T) {
	dir := os.Getenv("ASSAY_SCREENS")
	if dir == "" {
		t.Skip("ASSAY_SCREENS names no folder")
	}
	_, err := os.Stat(filepath.Join(dir, "pages"))
	all := err == nil
	ctx, s := browser(t), serve(t)
	seen := map[string]models.Role{}
	for _, p := range s.inOrder(t) {
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
			s.shoot(ctx, t, path, x.width, page.CaptureScreenshotFormatJpeg, filepath.Join(dir, x.name+".jpg"))
		}
		if p.role != "" {
			s.prefer(t, p, desk.lang, desk.theme())
		}
		for _, at := range places {
			if _, has := seen[at.route]; all && !has {
				seen[at.route] = p.role
				s.shoot(ctx, t, at.path, desk.width, page.CaptureScreenshotFormatWebp, filepath.Join(dir, "pages", pictureOf(at.route)))
			}
		}
	}
	if all {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "README.md"), index(seen), 0o600))
	}
}

// inOrder is everybody, those who see most of their part first.
func (s site) inOrder(t *testing.T) []person {
	first := []models.Role{models.RoleAdmin, models.RoleSalesManager, models.RoleFinanceManager, models.RoleAgentOwner} // the last one leads
	people := s.everybody(t)
	slices.SortStableFunc(people, func(a, b person) int { return slices.Index(first, b.role) - slices.Index(first, a.role) })
	return people
}

// shoot writes what a window of some width shows of a page.
func (s site) shoot(ctx context.Context, t *testing.T, path string, width int64, format page.CaptureScreenshotFormat, file string) {
	t.Helper()
	require.NoError(t, chromedp.Run(ctx, size(width), chromedp.Navigate(s.base+path), chromedp.WaitReady("body"), chromedp.ActionFunc(func(ctx context.Context) error {
		if err := page.BringToFront().Do(ctx); err != nil {
			return err
		}
		raw, err := page.CaptureScreenshot().WithFormat(format).WithQuality(80).Do(ctx)
		if err != nil {
			return err
		}
		return os.WriteFile(file, raw, 0o600)
	})), path)
}

// pictureOf is the file of a page's picture.
func pictureOf(route string) string {
	name := strings.Trim(strings.NewReplacer("/:", "-", "/", "-", "?", "-", "=", "-", ":", "").Replace(route), "-")
	if name == "" {
		name = "front"
	}
	return name + ".webp"
}

// index lists the pictures of the pages by their addresses.
func index(seen map[string]models.Role) []byte {
	out := []byte("# Every page\n\nThe demo's company at 1440 px, in Chinese; made by `ASSAY_SCREENS=docs/screens go test ./app/e2e -run TestScreens`.\n\n| page | as |\n|---|---|\n")
	for _, route := range slices.Sorted(maps.Keys(seen)) {
		out = fmt.Appendf(out, "| [`%s`](pages/%s) | %s |\n", route, pictureOf(route), cmp.Or(string(seen[route]), "anybody"))
	}
	return out
}
