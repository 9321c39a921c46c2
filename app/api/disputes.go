package api

import (
	"time"

	"assay/app/receivables"
	"assay/models"
)

func (s *server) disputes() {
	add(s, operation{"GET", "/disputes", models.ReceivableRead, "receivables", "list-disputes", "Disputes, the latest first", 0}, s.listDisputes)
	add(s, operation{"GET", "/disputes/{id}", models.ReceivableRead, "receivables", "get-dispute", "One dispute", 0}, s.getDispute)
	add(s, operation{"POST", "/invoices/{id}/disputes", models.DisputeRaise, "receivables", "raise-dispute", "Dispute an invoice that is not settled", 201}, s.raiseDispute)
	add(s, operation{"POST", "/disputes/{id}/acceptance", models.DisputeResolve, "receivables", "accept-dispute", "Take on what an agent has raised", 0}, s.acceptDispute)
	add(s, operation{"POST", "/disputes/{id}/resolution", models.DisputeResolve, "receivables", "resolve-dispute", "End a dispute", 0}, s.resolveDispute)
}

// dispute says that an agent does not owe an item as it stands.
type dispute struct {
	ID         int64               `json:"id"`
	ItemID     int64               `json:"item_id"`
	AgentID    int64               `json:"agent_id"`
	State      models.DisputeState `json:"state"`
	Reason     string              `json:"reason"`
	OpenedBy   string              `json:"opened_by"`
	OpenedAt   time.Time           `json:"opened_at"`
	AcceptedBy string              `json:"accepted_by,omitempty"`
	AcceptedAt *time.Time          `json:"accepted_at,omitempty"`
	EndedBy    string              `json:"ended_by,omitempty"`
	EndedAt    *time.Time          `json:"ended_at,omitempty"`
	Note       string              `json:"note,omitempty"`
}

func viewDispute(d models.Dispute) dispute {
	return dispute{d.ID, d.ItemID, d.AgentID, d.State, d.Reason, d.OpenedBy, d.OpenedAt.UTC(), d.AcceptedBy, d.AcceptedAt, d.EndedBy, d.EndedAt, d.Note}
}

type disputesInput struct {
	Paging
	State string `query:"state" enum:"raised,open,upheld,withdrawn"`
}

func (s *server) listDisputes(c *call, in *disputesInput) (List[dispute], error) {
	rows, total, err := receivables.Disputes(c.q, c.scope(), models.DisputeState(in.State), in.Limit, in.offset())
	return listOf(in.Paging, rows, total, func(d receivables.ListedDispute) dispute { return viewDispute(d.Dispute) }), err
}

func (s *server) getDispute(c *call, in *ByID) (dispute, error) {
	d, err := receivables.DisputeInScope(c.q, c.scope(), in.ID)
	return viewDispute(d.Dispute), err
}

func (s *server) raiseDispute(c *call, in *reasoned) (dispute, error) {
	item, err := receivables.ItemOfInvoice(c.q, c.scope(), in.ID)
	if err != nil {
		return dispute{}, err
	}
	d, err := s.Receivables.Dispute(c, c.Actor.Who(), receivables.DisputeInput{ItemID: item.ID, Reason: in.Body.Reason.clean(), Accepted: c.Actor.Can(models.DisputeResolve)})
	return viewDispute(d), err
}

func (s *server) acceptDispute(c *call, in *ByID) (dispute, error) {
	if _, err := receivables.DisputeInScope(c.q, c.scope(), in.ID); err != nil {
		return dispute{}, err
	}
	if err := s.Receivables.AcceptDispute(c, c.Actor.Who(), in.ID); err != nil {
		return dispute{}, err
	}
	return s.getDispute(c, in)
}

type resolutionInput struct {
	ByID
	Body struct {
		Outcome models.DisputeState `json:"outcome" enum:"upheld,withdrawn"`
		Note    text                `json:"note" minLength:"1" maxLength:"500"`
	}
}

func (s *server) resolveDispute(c *call, in *resolutionInput) (dispute, error) {
	if _, err := receivables.DisputeInScope(c.q, c.scope(), in.ID); err != nil {
		return dispute{}, err
	}
	if err := s.Receivables.ResolveDispute(c, c.Actor.Who(), receivables.ResolveInput{ID: in.ID, Outcome: in.Body.Outcome, Note: in.Body.Note.clean()}); err != nil {
		return dispute{}, err
	}
	return s.getDispute(c, &in.ByID)
}
