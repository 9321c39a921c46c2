package app

import (
	"assay/app/voice"
	"assay/app/web"
	"assay/models"
)

// voiceRoutes are the pages of members themselves, by link, and what a store
// does about them.
func (a *App) voiceRoutes(w *web.Web) {
	own := voice.OwnPages{Service: a.Voice, People: a.Members, Care: a.Care, Origin: a.Origin}
	w.Get("/m/:token", web.Public, own.Show)
	w.Post("/m/:token/words", web.Public, own.Say)
	w.Post("/m/:token/consents/:consent/withdrawal", web.Public, own.Withdrawal)
	w.Get("/s/:token", web.Public, own.Survey)
	w.Post("/s/:token", web.Public, own.Answering)
	store := voice.StorePages{Service: a.Voice, Origin: a.Origin}
	w.Get("/store/members/:id/voice", models.MemberEdit, store.Show)
	w.Post("/store/members/:id/link", models.MemberEdit, store.Link)
	w.Post("/store/members/:id/link/end", models.MemberEdit, store.LinkEnd)
	w.Post("/store/members/:id/surveys", models.MemberEdit, store.Asking)
	w.Post("/store/members/:id/answers", models.MemberEdit, store.Answering)
	w.Get("/store/surveys", models.MemberEdit, store.List)
	w.Post("/store/surveys/:id/handling", models.MemberEdit, store.Handling)
	w.Get("/sales/surveys", models.MemberRead, voice.SalesPages{Service: a.Voice}.List)
}
