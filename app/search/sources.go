package search

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"assay/models"
)

// source is where the names come from that a kind's rows are made of.
type source struct {
	kind  Kind
	query string // of up to so many things after an id
	scan  func(rows *gorm.DB) (entries []Entry, last int64, err error)
}

// read gives the entries of the next things after an id, and the last id that
// was read, 0 at the end. The tail may lock what is read.
func (s source) read(q *gorm.DB, after int64, tail string) ([]Entry, int64, error) {
	return s.scan(q.Raw(s.query+tail, after, batch))
}

// batch is how many things are read, and written in one transaction.
const batch = 200

// of is a source whose query gives rows of one type, by id.
func of[T any](kind Kind, query string, entryOf func(T) (Entry, int64)) source {
	return source{kind, query, func(q *gorm.DB) (entries []Entry, last int64, err error) {
		var rows []T
		err = q.Scan(&rows).Error
		for _, r := range rows {
			var e Entry
			if e, last = entryOf(r); len(e.Terms) > 0 {
				entries = append(entries, e)
			}
		}
		return entries, last, err
	}}
}

// placed is a person of a store with the store's agent.
type placed struct {
	models.StorePerson
	AgentID int64
}

var sources = []source{
	of(KindAgent, "SELECT id, code, name_zh, name_en FROM agents WHERE id > ? ORDER BY id LIMIT ?",
		func(a models.Agent) (Entry, int64) { return OfAgent(a), a.ID }),
	of(KindContact, "SELECT id, agent_id, name, phone, email, wecom_id FROM agent_contacts WHERE id > ? ORDER BY id LIMIT ?",
		func(c models.AgentContact) (Entry, int64) { return OfContact(c), c.ID }),
	of(KindStore, "SELECT id, agent_id, code, name_zh, name_en FROM stores WHERE id > ? ORDER BY id LIMIT ?",
		func(s models.Store) (Entry, int64) { return OfStore(s), s.ID }),
	of(KindStaff, "SELECT p.id, p.name, p.phone, s.agent_id FROM store_people p JOIN stores s ON s.id = p.store_id WHERE p.until_on IS NULL AND p.id > ? ORDER BY p.id LIMIT ?",
		func(p placed) (Entry, int64) { return OfStaff(p.StorePerson, p.AgentID), p.ID }),
	of(KindProduct, "SELECT id, sku, name_zh, name_en FROM products WHERE id > ? ORDER BY id LIMIT ?",
		func(p models.Product) (Entry, int64) { return OfProduct(p), p.ID }),
	of(KindGroup, "SELECT id, code, name_zh, name_en FROM credit_groups WHERE id > ? ORDER BY id LIMIT ?",
		func(g models.CreditGroup) (Entry, int64) { return OfGroup(g), g.ID }),
	of(KindUser, "SELECT id, login, name, email FROM users WHERE id > ? ORDER BY id LIMIT ?",
		func(u models.User) (Entry, int64) { return OfUser(u), u.ID }),
	of(KindReceipt, "SELECT id, agent_id, bank_reference FROM receipts WHERE bank_reference <> '' AND id > ? ORDER BY id LIMIT ?",
		func(r models.Receipt) (Entry, int64) { return ofReference(r.ID, r.AgentID, r.BankReference), r.ID }),
	of(KindPayer, "SELECT id, agent_id, name FROM search_payers WHERE id > ? ORDER BY id LIMIT ?",
		func(p payer) (Entry, int64) { return ofPayer(p.ID, p.AgentID, p.Name), p.ID }),
}

// payer is somebody who paid for an agent, with the latest receipt.
type payer struct {
	ID        int64
	AgentID   int64
	Name      string
	ReceiptID int64
}

// payersOf are the payers that the receipts of some agents name, by agent and
// name: those of up to batch agents after an id, and the last of these.
func payersOf(q *gorm.DB, after int64) ([]payer, int64, error) {
	var last int64
	err := q.Raw("SELECT COALESCE(MAX(id), 0) FROM (SELECT id FROM agents WHERE id > ? ORDER BY id LIMIT ?) a", after, batch).Scan(&last).Error
	if err != nil || last == 0 {
		return nil, 0, err
	}
	var receipts []models.Receipt // the latest of each agent and spelling; HEX tells spellings apart that an engine takes for equal
	err = q.Raw("SELECT MAX(id) AS id, agent_id, MAX(payer) AS payer FROM receipts WHERE agent_id > ? AND agent_id <= ? AND payer <> '' GROUP BY agent_id, HEX(payer)", after, last).Scan(&receipts).Error
	type key struct {
		agent int64
		name  string
	}
	latest := map[key]int64{}
	for _, r := range receipts {
		if name := payerOf(r); name != "" {
			k := key{r.AgentID, name}
			latest[k] = max(latest[k], r.ID)
		}
	}
	out := make([]payer, 0, len(latest))
	for k, id := range latest {
		out = append(out, payer{AgentID: k.agent, Name: k.name, ReceiptID: id})
	}
	slices.SortFunc(out, byAgentAndName)
	return out, last, err
}

func byAgentAndName(a, b payer) int {
	if a.AgentID != b.AgentID {
		return cmp.Compare(a.AgentID, b.AgentID)
	}
	return cmp.Compare(a.Name, b.Name)
}
