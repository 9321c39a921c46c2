package papers

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"assay/models"
)

// Site is where a visitor finds the documents of each kind: the path before
// the id, and what follows it. A kind that the visitor may not open is missing.
type Site map[models.PaperKind][2]string

// sites are the papers of agents, finance and sales by the permission that
// opens them.
var (
	agentSite   = Site{models.PaperInvoice: {"/agent/invoices/"}, models.PaperCreditNote: {"/agent/credit-notes/"}, models.PaperReceipt: {"/agent/receipts/"}, models.PaperOrder: {"/agent/orders/"}}
	financeSite = Site{models.PaperInvoice: {"/finance/invoices/"}, models.PaperCreditNote: {"/finance/credit-notes/"}, models.PaperReceipt: {"/finance/receipts/", "/paper"}}
	salesSite   = Site{models.PaperOrder: {"/sales/orders/"}}
)

// SiteOf is where the person finds papers.
func SiteOf(a models.Actor) Site {
	site, needs := Site{}, map[models.PaperKind]models.Permission{}
	switch {
	case a.HomeAgent() != 0:
		site, needs = agentSite, agentNeeds
	case a.Can(models.ReceivableRead):
		site = financeSite
	case a.Can(models.OrderConfirm):
		site = salesSite
	}
	out := Site{}
	for kind, path := range site {
		if need, asked := needs[kind]; !asked || a.Can(need) {
			out[kind] = path
		}
	}
	return out
}

// agentNeeds are the rights of an agent's people: buyers see goods, owners see
// money too.
var agentNeeds = map[models.PaperKind]models.Permission{models.PaperInvoice: models.OrderRead, models.PaperCreditNote: models.OrderRead,
	models.PaperOrder: models.OrderRead, models.PaperReceipt: models.StatementRead}

// ScopesOf are the scopes in which a person of an agent sees papers, by kind.
func ScopesOf(a models.Actor) func(models.PaperKind) models.Scope {
	return func(kind models.PaperKind) models.Scope { return a.Scope(agentNeeds[kind]) }
}

// To is the address of a document, empty for none.
func (s Site) To(kind models.PaperKind, id int64) string {
	path, ok := s[kind]
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s%d%s", path[0], id, path[1])
}

// numbers of one look-up: what both engines take in one list.
const numbersAtOnce = 500

// LinksOf finds the documents of an agent by their numbers, as a sheet names
// them, and where the visitor may open each.
func LinksOf(q *gorm.DB, site Site, agentID int64, numbers []string) (map[string]string, error) {
	links := map[string]string{}
	for _, n := range numbers {
		if id := models.OrderID(n); id != 0 && n == (models.Order{ID: id}).Number() {
			links[n] = site.To(models.PaperOrder, id)
		}
	}
	for part := range slices.Chunk(numbers, numbersAtOnce) {
		var rows []struct {
			Kind   models.PaperKind
			ID     int64
			Number string
		}
		err := q.Raw(`SELECT CASE kind WHEN 'credit_note' THEN 'credit_note' ELSE 'invoice' END AS kind, document_id AS id, number FROM open_items WHERE number IN ? AND agent_id = ?
			UNION ALL SELECT 'receipt', id, number FROM receipts WHERE number IN ? AND agent_id = ? AND posting_on IS NOT NULL`, part, agentID, part, agentID).Scan(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			links[r.Number] = site.To(r.Kind, r.ID)
		}
	}
	return links, nil
}

// mentioned are the numbers that a sheet may name beside its own: its facts
// and the words of its table.
func mentioned(s models.Sheet) (numbers []string) {
	for _, f := range s.Facts[1] {
		if f.Value != s.Number {
			numbers = append(numbers, f.Value)
		}
	}
	for _, row := range s.Table.Rows {
		for i, c := range row {
			if !s.Table.Columns[i].Right {
				numbers = append(numbers, c.Zh)
			}
		}
	}
	return numbers
}
