package models

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func statementOf(opening Money, moves ...Money) StatementDocument {
	d := StatementDocument{Paper: Paper{Number: "ST2026-000001"}, From: MustDate("2026-05-01"), To: MustDate("2026-05-31"), Opening: opening, Closing: opening}
	for _, m := range moves {
		l := StatementLine{On: d.To, Kind: LineInvoice, Number: "x", Debit: max(0, m), Credit: max(0, -m)}
		d.Closing += m
		d.Debits += l.Debit
		d.Credits += l.Credit
		l.Balance = d.Closing
		d.Lines = append(d.Lines, l)
	}
	d.Ageing.NotDue = d.Closing
	return d
}

func TestStatementCarriesForward(t *testing.T) {
	d := statementOf(1000, 500, -200, 300)
	require.Equal(t, Carried{Balance: 1000}, d.Carry(0))
	require.Equal(t, Carried{Debits: 500, Credits: 200, Balance: 1300}, d.Carry(2))
	require.Equal(t, Carried{Debits: 800, Credits: 200, Balance: 1600}, d.Carry(3))
}

func TestStatementFiguresMustAgree(t *testing.T) {
	require.NoError(t, statementOf(1000, 500, -200).Check())
	require.NoError(t, statementOf(0).Check())
	for name, spoil := range map[string]func(*StatementDocument){
		"opening": func(d *StatementDocument) { d.Opening++ },
		"closing": func(d *StatementDocument) { d.Closing++ },
		"debits":  func(d *StatementDocument) { d.Debits++ },
		"credits": func(d *StatementDocument) { d.Credits++ },
		"balance": func(d *StatementDocument) { d.Lines[0].Balance++ },
		"line":    func(d *StatementDocument) { d.Lines[1].Credit++ },
		"ageing":  func(d *StatementDocument) { d.Ageing.Unallocated++ },
	} {
		d := statementOf(1000, 500, -200)
		spoil(&d)
		require.Equal(t, KindInvalid, KindOf(d.Check()), name)
	}
}

func TestInvoiceFiguresMustAgree(t *testing.T) {
	good := func() InvoiceDocument {
		return InvoiceDocument{Goods: Goods{Lines: []GoodsLine{{Weight: 5000, Quantity: 2, Total: 11300}, {Weight: 100, Quantity: 1, Total: 1}},
			Taxes: []Tax{{Rate: 130_000, Net: 10001, VAT: 1300}}, Quantity: 3, Weight: 5100, Net: 10001, VAT: 1300, Gross: 11301}}
	}
	require.NoError(t, good().Check())
	require.Equal(t, Money(11300), good().Carry(1))
	for name, spoil := range map[string]func(*InvoiceDocument){
		"line":   func(d *InvoiceDocument) { d.Lines[0].Total++ },
		"tax":    func(d *InvoiceDocument) { d.Taxes[0].VAT++ },
		"net":    func(d *InvoiceDocument) { d.Net++ },
		"gross":  func(d *InvoiceDocument) { d.Gross++ },
		"weight": func(d *InvoiceDocument) { d.Weight++ },
		"pieces": func(d *InvoiceDocument) { d.Quantity++ },
	} {
		d := good()
		spoil(&d)
		require.Equal(t, KindInvalid, KindOf(d.Check()), name)
	}
}

// An issued document is stored as JSON and printed again from it.
func TestDocumentsSurviveJSON(t *testing.T) {
	limit := Money(300_000_000)
	d := statementOf(38_642_000, 14_238_620, -30_000_000)
	d.Limit, d.Lines[1].BelongsTo = &limit, MustDate("2026-04-30")
	d.Remittance = Remittance{Payee: "澄岳珠宝", Dues: []Due{{On: d.To, Amount: 5, Overdue: true}}, Total: 5}
	raw, err := json.Marshal(d)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "object_by", "a date that is not set is left out")
	var back StatementDocument
	require.NoError(t, json.Unmarshal(raw, &back))
	require.Equal(t, d, back)

	i := InvoiceDocument{Paper: Paper{Number: "INV"}, DueOn: MustDate("2026-07-30"), Goods: Goods{Lines: []GoodsLine{{SKU: "R", Weight: 1234, Quantity: 1, Total: 99}}, Gross: 99}}
	raw, err = json.Marshal(i)
	require.NoError(t, err)
	var again InvoiceDocument
	require.NoError(t, json.Unmarshal(raw, &again))
	require.Equal(t, i, again)
}
