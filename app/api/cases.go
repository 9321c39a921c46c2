package api

import (
	"time"

	"assay/app/care"
	"assay/app/members"
	"assay/models"
)

func (s *server) cases() {
	add(s, operation{"GET", "/members/{id}/cases", models.CaseEdit, "counter", "list-member-cases", "A member's service requests, bespoke orders and complaints", 0}, s.memberCases)
	addKeyed(s, operation{"POST", "/cases", models.CaseEdit, "counter", "create-case", "Open a service request, a bespoke order or a complaint", 0}, s.createCase)
	add(s, operation{"GET", "/cases/{id}", models.CaseRead, "counter", "get-case", "One case with its history", 0}, s.getCase)
	addKeyed(s, operation{"POST", "/cases/{id}/entries", models.CaseEdit, "counter", "create-case-entry", "Do a step of a case", 0}, s.enterCase)
}

// CaseView is a service request, a bespoke order or a complaint.
type CaseView struct {
	ID         int64        `json:"id"`
	Number     string       `json:"number"`
	Kind       string       `json:"kind"`
	Topic      string       `json:"topic"`
	StoreID    int64        `json:"store_id"`
	MemberID   int64        `json:"member_id"`
	SlipID     *int64       `json:"slip_id,omitempty"`
	Title      string       `json:"title"`
	Brief      string       `json:"brief"`
	Stage      string       `json:"stage"`
	Next       []string     `json:"next" doc:"The stages that may follow."`
	Version    int64        `json:"version" doc:"To be sent back with a step."`
	OpenedOn   models.Date  `json:"opened_on"`
	PromisedOn models.Date  `json:"promised_on"`
	ClosedOn   models.Date  `json:"closed_on"`
	WeightIn   grams        `json:"weight_in"`
	WeightOut  grams        `json:"weight_out"`
	Quote      models.Money `json:"quote"`
	Deposit    models.Money `json:"deposit"`
	Charge     models.Money `json:"charge"`
	Balance    models.Money `json:"balance" doc:"What the member still pays."`
	Late       bool         `json:"late"`
	ReplyDueAt *time.Time   `json:"reply_due_at,omitempty"`
	SolveDueAt *time.Time   `json:"solve_due_at,omitempty"`
	Entries    []caseEntry  `json:"entries"`
}

// caseEntry is a line of a case's history.
type caseEntry struct {
	ID        int64        `json:"id"`
	Act       string       `json:"act"`
	Stage     string       `json:"stage"`
	Note      string       `json:"note"`
	Amount    models.Money `json:"amount"`
	Weight    grams        `json:"weight"`
	EnteredBy string       `json:"entered_by"`
	EnteredAt time.Time    `json:"entered_at"`
}

func viewCase(c models.Case, late bool, lines []care.Line) CaseView {
	return CaseView{ID: c.ID, Number: c.Number, Kind: string(c.Kind), Topic: c.Topic, StoreID: c.StoreID, MemberID: c.MemberID, SlipID: c.SlipID, Title: c.Title, Brief: c.Brief, Stage: string(c.Stage),
		Next: each(c.Next(), func(s models.CaseStage) string { return string(s) }), Version: c.Version, OpenedOn: c.OpenedOn, PromisedOn: c.PromisedOn, ClosedOn: c.ClosedOn,
		WeightIn: grams(c.WeightInMg.String()), WeightOut: grams(c.WeightOutMg.String()), Quote: c.QuoteFen, Deposit: c.DepositFen, Charge: c.ChargeFen, Balance: c.BalanceFen(), Late: late,
		ReplyDueAt: c.ReplyDueAt, SolveDueAt: c.SolveDueAt, Entries: each(lines, func(l care.Line) caseEntry {
			return caseEntry{l.ID, string(l.Act), string(l.Stage), l.Note, l.AmountFen, grams(l.WeightMg.String()), l.EnteredBy, l.EnteredAt}
		})}
}

// CasesView are the cases of a member, the latest first.
type CasesView struct {
	Items []CaseView `json:"items"`
}

func (s *server) memberCases(c *call, in *ByID) (CasesView, error) {
	if _, err := members.InScope(c.q, c.scope(), in.ID); err != nil {
		return CasesView{}, err
	}
	rows, err := members.Cases(c.q, c.scope(), in.ID, s.Clock.Moment())
	return CasesView{each(rows, func(b members.CaseBrief) CaseView { return viewCase(b.Case, b.Late, nil) })}, err
}

func (s *server) getCase(c *call, in *ByID) (CaseView, error) {
	one, err := care.InScope(c.q, c.scope(), in.ID)
	if err != nil {
		return CaseView{}, err
	}
	lines, err := care.Lines(c.q, one.ID)
	return viewCase(one, one.Late(s.Clock.Moment()), lines), err
}

