package app

import (
	"assay/app/auth"
	"assay/app/backtest"
	"assay/app/catalog"
	"assay/app/imports"
	"assay/app/ledger"
	"assay/app/list"
	"assay/app/orders"
	"assay/app/policy"
	"assay/app/provision"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/app/runs"
	"assay/app/search"
	"assay/app/standard"
	"assay/app/statements"
	"assay/app/web"
	"assay/models"
)

// routes is every URL of the product with the permission it needs.
func (a *App) routes(w *web.Web) {
	a.everybody(w)
	a.masterRoutes(w) // before /sales/agents/:id, which would take /sales/agents/new
	a.agentRoutes(w)
	a.storeRoutes(w)
	a.salesRoutes(w)
	a.financeRoutes(w)
	a.paperRoutes(w)
	a.counterRoutes(w)
	a.careRoutes(w)
	a.voiceRoutes(w)
	a.perkRoutes(w)
	a.insightRoutes(w)
	a.offerRoutes(w)
	a.referralRoutes(w)
	a.prospectRoutes(w)
	a.adminRoutes(w)
	w.App.Get("/healthz", a.healthz)
	w.App.Get("/readyz", a.readyz)
}

func (a *App) everybody(w *web.Web) {
	own := auth.Pages{Service: a.Auth}
	w.Get("/sign-in", web.Public, own.Show)
	w.Post("/sign-in", web.Public, own.SignIn)
	w.Post("/sign-out", models.OwnAccount, own.SignOut)
	w.Post("/language", models.OwnAccount, own.Language)
	w.Get("/help", models.OwnAccount, pages{a}.Help)
	w.Post("/theme", models.OwnAccount, own.Theme)
	w.Get("/", models.OwnAccount, own.Home)
	w.Get("/search", models.OwnAccount, search.Pages{DB: a.DB}.Show)
	views := list.Pages{Service: &list.Service{DB: a.DB}}
	w.Post("/views", models.OwnAccount, views.Keep)
	w.Post("/views/:id/removal", models.OwnAccount, views.Drop)
	long := runs.Pages{Service: a.Runs}
	w.Get("/runs", models.OwnAccount, long.List)
	w.Get("/runs/:id", models.OwnAccount, long.Show)
	w.Get("/runs/:id/errors", models.OwnAccount, long.Errors)
	w.Post("/runs/:id/cancellation", models.OwnAccount, long.Cancellation)
	w.Get("/account", models.OwnAccount, own.Account)
	w.Post("/account/preferences", models.OwnAccount, own.Preferences)
	w.Post("/account/password", models.OwnAccount, own.Password)
	w.Post("/account/sessions/:id/end", models.OwnAccount, own.EndOther)
	w.Post("/account/tokens", models.OwnAccount, own.NewToken)
	w.Post("/account/tokens/:id/revoke", models.OwnAccount, own.Revoke)
	w.Get("/account/second-factor", models.OwnAccount, own.SecondFactor)
	w.Post("/account/second-factor", models.OwnAccount, own.Enrol)
}

func (a *App) agentRoutes(w *web.Web) {
	own := orders.AgentPages{Service: a.Orders}
	issued := statements.Pages{Service: a.Statements, Papers: a.Papers, Base: "/agent/statements"}
	w.Get("/home", models.OfficeUse, pages{a}.Office)
	w.Get("/agent", models.PortalUse, pages{a}.Home)
	w.Get("/agent/order", models.OrderPlace, own.New)
	w.Post("/agent/order", models.OrderPlace, own.Entry)
	w.Get("/agent/orders", models.OrderRead, own.List)
	w.Get("/agent/orders/:id", models.OrderRead, own.Show)
	w.Get("/agent/orders/:id/edit", models.OrderPlace, own.EditForm)
	w.Post("/agent/orders/:id/edit", models.OrderPlace, own.Entry)
	w.Post("/agent/orders/:id/submission", models.OrderPlace, own.Submission)
	w.Post("/agent/orders/:id/cancellation", models.OrderPlace, own.Cancellation)
	w.Get("/agent/statements", models.StatementRead, issued.List)
	w.Get("/agent/statements/:id", models.StatementRead, issued.Show)
	w.Get("/agent/statements/:id/pdf", models.StatementDownload, issued.Paper)
}

