package models

import "time"

// Invoice is posted on the delivery date; the bill date only starts the days
// to pay and the discount days. Gross includes VAT.
type Invoice struct {
	ID                 int64
	Number             string
	AgentID            int64
	OrderID            *int64
	ShipmentID         *int64
	SourceKey          string
	DeliveredOn        Date
	IssuedOn           Date
	BillOn             Date
	DueOn              Date
	DiscountUntilOn    Date
	DiscountPPM        Rate `gorm:"column:discount_ppm"`
	SettlementPolicyID int64
	SettlementKind     SettlementKind
	GrossFen           Money
	VatFen             Money
	FapiaoNumber       string
	FapiaoState        string
	PDF                []byte `gorm:"column:pdf"`
	PDFSHA256          string `gorm:"column:pdf_sha256"`
	VerifyCode         string
	IssuedBy           string
	IssuedAt           time.Time
}

// Net is the amount without VAT.
func (i Invoice) Net() Money { return i.GrossFen - i.VatFen }

// InvoiceLine is one article of an invoice at its actual weight.
type InvoiceLine struct {
	InvoiceID   int64 `gorm:"primaryKey"`
	LineNo      int   `gorm:"primaryKey"`
	OrderLineNo int
	SKU         string `gorm:"column:sku"`
	NameZh      string
	NameEn      string
	Quantity    int64
	WeightMg    Weight
	UnitFen     Money
	TotalFen    Money
	VatPPM      Rate `gorm:"column:vat_ppm"`
}

// CreditNote takes back a part of an invoice, gross of VAT.
type CreditNote struct {
	ID         int64
	Number     string
	AgentID    int64
	InvoiceID  int64
	RequestKey string
	GrossFen   Money
	VatFen     Money
	Reason     string
	IssuedOn   Date
	IssuedBy   string
	IssuedAt   time.Time
}

// ItemKind is the sort of document behind an open item.
type ItemKind string

// The kinds of open items. Openings are balances taken over from another
// system; they may have either sign.
const (
	ItemInvoice    ItemKind = "invoice"
	ItemCreditNote ItemKind = "credit_note"
	ItemOpening    ItemKind = "opening"
)

// OpenItem is a claim (positive) or a credit (negative) until it is settled.
// OpenFen is its residual today; at a past date the residual follows from the
// allocations posted by then.
type OpenItem struct {
	ID             int64
	AgentID        int64
	Kind           ItemKind
	DocumentID     int64
	Number         string
	InvoiceID      *int64
	SettlementKind SettlementKind
	IssuedOn       Date
	PostingOn      Date
	DueOn          Date
	AmountFen      Money
	OpenFen        Money
	DisputedAt     *time.Time
	OpenedVersion  int64
}

// Sign is 1 for claims and −1 for credits.
func (o OpenItem) Sign() int {
	if o.AmountFen < 0 {
		return -1
	}
	return 1
}

// StateAt is what the item is on a day: settled, overdue or open. A credit,
// which has no day to be paid on, is never overdue.
func (o OpenItem) StateAt(day Date) string {
	switch {
	case o.OpenFen == 0:
		return "settled"
	case o.OpenFen > 0 && !o.DueOn.IsZero() && o.DueOn < day:
		return "overdue"
	}
	return "open"
}

// ReceiptState is where a receipt is in its life.
type ReceiptState string

// A receipt awaits its clearing date, then is posted; a bounce reverses it.
const (
	ReceiptAwaiting ReceiptState = "awaiting"
	ReceiptPosted   ReceiptState = "posted"
	ReceiptReversed ReceiptState = "reversed"
)

// Receipt is money from an agent. It posts, counts and allocates from its
// clearing date on.
type Receipt struct {
	ID             int64
	Number         string
	AgentID        int64
	SourceKey      string
	Method         string
	BankReference  string
	Payer          string
	Note           string
	State          ReceiptState
	ClearedOn      Date
	PostingOn      Date
	AmountFen      Money
	UnallocatedFen Money
	ReversalOn     Date
	ReversalReason string
	OpenedVersion  int64
	EnteredBy      string
	EnteredAt      time.Time
}

// AllocationSource is what settles (or re-instates) an item.
type AllocationSource string

// The sources of allocation rows.
const (
	FromReceipt    AllocationSource = "receipt"
	FromDiscount   AllocationSource = "discount"
	FromCreditNote AllocationSource = "credit_note"
	FromWriteOff   AllocationSource = "write_off"
	FromRecovery   AllocationSource = "recovery"
)

// Allocation lowers an item's residual by AmountFen (negative amounts raise
// it, or bring a credit towards zero). Rows are never changed: a reversal is
// a row with the opposite amount and ReversesID. PostingOn decides ageing;
// ValueOn serves interest and days beyond terms only.
type Allocation struct {
	ID            int64
	AgentID       int64
	ItemID        int64
	DueOn         Date
	ItemSign      int
	Source        AllocationSource
	SourceID      int64
	AmountFen     Money
	Rule          string
	PostingOn     Date
	ValueOn       Date
	ReversesID    *int64
	PostedVersion int64
	AllocatedBy   string
	AllocatedAt   time.Time
}

// WriteOffState is where a write-off request stands.
type WriteOffState string

// A write-off is requested by one person and decided by another.
const (
	WriteOffRequested WriteOffState = "requested"
	WriteOffApproved  WriteOffState = "approved"
	WriteOffRejected  WriteOffState = "rejected"
)

// WriteOff gives up a part of an item as lost, with a reason and approval by
// a second person. RecoveredFen is what came in later after all.
type WriteOff struct {
	ID            int64
	Number        *string
	AgentID       int64
	ItemID        int64
	RequestKey    string
	State         WriteOffState
	AmountFen     Money
	RecoveredFen  Money
	Reason        string
	RequestedBy   string
	RequestedByID int64
	RequestedAt   time.Time
	DecidedBy     string
	DecidedByID   int64
	DecidedAt     *time.Time
	DecisionNote  string
	PostingOn     Date
	// AllowanceFen is what the write-off drew from the allowance of the segment.
	AllowanceFen     Money
	AllowanceSegment string
}

// Recovery re-instates a written-off item up to a sum that was received after
// all; the receipt is then allocated to it.
type Recovery struct {
	ID          int64
	Number      string
	AgentID     int64
	WriteOffID  int64
	ItemID      int64
	RequestKey  string
	AmountFen   Money
	PostingOn   Date
	ValueOn     Date
	RecoveredBy string
	RecoveredAt time.Time
}
