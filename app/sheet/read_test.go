package sheet_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"assay/app/sheet"
	"assay/models"
)

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		var out bytes.Buffer
		w, err := sheet.New(&out, format)
		require.NoError(t, err)
		require.NoError(t, w.Row("手机号", "姓名"))
		require.NoError(t, w.Row("13957128106", "陈思敏"))
		require.NoError(t, w.Close())
		rows, err := sheet.Read(out.Bytes(), 10)
		require.NoError(t, err, format)
		require.Equal(t, [][]string{{"手机号", "姓名"}, {"13957128106", "陈思敏"}}, rows, format)
		_, err = sheet.Read(out.Bytes(), 1)
		require.Equal(t, models.KindInvalid, models.KindOf(err), format)
	}
	old, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("手机号,姓名\n1,陈\n"))
	require.NoError(t, err)
	rows, err := sheet.Read(old, 10)
	require.NoError(t, err)
	require.Equal(t, "姓名", rows[0][1])
	for _, broken := range []string{"PK\x03\x04 no book", "\"open"} {
		_, err = sheet.Read([]byte(broken), 10)
		require.Equal(t, models.KindInvalid, models.KindOf(err))
	}
}
