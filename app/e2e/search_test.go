package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"assay/models"
)

// boxState is what somebody sees and hears of the search box.
const boxState = `(() => { const i = document.activeElement, o = document.getElementById(i.getAttribute('aria-activedescendant'));
	return [i.id, i.getAttribute('aria-expanded'), o ? o.getAttribute('href') : ''].join(' ') })()`

// The search from the keyboard alone: / to begin, arrows to choose, Enter to
// open, Esc to close; and what it says when nobody answers.
func TestTheSearchFromTheKeyboard(t *testing.T) {
	ctx, cancel := context.WithTimeout(browser(t), 2*time.Minute)
	defer cancel()
	s := serve(t)
	w := watch(ctx)
	require.NoError(t, chromedp.Run(ctx, log.Enable(), runtime.Enable(), network.Enable()))
	s.signIn(ctx, t, models.RoleFinance)
	suggested := chromedp.WaitVisible(".found [role=option]", chromedp.ByQuery)
	var begun, open, chosen, there, closed, again, axe, away string
	run := func(actions ...chromedp.Action) { t.Helper(); require.NoError(t, chromedp.Run(ctx, actions...)) }
	run(emulation.SetDeviceMetricsOverride(1440, 900, 1, false), chromedp.Navigate(s.base+"/finance/receipts"),
		chromedp.Evaluate(`document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', bubbles: true, cancelable: true}))`, nil),
		chromedp.Evaluate(boxState, &begun), chromedp.KeyEvent("HZ-"), suggested, chromedp.Evaluate(boxState, &open),
		chromedp.KeyEvent(kb.ArrowDown), chromedp.Evaluate(boxState, &chosen))
	require.Equal(t, "find false ", begun)
	require.Equal(t, "find true ", open)
	require.Regexp(t, `^find true /finance/agents/\d+$`, chosen)
	if src := axeSource(); src != "" {
		run(chromedp.Evaluate(src, nil), chromedp.Evaluate(axeRun, &axe, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
		require.Equal(t, "[]", axe, "with its list open")
	}
	run(chromedp.KeyEvent(kb.Escape), chromedp.Evaluate(boxState, &closed), chromedp.KeyEvent(kb.ArrowDown), chromedp.Evaluate(boxState, &again), chromedp.KeyEvent(kb.Enter),
		chromedp.Sleep(time.Second), chromedp.Location(&there))
	require.Equal(t, "find false ", closed)
	require.Equal(t, chosen, again)
	require.Equal(t, s.base+chosen[len("find true "):], there)
	require.Empty(t, w.complaints)

	for i, path := range []string{"/search", "/search?q=HZ-", "/search?q=nowhere"} {
		s.look(ctx, t, w, "search", path, "zh-CN", 390, i == 1)
		s.look(ctx, t, w, "search", path, "zh-CN", 1440, i != 1)
	}
	run(chromedp.Evaluate(`window.fetch = () => Promise.reject(new TypeError("away"))`, nil), chromedp.Focus("#find", chromedp.ByQuery), chromedp.KeyEvent("x"),
		chromedp.WaitVisible(".found-none", chromedp.ByQuery), chromedp.Text(".found-none", &away, chromedp.ByQuery))
	require.Contains(t, away, "搜索暂时不可用")
}
