package models

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSignOfOpenItems(t *testing.T) {
	require.Equal(t, 1, OpenItem{AmountFen: 1}.Sign())
	require.Equal(t, 1, OpenItem{}.Sign())
	require.Equal(t, -1, OpenItem{Kind: ItemCreditNote, AmountFen: -1}.Sign())
}

func TestInvoiceNet(t *testing.T) {
	require.EqualValues(t, 10_000, Invoice{GrossFen: 11_300, VatFen: 1_300}.Net())
}

func TestAgreedSettlementNeedsALimit(t *testing.T) {
	require.True(t, SettlementMonths.NeedsLimit())
	require.False(t, SettlementEarly.NeedsLimit())
	require.False(t, SettlementImmediate.NeedsLimit())
}

func TestEntriesBalanceAndReverse(t *testing.T) {
	e := (&JournalEntry{ID: 7, BusinessKey: "invoice:1", Kind: EntryInvoice}).Debit(AccountReceivable, 11_300).
		Credit(AccountRevenue, 10_000).Credit(AccountOutputVAT, 1_300).Debit(AccountRounding, 0)
	require.NoError(t, e.Check())
	require.Len(t, e.Lines, 3, "nothing is posted with nothing in it")
	r := e.Reversed("reversal:1")
	require.NoError(t, r.Check())
	require.Equal(t, EntryReversal, r.Kind)
	require.Zero(t, r.ID)
	require.Error(t, (&JournalEntry{}).Debit(AccountBank, 5).Check())
	require.Error(t, (&JournalEntry{}).Debit(AccountBank, 5).Credit(AccountRevenue, 4).Check())
	rapid.Check(t, func(t *rapid.T) {
		e, sums := JournalEntry{}, map[Account]Money{}
		for range rapid.IntRange(2, 8).Draw(t, "lines") {
			e.Debit(rapid.SampledFrom(Accounts()).Draw(t, "account"), Money(rapid.Int64Range(-1e9, 1e9).Draw(t, "fen")))
		}
		for _, l := range append(e.Lines, e.Reversed("r").Lines...) {
			sums[l.Account] += l.AmountFen
		}
		for a, m := range sums {
			require.Zero(t, m, "%s after the reversal", a)
		}
	})
}
