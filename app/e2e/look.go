package e2e

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// What a page may weigh on its way, in bytes: all but pictures, and of that
// the stylesheets and the script.
const (
	pageBudget  = 100_000
	assetBudget = 40_000
)

// Watcher keeps what the browser complains about, and what it fetched.
type Watcher struct {
	mu         sync.Mutex
	host       string
	quick      bool // the accessibility checker looks at every third page
	looks      int
	complaints []string
	kinds      map[network.RequestID]network.ResourceType
	weights    map[network.ResourceType]int
}

// Watch listens to a tab from now on, which keeps nothing it was sent.
func Watch(ctx context.Context, t *testing.T, s Site) *Watcher {
	t.Helper()
	w := &Watcher{host: strings.TrimPrefix(s.Base, "http://")}
	w.Start()
	chromedp.ListenTarget(ctx, w.hear)
	require.NoError(t, chromedp.Run(ctx, network.SetCacheDisabled(true), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(`addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))`).Do(ctx)
		return err
	})))
	return w
}

// Start forgets the page before.
func (w *Watcher) Start() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.complaints, w.kinds, w.weights = nil, map[network.RequestID]network.ResourceType{}, map[network.ResourceType]int{}
}

// Heard is what was wrong since start.
func (w *Watcher) Heard() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := append([]string(nil), w.complaints...)
	total := 0
	for kind, n := range w.weights {
		if kind != network.ResourceTypeImage {
			total += n
		}
	}
	if total > pageBudget {
		out = append(out, fmt.Sprintf("weighs %d bytes", total))
	}
	if n := w.weights[network.ResourceTypeStylesheet] + w.weights[network.ResourceTypeScript]; n > assetBudget {
		out = append(out, fmt.Sprintf("styles and script weigh %d bytes", n))
	}
	return out
}

