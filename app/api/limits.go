package api

import (
	"time"

	"assay/app/limits"
	"assay/app/runs"
	"assay/models"
)

func (s *server) limits() {
	add(s, operation{"GET", "/limit-proposals", models.CreditEdit, "limits", "list-limit-proposals", "Proposals of credit limits, the open ones first", 0}, s.listLimitProposals)
	add(s, operation{"GET", "/limit-proposals/{id}", models.CreditEdit, "limits", "get-limit-proposal", "One proposal with its working and who must decide", 0}, s.getLimitProposal)
	add(s, operation{"POST", "/limit-proposals/{id}/decision", models.CreditEdit, "limits", "decide-limit-proposal", "Put a proposed limit in force, or turn it down", 0}, s.decideLimit)
	add(s, operation{"POST", "/limit-proposals/{id}/withdrawal", models.CreditEdit, "limits", "withdraw-limit-proposal", "Take one's own proposal back", 0}, s.withdrawLimit)
	add(s, operation{"GET", "/limit-requests", models.RequestLimit, "limits", "list-limit-requests", "What an agent asked for, and the answers", 0}, s.listRequests)
	add(s, operation{"POST", "/agents/{id}/limit-requests", models.RequestLimit, "limits", "request-limit", "An agent asks for a higher or a temporary limit", 201}, s.requestLimit)
	add(s, operation{"POST", "/limit-batches/preview", models.CreditEdit, "limits", "preview-limit-batch", "What a mass change would do; nothing is stored", 0}, s.previewBatch)
	add(s, operation{"POST", "/limit-batches", models.CreditEdit, "limits", "submit-limit-batch", "Submit a mass change as it was previewed", 201}, s.submitBatch)
	add(s, operation{"GET", "/limit-batches/{id}", models.CreditEdit, "limits", "get-limit-batch", "A mass change that was submitted", 0}, s.getBatch)
	add(s, operation{"POST", "/limit-batches/{id}/decision", models.CreditEdit, "limits", "decide-limit-batch", "Ask for the run that decides on all that wait in it", 202}, s.decideBatch)
}

// LimitProposal is a proposal of a credit limit, as others embed it.
type LimitProposal struct {
	ID        int64                 `json:"id"`
	AgentID   int64                 `json:"agent_id"`
	AgentCode string                `json:"agent_code,omitempty"`
	BatchID   *int64                `json:"batch_id,omitempty"`
	Source    models.ProposalSource `json:"source"`
	Purpose   models.LimitPurpose   `json:"purpose"`
	Limit     models.Limit          `json:"limit"`
	From      models.Limit          `json:"from" doc:"The standing limit when it was proposed."`
	ValidFrom models.Date           `json:"valid_from"`
	ValidTo   models.Date           `json:"valid_to,omitzero"`
	State     models.LimitState     `json:"state"`
	Granted   *models.Money         `json:"granted,omitempty" doc:"Given instead of the amount asked for."`
	Reason    string                `json:"reason,omitempty"`
	Answer    string                `json:"answer,omitempty"`
	By        string                `json:"proposed_by,omitempty"`
	At        time.Time             `json:"proposed_at"`
	DecidedBy string                `json:"decided_by,omitempty"`
	DecidedAt *time.Time            `json:"decided_at,omitempty"`
	Version   int64                 `json:"version"`
}

func viewLimitProposal(p limits.Listed) LimitProposal {
	return LimitProposal{p.ID, p.AgentID, p.AgentCode, p.BatchID, p.Source, p.Purpose, p.Limit(), models.Limit{Kind: p.FromKind, Amount: p.FromFen}, p.ValidFromOn, p.ValidToOn,
		p.State, p.GrantedFen, p.Reason, p.Answer, p.ProposedBy, p.ProposedAt.UTC(), p.DecidedBy, p.DecidedAt, p.Version}
}

// asked is a proposal as the agent who asked sees it: nobody's name, no inner
// reason.
func asked(p limits.Listed) LimitProposal {
	v := viewLimitProposal(p)
	v.DecidedBy = ""
	return v
}

type proposalFilter struct {
	Paging
	AgentID int64  `query:"agent_id" minimum:"0"`
	State   string `query:"state" enum:"open,approved,rejected,withdrawn,superseded"`
	Source  string `query:"source" enum:"review,mass,agent,manual"`
}

