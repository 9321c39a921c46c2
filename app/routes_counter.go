package app

import (
	"assay/app/loyalty"
	"assay/app/web"
	"assay/models"
)

// counterRoutes are the slips of the stores, and what members earn and spend.
func (a *App) counterRoutes(w *web.Web) {
	counter := loyalty.StorePages{Service: a.Loyalty}
	w.Get("/store/slips", models.SaleEnter, counter.Slips)
	w.Get("/store/slips/new", models.SaleEnter, counter.NewSlip)
	w.Post("/store/slips/new", models.SaleEnter, counter.Slip)
	w.Get("/store/slips/import", models.SaleEnter, counter.ImportForm)
	w.Post("/store/slips/import", models.SaleEnter, counter.Upload)
	w.Get("/store/slips/:id", models.SaleEnter, counter.Show)
	w.Post("/store/slips/:id/refunds", models.SaleRefund, counter.Refunding)
	w.Get("/store/members/:id/ledger", models.MemberRead, counter.Ledger)
	w.Post("/store/members/:id/redemptions", models.PointsRedeem, counter.Redemption)
	w.Post("/store/members/:id/rewards", models.MemberEdit, counter.Rewarding)
	w.Post("/store/members/:id/adjustment", models.TierSet, counter.Adjustment)
	w.Post("/store/members/:id/tier", models.TierSet, counter.Tier)
	w.Post("/store/redemptions/:id/cancellation", models.PointsRedeem, counter.Cancellation)
	w.Get("/sales/points", models.MemberRead, loyalty.SalesPages{Service: a.Loyalty}.Points)
}
