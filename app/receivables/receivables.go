// Package receivables keeps what agents owe and what they paid: invoices and
// credit notes as open items, receipts and their allocation, write-offs and
// recoveries, each posted once to the ledger in the same transaction.
package receivables

import (
	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// Service is the finance side of receivables.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Series of the documents this feature numbers without gaps.
const (
	SeriesInvoice    = "INV"
	SeriesCreditNote = "CN"
	SeriesReceipt    = "RC"
	SeriesWriteOff   = "WO"
	SeriesRecovery   = "RV"
)

// Posting is what every posted document of one transaction shares: when, by
// whom, the version of the credit row after the move that let it in, and
// through which day the agent's books are closed.
type Posting struct {
	At      models.Moment
	Who     models.Who
	Version int64
	Closed  models.Date
}

// posted is the posting that follows a move.
func posted(at models.Moment, who models.Who, p credit.Position) Posting {
	return Posting{At: at, Who: who, Version: p.Account.Version, Closed: p.Account.ClosedThroughOn}
}

// belongsTo is the day that a document concerns when it lies in an earlier
// period: one that is closed, or an earlier month. Zero for the present one.
func (p Posting) belongsTo(day models.Date) models.Date {
	if day <= p.Closed || day < p.At.On.MonthStart() {
		return day
	}
	return 0
}
