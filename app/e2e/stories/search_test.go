package stories

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"assay/app/e2e"
	"assay/models"
)

// boxState is what somebody sees and hears of the search box.
const boxState = `(() => { const i = document.activeElement, o = document.getElementById(i.getAttribute('aria-activedescendant'));
	return [i.id, i.getAttribute('aria-expanded'), o ? o.getAttribute('href') : ''].join(' ') })()`

// The search from the keyboard alone: / to begin, arrows to choose, Enter to
// open, Esc to close; and what it says when nobody answers.
func TestTheSearchFromTheKeyboard(t *testing.T) {
	ctx, cancel := context.WithTimeout(e2e.Browser(t), 2*time.Minute)
	defer cancel()
	s := e2e.Serve(t)
	w := e2e.Watch(ctx, t, s)
	s.SignIn(ctx, t, models.RoleFinance)
	suggested := chromedp.WaitVisible(".found [role=option]", chromedp.ByQuery)
	var begun, open, chosen, there, closed, again, away string
	w.Start()
	run := func(actions ...chromedp.Action) { t.Helper(); require.NoError(t, chromedp.Run(ctx, actions...)) }
	run(e2e.Size(1440), chromedp.Navigate(s.Base+"/finance/receipts"),
		chromedp.Evaluate(`document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', bubbles: true, cancelable: true}))`, nil),
		chromedp.Evaluate(boxState, &begun), chromedp.KeyEvent("HZ-"), suggested, chromedp.Evaluate(boxState, &open),
		chromedp.KeyEvent(kb.ArrowDown), chromedp.Evaluate(boxState, &chosen))
	require.Equal(t, "find false ", begun)
	require.Equal(t, "find true ", open)
	require.Regexp(t, `^find true /finance/agents/\d+$`, chosen)
	require.Empty(t, e2e.Axe(ctx, t), "with its list open")
	require.Empty(t, w.Heard())
	w.Start()
	run(chromedp.KeyEvent(kb.Escape), chromedp.Evaluate(boxState, &closed), chromedp.KeyEvent(kb.ArrowDown), chromedp.Evaluate(boxState, &again), chromedp.KeyEvent(kb.Enter),
		chromedp.Sleep(time.Second), chromedp.Location(&there))
	require.Equal(t, "find false ", closed)
	require.Equal(t, chosen, again)
	require.Equal(t, s.Base+chosen[len("find true "):], there)
	require.Empty(t, w.Heard())

	for i, path := range []string{"/search", "/search?q=HZ-", "/search?q=nowhere"} {
		s.Look(ctx, t, w, e2e.Person{Role: models.RoleFinance}, path, e2e.Shape{Lang: "zh-CN", Width: []int64{390, 1440}[(i+1)%2]})
	}
	run(chromedp.Evaluate(`window.fetch = () => Promise.reject(new TypeError("away"))`, nil), chromedp.Focus("#find", chromedp.ByQuery), chromedp.KeyEvent("x"),
		chromedp.WaitVisible(".found-none", chromedp.ByQuery), chromedp.Text(".found-none", &away, chromedp.ByQuery))
	require.Contains(t, away, "搜索暂时不可用")
}

// A field that names an agent offers those that the letters may stand for, from
// the keyboard: the code goes into the form, its name is said.
func TestAnAgentIsOfferedInAForm(t *testing.T) {
	ctx, cancel := context.WithTimeout(e2e.Browser(t), 2*time.Minute)
	defer cancel()
	s := e2e.Serve(t)
	w := e2e.Watch(ctx, t, s)
	s.SignIn(ctx, t, models.RoleFinance)
	var code, said, at string
	w.Start()
	require.NoError(t, chromedp.Run(ctx, e2e.Size(390), chromedp.Navigate(s.Base+"/finance/receipts"), chromedp.SendKeys("#f-agent", "HZ-", chromedp.ByQuery),
		chromedp.WaitVisible(".pick [role=option]", chromedp.ByQuery)))
	require.Empty(t, e2e.Axe(ctx, t), "with its list open")
	require.NoError(t, chromedp.Run(ctx, chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter), chromedp.Sleep(time.Second), chromedp.Location(&at),
		chromedp.Value("#f-agent", &code, chromedp.ByQuery), chromedp.Text("#h-agent", &said, chromedp.ByQuery)))
	require.Equal(t, s.Base+"/finance/receipts", at, "nothing is sent yet")
	require.Regexp(t, `^HZ-\d+$`, code)
	require.NotContains(t, said, "代码", "the name instead of the hint")
	require.Empty(t, w.Heard())
}
