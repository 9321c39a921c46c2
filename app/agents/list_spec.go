package agents

import (
	"strconv"

	"assay/app/list"
	"assay/models"
)

// overdue is what an agent owes that was due before a day.
const overdue = "(SELECT COALESCE(SUM(d.debit_fen), 0) FROM due_balances d WHERE d.agent_id = a.id AND d.due_on < ?)"

// Register is the list of agents of a role whose pages begin with base, with
// each agent's exposure and what is overdue on a day.
func Register(base string, on models.Date, regions []list.Option) list.Spec {
	return list.Spec{Name: "agents", Title: "nav.agents", Empty: "agent.none", Hint: "agent.search_hint", Need: models.AgentRead, Agents: "a", ID: "a.id", Sort: "code",
		From: `agents a JOIN regions r ON r.id = a.region_id JOIN credit_accounts c ON c.agent_id = a.id LEFT JOIN credit_groups g ON g.id = c.group_id
			LEFT JOIN users u ON u.id = a.salesperson_id LEFT JOIN price_lists l ON l.id = a.price_list_id`,
		Search: append([]string{"a.tax_no"}, list.AgentNames...),
		Columns: []list.Column{
			{Key: "name", Label: "agent.name", Expr: nameZh("a"), ExprEn: nameEn("a"), By: "a.pinyin", Kind: list.Text, Link: base + "/{id}", Sort: true},
			{Key: "code", Label: "agent.code", Expr: "a.code", Kind: list.Text, Sort: true, Phone: "k-start"},
			{Key: "region", Label: "agent.region", Expr: nameZh("r"), ExprEn: nameEn("r"), By: "r.path", Kind: list.Text, Sort: true},
			{Key: "kind", Label: "agent.kind", Expr: "a.kind", Kind: list.Word, Family: "agent_kind", Later: true},
			{Key: "grade", Label: "agent.grade", Expr: "a.grade", Kind: list.Mark, Phone: "k-end", Sort: true},
			{Key: "group", Label: "agent.group", Expr: "COALESCE(g.code, '')", Kind: list.Text, Sort: true},
			{Key: "salesperson", Label: "agent.salesperson", Expr: "COALESCE(u.name, '')", Kind: list.Text, Sort: true, Later: true},
			{Key: "price_list", Label: "agent.price_list", Expr: nameZh("l"), ExprEn: nameEn("l"), Kind: list.Text, Later: true},
			{Key: "joined", Label: "agent.joined_on", Expr: "a.joined_on", Kind: list.Day, Later: true},
			{Key: "contract", Label: "agent.contract_until", Expr: "a.contract_until_on", Kind: list.Day, Later: true},
			{Key: "exposure", Label: "credit.exposure", Expr: "c.receivable_fen + c.reserved_fen - c.unallocated_fen - c.secured_fen", Kind: list.Money, Phone: "k-start", Sort: true, Sum: true},
			{Key: "overdue", Label: "ageing.overdue", Expr: overdue, Args: []any{on}, Kind: list.Money, Phone: "k-end", Sort: true, Accent: "t-bad"},
			{Key: "state", Label: "order.state", Expr: "a.status", Kind: list.State, Family: "state", Phone: "k-12"},
		},
		Filters: []list.Filter{
			{Key: "region", Label: "agent.region", Kind: list.Word, All: "agent.all_regions", Front: true, Options: regions},
			{Key: "grade", Label: "agent.grade", Kind: list.Word, Expr: "a.grade", All: "agent.all_grades", Front: true, Options: list.Plain(models.Grades...)},
			{Key: "status", Label: "order.state", Kind: list.Word, Expr: "a.status", All: "order.all_states", Options: list.States("state", models.AgentProspect, models.AgentActive, models.AgentSuspended, models.AgentClosed)},
			{Key: "kind", Label: "agent.kind", Kind: list.Word, Expr: "a.kind", All: "list.any", Options: list.States("agent_kind", "agent", "franchisee", "own_store")},
			{Key: "contract", Label: "agent.contract_until", Kind: list.Day, Expr: "a.contract_until_on"},
			{Key: "overdue", Label: "ageing.overdue", Kind: list.Money, Expr: overdue, Args: []any{on}},
			{Key: "exposure", Label: "credit.exposure", Kind: list.Money, Expr: "c.receivable_fen + c.reserved_fen - c.unallocated_fen - c.secured_fen"},
		}}
}

// StoreList is every store of the agents, with its staff today.
func StoreList(on models.Date, regions []list.Option) list.Spec {
	return list.Spec{Name: "stores", Title: "nav.stores", Empty: "store.none", Hint: "store.search_hint", Need: models.AgentRead, Agents: "a", ID: "s.id", Sort: "code",
		From:   "stores s JOIN agents a ON a.id = s.agent_id JOIN regions r ON r.id = s.region_id",
		Search: append([]string{"s.code", "s.name_zh", "s.name_en", "s.address"}, list.AgentNames...),
		Columns: append([]list.Column{
			{Key: "name", Label: "store.name", Expr: nameZh("s"), ExprEn: nameEn("s"), Kind: list.Text, Sort: true, Link: "/sales/agents/{agent_id}"},
			{Key: "code", Label: "store.code", Expr: "s.code", Kind: list.Text, Sort: true, Phone: "k-12"}}, append(list.Agent(""), []list.Column{
			{Key: "region", Label: "agent.region", Expr: nameZh("r"), ExprEn: nameEn("r"), By: "r.path", Kind: list.Text, Sort: true},
			{Key: "address", Label: "store.address", Expr: "s.address", Kind: list.Text, Later: true},
			{Key: "opened", Label: "store.opened", Expr: "s.opened_on", Kind: list.Day, Phone: "k-start"},
			{Key: "staff", Label: "store.staff", Expr: "(SELECT COUNT(*) FROM store_people p WHERE p.store_id = s.id AND (p.until_on IS NULL OR p.until_on >= ?))", Args: []any{on}, Kind: list.Number, Phone: "k-end"},
			{Key: "state", Label: "order.state", Expr: "CASE WHEN s.closed_on IS NULL THEN 'open' ELSE 'closed' END", Kind: list.Word, Family: "store_state", Later: true},
		}...)...),
		Filters: []list.Filter{
			{Key: "region", Label: "agent.region", Kind: list.Word, All: "agent.all_regions", Front: true, Options: regions},
			{Key: "opened", Label: "store.opened", Kind: list.Day, Expr: "s.opened_on"},
		}}
}

// nameZh is the Chinese name in a table that may be joined to nothing.
func nameZh(table string) string { return "COALESCE(" + table + ".name_zh, '')" }

// nameEn is the English name, or the Chinese one where there is none.
func nameEn(table string) string {
	return "COALESCE(CASE WHEN " + table + ".name_en = '' THEN " + table + ".name_zh ELSE " + table + ".name_en END, '')"
}

// ByRegion are the regions as choices of a filter; one includes those below it.
func ByRegion(regions []models.Region, lang string) (out []list.Option) {
	for _, r := range regions {
		out = append(out, list.Option{Value: strconv.FormatInt(r.ID, 10), Text: models.NameIn(lang, r.NameZh, r.NameEn), Cond: "a.region_path LIKE ?", Args: []any{r.Path + "%"}})
	}
	return out
}
