package api_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/db"
	"assay/models"
)

// A caller that says which version of an order it read decides on that one.
func TestAnOrderIsDecidedOnInTheVersionThatWasRead(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		a, rich := h.Agent("A1", 100), h.Agent("B1", 1000)
		buyer, fin, sales := h.as(models.RoleAgentBuyer, rich.ID), h.as(models.RoleFinance), h.as(models.RoleSalesManager)
		reason := obj{"reason": "good payer"}
		edited := func(o models.Order, n int64) {
			_, err := h.Orders.Edit(context.Background(), apptest.Buyer, o.ID, []catalog.Want{{SKU: "YUAN", Quantity: n}})
			require.NoError(t, err)
		}
		for _, act := range []string{"release", "rejection"} {
			o := h.Place(a.ID, 200, models.OutcomeHold)
			edited(o, 300)
			fin.do("POST", fmt.Sprintf("/orders/%d/%s?version=1", o.ID, act), reason).problem(409, "error.order_differs", "")
			fin.do("POST", fmt.Sprintf("/orders/%d/%s?version=2", o.ID, act), reason).is(200)
		}
		o := h.Place(rich.ID, 20, models.OutcomeApprove)
		edited(o, 30)
		buyer.do("PUT", fmt.Sprintf("/orders/%d/lines?version=1", o.ID), obj{"lines": lines("YUAN", 40)}).problem(409, "error.order_differs", "")
		buyer.do("PUT", fmt.Sprintf("/orders/%d/lines?version=2", o.ID), obj{"lines": lines("YUAN", 40)}).is(200)
		sales.do("POST", fmt.Sprintf("/orders/%d/confirmation?version=2", o.ID), nil).problem(409, "error.order_differs", "")
		sales.do("POST", fmt.Sprintf("/orders/%d/confirmation?version=3", o.ID), nil).is(200)
	})
}
