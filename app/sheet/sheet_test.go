package sheet_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"assay/app/sheet"
	"assay/models"
)

// hostile are names that a spreadsheet would run, and one that it would not.
var hostile = []string{"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", `=HYPERLINK("http://x","y")`, "华东 🥇 'x'"}

func write(t *testing.T, f sheet.Format, rows ...[]any) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := sheet.New(&buf, f)
	require.NoError(t, err)
	for _, r := range rows {
		require.NoError(t, w.Row(r...))
	}
	require.NoError(t, w.Close())
	return buf.Bytes()
}

func TestCSVKeepsAmountsAndDisarmsText(t *testing.T) {
	body := write(t, sheet.CSV, []any{"名称", "金额"}, []any{hostile[0], models.Money(-1_234_567_89), models.MustDate("2026-06-30"), models.Rate(123_456), models.CentiDays(3840), 7, nil})
	require.True(t, bytes.HasPrefix(body, []byte("\ufeff")))
	r := csv.NewReader(bytes.NewReader(body[3:]))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"'=1+1", "-1234567.89", "2026-06-30", "0.123456", "38.40", "7", ""}, rows[1])
}

func TestNothingTypedBecomesAFormula(t *testing.T) {
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		for _, s := range hostile {
			body := write(t, f, []any{s}, []any{s})
			if f == sheet.CSV {
				rows, err := csv.NewReader(bytes.NewReader(body[3:])).ReadAll()
				require.NoError(t, err)
				require.NotContains(t, "=+-@\t\r", rows[1][0][:1], s)
				continue
			}
			x, err := excelize.OpenReader(bytes.NewReader(body))
			require.NoError(t, err)
			for _, at := range []string{"A1", "A2"} {
				got, err := x.GetCellValue("Sheet1", at)
				require.NoError(t, err)
				require.NotContains(t, "=+-@\t\r", got[:1], s)
				formula, err := x.GetCellFormula("Sheet1", at)
				require.NoError(t, err)
				require.Empty(t, formula)
			}
		}
	}
}

func TestXLSXKeepsNumbersAndOneSheetPerTable(t *testing.T) {
	var buf bytes.Buffer
	w, err := sheet.New(&buf, sheet.XLSX)
	require.NoError(t, err)
	for _, name := range []string{"占用：大区/等级", "占用：大区/等级", strings.Repeat("长", 60)} {
		require.NoError(t, w.Table(name))
		require.NoError(t, w.Row("大区", "金额", "日期", "占比"))
		require.NoError(t, w.Row("华东", models.Money(10_000_000_000_000), models.MustDate("2026-06-30"), models.Rate(79_000)))
	}
	require.NoError(t, w.Close())
	x, err := excelize.OpenReader(&buf)
	require.NoError(t, err)
	require.Len(t, x.GetSheetList(), 3)
	name := x.GetSheetList()[0]
	require.Equal(t, "占用：大区 等级", name)
	raw, err := x.GetRows(name, excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	require.Equal(t, "100000000000", raw[1][1], "a number of yuan")
	shown, err := x.GetRows(name)
	require.NoError(t, err)
	require.Equal(t, []string{"华东", "100,000,000,000.00", "2026-06-30", "7.90%"}, shown[1])
}

func TestCSVSeparatesTables(t *testing.T) {
	var buf bytes.Buffer
	w, err := sheet.New(&buf, sheet.CSV)
	require.NoError(t, err)
	require.NoError(t, w.Table("一"))
	require.NoError(t, w.Row("a"))
	require.NoError(t, w.Table("二"))
	require.NoError(t, w.Row("b"))
	require.NoError(t, w.Close())
	require.Equal(t, "\ufeff一\na\n\n二\nb\n", buf.String())
}

func TestRowsStream(t *testing.T) {
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		var buf bytes.Buffer
		w, err := sheet.New(&buf, f)
		require.NoError(t, err)
		require.NoError(t, w.Row("n"))
		for i := range 20_000 {
			require.NoError(t, w.Row(fmt.Sprint("row ", i), models.Money(i)))
		}
		require.NoError(t, w.Close())
		require.NotZero(t, buf.Len())
	}
}
