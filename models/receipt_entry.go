package models

import (
	"slices"
	"strings"
)

// PaymentMethods are how money comes, in the order in which a form offers
// them: acceptance is a bank's bill that clears later.
var PaymentMethods = []string{"bank", "cash", "card", "alipay", "wechat", "acceptance", "cheque", "other"}

// MethodRecovery is how money comes for what was written off; nobody types it.
const MethodRecovery = "recovery"

// CheckMethod is invalid on field method for any other than PaymentMethods.
func CheckMethod(method string) error {
	if !slices.Contains(PaymentMethods, method) {
		return Invalid("method", "error.method_unknown").With("Known", strings.Join(PaymentMethods, ", "))
	}
	return nil
}

// Money that is more than what is owed by both of these, and days further off
// than these, are a slip of the hand more often than meant.
const (
	receiptOverRate  Rate  = 200_000 // 20 %
	receiptOverLeast Money = 100_000_00
	receiptBackDays        = 90
	receiptAheadDays       = 30
)

// The questions about a receipt.
var (
	errReceiptOver  = asking("amount", "error.receipt_ask_over")
	errReceiptBack  = asking("cleared_on", "error.receipt_ask_back")
	errReceiptAhead = asking("cleared_on", "error.receipt_ask_ahead")
)

// ReceiptEntry is a receipt as somebody types it on a day, beside what the
// agent owes: open items less money that is there unallocated.
type ReceiptEntry struct {
	Amount, Owed     Money
	ClearedOn, Today Date
}

// Refused is invalid on field cleared_on for a day that no receipt has: before
// 2000, or more than a year ahead.
func (e ReceiptEntry) Refused() error {
	if !e.ClearedOn.IsZero() && (e.ClearedOn.Year() < 2000 || e.ClearedOn > e.Today.AddDays(365)) {
		return Invalid("cleared_on", "error.receipt_day_range").With("From", MustDate("2000-01-01")).With("To", e.Today.AddDays(365))
	}
	return nil
}

// Asked is what a person is asked before the receipt is entered, each with the
// figure and what follows; nil when nothing is out of the ordinary.
func (e ReceiptEntry) Asked() error {
	owed := max(0, e.Owed)
	over := e.Amount - owed
	var much, day error
	if share, err := owed.At(receiptOverRate); err == nil && over > receiptOverLeast && over > share {
		much = errReceiptOver.With("Amount", e.Amount).With("Owed", owed).With("Over", over)
	}
	switch back := e.Today.DaysSince(e.ClearedOn); {
	case e.ClearedOn.IsZero():
	case back > receiptBackDays:
		day = errReceiptBack.With("On", e.ClearedOn).With("Days", back)
	case -back > receiptAheadDays:
		day = errReceiptAhead.With("On", e.ClearedOn).With("Days", -back)
	}
	return Together(much, day)
}

// Confirmation is what somebody who was asked confirms: another amount or day
// is another question.
func (e ReceiptEntry) Confirmation() string { return e.Amount.String() + " " + e.ClearedOn.String() }