func (a *App) salesRoutes(w *web.Web) {
	sales := orders.SalesPages{Service: a.Orders}
	w.Get("/sales/orders", models.OrderConfirm, sales.List)
	w.Post("/sales/orders/confirmations", models.OrderConfirm, sales.Confirmations)
	w.Get("/sales/orders/:id", models.OrderConfirm, sales.Show)
	w.Post("/sales/orders/:id/confirmation", models.OrderConfirm, sales.Confirmation)
	w.Post("/sales/orders/:id/shipment", models.OrderShip, sales.Shipment)
	w.Post("/sales/orders/:id/cancellation", models.OrderConfirm, sales.Cancellation)
	w.Post("/sales/orders/:id/closure", models.OrderConfirm, sales.Closure)
	w.Post("/sales/orders/:id/reopening", models.OrderConfirm, sales.Reopening)
	w.Get("/sales/stores", models.AgentRead, pages{a}.Stores)
	w.Get("/sales/agents", models.AgentRead, pages{a}.Agents("/sales/agents"))
	w.Get("/sales/agents/:id", models.AgentRead, pages{a}.Agent("/sales/agents"))
	board := catalog.SalesPages{Service: a.Catalog}
	w.Get("/sales/products", models.CatalogRead, board.Board)
	w.Post("/sales/metals/:code/price", models.CatalogEdit, board.Price)
	w.Post("/sales/agents/:id/status", models.AgentEdit, pages{a}.Status)
}

func (a *App) financeRoutes(w *web.Web) {
	a.creditRoutes(w)
	cockpit := reports.FinancePages{Service: a.Reports}
	w.Get("/finance/cockpit", models.ReceivableRead, cockpit.Cockpit)
	w.Get("/finance/cockpit/export", models.ReceivableRead, cockpit.Export)
	w.Get("/finance/cockpit/utilisation", models.ReceivableRead, cockpit.Utilisation)
	w.Get("/finance/cockpit/cash", models.ReceivableRead, cockpit.Cash)
	w.Get("/finance/cockpit/exposures/:id", models.ReceivableRead, cockpit.Exposure)
	fin := receivables.FinancePages{Service: a.Receivables}
	w.Get("/finance/receipts", models.ReceivableRead, fin.Receipts)
	w.Post("/finance/receipts", models.ReceiptEnter, fin.Receipt)
	file := imports.FinancePages{Service: a.Imports, Runs: a.Runs}
	w.Get("/finance/receipts/import", models.ReceiptEnter, file.Form)
	w.Post("/finance/receipts/import", models.ReceiptEnter, file.Upload)
	w.Get("/finance/receipts/:id", models.ReceivableRead, fin.Show)
	w.Post("/finance/receipts/:id/allocation", models.ReceiptEnter, fin.Allocation)
	w.Post("/finance/receipts/:id/clearing", models.ReceiptEnter, fin.Clearing)
	w.Post("/finance/receipts/:id/reversal", models.ReceiptEnter, fin.Reversal)
	w.Get("/finance/ageing", models.ReceivableRead, fin.Ageing)
	w.Get("/finance/ageing/:id", models.ReceivableRead, fin.AgentAgeing)
	w.Get("/finance/items", models.ReceivableRead, fin.Items(pages{a}.byRegion))
	w.Get("/finance/invoices", models.ReceivableRead, fin.Invoices)
	w.Get("/finance/credit-notes", models.ReceivableRead, fin.CreditNotes)
	w.Get("/finance/items/:id", models.ReceivableRead, fin.Item)
	w.Post("/finance/items/:id/write-off", models.WriteOffRequest, fin.WriteOffRequest)
	w.Post("/finance/items/:id/credit-note", models.CreditNoteIssue, fin.CreditNote)
	w.Get("/finance/write-offs", models.ReceivableRead, fin.WriteOffs)
	w.Get("/finance/write-offs/:id", models.ReceivableRead, fin.WriteOff)
	w.Post("/finance/write-offs/:id/decision", models.WriteOffDecide, fin.Decision)
	w.Post("/finance/write-offs/:id/recovery", models.ReceiptEnter, fin.Recovery)
	w.Get("/finance/disputes", models.ReceivableRead, fin.Disputes)
	w.Get("/finance/disputes/:id", models.ReceivableRead, fin.DisputeShow)
	w.Post("/finance/disputes/:id/acceptance", models.DisputeResolve, fin.Acceptance)
	w.Post("/finance/disputes/:id/resolution", models.DisputeResolve, fin.Resolution)
	issued := statements.Pages{Service: a.Statements, Papers: a.Papers, Runs: a.Runs, Base: "/finance/statements"}
	w.Get("/finance/statements", models.StatementIssue, issued.List)
	w.Post("/finance/statements", models.StatementIssue, issued.Issuing)
	w.Get("/finance/statements/:id", models.StatementRead, issued.Show)
	w.Get("/finance/statements/:id/pdf", models.StatementDownload, issued.Paper)
	book := ledger.FinancePages{Service: a.Ledger, Runs: a.Runs}
	w.Get("/finance/ledger", models.LedgerRead, book.Trial)
	w.Get("/finance/ledger/entries", models.LedgerRead, book.Entries)
	w.Get("/finance/ledger/entries/:id", models.LedgerRead, book.Entry)
	w.Get("/finance/ledger/journal", models.LedgerExport, book.Journal)
	w.Post("/finance/ledger/closing", models.PeriodClose, book.Closing)
}

