package models

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func orderOf(t *testing.T, lines ...OrderLine) OrderDocument {
	t.Helper()
	d := OrderDocument{Paper: Paper{Number: "SO00000007"}, State: OrderConfirmed}
	byRate := map[Rate]Money{}
	for _, l := range lines {
		d.Gross += l.TotalFen
		byRate[l.VatPPM] += l.TotalFen
	}
	d.VAT = VATOf(byRate)
	d.Net = d.Gross - d.VAT
	d, err := d.WithLines(lines)
	require.NoError(t, err)
	return d
}

// cellsOf is a row's words with | between its cells.
func cellsOf(row []Label) string {
	words := make([]string, len(row))
	for i, c := range row {
		words[i] = c.both()
	}
	return strings.Join(words, "|")
}

func TestGoodsAddUp(t *testing.T) {
	d := orderOf(t,
		OrderLine{SKU: "R", NameZh: "戒指", NameEn: "Ring", Quantity: 3, ShippedQuantity: 1, NetWeightMg: 5000, UnitFen: 462_000, TotalFen: 1_386_000, VatPPM: 130_000},
		OrderLine{SKU: "C", NameZh: "红绳", Quantity: 10, UnitFen: 100, TotalFen: 1000, VatPPM: 60_000})
	for _, x := range []struct {
		got, want any
	}{
		{d.Quantity, int64(13)}, {d.Shipped, int64(1)}, {d.Weight, Weight(15_000)}, {d.Gross, Money(1_387_000)}, {d.Carry(1), Money(1_386_000)},
		{d.Taxes, []Tax{{60_000, 943, 57}, {130_000, 1_226_549, 159_451}}}, {d.Net, Money(1_227_492)}, {d.VAT, Money(159_508)},
	} {
		require.Equal(t, x.want, x.got)
	}
	s, err := d.Sheet()
	require.NoError(t, err)
	require.Equal(t, "R|戒指 Ring|15.00|3|1|4,620.00|13,860.00", cellsOf(s.Table.Rows[0]))
	require.Equal(t, "C|红绳||10|0|1.00|10.00", cellsOf(s.Table.Rows[1]))
	require.Equal(t, "合计 Total||15.00|13|1||13,870.00", cellsOf(s.Table.Total))
	require.Equal(t, "||||||13,860.00", cellsOf(s.Table.Carry(1)))
	require.Equal(t, "人民币壹万叁仟捌佰柒拾元整", s.Words.Value)
	require.Equal(t, Figure{Name: Label{"价税合计", "Gross"}, Value: "¥13,870.00", Lit: true}, s.Sums[len(s.Sums)-1])
	require.Len(t, s.Sums, 2*2+2+1, "two rates, their totals, gross")
	require.Equal(t, []int{2, 1, 1, 1, 1, 1}, spans(s.Table.Spread(s.Table.Total)), "the label runs on, figures keep their columns")
}

func spans(cells []Spanned) (out []int) {
	for _, c := range cells {
		out = append(out, c.Span)
	}
	return out
}

func TestEveryTableFillsTheLine(t *testing.T) {
	discounted := InvoiceDocument{Goods: Goods{Lines: []GoodsLine{{Quantity: 1, Unit: 300, Discount: 100, Total: 200}}, Quantity: 1, Gross: 200, Net: 200, Taxes: []Tax{{Net: 200}}}}
	for name, d := range map[string]Document{"order": orderOf(t), "invoice": InvoiceDocument{}, "discounted": discounted, "credit note": CreditNoteDocument{}, "receipt": ReceiptDocument{},
		"receipt with discount": ReceiptDocument{Discount: 1, Lines: []ReceiptLine{{Discount: 1}}}, "statement": statementOf(100, 5)} {
		s, err := d.Sheet()
		require.NoError(t, err, name)
		sum := 0
		for _, c := range s.Table.Columns {
			sum += c.Width
		}
		require.Equal(t, 1000, sum, name)
		for _, row := range append(s.Table.Rows, s.Table.Total, s.Table.Carry(0)) {
			require.Len(t, row, len(s.Table.Columns), name)
		}
		require.Equal(t, Label{}, s.Table.Carry(0)[s.Table.LabelAt], name)
	}
}

func TestCreditNoteFigures(t *testing.T) {
	good := CreditNoteDocument{Paper: Paper{Number: "CN2026-000001"}, Invoice: "INV2026-000001", InvoiceGross: 10_000, Reason: "退货", Net: 885, VAT: 115, Gross: 1000, Settled: 700, Left: 300}
	s, err := good.Sheet()
	require.NoError(t, err)
	require.Equal(t, "INV2026-000001||退货|100.00|10.00", strings.Replace(cellsOf(s.Table.Rows[0]), "|"+Date(0).String()+"|", "||", 1))
	require.Equal(t, []string{"¥10.00", "¥7.00", "¥3.00"}, values(s.Figures))
	require.Equal(t, []string{"¥8.85", "¥1.15", "¥10.00"}, values(s.Sums))
	require.Equal(t, "人民币壹拾元整", s.Words.Value)
	for name, spoil := range map[string]func(*CreditNoteDocument){
		"net": func(d *CreditNoteDocument) { d.Net++ }, "vat": func(d *CreditNoteDocument) { d.VAT-- }, "settled": func(d *CreditNoteDocument) { d.Settled++ },
		"more than the invoice": func(d *CreditNoteDocument) { d.InvoiceGross = 999 }, "negative": func(d *CreditNoteDocument) { d.Settled, d.Left = 1100, -100 },
	} {
		d := good
		spoil(&d)
		_, err := d.Sheet()
		require.Equal(t, KindInvalid, KindOf(err), name)
	}
}

