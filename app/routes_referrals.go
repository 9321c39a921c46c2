package app

import (
	"assay/app/members"
	"assay/app/web"
	"assay/models"
)

// referralRoutes are who brought whom: a member's tree and who brings most.
func (a *App) referralRoutes(w *web.Web) {
	own := members.StorePages{Service: a.Members}
	w.Get("/store/referrers", models.InsightRead, own.Referrers)
	w.Get("/store/members/:id/referrals", models.StoreUse, own.Referrals)
	w.Post("/store/members/:id/referrals", models.MemberEdit, own.Referral)
	all := members.SalesPages{Service: a.Members}
	w.Get("/sales/referrers", models.InsightRead, all.Referrers)
	w.Get("/sales/members/:id/referrals", models.MemberRead, all.Referrals)
}
