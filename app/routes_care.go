package app

import (
	"assay/app/care"
	"assay/app/web"
	"assay/models"
)

// careRoutes are service requests, bespoke orders and complaints.
func (a *App) careRoutes(w *web.Web) {
	own := care.StorePages{Service: a.Care}
	w.Get("/store/cases", models.CaseEdit, own.List)
	w.Get("/store/cases/new", models.CaseEdit, own.New)
	w.Post("/store/cases/new", models.CaseEdit, own.Opening)
	w.Get("/store/cases/:id", models.CaseEdit, own.Show)
	w.Post("/store/cases/:id/entries", models.CaseEdit, own.Stepping)
	w.Get("/store/case-files/:id", models.CaseEdit, own.File)
	all := care.SalesPages{Service: a.Care}
	w.Get("/sales/cases", models.CaseRead, all.List)
	w.Get("/sales/cases/:id", models.CaseRead, all.Show)
}
