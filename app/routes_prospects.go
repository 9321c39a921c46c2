package app

import (
	"assay/app/prospects"
	"assay/app/web"
	"assay/models"
)

// prospectRoutes are whom a store hopes to win, and the page by which a member
// invites a friend.
func (a *App) prospectRoutes(w *web.Web) {
	friends := prospects.InvitePages{Service: a.Prospects}
	w.Get("/i/:code", web.Public, friends.Show)
	w.Post("/i/:code", web.Public, friends.Leaving)
	own := prospects.StorePages{Service: a.Prospects}
	w.Get("/store/prospects", models.MemberEdit, own.List)
	w.Get("/store/prospects/new", models.MemberEdit, own.New)
	w.Post("/store/prospects/new", models.MemberEdit, own.Entry)
	w.Get("/store/prospects/:id", models.MemberEdit, own.Show)
	w.Get("/store/prospects/:id/edit", models.MemberEdit, own.EditForm)
	w.Post("/store/prospects/:id/edit", models.MemberEdit, own.Edit)
	w.Post("/store/prospects/:id/contacts", models.MemberEdit, own.Following)
	w.Post("/store/prospects/:id/membership", models.MemberEdit, own.Winning)
	w.Post("/store/prospects/:id/phone", models.MemberReveal, own.Phone)
	w.Post("/store/prospects/:id/erasure", models.MemberEdit, own.Erasure)
	all := prospects.SalesPages{Service: a.Prospects}
	w.Get("/sales/prospects", models.MemberRead, all.List)
	w.Get("/sales/prospects/:id", models.MemberRead, all.Show)
}
