package e2e

import (
	"context"
	"testing"
	"time"

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
	w := watch(ctx, t, s)
	s.signIn(ctx, t, models.RoleFinance)
	suggested := chromedp.WaitVisible(".found [role=option]", chromedp.ByQuery)
	var begun, open, chosen, there, closed, again, away string
	w.start()
	run := func(actions ...chromedp.Action) { t.Helper(); require.NoError(t, chromedp.Run(ctx, actions...)) }
	run(size(1440), chromedp.Navigate(s.base+"/finance/receipts"),
		chromedp.Evaluate(`document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', bubbles: true, cancelable: true}))`, nil),
		chromedp.Evaluate(boxState, &begun), chromedp.KeyEvent("HZ-"), suggested, chromedp.Evaluate(boxState, &open),
		chromedp.KeyEvent(kb.ArrowDown), chromedp.Evaluate(boxState, &chosen))
	require.Equal(t, "find false ", begun)
	require.Equal(t, "find true ", open)
	require.Regexp(t, `^find true /finance/agents/\d+$`, chosen)
	require.Empty(t, axe(ctx, t), "with its list open")
	require.Empty(t, w.heard())
	w.start()
	run(chromedp.KeyEvent(kb.Escape), chromedp.Evaluate(boxState, &closed), chromedp.KeyEvent(kb.ArrowDown), chromedp.Evaluate(boxState, &again), chromedp.KeyEvent(kb.Enter),
		chromedp.Sleep(time.Second), chromedp.Location(&there))
	require.Equal(t, "find false ", closed)
	require.Equal(t, chosen, again)
	require.Equal(t, s.base+chosen[len("find true "):], there)
	require.Empty(t, w.heard())

	for i, path := range []string{"/search", "/search?q=HZ-", "/search?q=nowhere"} {
		s.look(ctx, t, w, person{role: models.RoleFinance}, path, shape{"zh-CN", false, []int64{390, 1440}[(i+1)%2]})
	}
	run(chromedp.Evaluate(`window.fetch = () => Promise.reject(new TypeError("away"))`, nil), chromedp.Focus("#find", chromedp.ByQuery), chromedp.KeyEvent("x"),
		chromedp.WaitVisible(".found-none", chromedp.ByQuery), chromedp.Text(".found-none", &away, chromedp.ByQuery))
	require.Contains(t, away, "搜索暂时不可用")
}

// A field that names an agent offers those that the letters may stand for, from
// the keyboard: the code goes into the form, its name is said.
func TestAnAgentIsOfferedInAForm(t *testing.T) {
	ctx, cancel := context.WithTimeout(browser(t), 2*time.Minute)
	defer cancel()
	s := serve(t)
	w := watch(ctx, t, s)
	s.signIn(ctx, t, models.RoleFinance)
	var code, said, at string
	w.start()
	require.NoError(t, chromedp.Run(ctx, size(390), chromedp.Navigate(s.base+"/finance/receipts"), chromedp.SendKeys("#f-agent", "HZ-", chromedp.ByQuery),
		chromedp.WaitVisible(".pick [role=option]", chromedp.ByQuery)))
	require.Empty(t, axe(ctx, t), "with its list open")
	require.NoError(t, chromedp.Run(ctx, chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter), chromedp.Sleep(time.Second), chromedp.Location(&at),
		chromedp.Value("#f-agent", &code, chromedp.ByQuery), chromedp.Text("#h-agent", &said, chromedp.ByQuery)))
	require.Equal(t, s.base+"/finance/receipts", at, "nothing is sent yet")
	require.Regexp(t, `^HZ-\d+$`, code)
	require.NotContains(t, said, "代码", "the name instead of the hint")
	require.Empty(t, w.heard())
}
