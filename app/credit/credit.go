// Package credit keeps what each agent may owe: the credit row with its
// counters, limits, blocks, pots and securities, the check of every order
// against them, and the record of each decision.
package credit

import (
	"assay/app/db"
	"assay/models"
)

// Service is the finance side of credit: limits, blocks, groups, securities.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// ErrTermsChanged says that limits, blocks or grants changed between reading
// them and the guarded update: read them again and decide anew.
var ErrTermsChanged = models.Conflict("error.credit_terms_changed")

// ErrPeriodClosed says that the posting date lies in a closed period.
var ErrPeriodClosed = models.Conflict("error.period_closed")

// Reasons of a models.Refusal by the guard.
const (
	ReasonOverLimit    = "over_limit"
	ReasonOverPot      = "over_pot"
	ReasonNotPrepaid   = "not_prepaid"
	ReasonNotAvailable = "not_available"
)
