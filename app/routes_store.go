package app

import (
	"assay/app/members"
	"assay/app/web"
	"assay/models"
)

// storeRoutes are the pages of the people at a store's counter, and of the
// headquarters about members.
func (a *App) storeRoutes(w *web.Web) {
	own := members.StorePages{Service: a.Members}
	w.Get("/store", models.StoreUse, own.Today)
	w.Get("/store/members", models.StoreUse, own.List)
	w.Get("/store/members/new", models.MemberEdit, own.New)
	w.Post("/store/members/new", models.MemberEdit, own.Enrolment)
	w.Get("/store/members/import", models.MemberEdit, own.ImportForm)
	w.Post("/store/members/import", models.MemberEdit, own.Upload)
	w.Post("/store/members/known", models.MemberEdit, own.Known)
	w.Post("/store/members/link", models.MemberEdit, own.Linking)
	w.Get("/store/members/:id", models.StoreUse, own.Show)
	w.Get("/store/members/:id/edit", models.MemberEdit, own.EditForm)
	w.Post("/store/members/:id/edit", models.MemberEdit, own.Edit)
	w.Post("/store/members/:id/phone", models.MemberReveal, own.Phone)
	w.Post("/store/members/:id/data", models.MemberReveal, own.Data)
	w.Post("/store/members/:id/erasure", models.MemberErase, own.Erasure)
	w.Get("/store/members/:id/merge", models.MemberMerge, own.MergeForm)
	w.Post("/store/members/:id/merge", models.MemberMerge, own.Merging)
	w.Post("/store/members/:id/merges/:merge/undo", models.MemberMerge, own.Unmerging)
	w.Post("/store/members/:id/consents", models.MemberEdit, own.Consent)
	w.Post("/store/members/:id/consents/:consent/withdrawal", models.MemberEdit, own.Withdrawal)
	w.Post("/store/members/:id/events", models.MemberEdit, own.Event)
	w.Post("/store/members/:id/events/:event/done", models.MemberEdit, own.ReminderDone)
	all := members.SalesPages{Service: a.Members}
	w.Get("/sales/members", models.MemberRead, all.List)
	w.Get("/sales/members/:id", models.MemberRead, all.Show)
}
