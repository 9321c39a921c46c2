package api

import (
	"time"

	"assay/app/receivables"
	"assay/models"
)

func (s *server) writeOffs() {
	add(s, operation{"GET", "/write-offs", models.ReceivableRead, "receivables", "list-write-offs", "Write-offs, those to be decided first", 0}, s.listWriteOffs)
	addKeyed(s, operation{"POST", "/open-items/{id}/write-offs", models.WriteOffRequest, "receivables", "request-write-off", "Ask to give up a part of an open item", 0}, s.requestWriteOff)
	add(s, operation{"POST", "/write-offs/{id}/decision", models.WriteOffDecide, "receivables", "decide-write-off", "Approve or reject a request of somebody else", 0}, s.decideWriteOff)
	addKeyed(s, operation{"POST", "/write-offs/{id}/recoveries", models.ReceiptEnter, "receivables", "create-recovery", "Enter money that came for a written-off item after all", 0}, s.recoverWriteOff)
}

// writeOff gives up a part of an item as lost.
type writeOff struct {
	ID           int64                `json:"id"`
	Number       *string              `json:"number,omitempty" doc:"From its approval."`
	AgentID      int64                `json:"agent_id"`
	ItemID       int64                `json:"item_id"`
	State        models.WriteOffState `json:"state"`
	Amount       models.Money         `json:"amount"`
	Recovered    models.Money         `json:"recovered"`
	Reason       string               `json:"reason"`
	RequestedBy  string               `json:"requested_by"`
	RequestedAt  time.Time            `json:"requested_at"`
	DecidedBy    string               `json:"decided_by,omitempty"`
	DecidedAt    *time.Time           `json:"decided_at,omitempty"`
	DecisionNote string               `json:"decision_note,omitempty"`
	PostingOn    models.Date          `json:"posting_on,omitzero"`
}

func viewWriteOff(w models.WriteOff) writeOff {
	return writeOff{w.ID, w.Number, w.AgentID, w.ItemID, w.State, w.AmountFen, w.RecoveredFen, w.Reason, w.RequestedBy, w.RequestedAt.UTC(),
		w.DecidedBy, w.DecidedAt, w.DecisionNote, w.PostingOn}
}

type writeOffsInput struct {
	Paging
	State string `query:"state" enum:"requested,approved,rejected"`
}

func (s *server) listWriteOffs(c *call, in *writeOffsInput) (List[writeOff], error) {
	rows, total, err := receivables.WriteOffs(c.q, c.scope(), models.WriteOffState(in.State), in.Limit, in.offset())
	return listOf(in.Paging, rows, total, func(w receivables.ListedWriteOff) writeOff { return viewWriteOff(w.WriteOff) }), err
}

type writeOffInput struct {
	Keyed
	ByID
	Body struct {
		Amount amount `json:"amount"`
		Reason text   `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (s *server) requestWriteOff(c *call, in *writeOffInput) (writeOff, error) {
	if _, err := receivables.ItemInScope(c.q, c.scope(), in.ID); err != nil {
		return writeOff{}, err
	}
	m, err := in.Body.Amount.read("amount")
	if err != nil {
		return writeOff{}, err
	}
	w, err := s.Receivables.RequestWriteOff(c, c.Actor.Who(), receivables.WriteOffInput{ItemID: in.ID, RequestKey: in.of(c), Amount: m, Reason: in.Body.Reason.clean()})
	return viewWriteOff(w), err
}

type decisionInput struct {
	ByID
	Body struct {
		Approve bool `json:"approve"`
		Note    text `json:"note,omitempty" maxLength:"500" doc:"A rejection needs it."`
	}
}

func (s *server) decideWriteOff(c *call, in *decisionInput) (writeOff, error) {
	if _, err := receivables.WriteOffInScope(c.q, c.scope(), in.ID); err != nil {
		return writeOff{}, err
	}
	if err := s.Receivables.DecideWriteOff(c, c.Actor.Who(), in.ID, in.Body.Approve, in.Body.Note.clean()); err != nil {
		return writeOff{}, err
	}
	w, err := receivables.WriteOffInScope(c.q, c.scope(), in.ID)
	return viewWriteOff(w.WriteOff), err
}

type recoveryInput struct {
	Keyed
	ByID
	Body struct {
		Amount     amount `json:"amount"`
		ReceivedOn day    `json:"received_on"`
	}
}

// recovery re-instates a written-off item up to a sum.
type recovery struct {
	ID         int64        `json:"id"`
	Number     string       `json:"number"`
	AgentID    int64        `json:"agent_id"`
	WriteOffID int64        `json:"write_off_id"`
	ItemID     int64        `json:"item_id"`
	Amount     models.Money `json:"amount"`
	PostingOn  models.Date  `json:"posting_on"`
	ReceivedOn models.Date  `json:"received_on"`
}

func (s *server) recoverWriteOff(c *call, in *recoveryInput) (recovery, error) {
	if _, err := receivables.WriteOffInScope(c.q, c.scope(), in.ID); err != nil {
		return recovery{}, err
	}
	input := receivables.RecoverInput{WriteOffID: in.ID, RequestKey: in.of(c)}
	var err error
	if input.Amount, err = in.Body.Amount.read("amount"); err != nil {
		return recovery{}, err
	}
	if input.ReceivedOn, err = in.Body.ReceivedOn.read("received_on"); err != nil {
		return recovery{}, err
	}
	r, err := s.Receivables.Recover(c, c.Actor.Who(), input)
	return recovery{r.ID, r.Number, r.AgentID, r.WriteOffID, r.ItemID, r.AmountFen, r.PostingOn, r.ValueOn}, err
}
