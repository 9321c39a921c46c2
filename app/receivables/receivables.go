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
	Papers
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
// whom, and the version of the credit row after the move that let it in.
type Posting struct {
	At      models.Moment
	Who     models.Who
	Version int64
}

// posted is the posting that follows a move.
func posted(at models.Moment, who models.Who, p credit.Position) Posting {
	return Posting{At: at, Who: who, Version: p.Account.Version}
}
