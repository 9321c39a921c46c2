package search

import (
	"assay/models"
)

// Kind is what sort of thing a row of the search table stands for.
type Kind string

// The kinds that are found by name. Documents are found by their own numbers.
const (
	KindAgent   Kind = "agent"
	KindContact Kind = "contact" // a person at an agent
	KindStore   Kind = "store"
	KindStaff   Kind = "staff" // a person of a store
	KindProduct Kind = "product"
	KindGroup   Kind = "group" // agents that share a credit pot
	KindUser    Kind = "user"
	KindPayer   Kind = "payer"   // who paid for an agent, with the latest receipt
	KindReceipt Kind = "receipt" // by its bank reference
)

// Entry is one thing with all that it is found by. AgentID says whose it is, 0
// for nobody's.
type Entry struct {
	Kind    Kind
	ID      int64
	AgentID int64
	Terms   []string
}

func entry(kind Kind, id, agentID int64, fill func(t termSet)) Entry {
	t := termSet{}
	fill(t)
	return Entry{kind, id, agentID, t.sorted()}
}

// OfAgent is an agent by its code and names.
func OfAgent(a models.Agent) Entry {
	return entry(KindAgent, a.ID, a.ID, func(t termSet) { t.name(a.Code); t.name(a.NameZh); t.name(a.NameEn) })
}

// OfContact is a person at an agent by name, phone and addresses.
func OfContact(c models.AgentContact) Entry {
	return entry(KindContact, c.ID, c.AgentID, func(t termSet) { t.name(c.Name); t.phone(c.Phone); t.name(c.Email); t.name(c.WecomID) })
}

// OfStore is a store by its code and names.
func OfStore(s models.Store) Entry {
	return entry(KindStore, s.ID, s.AgentID, func(t termSet) { t.name(s.Code); t.name(s.NameZh); t.name(s.NameEn) })
}

// OfStaff is a person of a store by name and phone; agentID is the store's.
func OfStaff(p models.StorePerson, agentID int64) Entry {
	return entry(KindStaff, p.ID, agentID, func(t termSet) { t.name(p.Name); t.phone(p.Phone) })
}

// OfProduct is an article by its SKU and names.
func OfProduct(p models.Product) Entry {
	return entry(KindProduct, p.ID, 0, func(t termSet) { t.name(p.SKU); t.name(p.NameZh); t.name(p.NameEn) })
}

// OfGroup is a credit group by its code and names.
func OfGroup(g models.CreditGroup) Entry {
	return entry(KindGroup, g.ID, 0, func(t termSet) { t.name(g.Code); t.name(g.NameZh); t.name(g.NameEn) })
}

// OfUser is somebody who signs in, by name, login and address.
func OfUser(u models.User) Entry {
	return entry(KindUser, u.ID, 0, func(t termSet) { t.name(u.Name); t.name(u.Login); t.name(u.Email) })
}

// ofPayer is a payer of an agent by name.
func ofPayer(id, agentID int64, name string) Entry {
	return entry(KindPayer, id, agentID, func(t termSet) { t.name(name) })
}

// ofReference is a receipt by its bank's reference. Every receipt has one, so
// it is kept to the reference and the parts between its joints.
func ofReference(id, agentID int64, reference string) Entry {
	return entry(KindReceipt, id, agentID, func(t termSet) {
		for _, token := range tokens(reference) {
			for _, run := range runs(token) {
				t.add(run)
				for i, r := range run {
					if isJoiner(r) {
						t.add(run[i+1:])
					}
				}
			}
		}
	})
}