type caseInput struct {
	Keyed
	Body struct {
		Kind       string `json:"kind" enum:"service,bespoke,complaint"`
		Topic      text   `json:"topic" maxLength:"20"`
		StoreID    int64  `json:"store_id" minimum:"1" maximum:"9007199254740991"`
		MemberID   int64  `json:"member_id" minimum:"1" maximum:"9007199254740991"`
		Slip       text   `json:"slip,omitempty" maxLength:"20" doc:"The number of the sale that it is about."`
		Title      text   `json:"title" maxLength:"120"`
		Brief      text   `json:"brief,omitempty" maxLength:"2000"`
		Category   text   `json:"category,omitempty" maxLength:"20" doc:"Of what is made; for a bespoke order."`
		Weight     grams  `json:"weight,omitempty" doc:"As it came in."`
		PromisedOn day    `json:"promised_on,omitempty"`
		PromisedAt text   `json:"promised_at,omitempty" maxLength:"5" doc:"The hour of an appointment, 14:30."`
	}
}

func (s *server) createCase(c *call, in *caseInput) (CaseView, error) {
	b := in.Body
	o := care.Opening{SlipNumber: b.Slip.clean(), Case: models.Case{Kind: models.CaseKind(b.Kind), Topic: b.Topic.clean(), StoreID: b.StoreID, MemberID: b.MemberID, Title: b.Title.clean(), Brief: b.Brief.clean(),
		Category: b.Category.clean(), PromisedAt: b.PromisedAt.clean(), RequestKey: "api:" + in.of(c)}}
	var err error
	if o.WeightInMg, err = b.Weight.read("weight"); err != nil {
		return CaseView{}, err
	}
	if o.PromisedOn, err = b.PromisedOn.read("promised_on"); err != nil {
		return CaseView{}, err
	}
	made, err := s.Care.Open(c, c.Actor.Who(), c.scope(), o)
	if err != nil {
		return CaseView{}, err
	}
	return s.getCase(c, &ByID{ID: made.ID})
}

type caseEntryInput struct {
	Keyed
	ByID
	Body struct {
		Version    int64  `json:"version" minimum:"1" maximum:"9007199254740991"`
		Act        string `json:"act" enum:"moved,noted,quoted,agreed,paid,charged,weighed,promised,handed"`
		Stage      text   `json:"stage,omitempty" maxLength:"20" doc:"Of moved."`
		Note       text   `json:"note,omitempty" maxLength:"1000"`
		Name       text   `json:"name,omitempty" maxLength:"60" doc:"Who agreed, or who took the thing."`
		Amount     amount `json:"amount,omitempty" doc:"Of quoted, charged, and paid; negative for what is paid back."`
		Weight     grams  `json:"weight,omitempty" doc:"As it leaves."`
		PromisedOn day    `json:"promised_on,omitempty"`
		PromisedAt text   `json:"promised_at,omitempty" maxLength:"5"`
		OwnerID    int64  `json:"owner_id,omitempty" minimum:"1" maximum:"9007199254740991"`
		Payment    text   `json:"payment,omitempty" maxLength:"20" doc:"How the rest was paid when a bespoke order is delivered."`
		Perk       text   `json:"perk,omitempty" maxLength:"20" doc:"Of charged, with an amount of nothing: the member's benefit or coupon that pays for the service."`
		Confirmed  bool   `json:"confirmed,omitempty" doc:"Answers a question with yes."`
	}
}

func (s *server) enterCase(c *call, in *caseEntryInput) (CaseView, error) {
	b := in.Body
	step := care.Step{CaseID: in.ID, Version: b.Version, Payment: b.Payment.clean(), Perk: b.Perk.clean(), Confirmed: b.Confirmed,
		Entry: models.CaseEntry{Act: models.CaseAct(b.Act), Stage: models.CaseStage(b.Stage.clean()), Note: b.Note.clean(), Name: b.Name.clean(), Hour: b.PromisedAt.clean(), RequestKey: "api:" + in.of(c)}}
	if b.OwnerID != 0 {
		step.Entry.OwnerID = &b.OwnerID
	}
	var err error
	if step.Entry.AmountFen, err = b.Amount.read("amount"); err != nil {
		return CaseView{}, err
	}
	if step.Entry.WeightMg, err = b.Weight.read("weight"); err != nil {
		return CaseView{}, err
	}
	if step.Entry.Day, err = b.PromisedOn.read("promised_on"); err != nil {
		return CaseView{}, err
	}
	if _, err := s.Care.Enter(c, c.Actor.Who(), c.scope(), step); err != nil {
		return CaseView{}, err
	}
	return s.getCase(c, &in.ByID)
}
