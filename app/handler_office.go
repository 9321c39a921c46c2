package app

import (
	"context"

	"assay/app/orders"
	"assay/app/pending"
	"assay/app/receivables"
	"assay/app/web"
	"assay/models"
)

// officePage is the first page of everybody at the headquarters: what waits
// for them, and the beginning of the queues they work through.
type officePage struct {
	Today  models.Date
	Items  []pending.Item
	Holds  []orders.Listed
	Orders []orders.Listed
	Dues   []receivables.DueDay
	DueSum models.Money
	Jobs   []JobLine
}

// queueLength is how much of a queue the first page shows.
const queueLength = 6

// dueDays is how far ahead the first page looks at what falls due.
const dueDays = 14

// Office is the first page of the headquarters.
func (p pages) Office(c *web.Ctx) error {
	q, on := p.DB.Read(c.UserContext()), c.Today()
	data := officePage{Today: on}
	var err error
	if data.Items, err = p.waiting.Of(q, c.Actor, on, p.Clock.Now(), true); err != nil {
		return err
	}
	queue := func(need models.Permission, into *[]orders.Listed, states ...models.OrderState) (err error) {
		if c.Actor.Can(need) {
			*into, _, err = orders.List(q, c.Actor.Scope(need), orders.Filter{States: states, Sort: "oldest", Limit: queueLength})
		}
		return err
	}
	if err := queue(models.HoldRelease, &data.Holds, models.OrderHeld); err != nil {
		return err
	}
	if err := queue(models.OrderConfirm, &data.Orders, models.OrderSubmitted, models.OrderConfirmed); err != nil {
		return err
	}
	if c.Actor.Can(models.ReceivableRead) {
		if data.Dues, err = receivables.DueByDay(q, c.Actor.Scope(models.ReceivableRead), on, on.AddDays(dueDays)); err != nil {
			return err
		}
		for _, d := range data.Dues {
			data.DueSum += d.Fen
		}
	}
	if c.Actor.Can(models.JobRun) && p.Jobs.List != nil {
		if data.Jobs, err = p.Jobs.List(c.UserContext()); err != nil {
			return err
		}
	}
	return c.OK("office/home", web.Page{Title: c.T("nav.home"), Data: data})
}

// waitingFor is how much waits for a person on each page of the navigation. It
// is a courtesy: when it cannot be counted, the page says nothing of it, but the
// log does.
func (a *App) waitingFor(ctx context.Context, who models.Actor, acted bool) map[string]int64 {
	now := a.Clock.Now()
	items, err := a.waiting.Of(a.DB.Read(ctx), who, models.DateOf(now, a.Clock.Zone), now, acted)
	if err != nil {
		if a.Log != nil {
			a.Log.Warn("what waits could not be counted", "error", err.Error())
		}
		return nil
	}
	out := map[string]int64{}
	for _, it := range items {
		out[it.Nav] += it.Count
	}
	return out
}
