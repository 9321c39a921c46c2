package search

import "assay/models"

// Noun is a heading of the result: what a person calls what was found.
type Noun string

// Agents are those in the register; the other headings are told by the findings.
const Agents Noun = "agents"

// way is how somebody opens a thing: with the permission of its page, inside
// the scope of the permission that shows it.
type way struct {
	agent bool              // for people of an agent, else of the headquarters
	need  models.Permission // opens the page
	see   models.Permission // says how far
	link  string            // the column that the page's address ends with
	href  string
	all   string // the list that takes the same text, "" for none
	only  string // what else must hold
	tree  bool   // for whoever sees the agents below one
}

// finding is a sort of thing with how it is found and shown. A free one is
// nobody's.
type finding struct {
	noun  Noun
	find  func(f *finder, scope models.Scope) ([]int64, error)
	table string // with its alias, "agents a" joined in unless it is free
	id    string
	shown string // columns of a Hit
	free  bool
	ways  []way
}

const agentShown = "a.code AS agent_code, a.name_zh AS agent_zh, a.name_en AS agent_en"

// byName finds by the rows of a kind.
func byName(kind Kind, free bool) func(*finder, models.Scope) ([]int64, error) {
	return func(f *finder, scope models.Scope) ([]int64, error) {
		return f.named(kind, f.query.Words, scope, free)
	}
}

// byNumber finds documents of a series.
func byNumber(table, series string) func(*finder, models.Scope) ([]int64, error) {
	return func(f *finder, scope models.Scope) ([]int64, error) {
		return f.numbered(document{table, series}, scope)
	}
}

var (
	agentWays = []way{
		{agent: true, tree: true, need: models.OrderRead, see: models.OrderRead, link: "a.id", href: "/agent/orders?q=%s"},
		{need: models.CreditEdit, see: models.AgentRead, link: "a.id", href: "/finance/agents/%d", all: "/finance/agents"},
		{need: models.AgentRead, see: models.AgentRead, link: "a.id", href: "/sales/agents/%d", all: "/sales/agents"}}
	ofAgentWays = []way{
		{need: models.CreditEdit, see: models.AgentRead, link: "a.id", href: "/finance/agents/%d"},
		{need: models.AgentRead, see: models.AgentRead, link: "a.id", href: "/sales/agents/%d"}}
)

