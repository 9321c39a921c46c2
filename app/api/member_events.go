package api

import (
	"time"

	"assay/app/members"
	"assay/models"
)

// eventView is a line of a member's log.
type eventView struct {
	ID         int64                  `json:"id"`
	StoreID    int64                  `json:"store_id"`
	Kind       models.MemberEventKind `json:"kind"`
	HappenedOn models.Date            `json:"happened_on"`
	Note       string                 `json:"note"`
	DueOn      models.Date            `json:"due_on,omitzero"`
	DoneAt     *time.Time             `json:"done_at,omitempty"`
	EnteredBy  string                 `json:"entered_by"`
}

func (s *server) listEvents(c *call, in *ByID) (journal[eventView], error) {
	scope := c.scope()
	m, err := members.InScope(c.q, scope, in.ID)
	if err != nil || m.Hidden(scope) {
		return journal[eventView]{Items: []eventView{}}, err
	}
	rows, err := members.Events(c.q, scope, m)
	return journal[eventView]{each(rows, func(e members.EventLine) eventView {
		v := eventView{e.ID, e.StoreID, e.Kind, e.HappenedOn, e.Note, e.DueOn, nil, e.EnteredBy}
		if e.DoneAt != nil {
			at := e.DoneAt.UTC()
			v.DoneAt = &at
		}
		return v
	})}, err
}

type eventInput struct {
	ByID
	Body struct {
		Kind       string `json:"kind" enum:"visit,call,enquiry,complaint,review,suggestion,reminder"`
		HappenedOn day    `json:"happened_on,omitempty" doc:"Today unless told."`
		DueOn      day    `json:"due_on,omitempty" doc:"When to be reminded; of reminders only."`
		Note       text   `json:"note" minLength:"1" maxLength:"1000"`
	}
}

func (s *server) logEvent(c *call, in *eventInput) (journal[eventView], error) {
	e := models.MemberEvent{MemberID: in.ID, StoreID: c.Actor.HomeStore(), Kind: models.MemberEventKind(in.Body.Kind), Note: in.Body.Note.clean()}
	var err error
	if e.HappenedOn, err = in.Body.HappenedOn.or("happened_on", c.on); err != nil {
		return journal[eventView]{}, err
	}
	if e.DueOn, err = in.Body.DueOn.or("due_on", 0); err != nil {
		return journal[eventView]{}, err
	}
	if _, err = s.Members.Log(c, c.Actor.Who(), c.scope(), e); err != nil {
		return journal[eventView]{}, err
	}
	return s.listEvents(c, &in.ByID)
}

type oneEvent struct {
	ByID
	Event int64 `path:"event" minimum:"1" maximum:"9007199254740991"`
}

func (s *server) finishReminder(c *call, in *oneEvent) (journal[eventView], error) {
	if err := s.Members.Done(c, c.Actor.Who(), c.scope(), in.ID, in.Event); err != nil {
		return journal[eventView]{}, err
	}
	return s.listEvents(c, &in.ByID)
}