func (a *App) creditRoutes(w *web.Web) {
	held := orders.FinancePages{Service: a.Orders, Regions: pages{a}.byRegion}
	w.Get("/finance/holds", models.HoldRelease, held.Holds)
	w.Post("/finance/holds/releases", models.HoldRelease, held.Releases)
	w.Post("/finance/holds/rejections", models.HoldRelease, held.Rejections)
	w.Get("/finance/holds/:id", models.HoldRelease, held.Show)
	w.Post("/finance/holds/:id/release", models.HoldRelease, held.ReleaseHold)
	w.Post("/finance/holds/:id/rejection", models.HoldRelease, held.RejectHold)
	w.Post("/finance/holds/:id/hold", models.HoldRelease, held.HoldByHand)
	w.Get("/finance/limits", models.CreditEdit, pages{a}.Limits)
	a.limitRoutes(w)
	w.Get("/finance/agents", models.CreditEdit, pages{a}.Agents("/finance/agents"))
	w.Get("/finance/agents/:id", models.CreditEdit, pages{a}.Agent("/finance/agents"))
	w.Post("/finance/agents/:id/limit", models.CreditEdit, pages{a}.Limit)
	w.Post("/finance/agents/:id/block", models.CreditEdit, pages{a}.Block)
	w.Post("/finance/agents/:id/exclusion", models.PolicyDraft, pages{a}.Exclusion)
	w.Post("/finance/agents/:id/clearance", models.CreditEdit, pages{a}.Clearance)
	w.Post("/finance/agents/:id/policy", models.CreditEdit, pages{a}.Policy)
	level := standard.FinancePages{Service: a.Standard}
	w.Get("/finance/standard", models.StandardRead, level.Show)
	w.Get("/finance/standard/runs", models.StandardRead, level.AllRuns)
	w.Get("/finance/standard/runs/:id", models.ReceivableRead, level.Loss)
	w.Post("/finance/standard/proposals/:id/decision", models.StandardDecide, level.Decision)
	w.Post("/finance/standard/changes/:id/roll-back", models.StandardDecide, level.RollBackChange)
	terms := backtest.FinancePages{Service: a.Backtest, Runs: a.Runs}
	w.Get("/finance/settlement/comparison", models.CreditEdit, terms.Comparison)
	w.Post("/finance/settlement/comparison", models.CreditEdit, terms.Asking)
	losses := provision.FinancePages{Service: a.Provision, Runs: a.Runs}
	w.Get("/finance/provisions", models.LedgerRead, losses.Show)
	w.Post("/finance/provisions", models.PeriodClose, losses.Posting)
	w.Post("/finance/provisions/draft", models.PolicyDraft, losses.TakingOver)
	versions := policy.FinancePages{Service: a.Policies, Runs: a.Runs}
	w.Get("/finance/policies", models.StandardRead, versions.Index)
	w.Post("/finance/policies", models.PolicyDraft, versions.Open)
	w.Get("/finance/policies/:id", models.StandardRead, versions.Show)
	w.Post("/finance/policies/:id", models.PolicyDraft, versions.Edit)
	w.Get("/finance/policies/:id/simulation", models.StandardRead, versions.Simulated)
	w.Post("/finance/policies/:id/approval", models.PolicyApprove, versions.Approval)
	w.Post("/finance/policies/:id/withdrawal", models.PolicyDraft, versions.Withdrawal)
	w.Post("/finance/policies/:id/roll-back", models.PolicyApprove, versions.Restoral)
}
