package jobs

import "context"

const recheckHolds = "recheck-holds"

// recheckHolds asks again for the held orders whose cause may have gone since,
// and lets those through that have no reason left.
func (w Work) recheckHolds(ctx context.Context, run *Run) error {
	ids, err := w.Orders.Due(ctx, run.On)
	if err != nil {
		return err
	}
	at := w.moment(run)
	var released int64
	err = each(ctx, run, "", ids, func(id int64) error {
		ok, err := w.Orders.Recheck(ctx, at, id, run.Fence)
		if ok {
			released++
		}
		return err
	})
	if released > 0 {
		run.Count("released", released)
	}
	return err
}
