package pdf

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/models"
)

// saidBy is everything a sheet says.
func saidBy(s models.Sheet) (out []string) {
	say := func(words ...string) { out = append(out, words...) }
	label := func(list ...models.Label) {
		for _, l := range list {
			say(l.Zh, l.En)
		}
	}
	label(s.Title, s.Void.Name, s.Heading, s.Words.Name, s.Grid.Heading)
	say(s.Number, s.Unit, s.Void.Value, s.Void.Gloss, s.Words.Value, s.Grid.Remark, s.Seal, s.Verify.Code, s.Seller.Name.Zh, s.Seller.Details())
	for _, f := range append(s.Facts[0], s.Facts[1]...) {
		label(f.Name)
		say(f.Value, f.Gloss)
	}
	for _, f := range append(append(s.Figures, s.Sums...), s.Grid.Figures...) {
		label(f.Name)
		say(f.Value)
	}
	for _, c := range s.Table.Columns {
		label(c.Name)
	}
	for _, row := range append(s.Table.Rows, s.Table.Opening, s.Table.Total) {
		label(row...)
	}
	if len(s.Table.Rows) == 0 {
		label(s.Table.Empty)
	}
	return out
}

// What a sheet says is on its paper, whatever its kind and length; words may
// be broken to two lines, figures never.
func TestEverySheetIsPrintedWhole(t *testing.T) {
	for name, doc := range papersOf() {
		s, err := doc.Sheet()
		require.NoError(t, err, name)
		text := squeezed(strings.Join(textOf(t, paperOf(t, doc)), "\n"))
		for _, words := range saidBy(s) {
			if !strings.Contains(text, squeezed(words)) {
				for _, word := range strings.Fields(words) {
					for _, r := range word {
						require.Contains(t, text, string(r), "%s: %s", name, words)
					}
				}
			}
		}
		for _, row := range append(s.Table.Rows, s.Table.Total) {
			for i, c := range row {
				if s.Table.Columns[i].Right {
					require.Contains(t, text, squeezed(c.Zh), name)
				}
			}
		}
	}
}

// Goods and receipts carry forward too: what a page ends with the next begins
// with, and it is the sum of the lines so far.
func TestGoodsCarryForward(t *testing.T) {
	for name, doc := range map[string]models.Document{"invoice": invoiceOf(130), "order": orderOf(130), "receipt": receiptOf(130, 7, false)} {
		s, err := doc.Sheet()
		require.NoError(t, err)
		pages, done := textOf(t, paperOf(t, doc)), 0
		require.Greater(t, len(pages), 2, name)
		for i, page := range pages {
			for _, row := range s.Table.Rows {
				if strings.Contains(page, row[0].Zh+" ") {
					done++
				}
			}
			foot := lineWith(page, "过次页")
			if foot == "" {
				break
			}
			carried := s.Table.Carry(done)
			want := carried[len(carried)-1].Zh
			require.True(t, strings.HasSuffix(foot, want), "%s page %d: %s, not %s", name, i+1, foot, want)
			require.True(t, strings.HasSuffix(lineWith(pages[i+1], "承前页"), want), name)
		}
		require.Equal(t, len(s.Table.Rows), done, name)
	}
}

func lineWith(page, label string) string {
	for line := range strings.Lines(page) {
		if strings.Contains(line, label) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// The largest amounts keep their column: no figure is cut or runs into another.
func TestHugeAmountsKeepTheirColumn(t *testing.T) {
	d := orderOf(3)
	for i := range d.Lines {
		d.Lines[i] = models.GoodsLine{SKU: strings.Repeat("S", 60), Name: models.Label{Zh: "金", En: strings.Repeat("W", 200)}, Weight: 999_999_999_999, Quantity: 100_000, Unit: 10_000_000_000_000, Total: 10_000_000_000_000}
	}
	d.Goods = models.Goods{Lines: d.Lines, Quantity: 300_000, Weight: 3 * 999_999_999_999, Gross: 30_000_000_000_000, Net: 30_000_000_000_000, Taxes: []models.Tax{{Net: 30_000_000_000_000}}}
	d.Note = strings.Repeat("长", 500)
	text := squeezed(strings.Join(textOf(t, paperOf(t, d)), "\n"))
	for want, times := range map[string]int{"100,000,000,000.00": 6, "¥300,000,000,000.00": 4, "999999999.999": 3} {
		require.GreaterOrEqual(t, strings.Count(text, want), times-1, want)
	}
	require.Equal(t, 500, strings.Count(text, "长"), "the longest note is printed whole")
}
