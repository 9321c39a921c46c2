package models

// SettlementKind is how an agent settles: before delivery, on delivery, or by
// periods of whole months.
type SettlementKind string

// The kinds of settlement.
const (
	SettlementEarly     SettlementKind = "early"
	SettlementImmediate SettlementKind = "immediate"
	SettlementMonths    SettlementKind = "months"
)

// NeedsLimit tells whether orders under this settlement use the credit line:
// prepaid and immediate ones do not.
func (k SettlementKind) NeedsLimit() bool { return k == SettlementMonths }
