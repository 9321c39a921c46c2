package pdf

import (
	"fmt"

	"assay/models"
)

var (
	seller = models.Party{Name: models.Label{Zh: "澄岳珠宝股份有限公司", En: "Chengyue Jewellery Co., Ltd."}}
	buyer  = models.Party{Code: "HZ-0137", Name: models.Label{Zh: "杭州瑞禾珠宝有限公司", En: "Hangzhou Ruihe Jewellery Co., Ltd."},
		Address: "杭州市上城区延安路 292 号工联大厦 A 座 1803 室", TaxNo: "91330102MA2B0137XY", Phone: "0571-8700 0137"}
	verify = models.Verification{Code: "7K3F-92QM-04XD", URL: "https://assay.example/v/7K3F-92QM-04XD"}
)

func remittance(total models.Money) models.Remittance {
	late := total / 9
	return models.Remittance{Payee: "澄岳珠宝股份有限公司", Bank: "招商银行深圳罗湖支行", Account: "7559 0013 7110 826", Reference: "HZ0137 202605", Total: total,
		Dues: []models.Due{{On: models.MustDate("2026-05-09"), Amount: late, Overdue: true},
			{On: models.MustDate("2026-06-15"), Amount: late * 5}, {On: models.MustDate("2026-06-30"), Amount: total - late*6}}}
}

// statementOf is a statement with n lines of every kind in turn.
func statementOf(n int) models.StatementDocument {
	limit := models.Money(300_000_000)
	d := models.StatementDocument{Paper: models.Paper{Number: "ST2026-000137", IssuedOn: models.MustDate("2026-06-01"), Seller: seller, Buyer: buyer, Verify: verify},
		From: models.MustDate("2026-05-01"), To: models.MustDate("2026-05-31"), Policy: models.Label{Zh: "月结", En: "Monthly"}, Limit: &limit,
		Opening: 38_642_000, ObjectBy: models.MustDate("2026-06-08")}
	balance := d.Opening
	kinds := []models.LineKind{models.LineInvoice, models.LineInvoice, models.LineReceipt, models.LineInvoice, models.LineCreditNote}
	if n > 20 {
		kinds = append(kinds, models.LineKinds()...)
	}
	for i := range n {
		l := models.StatementLine{On: d.From.AddDays(i * 30 / max(n, 1)), Kind: kinds[i%len(kinds)], Number: fmt.Sprintf("IN2026-%06d", 214+i*7)}
		sum := models.Money(1234567 + i*77713)
		switch l.Kind {
		case models.LineInvoice:
			l.Debit, l.Reference = sum, fmt.Sprintf("SO%08d", 260503+i)
		case models.LineInterest, models.LineRecovery, models.LineRefund, models.LineOpening:
			l.Debit = sum / 100
		case models.LineReceipt:
			l.Credit, l.Reference, l.Number = sum*2, "对公转账", fmt.Sprintf("RC2026-%06d", 82+i)
		case models.LineReversal:
			l.Debit, l.BelongsTo, l.Reference = sum/3, models.MustDate("2026-04-30"), "银行退票：账户余额不足，客户另行汇款"
		default:
			l.Credit = sum / 50
		}
		balance += l.Debit - l.Credit
		l.Balance = balance
		d.Debits += l.Debit
		d.Credits += l.Credit
		d.Lines = append(d.Lines, l)
	}
	d.Closing = balance
	d.Ageing = models.Ageing{Late: [models.Buckets]models.Money{8_642_000, 120_000, 0, 3_300, 0, 1}, Credits: -618_500, Unallocated: 250_000}
	d.Ageing.NotDue = balance - d.Ageing.Total()
	d.Remittance = remittance(balance)
	return d
}

