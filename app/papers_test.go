package app_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// paperPages are the papers of the world's first agent as its owner and as the
// headquarters see them.
func (x *world) paperPages() map[models.Role][]string {
	id := func(path, kind string) string { return fmt.Sprintf(path, x.ids[kind].own) }
	return map[models.Role][]string{
		models.RoleAgentOwner: {id("/agent/invoices/%s", "invoice"), id("/agent/credit-notes/%s", "credit-note"), id("/agent/receipts/%s", "receipt"),
			id("/agent/orders/%s/paper", "delivered"), id("/agent/statements/%s", "statement")},
		models.RoleFinance: {id("/finance/invoices/%s", "invoice"), id("/finance/credit-notes/%s", "credit-note"), id("/finance/receipts/%s/paper", "receipt"), id("/finance/statements/%s", "statement")},
		models.RoleSales:   {id("/sales/orders/%s/paper", "delivered")},
	}
}

// printed is what a reader finds in a PDF, without blanks.
func printed(t *testing.T, pdf string) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		apptest.SkipWithout(t, "poppler", err.Error())
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	require.NoError(t, os.WriteFile(name, []byte(pdf), 0o600))
	cmd := exec.Command(tool, "-layout", "-enc", "UTF-8", name, "-")
	var text, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &complaints
	require.NoError(t, cmd.Run())
	require.Empty(t, complaints.String())
	return strings.Join(strings.Fields(text.String()), "")
}

var (
	drawing = regexp.MustCompile(`(?s)<svg.*?</svg>`)
	markup  = regexp.MustCompile(`<[^>]*>`)
)

// onSheet is every piece of text on the sheet of a page.
func onSheet(t *testing.T, page string) (pieces []string) {
	t.Helper()
	_, rest, ok := strings.Cut(page, `<article class="sheet"`)
	require.True(t, ok, page)
	sheet, _, _ := strings.Cut(rest, "</article>")
	_, sheet, _ = strings.Cut(sheet, ">")
	sheet = strings.ReplaceAll(drawing.ReplaceAllString(sheet, "\n"), `<span class="only-phone">−</span>`, "")
	for _, piece := range strings.Split(markup.ReplaceAllString(sheet, "\n"), "\n") {
		if piece = strings.Join(strings.Fields(html.UnescapeString(piece)), ""); piece != "" && piece != "¥" && piece != "−¥" {
			pieces = append(pieces, piece)
		}
	}
	return pieces
}

// Whatever stands on the page stands on the paper: every amount, every word.
func TestPageAndPaperSayTheSame(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	for role, paths := range x.paperPages() {
		p := x.enter(t, role)
		for _, path := range paths {
			page, pdf := send(t, x.app.Web, p, "GET", path, nil), send(t, x.app.Web, p, "GET", path+"/pdf", nil)
			require.Equal(t, []int{200, 200}, []int{page.status, pdf.status}, path)
			pieces, text := onSheet(t, page.body), printed(t, pdf.body)
			require.Greater(t, len(pieces), 40, path)
			for _, piece := range pieces {
				require.Contains(t, text, piece, "%s: on the page, not on the paper", path)
			}
			require.Equal(t, pdf.body, send(t, x.app.Web, p, "GET", path+"/pdf", nil).body, "%s: a reprint", path)
		}
	}
}

// A paper names other documents, and its visitor can go there.
func TestPapersLeadToOneAnother(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	owner, finance := x.enter(t, models.RoleAgentOwner), x.enter(t, models.RoleFinance)
	get := func(p person, path string) string { return send(t, x.app.Web, p, "GET", path, nil).body }
	own := func(kind string) string { return x.ids[kind].own }
	statement := get(owner, "/agent/statements/"+own("statement"))
	for _, to := range []string{"/agent/invoices/" + own("invoice"), "/agent/receipts/" + own("receipt"), "/agent/credit-notes/" + own("credit-note")} {
		require.Contains(t, statement, `href="`+to+`"`)
	}
	require.Contains(t, get(finance, "/finance/statements/"+own("statement")), `href="/finance/receipts/`+own("receipt")+`/paper"`)
	require.Contains(t, get(owner, "/agent/credit-notes/"+own("credit-note")), `href="/agent/invoices/`+own("invoice")+`"`)
	require.Contains(t, get(owner, "/agent/receipts/"+own("receipt")), `href="/agent/invoices/`+own("invoice")+`"`)
	require.Contains(t, get(owner, "/agent/invoices/"+own("invoice")), `href="/agent/orders/`+own("delivered")+`"`)
	require.Contains(t, get(owner, "/agent/orders/"+own("delivered")), `href="/agent/orders/`+own("delivered")+`/paper"`)
	require.Contains(t, get(finance, "/finance/items/"+own("item")), `href="/finance/invoices/`+own("invoice")+`"`)
	require.Contains(t, get(finance, "/finance/receipts/"+own("receipt")), `href="/finance/receipts/`+own("receipt")+`/paper"`)
	list := get(owner, "/agent/documents")
	for _, to := range []string{"/agent/invoices/", "/agent/receipts/", "/agent/credit-notes/"} {
		require.Contains(t, list, `href="`+to)
	}
	bought := get(x.enter(t, models.RoleAgentBuyer), "/agent/documents?kind=receipt")
	require.Contains(t, bought, "/agent/invoices/")
	require.NotContains(t, bought, "RC2026", "a buyer sees goods, not money")
}

