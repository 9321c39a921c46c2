package app

import (
	"assay/app/loyalty"
	"assay/app/perks"
	"assay/app/web"
	"assay/models"
)

// perkRoutes are benefits, coupons and packages.
func (a *App) perkRoutes(w *web.Web) {
	store, counter := perks.StorePages{Service: a.Perks}, loyalty.StorePages{Service: a.Loyalty}
	w.Get("/store/vouchers", models.MemberEdit, store.Vouchers)
	w.Get("/store/perk-uses", models.MemberEdit, store.Uses)
	w.Get("/store/members/:id/perks", models.MemberEdit, store.Member)
	w.Post("/store/members/:id/vouchers", models.PerkIssue, store.Issuing)
	w.Post("/store/members/:id/perks", models.PointsRedeem, store.Giving)
	w.Post("/store/members/:id/packages", models.SaleEnter, counter.PackageSale)
	w.Post("/store/vouchers/:id/cancellation", models.PerkIssue, store.Cancellation)
	w.Post("/store/packages/:id/cancellation", models.SaleRefund, counter.PackageCancellation)
	all := perks.SalesPages{Service: a.Perks}
	w.Get("/sales/vouchers", models.MemberRead, all.Vouchers)
	w.Get("/sales/perk-uses", models.MemberRead, all.Uses)
}
