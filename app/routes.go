package app

import (
	"assay/app/auth"
	"assay/app/web"
	"assay/models"
)

// routes is every URL of the product with the permission it needs.
func (a *App) routes(w *web.Web) {
	a.everybody(w)
	w.App.Get("/healthz", a.healthz)
	w.App.Get("/readyz", a.readyz)
}

func (a *App) everybody(w *web.Web) {
	own := auth.Pages{Service: a.Auth}
	w.Get("/sign-in", web.Public, own.Show)
	w.Post("/sign-in", web.Public, own.SignIn)
	w.Post("/sign-out", models.OwnAccount, own.SignOut)
	w.Post("/language", models.OwnAccount, own.Language)
	w.Get("/", models.OwnAccount, own.Home)
	w.Get("/account", models.OwnAccount, own.Account)
	w.Post("/account/preferences", models.OwnAccount, own.Preferences)
	w.Post("/account/password", models.OwnAccount, own.Password)
	w.Post("/account/sessions/:id/end", models.OwnAccount, own.EndOther)
	w.Post("/account/tokens", models.OwnAccount, own.NewToken)
	w.Post("/account/tokens/:id/revoke", models.OwnAccount, own.Revoke)
	w.Get("/account/second-factor", models.OwnAccount, own.SecondFactor)
	w.Post("/account/second-factor", models.OwnAccount, own.Enrol)
}
