package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAReceiptThatIsAskedAbout(t *testing.T) {
	for _, r := range textTable(t, `
		amount     | owed      | on         | refused | asks
		1.00       | 0         | 2026-06-01 |         |
		100000.00  | 0         | 2026-06-01 |         |
		100000.01  | 0         | 2026-06-01 |         | over
		100000.01  | -50000    | 2026-06-01 |         | over
		600000.00  | 500000.00 | 2026-06-01 |         |
		600000.01  | 500000.00 | 2026-06-01 |         | over
		1200000.00 | 1000000   | 2026-06-01 |         |
		1200000.01 | 1000000   | 2026-06-01 |         | over
		1.00       | 0         | 2026-03-03 |         |
		1.00       | 0         | 2026-03-02 |         | back
		1.00       | 0         | 2026-07-01 |         |
		1.00       | 0         | 2026-07-02 |         | ahead
		200000.00  | 0         | 2026-07-02 |         | over ahead
		1.00       | 0         | 2027-06-01 |         | ahead
		1.00       | 0         | 2027-06-02 | yes     | ahead
		1.00       | 0         | 2000-01-01 |         | back
		1.00       | 0         | 1999-12-31 | yes     | back
		1.00       | 0         |            |         |`) {
		e := ReceiptEntry{Amount: r.money("amount"), Owed: r.money("owed"), ClearedOn: r.date("on"), Today: MustDate("2026-06-01")}
		require.Equal(t, r.str("refused") == "yes", e.Refused() != nil, r.line)
		asks := ""
		for i, x := range Each(e.Asked()) {
			if i > 0 {
				asks += " "
			}
			asks += x.Message[len("error.receipt_ask_"):]
		}
		require.Equal(t, r.str("asks"), asks, r.line)
		require.Equal(t, asks != "", Asks(e.Asked()), r.line)
	}
	require.False(t, Asks(Together(errReceiptOver, Invalid("reference", "error.receipt_twice"))))
	require.NotEqual(t, ReceiptEntry{Amount: 100}.Confirmation(), ReceiptEntry{Amount: 1000}.Confirmation())
}

func TestPaymentMethods(t *testing.T) {
	for _, m := range PaymentMethods {
		require.NoError(t, CheckMethod(m))
	}
	for _, m := range []string{"", "Bank", MethodRecovery, "nobody knows"} {
		require.Equal(t, KindInvalid, KindOf(CheckMethod(m)), m)
	}
}