func (s *server) listLimitProposals(c *call, in *proposalFilter) (List[LimitProposal], error) {
	rows, total, err := limits.List(c.q, c.scope(), limits.Filter{AgentID: in.AgentID, State: models.LimitState(in.State), Source: models.ProposalSource(in.Source), Limit: in.Limit, Offset: in.offset()})
	return listOf(in.Paging, rows, total, viewLimitProposal), err
}

// limitProposalDetail is a proposal with how it came about and who decides.
type limitProposalDetail struct {
	LimitProposal
	Working models.ProposalRecord `json:"working"`
	Change  models.LimitChange    `json:"change" doc:"Measured against what is in force now."`
	Need    *models.ApprovalNeed  `json:"needs,omitempty" doc:"Who must decide; missing once it is decided."`
}

func (s *server) getLimitProposal(c *call, in *ByID) (limitProposalDetail, error) {
	p, err := limits.ByID(c.q, c.scope(), in.ID)
	if err != nil {
		return limitProposalDetail{}, err
	}
	out := limitProposalDetail{LimitProposal: viewLimitProposal(p)}
	if out.Working, err = p.Record(); err != nil {
		return out, err
	}
	change, need, _, err := limits.Standing(c.q, c.Actor, p.LimitProposal, c.on)
	if out.Change = change; p.State == models.LimitOpen {
		out.Need = &need
	}
	return out, err
}

type limitDecision struct {
	ByID
	Body struct {
		Approve bool   `json:"approve"`
		Version int64  `json:"version,omitempty" doc:"As it was read; refused when it has moved."`
		Amount  amount `json:"amount,omitempty" doc:"Instead of the amount asked for; never more."`
		Reason  text   `json:"reason,omitempty" maxLength:"300"`
		Answer  text   `json:"answer,omitempty" maxLength:"300" doc:"What an agent who asked is told."`
	}
}

func (s *server) decideLimit(c *call, in *limitDecision) (limitProposalDetail, error) {
	d := limits.Decision{ID: in.ID, Version: in.Body.Version, Approve: in.Body.Approve, Reason: in.Body.Reason.clean(), Answer: in.Body.Answer.clean()}
	if in.Body.Amount != "" {
		m, err := in.Body.Amount.read("amount")
		if err != nil {
			return limitProposalDetail{}, err
		}
		d.Amount = &m
	}
	if err := s.Limits.Decide(c, c.Actor, d); err != nil {
		return limitProposalDetail{}, err
	}
	return s.getLimitProposal(c, &in.ByID)
}

func (s *server) withdrawLimit(c *call, in *reasoned) (limitProposalDetail, error) {
	p, err := limits.ByID(c.q, c.scope(), in.ID)
	if err != nil {
		return limitProposalDetail{}, err
	}
	if err := s.Limits.Withdraw(c, c.Actor.Who(), p.LimitProposal, in.Body.Reason.clean()); err != nil {
		return limitProposalDetail{}, err
	}
	return s.getLimitProposal(c, &in.ByID)
}

func (s *server) listRequests(c *call, in *Paging) (List[LimitProposal], error) {
	rows, total, err := limits.List(c.q, c.scope(), limits.Filter{Source: models.ProposedByAgent, Limit: in.Limit, Offset: in.offset()})
	return listOf(*in, rows, total, asked), err
}

type requestInput struct {
	ByID
	Body struct {
		Purpose   string `json:"purpose" enum:"standing,temporary"`
		Amount    amount `json:"amount"`
		ValidFrom day    `json:"valid_from,omitempty" doc:"Today unless told."`
		ValidTo   day    `json:"valid_to,omitempty" doc:"A temporary one needs it."`
		Reason    text   `json:"reason" minLength:"1" maxLength:"300"`
	}
}

func (s *server) requestLimit(c *call, in *requestInput) (LimitProposal, error) {
	if err := c.ofAgent(in.ID); err != nil {
		return LimitProposal{}, err
	}
	r := models.LimitRequest{Purpose: models.LimitPurpose(in.Body.Purpose), Reason: in.Body.Reason.clean()}
	var err error
	if r.Amount, err = in.Body.Amount.read("amount"); err != nil {
		return LimitProposal{}, err
	}
	if r.From, err = in.Body.ValidFrom.or("valid_from", c.on); err != nil {
		return LimitProposal{}, err
	}
	if r.To, err = in.Body.ValidTo.read("valid_to"); err != nil {
		return LimitProposal{}, err
	}
	p, err := s.Limits.Request(c, c.Actor.Who(), in.ID, r)
	return asked(limits.Listed{LimitProposal: p}), err
}

