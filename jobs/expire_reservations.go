package jobs

import "context"

// expireReservations takes orders that nobody confirmed in time back to drafts
// and frees their credit.
func (w Work) expireReservations(ctx context.Context, run *Run) error {
	ids, err := w.Orders.Expired(ctx, run.On)
	if err != nil {
		return err
	}
	at := w.moment(run)
	return each(ctx, run, "expired", ids, func(id int64) error { return w.Orders.Expire(ctx, at, id, run.Fence) })
}
