// Package pending knows what waits for whom: the work that a person may do now,
// counted inside what they may see, for the navigation and the first page.
package pending

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Item is a kind of work that waits. Amount is what it is about in money, zero
// when it is not about money.
type Item struct {
	Key    string // of the catalogue
	Nav    string // the page of the navigation that it belongs to
	Href   string // the list of just these
	Count  int64
	Amount models.Money
}

// kind is how one sort of work is counted. The query's own places come first;
// the scope follows it.
type kind struct {
	key, nav, href string
	need           models.Permission
	query          string
	agents         bool // narrowed by the scope over the agents table aliased a
	args           func(a models.Actor, on models.Date) []any
}

// ownWork begins the keys of what waits for people of an agent.
const ownWork = "own_"

// soon is how long ahead a contract that ends is told.
const soon = 60

func none(models.Actor, models.Date) []any { return nil }

var kinds = []kind{
	{"holds", "/finance/holds", "/finance/holds", models.HoldRelease,
		"SELECT COUNT(*), COALESCE(SUM(o.total_fen), 0) FROM orders o JOIN agents a ON a.id = o.agent_id WHERE o.state = 'held'", true, none},
	{"write_offs", "/finance/write-offs", "/finance/write-offs?state=requested", models.WriteOffDecide,
		"SELECT COUNT(*), COALESCE(SUM(w.amount_fen), 0) FROM write_offs w JOIN agents a ON a.id = w.agent_id WHERE w.state = 'requested' AND w.requested_by_id <> ?", true,
		func(a models.Actor, _ models.Date) []any { return []any{a.ID} }},
	{"disputes", "/finance/disputes", "/finance/disputes?state=waits", models.DisputeResolve,
		"SELECT COUNT(*), COALESCE(SUM(i.open_fen), 0) FROM disputes s JOIN open_items i ON i.id = s.item_id JOIN agents a ON a.id = s.agent_id WHERE s.state IN ('raised', 'open')", true, none},
	{"proposals", "/finance/standard", "/finance/standard", models.StandardDecide,
		"SELECT COUNT(*), 0 FROM standard_proposals p WHERE p.state = 'open'", false, none},
	{"limit_requests", "/finance/limits/proposals", "/finance/limits/proposals?source=agent", models.CreditEdit,
		"SELECT COUNT(*), COALESCE(SUM(p.amount_fen), 0) FROM limit_proposals p JOIN agents a ON a.id = p.agent_id WHERE p.state = 'open' AND p.source = 'agent'", true, none},
	{"limit_proposals", "/finance/limits/proposals", "/finance/limits/proposals", models.CreditEdit,
		"SELECT COUNT(*), COALESCE(SUM(p.to_fen), 0) FROM limit_proposals p JOIN agents a ON a.id = p.agent_id WHERE p.state = 'open' AND p.source <> 'agent' AND p.proposed_by_id <> ? AND p.kind <> 'unlimited'", true,
		func(a models.Actor, _ models.Date) []any { return []any{a.ID} }},
	{"security_requests", "/finance/securities", "/finance/security-requests", models.CreditEdit,
		"SELECT COUNT(*), COALESCE(SUM(r.amount_fen), 0) FROM security_requests r JOIN agents a ON a.id = r.agent_id WHERE r.state = 'requested' AND r.requested_by_id <> ?", true,
		func(a models.Actor, _ models.Date) []any { return []any{a.ID} }},
	{"securities", "/finance/securities", "/finance/securities?state=soon", models.CreditEdit,
		"SELECT COUNT(*), COALESCE(SUM(e.counted_fen), 0) FROM credit_securities e JOIN agents a ON a.id = e.agent_id WHERE e.released_at IS NULL AND e.valid_from_on <= ? AND e.valid_to_on >= ? AND e.valid_to_on <= ?", true,
		func(_ models.Actor, on models.Date) []any { return []any{on, on, on.AddDays(soon)} }},
	{"unallocated", "/finance/receipts", "/finance/receipts?state=unallocated", models.ReceiptEnter,
		"SELECT COUNT(*), COALESCE(SUM(c.unallocated_fen), 0) FROM credit_accounts c JOIN agents a ON a.id = c.agent_id WHERE c.unallocated_fen > 0", true, none},
	{"submitted", "/sales/orders", "/sales/orders?state=submitted", models.OrderConfirm,
		"SELECT COUNT(*), COALESCE(SUM(o.total_fen), 0) FROM orders o JOIN agents a ON a.id = o.agent_id WHERE o.state = 'submitted'", true, none},
	{"to_ship", "/sales/orders", "/sales/orders?state=confirmed", models.OrderShip,
		"SELECT COUNT(*), COALESCE(SUM(o.total_fen), 0) FROM orders o JOIN agents a ON a.id = o.agent_id WHERE o.state = 'confirmed'", true, none},
	{"prospects", "/sales/agents", "/sales/agents?status=prospect", models.AgentEdit,
		"SELECT COUNT(*), 0 FROM agents a WHERE a.status = 'prospect'", true, none},
	{"contracts", "/sales/agents", "/sales/agents?status=active&contract_to=%s", models.AgentEdit,
		"SELECT COUNT(*), 0 FROM agents a WHERE a.status = 'active' AND a.contract_until_on <= ?", true,
		func(_ models.Actor, on models.Date) []any { return []any{on.AddDays(soon)} }},
	{"own_held", "/agent/orders", "/agent/orders?state=held", models.PortalUse,
		"SELECT COUNT(*), COALESCE(SUM(o.total_fen), 0) FROM orders o JOIN agents a ON a.id = o.agent_id WHERE o.state = 'held'", true, none},
	{"own_drafts", "/agent/orders", "/agent/orders?state=draft", models.PortalUse,
		"SELECT COUNT(*), COALESCE(SUM(o.total_fen), 0) FROM orders o JOIN agents a ON a.id = o.agent_id WHERE o.state = 'draft' AND o.submitted_on IS NOT NULL", true, none},
	{"own_overdue", "/agent/documents", "/agent/documents?kind=invoice", models.StatementDownload,
		"SELECT COUNT(*), COALESCE(SUM(i.open_fen), 0) FROM open_items i JOIN agents a ON a.id = i.agent_id WHERE i.open_fen > 0 AND i.due_on < ?", true,
		func(a models.Actor, on models.Date) []any { return []any{on} }},
	{"failed_jobs", "/admin/jobs", "/admin/jobs", models.JobRun,
		"SELECT COUNT(*), 0 FROM job_runs r WHERE r.state = 'failed' AND NOT EXISTS (SELECT 1 FROM job_runs n WHERE n.job = r.job AND n.id > r.id)", false, none},
}