// invoiceOf is an invoice with n lines.
func invoiceOf(n int) models.InvoiceDocument {
	d := models.InvoiceDocument{Paper: models.Paper{Number: "IN2026-000214", IssuedOn: models.MustDate("2026-05-04"), Seller: seller, Buyer: buyer, Verify: verify}, DeliveredOn: models.MustDate("2026-05-04"),
		DueOn: models.MustDate("2026-06-30"), DiscountUntil: models.MustDate("2026-05-20"), Discount: 20_000,
		Policy: models.Label{Zh: "月结", En: "Monthly"}, OrderNumber: "SO00260503", Shipment: "SH00000417"}
	names := []models.Label{{Zh: "足金古法传承手镯（圈口58）", En: "Heritage gold bangle, size 58"}, {Zh: "足金戒指", En: "Gold ring"},
		{Zh: "18K金钻石项链《星河》", En: "18K diamond necklace “Galaxy”"}, {Zh: "喆·定制吊坠"}, {Zh: "红绳路路通", En: "Red cord bead"}}
	for i := range n {
		l := models.GoodsLine{SKU: fmt.Sprintf("AU-BGL-%04d", 58+i), Name: names[i%len(names)], Weight: models.Weight(3180 + i*515), Quantity: int64(1 + i%4), Unit: models.Money(425_000 + i*1311)}
		if i%3 == 0 {
			l.Discount = 5_000
		}
		l.Total = l.Unit*models.Money(l.Quantity) - l.Discount
		d.Gross += l.Total
		d.Weight += l.Weight
		d.Quantity += l.Quantity
		d.Lines = append(d.Lines, l)
	}
	d.VAT = models.VATIncluded(d.Gross, 130_000)
	d.Net = d.Gross - d.VAT
	d.Taxes = []models.Tax{{Rate: 130_000, Net: d.Net, VAT: d.VAT}}
	d.Remittance = models.Remittance{Payee: "澄岳珠宝股份有限公司", Bank: "招商银行深圳罗湖支行", Account: "7559 0013 7110 826", Reference: "HZ0137 IN000214",
		Total: d.Gross, Dues: []models.Due{{On: d.DueOn, Amount: d.Gross}}}
	return d
}

// orderOf is a confirmed order with n lines, partly shipped.
func orderOf(n int) models.OrderDocument {
	i := invoiceOf(n)
	d := models.OrderDocument{Paper: i.Paper, Goods: i.Goods, State: models.OrderPartShipped, Version: 5, SubmittedOn: models.MustDate("2026-05-02"),
		PlacedBy: "林晓雯", Policy: i.Policy, Store: models.Label{Zh: "解放路店", En: "Jiefang Road"}, Note: "开业活动用货，靠窗柜台"}
	d.Number = "SO00260503"
	for k := range d.Lines {
		d.Lines[k].Shipped = d.Lines[k].Quantity / 2
		d.Shipped += d.Lines[k].Shipped
	}
	return d
}

func creditNoteOf() models.CreditNoteDocument {
	d := models.CreditNoteDocument{Paper: invoiceOf(0).Paper, Invoice: "IN2026-000214", InvoiceIssuedOn: models.MustDate("2026-05-04"), InvoiceGross: 14_238_620,
		OrderNumber: "SO00260503", Reason: "手镯卡扣换货", Net: 547_345, VAT: 71_155, Gross: 618_500, Settled: 500_000, Left: 118_500}
	d.Number = "CN2026-000019"
	return d
}

// receiptOf is a receipt that settles n documents, with a discount or reversed.
func receiptOf(n int, discount models.Money, reversed bool) models.ReceiptDocument {
	d := models.ReceiptDocument{Paper: invoiceOf(0).Paper, ReceivedOn: models.MustDate("2026-05-16"), Method: "bank", BankReference: "TT0913 6414 0057", Payer: "杭州瑞禾珠宝有限公司", Unallocated: 250_000}
	d.Number = "RC2026-000082"
	for i := range n {
		l := models.ReceiptLine{Number: fmt.Sprintf("IN2026-%06d", 101+i), DueOn: models.MustDate("2026-05-20"), Settled: models.Money(6_435_665 + i), Discount: discount}
		d.Lines = append(d.Lines, l)
		d.Settled += l.Settled
		d.Discount += l.Discount
	}
	d.Amount = d.Settled + d.Unallocated
	if reversed {
		d.Lines, d.Settled, d.Discount, d.Unallocated = nil, 0, 0, 0
		d.ReversedOn, d.Reversal = models.MustDate("2026-05-21"), "银行退票：账户余额不足，客户另行汇款"
	}
	return d
}

// papersOf are documents of every kind and length, by name.
func papersOf() map[string]models.Document {
	out := map[string]models.Document{"credit-note": creditNoteOf(), "receipt": receiptOf(4, 0, false), "receipt-discount": receiptOf(3, 12_345, false),
		"receipt-unused": receiptOf(0, 0, false), "receipt-reversed": receiptOf(2, 0, true), "receipt-long": receiptOf(120, 1, false)}
	for name, n := range map[string]int{"empty": 0, "short": 9, "full": 20, "long": 40, "400": 400} {
		out["statement-"+name] = statementOf(n)
	}
	for name, n := range map[string]int{"empty": 0, "short": 3, "long": 60, "400": 400} {
		out["invoice-"+name], out["order-"+name] = invoiceOf(n), orderOf(n)
	}
	return out
}
