package orders

import (
	"fmt"

	"assay/app/web"
	"assay/models"
)

// FinancePages are the orders held for credit.
type FinancePages struct{ *Service }

// holdRow is a held order with why it is held.
type holdRow struct {
	Listed
	Decision models.CreditDecision
}

type holdsPage struct {
	Rows  []holdRow
	Pager web.Pager
}

// Holds is the queue of held orders, oldest first, each with its reasons as
// they were when it was held.
func (p FinancePages) Holds(c *web.Ctx) error {
	q := p.DB.Read(c.UserContext())
	rows, total, err := List(q, c.Actor.Scope(models.HoldRelease), Filter{States: []models.OrderState{models.OrderHeld}, Sort: "oldest", Limit: web.PageSize, Offset: c.Offset()})
	if err != nil {
		return err
	}
	data := holdsPage{Pager: c.Pager(total)}
	for _, r := range rows {
		_, d, err := LastDecision(q, r.ID)
		if err != nil {
			return err
		}
		data.Rows = append(data.Rows, holdRow{r, d})
	}
	return c.OK("finance/holds/index", web.Page{Title: c.T("nav.holds"), Data: data})
}

// Show is one order as finance sees it, with the full decision record.
func (p FinancePages) Show(c *web.Ctx) error { return p.show(c, nil) }

func (p FinancePages) show(c *web.Ctx, fe error) error {
	return p.showPage(c, "finance/holds/show", "/finance/holds", "nav.holds", fe)
}

func (p FinancePages) decide(c *web.Ctx, flash string, verb func(id int64) error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.HoldRelease), id); err != nil {
		return err
	}
	if err := verb(id); err != nil {
		return p.show(c, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/holds/%d", id), flash)
}

// ReleaseHold lets a held order through with a one-off grant.
func (p FinancePages) ReleaseHold(c *web.Ctx) error {
	return p.decide(c, "order.flash_released", func(id int64) error {
		_, err := p.Release(c.UserContext(), c.Actor.Who(), id, c.Value("reason"))
		return err
	})
}

// RejectHold turns a held order down.
func (p FinancePages) RejectHold(c *web.Ctx) error {
	return p.decide(c, "order.flash_rejected", func(id int64) error {
		return p.Reject(c.UserContext(), c.Actor.Who(), id, c.Value("reason"))
	})
}