func values(list []Figure) (out []string) {
	for _, f := range list {
		out = append(out, f.Value)
	}
	return out
}

func TestReceiptFigures(t *testing.T) {
	on := MustDate("2026-06-30")
	for _, x := range []struct {
		name        string
		unallocated Money
		reversed    Date
		lines       []ReceiptLine
		rows        string
		figures     string
		void        string
		ok          bool
	}{
		{"not used", 10_000, 0, nil, "", "¥100.00 ¥0.00 ¥100.00", "", true},
		{"settles", 2500, 0, []ReceiptLine{{"INV1", on, 7500, 0}}, "INV1|2026-06-30|75.00", "¥100.00 ¥75.00 ¥25.00", "", true},
		{"with a discount", 0, 0, []ReceiptLine{{"INV1", on, 7500, 150}, {"INV2", on, 2500, 0}}, "INV1|2026-06-30|1.50|75.00 INV2|2026-06-30||25.00", "¥100.00 ¥100.00 ¥0.00 ¥1.50", "", true},
		{"what cancelled out", 10_000, 0, []ReceiptLine{{"INV1", on, 0, 0}}, "", "¥100.00 ¥0.00 ¥100.00", "", true},
		{"reversed", 0, on, []ReceiptLine{{"INV1", on, 0, 0}}, "", "¥100.00 ¥0.00 ¥0.00", "2026-06-30 已冲回：退票", true},
		{"money lost", 9_999, 0, nil, "", "", "", false},
		{"reversed, yet there", 10_000, on, nil, "", "", "", false},
	} {
		d, err := ReceiptDocument{Paper: Paper{Number: "RC1"}, Amount: 10_000, Unallocated: x.unallocated, ReversedOn: x.reversed, Reversal: "退票"}.WithLines(x.lines)
		if !x.ok {
			require.Equal(t, KindInvalid, KindOf(err), x.name)
			continue
		}
		require.NoError(t, err, x.name)
		s, err := d.Sheet()
		require.NoError(t, err, x.name)
		var rows []string
		for _, r := range s.Table.Rows {
			rows = append(rows, cellsOf(r))
		}
		require.Equal(t, x.rows, strings.Join(rows, " "), x.name)
		require.Equal(t, x.figures, strings.Join(values(s.Figures), " "), x.name)
		require.Equal(t, x.void, s.Void.Value, x.name)
		require.Equal(t, "人民币壹佰元整", s.Words.Value)
	}
}

func TestWhatHasAPaper(t *testing.T) {
	at := time.Now()
	for state, want := range map[OrderState]bool{OrderDraft: false, OrderHeld: false, OrderSubmitted: false, OrderConfirmed: true, OrderPartShipped: true, OrderShipped: true, OrderClosed: true, OrderCancelled: true} {
		require.Equal(t, want, Order{State: state, ConfirmedAt: &at}.HasPaper(), state)
		require.False(t, Order{State: state}.HasPaper(), "%s, never confirmed", state)
	}
	require.False(t, Receipt{State: ReceiptAwaiting}.HasPaper())
	require.True(t, Receipt{State: ReceiptReversed, PostingOn: MustDate("2026-06-01")}.HasPaper())
	s, err := OrderDocument{State: OrderCancelled}.Sheet()
	require.NoError(t, err)
	require.Equal(t, "作废", s.Void.Name.Zh)
}

func TestItemStates(t *testing.T) {
	day := MustDate("2026-06-30")
	for _, x := range []struct {
		open Money
		due  Date
		want string
	}{
		{0, day.AddDays(-9), "settled"}, {1, day.AddDays(-1), "overdue"}, {1, day, "open"}, {1, 0, "open"}, {-1, day.AddDays(-9), "open"},
	} {
		require.Equal(t, x.want, OpenItem{OpenFen: x.open, DueOn: x.due}.StateAt(day), fmt.Sprint(x))
	}
}

func TestMoneyForEyes(t *testing.T) {
	for m, want := range map[Money][2]string{0: {"0.00", "¥0.00"}, 5: {"0.05", "¥0.05"}, 99_999: {"999.99", "¥999.99"}, 100_000: {"1,000.00", "¥1,000.00"},
		-123_456_789: {"−1,234,567.89", "−¥1,234,567.89"}, 10_000_000_000_000: {"100,000,000,000.00", "¥100,000,000,000.00"}} {
		require.Equal(t, want, [2]string{m.Grouped(), m.Yuan()})
	}
}

func TestPartyDetails(t *testing.T) {
	require.Equal(t, "水贝一路 · 0755 · 税号 Tax no. 91", Party{Address: "水贝一路", Phone: "0755", TaxNo: "91"}.Details())
	require.Empty(t, Party{}.Details())
}
