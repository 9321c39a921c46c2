package app

import (
	"assay/app/audit"
	"assay/app/auth"
	"assay/app/web"
	"assay/models"
)

// adminRoutes is what runs the house: who may come in, what runs by itself,
// and who did what.
func (a *App) adminRoutes(w *web.Web) {
	users := auth.AdminPages{Service: a.Auth}
	w.Get("/admin/users", models.UserManage, users.List)
	w.Get("/admin/users/new", models.UserManage, users.New)
	w.Post("/admin/users", models.UserManage, users.Add)
	w.Get("/admin/users/:id", models.UserManage, users.Show)
	w.Post("/admin/users/:id/access", models.UserManage, users.Access)
	w.Post("/admin/users/:id/password", models.UserManage, users.Password)
	w.Post("/admin/users/:id/grants", models.UserManage, users.Grant)
	w.Post("/admin/users/:id/revocation", models.UserManage, users.Revocation)
	w.Post("/admin/users/:id/second-factor", models.UserManage, users.SecondFactorReset)

	w.Get("/admin/jobs", models.JobRun, a.listJobs)
	w.Get("/admin/jobs/:name", models.JobRun, a.showJob)
	w.Post("/admin/jobs/:name/runs", models.JobRun, a.runJob)

	trail := audit.Pages{Service: a.Audit, Clock: a.Clock}
	w.Get("/admin/audit", models.AuditRead, trail.List)
	w.Post("/admin/audit/verification", models.AuditRead, trail.Verification)
}