// Of is the work that waits for a person on a day, in the order of kinds; what
// does not wait is left out.
func Of(q *gorm.DB, a models.Actor, on models.Date) (items []Item, err error) {
	for _, k := range kinds {
		if !a.Can(k.need) || strings.HasPrefix(k.key, ownWork) && a.HomeAgent() == 0 {
			continue
		}
		cond, args := "", k.args(a, on)
		if k.agents {
			within, values := db.Within(a.Scope(k.need), "a")
			cond, args = " AND "+within, append(args, values...)
		}
		it := Item{Key: k.key, Nav: k.nav, Href: k.href}
		if k.key == "contracts" {
			it.Href = fmt.Sprintf(k.href, on.AddDays(soon))
		}
		err = db.EachRow(q, k.query+cond, func(scan db.Scan) error { return scan(&it.Count, &it.Amount) }, args...)
		if err != nil {
			return nil, err
		}
		if it.Count > 0 {
			items = append(items, it)
		}
	}
	return items, nil
}

// Kept remembers for a short while what waits for whom, so that a page costs
// no counting.
type Kept struct {
	mu  sync.Mutex
	all map[int64]kept
}

type kept struct {
	items []Item
	at    time.Time
}

const (
	keptFor  = 20 * time.Second
	mostKept = 2_000
)

// Of is what waits for the person; an act of the person's own forgets it.
func (k *Kept) Of(q *gorm.DB, a models.Actor, on models.Date, now time.Time, acted bool) ([]Item, error) {
	k.mu.Lock()
	was, ok := k.all[a.ID]
	k.mu.Unlock()
	if ok && !acted && now.Sub(was.at) < keptFor && !now.Before(was.at) {
		return was.items, nil
	}
	items, err := Of(q, a, on)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.all == nil || len(k.all) >= mostKept {
		k.all = map[int64]kept{}
	}
	k.all[a.ID] = kept{items, now}
	return items, nil
}
