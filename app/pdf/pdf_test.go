package pdf

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/models"
)

func paperOf(t testing.TB, doc models.Document) []byte {
	t.Helper()
	b, err := Render(doc)
	require.NoError(t, err)
	return b
}

// textOf is what a reader finds in a file, page by page, and proof that it
// finds nothing to complain of.
func textOf(t *testing.T, pdf []byte) []string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		skipWithoutPoppler(t, err)
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	require.NoError(t, os.WriteFile(name, pdf, 0o600))
	cmd := exec.Command(tool, "-layout", "-enc", "UTF-8", name, "-")
	var text, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &complaints
	require.NoError(t, cmd.Run())
	require.Empty(t, complaints.String(), "the reader's complaints")
	return strings.Split(strings.TrimSuffix(text.String(), "\f"), "\f")
}

// skipWithoutPoppler does what apptest.SkipWithout does: the test kit imports
// the features, which import this package, so it cannot be used here.
func skipWithoutPoppler(t *testing.T, err error) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("ASSAY_REQUIRE"), ","), "poppler") {
		t.Fatalf("poppler is mandatory in this run: %v", err)
	}
	t.Skipf("skipped without poppler: %v", err)
}

// squeezed is text without blanks: layout puts them where it likes.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

func TestStatementHoldsEveryWordAndAmount(t *testing.T) {
	doc := statementOf(40)
	pages := textOf(t, paperOf(t, doc))
	require.Len(t, pages, 2)
	all := squeezed(strings.Join(pages, "\n"))
	want := []string{"对账单", doc.Number, doc.Seller.Name.Zh, doc.Buyer.Name.Zh, doc.Buyer.Name.En, doc.Buyer.Address, doc.Buyer.Code,
		doc.Opening.Yuan(), doc.Debits.Yuan(), (-doc.Credits).Yuan(), doc.Closing.Yuan(), (*doc.Limit).Yuan(), doc.Closing.InWords(),
		doc.From.String() + " – " + doc.To.String(), doc.Policy.Zh + " " + doc.Policy.En, doc.Remittance.Payee, doc.Remittance.Account, doc.Remittance.Reference,
		doc.Remittance.Total.Yuan(), doc.Verify.Code, doc.ObjectBy.String(), "第1页，共2页", "第2页，共2页", "Page2/2"}
	for _, l := range doc.Lines {
		want = append(want, l.Number, (l.Debit + l.Credit).Grouped(), l.Balance.Grouped(), models.StatementLine{Kind: l.Kind}.Particulars().Zh, models.StatementLine{Kind: l.Kind}.Particulars().En)
	}
	for _, m := range append(doc.Ageing.Late[:], doc.Ageing.NotDue, doc.Ageing.Credits, -doc.Ageing.Unallocated, doc.Ageing.Total()) {
		want = append(want, m.Grouped())
	}
	for _, d := range doc.Remittance.Dues {
		want = append(want, d.Amount.Yuan(), d.On.String())
	}
	for _, w := range want {
		require.Contains(t, all, squeezed(w))
	}
	for _, r := range "冲销银行退票：账户余额不足，客户另行汇款（调整）" {
		require.Contains(t, all, string(r))
	}
	require.NotContains(t, all, "〓")
}

func TestInvoiceHoldsEveryWordAndAmount(t *testing.T) {
	doc := invoiceOf(60)
	b, err := Render(doc)
	require.NoError(t, err)
	pages := textOf(t, b)
	require.Len(t, pages, 3)
	all := squeezed(strings.Join(pages, "\n"))
	want := []string{doc.Number, doc.OrderNumber, doc.Shipment, doc.DueOn.String(), doc.Policy.Zh + " " + doc.Policy.En, doc.Net.Yuan(), doc.VAT.Yuan(), doc.Gross.Yuan(),
		doc.Gross.InWords(), doc.Weight.String(), "增值税13%", "2%·2026-05-20", doc.Buyer.TaxNo}
	for _, l := range doc.Lines {
		want = append(want, l.SKU, l.Name.Zh, l.Name.En, l.Weight.String(), l.Unit.Grouped(), l.Total.Grouped())
	}
	for _, w := range want {
		require.Contains(t, all, squeezed(w))
	}
	require.NotContains(t, all, "〓")
}

// Each page ends with the sums so far and the next begins with the same.
func TestPagesCarryForward(t *testing.T) {
	for _, n := range []int{28, 29, 30, 31, 32, 33, 70, 200} {
		doc := statementOf(n)
		pages := textOf(t, paperOf(t, doc))
		done := 0
		for i, page := range pages {
			for _, l := range doc.Lines {
				if strings.Contains(page, l.Number) {
					done++
				}
			}
			sums := carriedLine(page, "过次页")
			if i == len(pages)-1 || sums == "" {
				require.Equal(t, len(doc.Lines), done, "the table ends on page %d of %d", i+1, len(pages))
				continue
			}
			c := doc.Carry(done)
			require.Equal(t, c.Debits.Grouped()+" "+c.Credits.Grouped()+" "+c.Balance.Grouped(), sums, "%d lines, page %d", n, i+1)
			require.Equal(t, sums, carriedLine(pages[i+1], "承前页"))
		}
	}
}

