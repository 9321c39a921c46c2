package pdf

import (
	"fmt"

	"assay/models"
)

// lineLabels name the movements of a statement.
var lineLabels = map[models.LineKind]models.Label{
	models.LineInvoice:    {Zh: "送货", En: "Delivery"},
	models.LineCreditNote: {Zh: "贷项", En: "Credit note"},
	models.LineReceipt:    {Zh: "收款", En: "Payment"},
	models.LineRefund:     {Zh: "退款", En: "Refund"},
	models.LineDiscount:   {Zh: "现金折扣", En: "Cash discount"},
	models.LineInterest:   {Zh: "逾期利息", En: "Interest"},
	models.LineWriteOff:   {Zh: "核销坏账", En: "Write-off"},
	models.LineRecovery:   {Zh: "坏账收回", En: "Recovery"},
	models.LineReversal:   {Zh: "冲销", En: "Reversal"},
	models.LineOpening:    {Zh: "期初转入", En: "Balance taken over"},
	models.LineRounding:   {Zh: "尾差", En: "Rounding"},
}

// particulars is what a line is about, with its reference and, where it
// adjusts an earlier period, the month it belongs to.
func particulars(l models.StatementLine) cell {
	name, ok := lineLabels[l.Kind]
	if !ok {
		name = models.Label{Zh: string(l.Kind)}
	}
	c := cell{name.Zh, name.En}
	if l.Reference != "" {
		c.text += " " + l.Reference
	}
	if !l.BelongsTo.IsZero() {
		month := l.BelongsTo.String()[:7]
		c.text += "（调整 " + month + "）"
		c.gloss += ", adjusts " + month
	}
	return c
}

// bucketLabels name the ageing buckets by their bounds in days.
func bucketLabels() []models.Label {
	labels, from := make([]models.Label, 0, models.Buckets), 1
	for _, to := range models.AgeingBounds {
		labels = append(labels, models.Label{Zh: fmt.Sprintf("%d–%d 天", from, to), En: "days late"})
		from = to + 1
	}
	return append(labels, models.Label{Zh: fmt.Sprintf("%d 天以上", from-1), En: "days late"})
}
