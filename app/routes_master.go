package app

import (
	"assay/app/agents"
	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/settlement"
	"assay/app/web"
	"assay/models"
)

// masterRoutes are the pages of master data: who buys, on which terms, what.
func (a *App) masterRoutes(w *web.Web) {
	register := agents.SalesPages{Service: a.Agents}
	w.Get("/sales/agents/new", models.AgentEdit, register.New)
	w.Post("/sales/agents/new", models.AgentEdit, register.Registration)
	w.Get("/sales/agents/:id/edit", models.AgentEdit, register.EditForm)
	w.Post("/sales/agents/:id/edit", models.AgentEdit, register.Edit)
	w.Post("/sales/agents/:id/stores", models.AgentEdit, pages{a}.Store)
	w.Post("/sales/agents/:id/staff", models.AgentEdit, pages{a}.Staff)
	w.Post("/finance/agents/:id/security", models.CreditEdit, pages{a}.Security)
	w.Post("/finance/agents/:id/securities/:security/release", models.CreditEdit, pages{a}.SecurityRelease)
	w.Get("/admin/regions", models.RegionEdit, register.Regions)
	w.Post("/admin/regions", models.RegionEdit, register.Region)
	groups := credit.FinancePages{Service: a.Credit}
	w.Get("/finance/groups", models.CreditEdit, groups.Groups)
	w.Post("/finance/groups", models.PotEdit, groups.NewGroup)
	w.Post("/finance/groups/grades", models.PotEdit, groups.GradeLimit)
	w.Post("/finance/groups/:id/pot", models.PotEdit, groups.Pot)
	w.Post("/finance/groups/:id/members", models.PotEdit, groups.Member)
	articles := catalog.SalesPages{Service: a.Catalog}
	w.Get("/sales/products/new", models.CatalogEdit, articles.New)
	w.Post("/sales/products/new", models.CatalogEdit, articles.Entry)
	w.Get("/sales/products/:id", models.CatalogEdit, articles.Product)
	w.Post("/sales/products/:id", models.CatalogEdit, articles.Edit)
	w.Post("/sales/products/:id/sale", models.CatalogEdit, articles.Sale)
	w.Post("/sales/products/:id/picture", models.CatalogEdit, articles.Picture)
	w.Get("/pictures/:hash", models.CatalogRead, articles.Stored)
	w.Post("/sales/metals", models.CatalogEdit, articles.NewMetal)
	w.Post("/sales/price-lists", models.CatalogEdit, articles.NewList)
	w.Get("/sales/price-lists/:id", models.CatalogEdit, articles.List)
	w.Post("/sales/price-lists/:id/prices", models.CatalogEdit, articles.OwnPrice)
	w.Post("/sales/price-lists/:id/discount", models.CatalogEdit, articles.Discount)
	policies := settlement.FinancePages{Service: a.Settlement}
	w.Get("/finance/settlement", models.SettlementEdit, policies.Policies)
	w.Post("/finance/settlement", models.SettlementEdit, policies.NewPolicy)
	w.Post("/finance/settlement/holidays", models.SettlementEdit, policies.Holiday)
	w.Post("/finance/settlement/:id/retirement", models.SettlementEdit, policies.Retirement)
}
