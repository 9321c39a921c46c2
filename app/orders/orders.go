// Package orders takes an agent's order through its life: quoted, checked
// against the credit line, held or submitted, confirmed, shipped and invoiced.
// Every change that raises exposure goes through the same credit check.
package orders

import (
	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/settlement"
	"assay/models"
)

// Service holds the verbs on orders.
type Service struct {
	DB       *db.DB
	Clock    db.Clock
	Calendar *settlement.Calendar

	known standings
}

// Placed is an order after a credit check, with the decision and its record.
type Placed struct {
	Order      models.Order
	Decision   models.CreditDecision
	DecisionID int64
}

// Input is what an agent orders. RequestKey is minted with the form: a double
// click gets the first order back.
type Input struct {
	AgentID    int64
	StoreID    *int64
	RequestKey string
	Lines      []catalog.Want
	Note       string
}

// Validate checks the order's shape; prices are none of the form's business.
func (in Input) Validate() error {
	switch {
	case in.RequestKey == "" || len(in.RequestKey) > 64:
		return models.Invalid("request_key", "error.request_key_required")
	case len([]rune(in.Note)) > 500:
		return models.Invalid("note", "error.too_long").With("Max", 500)
	}
	return validateWants(in.Lines)
}

func validateWants(wants []catalog.Want) error {
	if len(wants) == 0 {
		return models.Invalid("lines", "error.order_empty")
	}
	if len(wants) > models.MaxOrderLines {
		return models.Invalid("lines", "error.order_too_long").With("Max", models.MaxOrderLines)
	}
	for i, w := range wants {
		if w.Quantity < 1 || w.Quantity > models.MaxQuantity {
			return models.Invalid(lineField(i, "quantity"), "error.quantity_range").With("Max", models.MaxQuantity)
		}
	}
	return nil
}

// fingerprint is the input without its key.
func (in Input) fingerprint() string {
	in.RequestKey = ""
	return db.Fingerprint(in)
}

// ErrOrderChanged says that somebody else changed the order meanwhile.
var ErrOrderChanged = models.Conflict("error.order_changed")

// errNotAllowed is an action that the order's state does not allow.
func errNotAllowed(o models.Order, a models.OrderAction) error {
	return models.Conflict("error.action_not_allowed").With("State", string(o.State)).With("Action", string(a))
}

// guardOf makes a move conditional on the terms in the view.
func guardOf(v credit.View, r models.CreditRequest) *credit.Guard {
	return &credit.Guard{Terms: v.Terms, On: r.On, Settlement: r.Settlement, Increase: r.Increase}
}
