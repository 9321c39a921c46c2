package orders

import (
	"fmt"
	"net/url"

	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/papers"
	"assay/models"
)

// step is a way out of a shortfall with where this visitor does it, "" where
// that is not theirs to do. Bill is the oldest one that a payment would settle.
type step struct {
	models.WayOut
	Href    string
	Bill    behind
	Contact contact
}

// behind is a document of an exposure with where this visitor opens it.
type behind struct {
	credit.Document
	Href string
}

// contact is whoever looks after an agent.
type contact struct{ Name, Email string }

// contactOf is the agent's salesperson, empty when nobody is.
func contactOf(q *gorm.DB, agentID int64) (contact, error) {
	var c contact
	err := q.Raw("SELECT u.name, u.email FROM agents a JOIN users u ON u.id = a.salesperson_id WHERE a.id = ? AND u.disabled_at IS NULL", agentID).Scan(&c).Error
	return c, err
}

// asker is for whom ways are shown: an agent's order that may be edited at a
// place ("" for nowhere), the documents behind its decision.
type asker struct {
	actor     models.Actor
	agentID   int64
	code      string
	edit      string
	documents []behind
}

// waysOf leads each way out to where it is gone.
func waysOf(q *gorm.DB, ways []models.WayOut, a asker) ([]step, error) {
	if len(ways) == 0 {
		return nil, nil
	}
	who, err := contactOf(q, a.agentID)
	steps := make([]step, len(ways))
	for i, w := range ways {
		steps[i] = step{WayOut: w}
		if a.actor.HomeAgent() != 0 {
			steps[i].forAgent(a, who)
		} else {
			steps[i].Href = a.office(w.Kind)
		}
	}
	return steps, err
}

// forAgent is where an agent's people pay, change the order, or ask.
func (s *step) forAgent(a asker, who contact) {
	switch s.Kind {
	case models.WayPay:
		for _, d := range a.documents {
			if d.Component == "receivable" && d.AmountFen > 0 && d.Href != "" && (s.Bill.ID == 0 || d.DueOn < s.Bill.DueOn) {
				s.Bill, s.Href = d, d.Href
			}
		}
		if s.Href == "" {
			s.Href = "/agent/documents"
			if a.actor.Can(models.StatementRead) {
				s.Href = "/agent/statements"
			}
		}
	case models.WayReduceOrder:
		s.Href = a.edit
	case models.WayTemporaryLimit, models.WayTalkToFinance:
		s.Contact = who
		if s.Kind == models.WayTemporaryLimit && a.actor.Can(models.RequestLimit) {
			s.Href = fmt.Sprintf("/agent/limit-requests?purpose=temporary&short=%s", s.Amount)
			return
		}
		if who.Email != "" {
			s.Href = "mailto:" + who.Email
		}
	}
}

// office is where the headquarters do it.
func (a asker) office(kind models.WayOutKind) string {
	switch {
	case kind == models.WayReduceOrder:
		return "" // the agent's own
	case kind == models.WayPay && a.actor.Can(models.ReceiptEnter):
		return "/finance/receipts?agent=" + url.QueryEscape(a.code)
	case kind == models.WayTemporaryLimit && a.actor.Can(models.CreditEdit):
		return fmt.Sprintf("/finance/agents/%d?do=limit", a.agentID)
	case a.actor.Can(models.CreditEdit):
		return fmt.Sprintf("/finance/agents/%d", a.agentID)
	case a.actor.Can(models.AgentRead):
		return fmt.Sprintf("/sales/agents/%d", a.agentID)
	}
	return ""
}

// opened tells where the visitor opens each of an agent's documents; base is
// where its orders are. Sales opens the order of an invoice.
func opened(q *gorm.DB, actor models.Actor, agentID int64, base string, docs []credit.Document) ([]behind, error) {
	numbers := make([]string, 0, len(docs))
	for _, d := range docs {
		if d.Number != "" {
			numbers = append(numbers, d.Number)
		}
	}
	links, err := papers.LinksOf(q, papers.SiteOf(actor), agentID, numbers)
	if err == nil && actor.HomeAgent() == 0 && !actor.Can(models.ReceivableRead) {
		err = ordersOf(q, agentID, base, numbers, links)
	}
	out := make([]behind, len(docs))
	for i, d := range docs {
		out[i] = behind{d, links[d.Number]}
		switch {
		case d.Component == "reserved":
			out[i].Number, out[i].Href = numberOf(d.ID), fmt.Sprintf("%s/%d", base, d.ID)
		case !actor.Can(models.ReceivableRead):
		case d.Component == "receivable":
			out[i].Href = fmt.Sprintf("/finance/items/%d", d.ID)
		default:
			out[i].Href = fmt.Sprintf("/finance/receipts/%d", d.ID)
		}
	}
	return out, err
}

// ordersOf leads invoices to the orders that they are of.
func ordersOf(q *gorm.DB, agentID int64, base string, numbers []string, links map[string]string) error {
	if len(numbers) == 0 {
		return nil
	}
	var rows []struct {
		Number  string
		OrderID int64
	}
	err := q.Raw("SELECT number, order_id FROM invoices WHERE agent_id = ? AND order_id IS NOT NULL AND number IN ?", agentID, numbers).Scan(&rows).Error
	for _, r := range rows {
		links[r.Number] = fmt.Sprintf("%s/%d", base, r.OrderID)
	}
	return err
}

// securedAt is where the visitor sees an agent's deposits and guarantees.
func securedAt(actor models.Actor, agentID int64) string {
	switch {
	case actor.HomeAgent() != 0:
		return ""
	case actor.Can(models.CreditEdit):
		return fmt.Sprintf("/finance/agents/%d#sec", agentID)
	}
	return fmt.Sprintf("/sales/agents/%d#sec", agentID)
}
