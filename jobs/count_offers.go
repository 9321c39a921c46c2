package jobs

import (
	"context"

	"assay/app/db"
	"assay/app/offers"
)

// countOffers counts what members buy together, and tries what follows from it
// on the last quarter. What is found takes the place of the night before at once.
func (w Work) countOffers(ctx context.Context, run *Run) error {
	found, err := w.Offers.Count(ctx, run.On)
	if err != nil {
		return err
	}
	err = w.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := run.Fence(tx); err != nil {
			return err
		}
		return offers.Keep(tx, w.moment(run), found)
	})
	if err == nil {
		run.Count("offer_articles", int64(len(found.Articles)))
		run.Count("offer_links", int64(len(found.Links)))
		run.Count("offer_buyers", found.Buyers)
	}
	return err
}