func (w *Watcher) hear(ev any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	say := func(format string, a ...any) { w.complaints = append(w.complaints, fmt.Sprintf(format, a...)) }
	switch e := ev.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError || e.Entry.Source == log.SourceSecurity {
			say("%s %s", e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		say("%s", e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError {
			say("console.error %s", e.Args[0].Value)
		}
	case *network.EventRequestWillBeSent:
		w.kinds[e.RequestID] = e.Type
		if u, err := url.Parse(e.Request.URL); err != nil || u.Host != w.host && u.Scheme != "data" {
			say("asks elsewhere: %s", e.Request.URL)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 500 || e.Response.Status >= 400 && e.Type != network.ResourceTypeDocument {
			say("%d %s", e.Response.Status, e.Response.URL)
		}
	case *network.EventLoadingFailed:
		if !e.Canceled {
			say("failed: %s", e.ErrorText)
		}
	case *network.EventLoadingFinished:
		w.weights[w.kinds[e.RequestID]] += int(e.EncodedDataLength)
	}
}

// Shape is how a page is looked at.
type Shape struct {
	Lang  string
	Dark  bool
	Width int64
}

// Theme is what a person prefers.
func (f Shape) Theme() string {
	if f.Dark {
		return "dark"
	}
	return "light"
}

func (f Shape) String() string { return fmt.Sprintf("%s %s %d", f.Lang, f.Theme(), f.Width) }

// pairs are four shapes in which every two of language, theme and width meet
// in every combination.
var pairs = []Shape{{"zh-CN", false, 1440}, {"en", true, 1440}, {"zh-CN", true, 390}, {"en", false, 390}}

// allShapes are all eight.
func allShapes() (out []Shape) {
	for _, lang := range []string{"zh-CN", "en"} {
		for _, width := range []int64{1440, 390} {
			out = append(out, Shape{lang, false, width}, Shape{lang, true, width})
		}
	}
	return out
}

const overflow = `document.documentElement.scrollWidth`

// Look opens a page in one shape and says what is wrong with it; sideways
// scroll is measured at both widths.
func (s Site) Look(ctx context.Context, t *testing.T, w *Watcher, p Person, path string, f Shape) {
	t.Helper()
	if p.ID != 0 {
		s.Prefer(t, p, f.Lang, f.Theme())
	}
	w.Start()
	require.NoError(t, chromedp.Run(ctx, Size(f.Width), chromedp.Navigate(s.Base+path), chromedp.WaitReady("body")), path)
	s.judge(ctx, t, w, string(p.Role)+" "+path, f)
}

// judge is what is wrong with the page that is open.
func (s Site) judge(ctx context.Context, t *testing.T, w *Watcher, name string, f Shape) {
	t.Helper()
	var wrong []string
	widths := []int64{1440, 390}
	if f.Width == widths[1] {
		widths = []int64{390, 1440} // the page's own width comes last, for what follows
	}
	for i := len(widths) - 1; i >= 0; i-- {
		var across int64
		var spilt []string
		require.NoError(t, chromedp.Run(ctx, Size(widths[i]), chromedp.Evaluate(overflow, &across), chromedp.Evaluate(spills, &spilt)), name)
		wrong = append(wrong, spilt...)
		if across > widths[i] {
			var by string
			require.NoError(t, chromedp.Run(ctx, chromedp.Evaluate(culprit, &by)))
			wrong = append(wrong, fmt.Sprintf("scrolls sideways to %d of %d: %s", across, widths[i], by))
		}
	}
	wrong = append(wrong, w.Heard()...)
	if w.looks++; !w.quick || w.looks%3 == 0 {
		wrong = append(wrong, Axe(ctx, t)...)
	}
	if len(wrong) > 0 {
		t.Errorf("%s, %s:\n  %s", name, f, strings.Join(wrong, "\n  "))
	}
	s.keep(ctx, t, name+" "+f.String())
}

// culprit is what reaches furthest to the right.
const culprit = `(() => { let far = null, most = document.documentElement.clientWidth + 0.5;
	for (const e of document.body.querySelectorAll('*')) { const r = e.getBoundingClientRect(); if (r.right > most && r.width && !e.closest('.table-wrap,.chart-scroll,.tabbar')) { far = e; most = r.right; } }
	let name = ''; for (let e = far; e && e !== document.body; e = e.parentElement) name = ' ' + e.localName + '.' + e.className + name;
	return name + ': ' + (far ? far.textContent.slice(0, 40) : '') })()`

// spills are fields and buttons that reach out of their panel.
const spills = `[...document.querySelectorAll('.panel :is(.input, .select, .textarea, .btn)')].filter(e => !e.closest('.table-wrap, .menu-list, .chart-scroll, dialog') && e.offsetParent
	&& e.getBoundingClientRect().right > e.closest('.panel').getBoundingClientRect().right + 1).slice(0, 3).map(e => 'out of its panel: ' + e.outerHTML.slice(0, 120))`

// axeRun reports the broken rules with their first elements.
const axeRun = `axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21aa','wcag22aa','best-practice']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + ' | ' + n.failureSummary.split('\n').slice(1, 2)).join(' || ')))`

// axeSource is the accessibility checker, where ASSAY_AXE names its file.
var axeSource = sync.OnceValue(func() string {
	b, err := os.ReadFile(os.Getenv("ASSAY_AXE"))
	if err != nil {
		return ""
	}
	return string(b)
})

// Axe asks the checker about the page that is open; without one it is content.
func Axe(ctx context.Context, t *testing.T) (violations []string) {
	t.Helper()
	if src := axeSource(); src != "" {
		require.NoError(t, chromedp.Run(ctx, chromedp.Evaluate(src, nil), chromedp.Evaluate(axeRun, &violations,
			func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })))
	}
	return violations
}

// keep saves a picture of the whole page where ASSAY_SHOTS names a folder.
func (s Site) keep(ctx context.Context, t *testing.T, name string) {
	dir := os.Getenv("ASSAY_SHOTS")
	if dir == "" {
		return
	}
	var png []byte
	require.NoError(t, chromedp.Run(ctx, page.BringToFront(), chromedp.FullScreenshot(&png, 100)))
	require.NoError(t, os.WriteFile(filepath.Join(dir, strings.NewReplacer("/", "_", " ", "-").Replace(name)+".png"), png, 0o600))
}
