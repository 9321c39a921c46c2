package web

import (
	"strings"

	"assay/models"
)

// NavItem is a link of the navigation.
type NavItem struct {
	Key     string
	Href    string
	Icon    string
	Current bool
	Count   int64 // what waits there
	need    models.Permission
	also    []string // where else its pages are
}

// NavSection is a group of links under a heading.
type NavSection struct {
	Key   string
	Items []NavItem
}

var agentNav = []NavSection{
	{"nav.buying", []NavItem{
		{Key: "nav.home", Href: "/agent", Icon: "home", need: models.PortalUse},
		{Key: "nav.quick_order", Href: "/agent/order", Icon: "cart", need: models.OrderPlace},
		{Key: "nav.orders", Href: "/agent/orders", Icon: "orders", need: models.OrderRead}}},
	{"nav.account", []NavItem{
		{Key: "nav.statements", Href: "/agent/statements", Icon: "statement", need: models.StatementRead},
		{Key: "nav.limit_requests", Href: "/agent/limit-requests", Icon: "scale", need: models.RequestLimit},
		{Key: "nav.documents", Href: "/agent/documents", Icon: "file", need: models.PortalUse,
			also: []string{"/agent/invoices", "/agent/credit-notes", "/agent/receipts"}}}},
}

var storeNav = []NavSection{
	{"nav.store", []NavItem{
		{Key: "nav.today", Href: "/store", Icon: "home", need: models.StoreUse},
		{Key: "nav.members", Href: "/store/members", Icon: "people", need: models.StoreUse},
		{Key: "nav.prospects", Href: "/store/prospects", Icon: "user", need: models.MemberEdit},
		{Key: "nav.slips", Href: "/store/slips", Icon: "orders", need: models.SaleEnter},
		{Key: "nav.cases", Href: "/store/cases", Icon: "gear", need: models.CaseEdit},
		{Key: "nav.surveys", Href: "/store/surveys", Icon: "star", need: models.MemberEdit},
		{Key: "nav.vouchers", Href: "/store/vouchers", Icon: "check", need: models.MemberEdit},
		{Key: "nav.perk_uses", Href: "/store/perk-uses", Icon: "star", need: models.MemberEdit},
		{Key: "nav.member_cockpit", Href: "/store/member-cockpit", Icon: "chart", need: models.InsightRead},
		{Key: "nav.rfm", Href: "/store/rfm", Icon: "columns", need: models.InsightRead},
		{Key: "nav.key_members", Href: "/store/key-members", Icon: "star", need: models.InsightRead},
		{Key: "nav.offers", Href: "/store/offers", Icon: "star", need: models.InsightRead},
		{Key: "nav.referrers", Href: "/store/referrers", Icon: "people", need: models.InsightRead},
		{Key: "nav.segments", Href: "/store/segments", Icon: "filter", need: models.InsightRead}}},
	{"nav.goods", []NavItem{
		{Key: "nav.products", Href: "/sales/products", Icon: "box", need: models.CatalogRead}}},
}

