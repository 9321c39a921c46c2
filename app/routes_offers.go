package app

import (
	"assay/app/offers"
	"assay/app/web"
	"assay/models"
)

// offerRoutes are what is sold together and how well it serves to recommend, for
// a store and for the headquarters: it names articles and no members.
func (a *App) offerRoutes(w *web.Web) {
	p := offers.Pages{Service: a.Offers}
	w.Get("/store/offers", models.InsightRead, p.Links)
	w.Get("/sales/offers", models.InsightRead, p.Links)
}
