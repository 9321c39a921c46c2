package ledger

import (
	"assay/app/web"
	"assay/models"
)

// FinancePages are the trial balance and the journal's export.
type FinancePages struct{ *Service }

type trialPage struct {
	From, AsOf, Today models.Date
	Rows              []TrialRow
	Sum               TrialRow
}

// Trial is the trial balance of a span.
func (p FinancePages) Trial(c *web.Ctx) error {
	data := trialPage{Today: c.Today(), AsOf: c.Today()}
	var err error
	if data.From, err = c.Date("from"); err != nil {
		return err
	}
	if d, err := c.Date("as_of"); err != nil {
		return err
	} else if !d.IsZero() {
		data.AsOf = d
	}
	if data.Rows, err = TrialBalance(p.DB.Read(c.UserContext()), data.From, data.AsOf); err != nil {
		return err
	}
	data.Sum = TrialSum(data.Rows)
	return c.OK("finance/ledger/index", web.Page{Title: c.T("nav.ledger"), Data: data})
}