// Before there is anything to put in writing the visitor is told so.
func TestNoPaperYet(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	owner, finance := x.enter(t, models.RoleAgentOwner), x.enter(t, models.RoleFinance)
	for _, tail := range []string{"", "/pdf"} {
		got := send(t, x.app.Web, owner, "GET", "/agent/orders/"+x.ids["order"].own+"/paper"+tail, nil)
		require.Equal(t, 409, got.status)
		require.Contains(t, got.body, "has not been confirmed")
	}
	require.NotContains(t, send(t, x.app.Web, owner, "GET", "/agent/orders/"+x.ids["order"].own, nil).body, "/paper")
	later, err := x.book.Receivables.Enter(context.Background(), apptest.Finance, receivables.ReceiptInput{AgentID: 1, SourceKey: "later", Method: "bank", ClearedOn: models.MustDate("2027-01-01"), Amount: 100, Confirmed: "1.00 2027-01-01"})
	require.NoError(t, err)
	require.Equal(t, 409, send(t, x.app.Web, finance, "GET", fmt.Sprintf("/finance/receipts/%d/paper", later.ID), nil).status)
	require.NotContains(t, send(t, x.app.Web, owner, "GET", "/agent/documents", nil).body, fmt.Sprintf("/agent/receipts/%d", later.ID))
}

// Anyone can check the code of any paper, and learns when it no longer holds.
func TestEveryPaperCanBeChecked(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	code := regexp.MustCompile(`<code>([A-Z0-9]+)</code>`)
	check := func(path string) string {
		t.Helper()
		page := send(t, x.app.Web, x.enter(t, models.RoleFinance), "GET", path, nil).body
		m := code.FindStringSubmatch(page)
		require.NotNil(t, m, path)
		got := send(t, x.app.Web, person{}, "GET", "/verify/"+m[1], nil, "Accept-Language", "en")
		require.Equal(t, 200, got.status)
		return got.body
	}
	for path, want := range map[string]string{"/finance/invoices/" + x.ids["invoice"].own: "INV2026-000001", "/finance/credit-notes/" + x.ids["credit-note"].own: "CN2026-000001",
		"/finance/statements/" + x.ids["statement"].own: "ST2026-000001"} {
		body := check(path)
		require.Contains(t, body, want)
		require.Contains(t, body, `role="status"`)
	}
	receipt := "/finance/receipts/" + x.ids["receipt"].own + "/paper"
	require.Contains(t, check(receipt), "RC2026-000001")
	var id int64
	_, err := fmt.Sscan(x.ids["receipt"].own, &id)
	require.NoError(t, err)
	require.NoError(t, x.book.Receivables.Reverse(context.Background(), apptest.Finance, id, "bounced"))
	body := check(receipt)
	require.Contains(t, body, "it is void now")
	require.Contains(t, body, `role="alert"`)
}

// No name or note breaks a paper, and none gets past the page as markup.
func TestHostileTextOnPapers(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	b, ctx := x.book, context.Background()
	name := `<script>alert(1)</script> 👍🏽 خاتم ذهب 𠮷田 (\) %s ` + strings.Repeat("珠宝", 60)
	require.NoError(t, x.app.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Change("UPDATE agents SET name_zh = ?, name_en = ?, address = ? WHERE id = 1", name, strings.Repeat("W", 160), name)
		return err
	}))
	note, err := b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: 1, RequestKey: b.Key(), Gross: 100, Reason: name})
	require.NoError(t, err)
	r, err := b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: 1, SourceKey: b.Key(), Method: "other", ClearedOn: b.Moment().On, Amount: 10_000_000_000_000, Confirmed: "100000000000.00 " + b.Moment().On.String(),
		Payer: `👍🏽 خاتم <script>alert(1)</script>`, Note: strings.Repeat("长", 300), BankReference: strings.Repeat("9", 120)})
	require.NoError(t, err)
	require.NoError(t, b.Receivables.Reverse(ctx, apptest.Finance, r.ID, name))
	finance := x.enter(t, models.RoleFinance)
	for _, path := range []string{fmt.Sprintf("/finance/credit-notes/%d", note.ID), fmt.Sprintf("/finance/receipts/%d/paper", r.ID), "/finance/invoices/1"} {
		page, pdf := send(t, x.app.Web, finance, "GET", path, nil), send(t, x.app.Web, finance, "GET", path+"/pdf", nil)
		require.Equal(t, []int{200, 200}, []int{page.status, pdf.status}, path)
		require.NotContains(t, page.body, "<script>alert")
		text := printed(t, pdf.body)
		require.Contains(t, text, "〓〓〓〓", "what has no glyph is seen to be missing")
		require.Contains(t, text, "alert(1)")
	}
	require.Contains(t, printed(t, send(t, x.app.Web, finance, "GET", fmt.Sprintf("/finance/receipts/%d/paper/pdf", r.ID), nil).body), "¥100,000,000,000.00")
}