var officeNav = []NavSection{
	{"nav.overview", []NavItem{
		{Key: "nav.home", Href: "/home", Icon: "home", need: models.OfficeUse},
		{Key: "nav.cockpit", Href: "/finance/cockpit", Icon: "chart", need: models.ReceivableRead}}},
	{"nav.credit", []NavItem{
		{Key: "nav.agents", Href: "/finance/agents", Icon: "people", need: models.CreditEdit},
		{Key: "nav.holds", Href: "/finance/holds", Icon: "hand", need: models.HoldRelease},
		{Key: "nav.limits", Href: "/finance/limits", Icon: "lock", need: models.CreditEdit},
		{Key: "nav.limit_proposals", Href: "/finance/limits/proposals", Icon: "check", need: models.CreditEdit, also: []string{"/finance/limits/mass", "/finance/limits/batches"}},
		{Key: "nav.watch", Href: "/finance/watch", Icon: "warn", need: models.CreditEdit},
		{Key: "nav.promises", Href: "/finance/promises", Icon: "clock", need: models.CreditEdit},
		{Key: "nav.securities", Href: "/finance/securities", Icon: "shield", need: models.CreditEdit},
		{Key: "nav.groups", Href: "/finance/groups", Icon: "scale", need: models.CreditEdit},
		{Key: "nav.standard", Href: "/finance/standard", Icon: "shield", need: models.StandardRead},
		{Key: "nav.policies", Href: "/finance/policies", Icon: "book", need: models.StandardRead}}},
	{"nav.receivables", []NavItem{
		{Key: "nav.receipts", Href: "/finance/receipts", Icon: "pay", need: models.ReceivableRead},
		{Key: "nav.items", Href: "/finance/items", Icon: "file", need: models.ReceivableRead},
		{Key: "nav.ageing", Href: "/finance/ageing", Icon: "columns", need: models.ReceivableRead},
		{Key: "nav.invoices", Href: "/finance/invoices", Icon: "orders", need: models.ReceivableRead},
		{Key: "nav.credit_notes", Href: "/finance/credit-notes", Icon: "redo", need: models.ReceivableRead},
		{Key: "nav.write_offs", Href: "/finance/write-offs", Icon: "cross", need: models.ReceivableRead},
		{Key: "nav.disputes", Href: "/finance/disputes", Icon: "warn", need: models.ReceivableRead},
		{Key: "nav.provisions", Href: "/finance/provisions", Icon: "shield", need: models.LedgerRead}}},
	{"nav.books", []NavItem{
		{Key: "nav.statements", Href: "/finance/statements", Icon: "statement", need: models.StatementIssue},
		{Key: "nav.settlement", Href: "/finance/settlement", Icon: "clock", need: models.SettlementEdit},
		{Key: "nav.ledger", Href: "/finance/ledger", Icon: "book", need: models.LedgerRead},
		{Key: "nav.journal", Href: "/finance/ledger/entries", Icon: "audit", need: models.LedgerRead}}},
	{"nav.sales", []NavItem{
		{Key: "nav.orders", Href: "/sales/orders", Icon: "orders", need: models.OrderConfirm},
		{Key: "nav.agents", Href: "/sales/agents", Icon: "people", need: models.OrderConfirm},
		{Key: "nav.stores", Href: "/sales/stores", Icon: "store", need: models.OrderConfirm},
		{Key: "nav.members", Href: "/sales/members", Icon: "user", need: models.MemberRead},
		{Key: "nav.prospects", Href: "/sales/prospects", Icon: "user", need: models.MemberRead},
		{Key: "nav.cases", Href: "/sales/cases", Icon: "gear", need: models.CaseRead},
		{Key: "nav.surveys", Href: "/sales/surveys", Icon: "star", need: models.MemberRead},
		{Key: "nav.vouchers", Href: "/sales/vouchers", Icon: "check", need: models.MemberRead},
		{Key: "nav.perk_uses", Href: "/sales/perk-uses", Icon: "star", need: models.MemberRead},
		{Key: "nav.member_cockpit", Href: "/sales/member-cockpit", Icon: "chart", need: models.InsightRead},
		{Key: "nav.rfm", Href: "/sales/rfm", Icon: "columns", need: models.InsightRead},
		{Key: "nav.key_members", Href: "/sales/key-members", Icon: "star", need: models.InsightRead},
		{Key: "nav.member_value", Href: "/sales/member-value", Icon: "scale", need: models.InsightRead},
		{Key: "nav.offers", Href: "/sales/offers", Icon: "star", need: models.InsightRead},
		{Key: "nav.referrers", Href: "/sales/referrers", Icon: "people", need: models.InsightRead},
		{Key: "nav.segments", Href: "/sales/segments", Icon: "filter", need: models.InsightRead},
		{Key: "nav.products", Href: "/sales/products", Icon: "box", need: models.CatalogRead}}},
	{"nav.admin", []NavItem{
		{Key: "nav.regions", Href: "/admin/regions", Icon: "store", need: models.RegionEdit},
		{Key: "nav.users", Href: "/admin/users", Icon: "key", need: models.UserManage},
		{Key: "nav.jobs", Href: "/admin/jobs", Icon: "gear", need: models.JobRun},
		{Key: "nav.audit", Href: "/admin/audit", Icon: "audit", need: models.AuditRead}}},
}

// navOf is the navigation of a person: what they may open, with the current
// item marked, and the four most used as tabs on a phone.
func navOf(a models.Actor, path string, waiting map[string]int64) (sections []NavSection, tabs []NavItem) {
	all := officeNav
	switch {
	case a.HomeAgent() != 0:
		all = agentNav
	case a.HomeStore() != 0:
		all = storeNav
	}
	best := longestMatch(all, path)
	for _, s := range all {
		shown := NavSection{Key: s.Key}
		for _, it := range s.Items {
			if a.Can(it.need) {
				it.Current, it.Count = it.Href == best, waiting[it.Href]
				shown.Items = append(shown.Items, it)
			}
		}
		if len(shown.Items) > 0 {
			sections = append(sections, shown)
			tabs = append(tabs, shown.Items...)
		}
	}
	return sections, tabs[:min(len(tabs), 4)]
}

func longestMatch(sections []NavSection, path string) string {
	best, length := "", 0
	for _, s := range sections {
		for _, it := range s.Items {
			for _, place := range append([]string{it.Href}, it.also...) {
				if (path == place || strings.HasPrefix(path, place+"/")) && len(place) > length {
					best, length = it.Href, len(place)
				}
			}
		}
	}
	return best
}

// HomeOf is the page a person starts on.
func HomeOf(a models.Actor) string {
	switch {
	case a.HomeAgent() != 0:
		return "/agent"
	case a.HomeStore() != 0:
		return "/store"
	case a.Can(models.OfficeUse):
		return "/home"
	}
	return "/account"
}