// carriedLine is the three figures of the line with the given label.
func carriedLine(page, label string) string {
	for line := range strings.Lines(page) {
		if strings.Contains(line, label) {
			f := strings.Fields(line)
			return strings.Join(f[len(f)-3:], " ")
		}
	}
	return ""
}

func TestSameDocumentSameBytes(t *testing.T) {
	for name, doc := range papersOf() {
		require.True(t, bytes.Equal(paperOf(t, doc), paperOf(t, papersOf()[name])), name)
	}
}

// The parsed fonts are shared by all renders; the race detector watches.
func TestRendersRunTogether(t *testing.T) {
	want := paperOf(t, statementOf(12))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got, err := Render(statementOf(12))
			if err != nil || !bytes.Equal(want, got) {
				t.Errorf("a render beside others differs: %v", err)
			}
		})
	}
	wg.Wait()
}

// No input makes a document fail or loses its figures.
func TestOddTextIsPrinted(t *testing.T) {
	doc := statementOf(3)
	doc.Buyer.Name.Zh = "𠮷田" + strings.Repeat("珠宝", 60) + "\n\t有限公司\x00"
	doc.Buyer.Name.En = strings.Repeat("W", 300)
	doc.Buyer.Address = `(\) ‰ № ① ㎡ ㊣ 👍🏽 éñ “引号” ` + "\xff\xfe"
	doc.Lines[0].Reference = strings.Repeat("，", 100) + strings.Repeat("（", 100)
	doc.Lines[1].Reference = strings.Repeat("长", 5000)
	doc.Limit, doc.Verify, doc.Seller.Name.Zh = nil, models.Verification{}, ""
	doc.Remittance.Dues = nil
	for i := range 90 {
		doc.Remittance.Dues = append(doc.Remittance.Dues, models.Due{On: doc.To.AddDays(i), Amount: 100})
	}
	doc.Remittance.Total = 9000
	text := squeezed(strings.Join(textOf(t, paperOf(t, doc)), ""))
	require.Contains(t, text, "〓田珠宝")
	require.Contains(t, text, `(\)‰№①㎡`)
	require.Contains(t, text, "其余62项")
	require.Contains(t, text, "¥62.00")
	require.Contains(t, text, doc.Closing.Grouped())
	require.NotContains(t, text, "授信额度")
}

func TestTheLongestSlipLeavesRoomForTheAgeing(t *testing.T) {
	longest := slipHeight(models.Remittance{Dues: make([]models.Due, 500)})
	require.Less(t, top+20+wordsLine+22+2*gridLine+longest, bottom)
}

// Fonts are only put into a file that is laid out as expected.
func TestUnknownLayoutIsAnError(t *testing.T) {
	for _, file := range []string{"", "%PDF-1.3\n", "%PDF-1.3\nxref\n0 x\n", "%PDF-1.3\nxref\n0 2\ntrailer\n"} {
		_, err := embed([]byte(file), [2]*face{}, [2]*alphabet{newAlphabet(), newAlphabet()})
		require.ErrorIs(t, err, errLayout, file)
	}
}

func TestDisagreeingFiguresAreRefused(t *testing.T) {
	s := statementOf(5)
	s.Closing++
	_, err := Render(s)
	require.Equal(t, models.KindInvalid, models.KindOf(err))
	i := invoiceOf(5)
	i.VAT++
	_, err = Render(i)
	require.Equal(t, models.KindInvalid, models.KindOf(err))
}

func TestEveryLineKindHasAName(t *testing.T) {
	for _, k := range models.LineKinds() {
		require.NotEmpty(t, models.StatementLine{Kind: k}.Particulars().Zh, k)
		require.NotEmpty(t, models.StatementLine{Kind: k}.Particulars().En, k)
	}
}

// A two-page statement in Chinese, two weights, with its code.
func BenchmarkStatement(b *testing.B) {
	doc := statementOf(40)
	b.ReportAllocs()
	for b.Loop() {
		paperOf(b, doc)
	}
}

// TestSamples draws papers of every length; where ASSAY_SAMPLES names a folder
// they stay there to be looked at.
func TestSamples(t *testing.T) {
	dir := os.Getenv("ASSAY_SAMPLES")
	if dir == "" {
		dir = t.TempDir()
	}
	for name, doc := range papersOf() {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".pdf"), paperOf(t, doc), 0o644))
	}
}
