package app

import (
	"assay/app/credit"
	"assay/app/imports"
	"assay/app/limits"
	"assay/app/receivables"
	"assay/app/review"
	"assay/app/web"
	"assay/models"
)

// limitRoutes are scores, promises, proposals of limits and what secures them.
func (a *App) limitRoutes(w *web.Web) {
	proposals := limits.FinancePages{Service: a.Limits, Runs: a.Runs, Regions: pages{a}.byRegion}
	w.Get("/finance/limits/proposals", models.CreditEdit, proposals.Proposals)
	w.Post("/finance/limits/proposals/approvals", models.CreditEdit, proposals.Approvals)
	w.Post("/finance/limits/proposals/rejections", models.CreditEdit, proposals.Rejections)
	w.Get("/finance/limits/proposals/:id", models.CreditEdit, proposals.Show)
	w.Post("/finance/limits/proposals/:id/decision", models.CreditEdit, proposals.Decision)
	w.Post("/finance/limits/proposals/:id/withdrawal", models.CreditEdit, proposals.Withdrawal)
	w.Get("/finance/limits/mass", models.CreditEdit, proposals.Mass)
	w.Post("/finance/limits/mass", models.CreditEdit, proposals.Submission)
	w.Get("/finance/limits/batches/:id", models.CreditEdit, proposals.Batch)
	w.Post("/finance/limits/batches/:id/decision", models.CreditEdit, proposals.BatchDecision)
	asking := limits.AgentPages{Service: a.Limits}
	w.Get("/agent/limit-requests", models.RequestLimit, asking.Requests)
	w.Post("/agent/limit-requests", models.RequestLimit, asking.Asking)
	w.Post("/agent/limit-requests/:id/withdrawal", models.RequestLimit, asking.Withdrawal)
	promises := review.FinancePages{Service: a.Review}
	w.Get("/finance/promises", models.CreditEdit, promises.Promises)
	w.Get("/finance/watch", models.CreditEdit, promises.Watched)
	w.Post("/finance/promises/:id/cancellation", models.CreditEdit, pages{a}.PromiseCancellation)
	w.Post("/finance/agents/:id/review", models.CreditEdit, pages{a}.Review)
	w.Post("/finance/agents/:id/promise", models.CreditEdit, pages{a}.Promise)
	w.Post("/finance/agents/:id/fact", models.CreditEdit, pages{a}.Fact)
	file := imports.FinancePages{Service: a.Imports, Runs: a.Runs}
	w.Get("/finance/facts/import", models.CreditEdit, file.FactsForm)
	w.Post("/finance/facts/import", models.CreditEdit, file.FactsUpload)
	secured := credit.FinancePages{Service: a.Credit}
	w.Get("/finance/securities", models.CreditEdit, secured.Securities)
	w.Post("/finance/securities/:id/papers", models.CreditEdit, secured.Paper)
	entered := receivables.FinancePages{Service: a.Receivables}
	w.Get("/finance/security-requests", models.CreditEdit, entered.SecurityRequests)
	w.Get("/finance/security-requests/:id", models.CreditEdit, entered.SecurityRequest)
	w.Get("/finance/security-requests/:id/paper", models.CreditEdit, entered.SecurityRequestPaper)
	w.Post("/finance/security-requests/:id/decision", models.CreditEdit, entered.SecurityDecision)
	w.Get("/credit-papers/:id", models.CreditRead, secured.PaperFile)
}
