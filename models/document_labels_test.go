package models

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestParticulars(t *testing.T) {
	for _, x := range []struct {
		line StatementLine
		want Label
	}{
		{StatementLine{Kind: LineInvoice, Pieces: 62, Weight: 318_400}, Label{"送货 62 件 318.40 g", "Delivery 62 pcs 318.40 g"}},
		{StatementLine{Kind: LineInvoice, Pieces: 3}, Label{"送货 3 件", "Delivery 3 pcs"}},
		{StatementLine{Kind: LineReceipt, Reference: "对公转账"}, Label{"收款 对公转账", "Payment"}},
		{StatementLine{Kind: LineCreditNote, BelongsTo: MustDate("2026-04-30")}, Label{"贷项（调整 2026-04）", "Credit note, adjusts 2026-04"}},
		{StatementLine{Kind: "barter"}, Label{"barter", ""}},
	} {
		assert.Equal(t, x.want, x.line.Particulars())
	}
	for _, k := range LineKinds() {
		assert.NotEmpty(t, StatementLine{Kind: k}.Particulars().En, k)
	}
}
