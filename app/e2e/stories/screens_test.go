package stories

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

	"assay/app/e2e"
	"assay/models"
)

// screen is a picture for docs/screens.
type screen struct {
	name string
	role models.Role
	path string // a parameter stands for the first that is linked
	e2e.Shape
}

var desk = e2e.Shape{Lang: "zh-CN", Width: 1440}

var screens = []screen{
	{"home-agent", models.RoleAgentOwner, "/agent", desk},
	{"home-agent-phone", models.RoleAgentOwner, "/agent", e2e.Shape{Lang: "zh-CN", Dark: false, Width: 390}},
	{"home-finance", models.RoleFinanceManager, "/home", desk},
	{"home-sales", models.RoleSalesManager, "/home", desk},
	{"home-admin", models.RoleAdmin, "/home", desk},
	{"order-grid", models.RoleAgentBuyer, "/agent/order", desk},
	{"order-grid-phone", models.RoleAgentBuyer, "/agent/order", e2e.Shape{Lang: "en", Dark: true, Width: 390}},
	{"order", models.RoleAgentOwner, "/agent/orders/:id", desk},
	{"orders", models.RoleSalesManager, "/sales/orders", desk},
	{"orders-en", models.RoleSalesManager, "/sales/orders", e2e.Shape{Lang: "en", Dark: false, Width: 1440}},
	{"cockpit", models.RoleFinanceManager, "/finance/cockpit", desk},
	{"cockpit-dark", models.RoleFinanceManager, "/finance/cockpit", e2e.Shape{Lang: "en", Dark: true, Width: 1440}},
	{"agent", models.RoleFinanceManager, "/finance/agents/:id", desk},
	{"hold", models.RoleFinanceManager, "/finance/holds/:id", desk},
	{"hold-phone", models.RoleFinanceManager, "/finance/holds/:id", e2e.Shape{Lang: "zh-CN", Dark: false, Width: 390}},
	{"ageing", models.RoleFinance, "/finance/ageing", desk},
	{"receipts", models.RoleFinance, "/finance/receipts", desk},
	{"statement", models.RoleAgentOwner, "/agent/statements/:id", desk},
	{"invoice", models.RoleAgentOwner, "/agent/invoices/:id", desk},
	{"standard", models.RoleFinanceManager, "/finance/standard", desk},
	{"search", models.RoleFinance, "/search?q=hz", desk},
	{"jobs", models.RoleAdmin, "/admin/jobs", desk},
	{"run", models.RoleFinance, "/runs/:id", desk},
	{"help", models.RoleFinance, "/help", e2e.Shape{Lang: "en", Dark: false, Width: 1440}},
}

// TestScreens writes the pictures of docs/screens where ASSAY_SCREENS names the
// folder: go test ./app/e2e/stories -run TestScreens. Where that holds a folder pages,
// each page has one in there, as the first sees it who may, and an index.
func TestScreens(t *testing.T) {
	dir := os.Getenv("ASSAY_SCREENS")
	if dir == "" {
		t.Skip("ASSAY_SCREENS names no folder")
	}
	_, err := os.Stat(filepath.Join(dir, "pages"))
	all := err == nil
	ctx, s := e2e.Browser(t), e2e.Serve(t)
	seen := map[string]models.Role{}
	for _, p := range inOrder(t, s) {
		places := s.Explore(t, p)
		require.NoError(t, chromedp.Run(ctx, s.Be(p)))
		for _, x := range screens {
			if x.role != p.Role {
				continue
			}
			path := x.path
			for _, at := range places {
				if at.Route == x.path {
					path = at.Path
				}
			}
			s.Prefer(t, p, x.Lang, x.Theme())
			shoot(ctx, t, s, path, x.Width, page.CaptureScreenshotFormatJpeg, filepath.Join(dir, x.name+".jpg"))
		}
		if p.Role != "" {
			s.Prefer(t, p, desk.Lang, desk.Theme())
		}
		for _, at := range places {
			if _, has := seen[at.Route]; all && !has {
				seen[at.Route] = p.Role
				shoot(ctx, t, s, at.Path, desk.Width, page.CaptureScreenshotFormatWebp, filepath.Join(dir, "pages", pictureOf(at.Route)))
			}
		}
	}
	if all {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "README.md"), index(seen), 0o600))
	}
}

// inOrder is everybody, those who see most of their part first.
func inOrder(t *testing.T, s e2e.Site) []e2e.Person {
	first := []models.Role{models.RoleAdmin, models.RoleSalesManager, models.RoleFinanceManager, models.RoleAgentOwner} // the last one leads
	people := s.Everybody(t)
	slices.SortStableFunc(people, func(a, b e2e.Person) int { return slices.Index(first, b.Role) - slices.Index(first, a.Role) })
	return people
}

// shoot writes what a window of some width shows of a page.
func shoot(ctx context.Context, t *testing.T, s e2e.Site, path string, width int64, format page.CaptureScreenshotFormat, file string) {
	t.Helper()
	require.NoError(t, chromedp.Run(ctx, e2e.Size(width), chromedp.Navigate(s.Base+path), chromedp.WaitReady("body"), chromedp.ActionFunc(func(ctx context.Context) error {
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
	out := []byte("# Every page\n\nThe demo's company at 1440 px, in Chinese; made by `ASSAY_SCREENS=docs/screens go test ./app/e2e/stories -run TestScreens`.\n\n| page | as |\n|---|---|\n")
	for _, route := range slices.Sorted(maps.Keys(seen)) {
		out = fmt.Appendf(out, "| [`%s`](pages/%s) | %s |\n", route, pictureOf(route), cmp.Or(string(seen[route]), "anybody"))
	}
	return out
}
