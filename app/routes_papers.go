package app

import (
	"assay/app/papers"
	"assay/app/web"
	"assay/models"
)

// paperRoutes are the documents of the house as pages and as PDFs, by role.
func (a *App) paperRoutes(w *web.Web) {
	p := a.Papers
	documents, orders := web.Crumb{Text: "nav.documents", Href: "/agent/documents"}, web.Crumb{Text: "nav.orders", Href: "/agent/orders"}
	w.Get("/agent/documents", models.PortalUse, p.List)
	a.invoice(w, "/agent/invoices/:id", models.OrderRead, models.DisputeRaise, documents)
	a.paper(w, "/agent/credit-notes/:id", models.OrderRead, p.CreditNote, documents)
	a.paper(w, "/agent/receipts/:id", models.StatementRead, p.Receipt, documents)
	a.paper(w, "/agent/orders/:id/paper", models.OrderRead, p.Order, orders)
	a.paper(w, "/sales/orders/:id/paper", models.OrderConfirm, p.Order, web.Crumb{Text: "nav.orders", Href: "/sales/orders"})
	a.invoice(w, "/finance/invoices/:id", models.ReceivableRead, models.DisputeResolve, web.Crumb{Text: "nav.invoices", Href: "/finance/invoices"})
	a.paper(w, "/finance/credit-notes/:id", models.ReceivableRead, p.CreditNote, web.Crumb{Text: "nav.credit_notes", Href: "/finance/credit-notes"})
	a.paper(w, "/finance/receipts/:id/paper", models.ReceivableRead, p.Receipt, web.Crumb{Text: "nav.receipts", Href: "/finance/receipts"})
	w.Get("/verify", web.Public, p.Verify)
	w.Get("/verify/:code", web.Public, p.Verify)
}

// paper is a document at a path, and its PDF below it.
func (a *App) paper(w *web.Web, path string, need models.Permission, look papers.Look, parent web.Crumb) {
	pages := papers.Pages{Service: a.Papers, Look: look, Need: need, Parent: parent}
	w.Get(path, need, pages.Show)
	w.Get(path+"/pdf", need, pages.Paper)
}

// invoice is an invoice's paper, which may be disputed where it is read.
func (a *App) invoice(w *web.Web, path string, need, raise models.Permission, parent web.Crumb) {
	pages := papers.InvoicePages{Pages: papers.Pages{Service: a.Papers, Look: a.Papers.Invoice, Need: need, Parent: parent}, Receivables: a.Receivables, Raise: raise}
	w.Get(path, need, pages.Show)
	w.Get(path+"/pdf", need, pages.Paper)
	w.Post(path+"/dispute", raise, pages.Dispute)
}
