package app

import (
	"assay/app/insight"
	"assay/app/web"
	"assay/models"
)

// insightRoutes are what is asked about members as a whole, by a store of its
// own and by the headquarters of those in its scope.
func (a *App) insightRoutes(w *web.Web) {
	w.Get("/sales/member-value", models.InsightRead, a.Insight.SalesPages().Value)
	for base, p := range map[string]insight.Pages{"/store": a.Insight.StorePages(), "/sales": a.Insight.SalesPages()} {
		w.Get(base+"/member-cockpit", models.InsightRead, p.Cockpit)
		w.Get(base+"/rfm", models.InsightRead, p.Scores)
		w.Get(base+"/key-members", models.InsightRead, p.Key)
		w.Get(base+"/segments", models.InsightRead, p.Segments)
		w.Get(base+"/segments/new", models.InsightRead, p.New)
		w.Post(base+"/segments/new", models.SegmentEdit, p.Save)
		w.Get(base+"/segments/:id", models.InsightRead, p.Show)
		w.Post(base+"/segments/:id", models.SegmentEdit, p.Change)
		w.Post(base+"/segments/:id/removal", models.SegmentEdit, p.Removal)
	}
}
