package models

import "fmt"

// lineLabels name the movements of a statement.
var lineLabels = map[LineKind]Label{
	LineInvoice:    {Zh: "送货", En: "Delivery"},
	LineCreditNote: {Zh: "贷项", En: "Credit note"},
	LineReceipt:    {Zh: "收款", En: "Payment"},
	LineRefund:     {Zh: "退款", En: "Refund"},
	LineDiscount:   {Zh: "现金折扣", En: "Cash discount"},
	LineInterest:   {Zh: "逾期利息", En: "Interest"},
	LineWriteOff:   {Zh: "核销坏账", En: "Write-off"},
	LineRecovery:   {Zh: "坏账收回", En: "Recovery"},
	LineReversal:   {Zh: "冲销", En: "Reversal"},
	LineOpening:    {Zh: "期初转入", En: "Balance taken over"},
	LineRounding:   {Zh: "尾差", En: "Rounding"},
}

// Particulars is what a line is about, in both languages of the paper: its
// kind, for an invoice pieces and weight, its reference and, where it adjusts
// an earlier period, the month it belongs to.
func (l StatementLine) Particulars() Label {
	name, ok := lineLabels[l.Kind]
	if !ok {
		name = Label{Zh: string(l.Kind)}
	}
	if l.Pieces > 0 {
		name.Zh += fmt.Sprintf(" %d 件", l.Pieces)
		name.En += fmt.Sprintf(" %d pcs", l.Pieces)
	}
	if l.Weight > 0 {
		name.Zh += " " + l.Weight.String() + " g"
		name.En += " " + l.Weight.String() + " g"
	}
	if l.Reference != "" {
		name.Zh += " " + l.Reference
	}
	if !l.BelongsTo.IsZero() {
		month := l.BelongsTo.String()[:7]
		name.Zh += "（调整 " + month + "）"
		name.En += ", adjusts " + month
	}
	return name
}
