package api

import (
	"assay/app/ledger"
	"assay/models"
)

func (s *server) ledger() {
	add(s, operation{"GET", "/trial-balance", models.LedgerRead, "ledger", "get-trial-balance", "Every account over a span of days; debits equal credits", 0}, s.trialBalance)
}

// trialRow is an account over the span; debit balances are positive.
type trialRow struct {
	Account models.Account `json:"account"`
	Opening models.Money   `json:"opening"`
	Debit   models.Money   `json:"debit"`
	Credit  models.Money   `json:"credit"`
	Balance models.Money   `json:"balance"`
}

func viewTrial(r ledger.TrialRow) trialRow {
	return trialRow{r.Account, r.OpeningFen, r.DebitFen, r.CreditFen, r.Balance()}
}

type trial struct {
	From models.Date `json:"from,omitzero"`
	AsOf models.Date `json:"as_of"`
	Rows []trialRow  `json:"rows"`
	Sum  trialRow    `json:"sum" doc:"Opening and balance are 0.00."`
}

type trialInput struct {
	From day `query:"from" doc:"The first day; the beginning of the book unless told."`
	AsOf day `query:"as_of" doc:"The last day; today unless told."`
}

func (s *server) trialBalance(c *call, in *trialInput) (trial, error) {
	from, err := in.From.read("from")
	if err != nil {
		return trial{}, err
	}
	to, err := in.AsOf.or("as_of", c.on)
	if err != nil {
		return trial{}, err
	}
	if from > to {
		return trial{}, models.Invalid("as_of", "error.dates_reversed")
	}
	rows, err := ledger.TrialBalance(c.q, from, to)
	return trial{from, to, each(rows, viewTrial), viewTrial(ledger.TrialSum(rows))}, err
}