// findings are in the order in which a page shows them.
var findings = []finding{
	{noun: Agents, find: byName(KindAgent, false), table: "agents a JOIN regions r ON r.id = a.region_id", id: "a.id",
		shown: "a.code, a.name_zh AS title_zh, a.name_en AS title_en, a.status AS state, r.name_zh AS note_zh, r.name_en AS note_en", ways: agentWays},
	{noun: "people", find: (*finder).contacts, table: "agent_contacts c JOIN agents a ON a.id = c.agent_id", id: "c.id",
		shown: "c.name AS title_zh, c.role AS role, c.phone AS note_zh, " + agentShown, ways: ofAgentWays},
	{noun: "people", find: (*finder).staff, table: "store_people p JOIN stores s ON s.id = p.store_id JOIN agents a ON a.id = s.agent_id", id: "p.id",
		shown: "p.name AS title_zh, p.phone AS note_zh, " + agentShown, ways: ofAgentWays},
	{noun: "orders", find: (*finder).orders, table: "orders o JOIN agents a ON a.id = o.agent_id", id: "o.id",
		shown: "o.state, o.total_fen AS amount_fen, o.submitted_on AS day, " + agentShown, ways: []way{
			{agent: true, need: models.OrderRead, see: models.OrderRead, link: "o.id", href: "/agent/orders/%d", all: "/agent/orders"},
			{need: models.OrderConfirm, see: models.OrderRead, link: "o.id", href: "/sales/orders/%d", all: "/sales/orders"},
			{need: models.HoldRelease, see: models.OrderRead, link: "o.id", href: "/finance/holds/%d"}}},
	{noun: "invoices", find: byNumber("invoices", "INV"), table: "invoices v JOIN agents a ON a.id = v.agent_id JOIN open_items i ON i.kind IN ('invoice', 'opening') AND i.document_id = v.id", id: "v.id",
		shown: "v.number AS code, CASE WHEN i.open_fen = 0 THEN '' ELSE 'open' END AS state, v.gross_fen AS amount_fen, v.issued_on AS day, " + agentShown, ways: []way{
			{agent: true, need: models.OrderRead, see: models.OrderRead, link: "v.id", href: "/agent/invoices/%d"},
			{need: models.ReceivableRead, see: models.ReceivableRead, link: "i.id", href: "/finance/items/%d", all: "/finance/invoices"},
			{need: models.OrderConfirm, see: models.OrderRead, link: "v.order_id", href: "/sales/orders/%d", only: " AND v.order_id IS NOT NULL"}}},
	{noun: "receipts", find: (*finder).receipts, table: "receipts r JOIN agents a ON a.id = r.agent_id", id: "r.id",
		shown: "r.number AS code, r.state, r.payer AS note_zh, r.bank_reference AS reference, r.amount_fen, r.cleared_on AS day, " + agentShown, ways: []way{
			{agent: true, need: models.StatementRead, see: models.StatementRead, link: "r.id", href: "/agent/receipts/%d", only: " AND r.posting_on IS NOT NULL"},
			{need: models.ReceivableRead, see: models.ReceivableRead, link: "r.id", href: "/finance/receipts/%d", all: "/finance/receipts"}}},
	{noun: "statements", find: byNumber("statements", "ST"), table: "statements s JOIN agents a ON a.id = s.agent_id", id: "s.id",
		shown: "s.number AS code, s.closing_fen AS amount_fen, s.period_to_on AS day, " + agentShown, ways: []way{
			{agent: true, need: models.StatementRead, see: models.StatementRead, link: "s.id", href: "/agent/statements/%d", all: "/agent/statements"},
			{need: models.StatementRead, see: models.StatementRead, link: "s.id", href: "/finance/statements/%d", all: "/finance/statements"}}},
	{noun: "credit_notes", find: byNumber("credit_notes", "CN"), table: "credit_notes n JOIN agents a ON a.id = n.agent_id JOIN open_items i ON i.kind = 'credit_note' AND i.document_id = n.id", id: "n.id",
		shown: "n.number AS code, n.gross_fen AS amount_fen, n.issued_on AS day, n.reason AS note_zh, " + agentShown, ways: []way{
			{agent: true, need: models.OrderRead, see: models.OrderRead, link: "n.id", href: "/agent/credit-notes/%d"},
			{need: models.ReceivableRead, see: models.ReceivableRead, link: "i.id", href: "/finance/items/%d", all: "/finance/credit-notes"}}},
	{noun: "write_offs", find: byNumber("write_offs", "WO"), table: "write_offs w JOIN agents a ON a.id = w.agent_id", id: "w.id",
		shown: "w.number AS code, w.state, w.amount_fen, w.posting_on AS day, w.reason AS note_zh, " + agentShown, ways: []way{
			{need: models.ReceivableRead, see: models.ReceivableRead, link: "w.id", href: "/finance/write-offs/%d", all: "/finance/write-offs"}}},
	{noun: "products", find: byName(KindProduct, true), free: true, table: "products p", id: "p.id",
		shown: "p.sku AS code, p.name_zh AS title_zh, p.name_en AS title_en, p.category AS category, CASE WHEN p.withdrawn_at IS NULL THEN '' ELSE 'withdrawn' END AS state", ways: []way{
			{agent: true, need: models.OrderPlace, see: models.CatalogRead, link: "p.id", href: "/agent/order?q=%s", all: "/agent/order", only: " AND p.withdrawn_at IS NULL"},
			{need: models.CatalogEdit, see: models.CatalogRead, link: "p.id", href: "/sales/products/%d", all: "/sales/products"},
			{need: models.CatalogRead, see: models.CatalogRead, link: "p.id", href: "/sales/products?q=%s", all: "/sales/products", only: " AND p.withdrawn_at IS NULL"}}},
	{noun: "stores", find: byName(KindStore, false), table: "stores s JOIN agents a ON a.id = s.agent_id", id: "s.id",
		shown: "s.code, s.name_zh AS title_zh, s.name_en AS title_en, s.address AS note_zh, " + agentShown, ways: ofAgentWays},
	{noun: "groups", find: byName(KindGroup, true), free: true, table: "credit_groups g", id: "g.id",
		shown: "g.code, g.name_zh AS title_zh, g.name_en AS title_en", ways: []way{
			{need: models.CreditEdit, see: models.CreditEdit, link: "g.id", href: "/finance/groups#g%d"}}},
	{noun: "users", find: byName(KindUser, true), free: true, table: "users u", id: "u.id",
		shown: "u.login AS code, u.name AS title_zh, CASE WHEN u.disabled_at IS NULL THEN '' ELSE 'disabled' END AS state", ways: []way{
			{need: models.UserManage, see: models.UserManage, link: "u.id", href: "/admin/users/%d", all: "/admin/users"}}},
}

// wayOf is how the actor opens what was found; false when not at all.
func (x finding) wayOf(a models.Actor) (way, bool) {
	for _, w := range x.ways {
		if w.agent == (a.HomeAgent() != 0) && a.Can(w.need) && a.Can(w.see) && (!w.tree || len(a.Scope(w.see).Trees) > 0) {
			return w, true
		}
	}
	return way{}, false
}