// MassInput is a mass change as a client sends it.
type MassInput struct {
	Region     string `json:"region,omitempty" maxLength:"32" doc:"Code; empty for all."`
	Grade      string `json:"grade,omitempty" maxLength:"2"`
	Group      string `json:"group,omitempty" maxLength:"40" doc:"Code; empty for all."`
	Inherited  bool   `json:"inherited,omitempty" doc:"Also agents without a limit of their own."`
	Method     string `json:"method" enum:"formula,percent,amount,set"`
	PercentPPM int64  `json:"percent_ppm,omitempty"`
	Amount     amount `json:"amount,omitempty"`
}

func (m MassInput) read() (models.MassChange, error) {
	money, err := m.Amount.read("amount")
	return models.MassChange{Region: m.Region, Grade: models.Grade(m.Grade), Group: m.Group, Inherited: m.Inherited, Method: models.MassMethod(m.Method),
		Percent: models.Rate(m.PercentPPM), Amount: money}, err
}

// massLine is what a mass change makes of an agent's limit.
type massLine struct {
	AgentID int64        `json:"agent_id"`
	Code    string       `json:"code"`
	From    models.Money `json:"from"`
	To      models.Money `json:"to"`
}

// massPreview is a mass change before it is submitted.
type massPreview struct {
	SHA256  string       `json:"sha256" doc:"Names exactly these lines; submitting takes it."`
	Agents  int          `json:"agents" doc:"That the filters keep."`
	Raised  int          `json:"raised"`
	Lowered int          `json:"lowered"`
	From    models.Money `json:"from"`
	To      models.Money `json:"to"`
	Lines   []massLine   `json:"lines"`
}

func (s *server) previewBatch(c *call, in *struct{ Body MassInput }) (massPreview, error) {
	m, err := in.Body.read()
	if err != nil {
		return massPreview{}, err
	}
	p, err := s.Limits.Preview(c, c.Actor, m)
	return massPreview{p.SHA256, p.Agents, p.Raised, p.Lowered, p.From, p.To, each(p.Lines, func(l limits.MassLine) massLine { return massLine{l.AgentID, l.Code, l.From, l.To} })}, err
}

type batchInput struct {
	Body struct {
		MassInput
		SHA256 string `json:"sha256" minLength:"64" maxLength:"64"`
		Reason text   `json:"reason" minLength:"1" maxLength:"300"`
	}
}

// batch is a mass change that was submitted.
type batch struct {
	ID         int64             `json:"id"`
	State      models.LimitState `json:"state"`
	Method     models.MassChange `json:"method"`
	Reason     string            `json:"reason"`
	Agents     int64             `json:"agents"`
	Open       int64             `json:"open"`
	From       models.Money      `json:"from"`
	To         models.Money      `json:"to"`
	ProposedBy string            `json:"proposed_by"`
	DecidedBy  string            `json:"decided_by,omitempty"`
}

func (s *server) submitBatch(c *call, in *batchInput) (batch, error) {
	m, err := in.Body.read()
	if err != nil {
		return batch{}, err
	}
	id, err := s.Limits.Submit(c, c.Actor, m, in.Body.SHA256, in.Body.Reason.clean())
	if err != nil {
		return batch{}, err
	}
	return s.getBatch(c, &ByID{ID: id})
}

func (s *server) getBatch(c *call, in *ByID) (batch, error) {
	b, err := limits.BatchByID(c.q, c.scope(), in.ID)
	if err != nil {
		return batch{}, err
	}
	m, err := b.Mass()
	return batch{b.ID, b.State, m, b.Reason, b.Agents, b.Open, b.FromFen, b.ToFen, b.ProposedBy, b.DecidedBy}, err
}

type batchDecision struct {
	Keyed
	ByID
	Body struct {
		Approve bool `json:"approve"`
		Reason  text `json:"reason" minLength:"1" maxLength:"300"`
	}
}

func (s *server) decideBatch(c *call, in *batchDecision) (askedRun, error) {
	if _, err := limits.BatchByID(c.q, c.scope(), in.ID); err != nil {
		return askedRun{}, err
	}
	id, err := s.Runs.Ask(c, c.Actor.Who(), runs.Request{Kind: limits.DecideRun, Key: in.of(c),
		Input: limits.AskedBatch{BatchID: in.ID, By: c.Actor, Approve: in.Body.Approve, Reason: in.Body.Reason.clean()}})
	return askedRun{id}, err
}
