package api

import (
	"encoding/json"
	"time"

	"assay/app/policy"
	"assay/app/runs"
	"assay/models"
)

func (s *server) policies() {
	add(s, operation{"GET", "/policies", models.StandardRead, "credit policies", "list-policies", "Every policy with what is in force, what follows and the open draft", 0}, s.listCreditPolicies)
	add(s, operation{"POST", "/policies", models.PolicyDraft, "credit policies", "open-policy-draft", "Open a draft, or get the one that is open", 0}.with(201), s.openDraft)
	add(s, operation{"GET", "/policies/{id}", models.StandardRead, "credit policies", "get-policy", "One version with its content", 0}, s.getPolicy)
	add(s, operation{"PUT", "/policies/{id}", models.PolicyDraft, "credit policies", "save-policy-draft", "Save a draft's content", 0}, s.savePolicy)
	add(s, operation{"POST", "/policies/{id}/simulation", models.PolicyDraft, "credit policies", "simulate-policy", "Try the draft on the recorded past; the run tells how far it is", 0}, s.simulatePolicy)
	add(s, operation{"GET", "/policies/{id}/simulation", models.StandardRead, "credit policies", "get-policy-simulation", "The result of the last trial", 0}, s.getSimulation)
	add(s, operation{"POST", "/policies/{id}/approval", models.PolicyApprove, "credit policies", "approve-policy", "Approve a draft that was simulated as it is; nobody approves what they edited", 0}, s.approvePolicy)
	add(s, operation{"POST", "/policies/{id}/withdrawal", models.PolicyDraft, "credit policies", "withdraw-policy", "End a draft unused", 0}, s.withdrawPolicy)
	add(s, operation{"POST", "/policies/{id}/roll-back", models.PolicyApprove, "credit policies", "roll-back-policy", "Put the content of an earlier version in force again", 0}, s.restorePolicy)
}

// policyView is a version of a policy. Body is there when one is asked for.
type policyView struct {
	ID          int64              `json:"id"`
	Kind        models.PolicyKind  `json:"kind"`
	Segment     string             `json:"segment"`
	Version     int64              `json:"version"`
	Stage       models.PolicyStage `json:"stage" enum:"draft,simulated,approved,in_force,superseded,withdrawn"`
	SHA256      string             `json:"sha256" doc:"Names the content; an approval tells which it saw."`
	Edit        int64              `json:"edit" doc:"Counts the saves of a draft; a save tells which it knew."`
	EffectiveOn models.Date        `json:"effective_on,omitzero"`
	Reason      string             `json:"reason,omitempty"`
	RollsBackTo *int64             `json:"rolls_back_to,omitempty"`
	DraftedBy   string             `json:"drafted_by"`
	DecidedBy   string             `json:"decided_by,omitempty"`
	EditedAt    time.Time          `json:"edited_at"`
	Body        json.RawMessage    `json:"body,omitempty"`
}

func viewVersion(v models.PolicyVersion, stage models.PolicyStage) policyView {
	return policyView{ID: v.ID, Kind: v.Kind, Segment: v.Segment, Version: v.Version, Stage: stage, SHA256: v.SHA256, Edit: v.Edit, EffectiveOn: v.EffectiveOn, Reason: v.Reason,
		RollsBackTo: v.RollsBackTo, DraftedBy: v.DraftedBy, DecidedBy: v.DecidedBy, EditedAt: v.EditedAt.UTC()}
}

// policyLine is a policy with its versions that matter now.
type policyLine struct {
	Kind    models.PolicyKind `json:"kind"`
	Segment string            `json:"segment"`
	InForce *policyView       `json:"in_force,omitempty"`
	Next    *policyView       `json:"next,omitempty"`
	Draft   *policyView       `json:"draft,omitempty"`
}

func (s *server) listCreditPolicies(c *call, _ *struct{}) (journal[policyLine], error) {
	lines, err := policy.Lines(c.q, c.on)
	view := func(v *models.PolicyVersion, stage models.PolicyStage) *policyView {
		if v == nil {
			return nil
		}
		p := viewVersion(*v, stage)
		return &p
	}
	return journal[policyLine]{each(lines, func(l policy.Line) policyLine {
		return policyLine{l.Kind, l.Segment, view(l.Now, models.StageInForce), view(l.Next, models.StageApproved), view(l.Draft, l.Stage)}
	})}, err
}

func (s *server) getPolicy(c *call, in *ByID) (policyView, error) { return s.policy(c, in.ID) }

func (s *server) policy(c *call, id int64) (policyView, error) {
	look, err := policy.Look(s.DB.Read(c), id, c.on)
	if err != nil {
		return policyView{}, err
	}
	v := viewVersion(look.Version, look.Stage)
	v.Body = json.RawMessage(look.Version.Body)
	return v, nil
}

type draftInput struct {
	Body struct {
		Kind    models.PolicyKind `json:"kind"`
		Segment string            `json:"segment,omitempty" maxLength:"64" doc:"all without."`
		From    int64             `json:"from,omitempty" doc:"The version to begin with; what is in force without."`
	}
}

func (s *server) openDraft(c *call, in *draftInput) (policyView, error) {
	segment := in.Body.Segment
	if segment == "" {
		segment = models.SegmentAll
	}
	id, err := s.Policies.Draft(c, c.Actor.Who(), in.Body.Kind, segment, in.Body.From)
	if err != nil {
		return policyView{}, err
	}
	return s.policy(c, id)
}

type policyInput struct {
	ByID
	Body struct {
		Edit int64           `json:"edit"`
		Body json.RawMessage `json:"body" doc:"The whole content, in the form that GET gives."`
	}
}

func (s *server) savePolicy(c *call, in *policyInput) (policyView, error) {
	v, err := policy.ByID(c.q, in.ID)
	if err != nil {
		return policyView{}, err
	}
	body, err := models.DecodePolicy(v.Kind, string(in.Body.Body))
	if err != nil {
		return policyView{}, models.Invalid("body", "error.policy_body").With("Why", err.Error())
	}
	if err := s.Policies.SaveDraft(c, c.Actor.Who(), in.ID, in.Body.Edit, body); err != nil {
		return policyView{}, err
	}
	return s.policy(c, in.ID)
}

// askedRun is the run that does what was asked for.
type askedRun struct {
	RunID int64 `json:"run_id"`
}

func (s *server) simulatePolicy(c *call, in *ByID) (askedRun, error) {
	v, err := policy.ByID(c.q, in.ID)
	if err != nil {
		return askedRun{}, err
	}
	id, err := s.Runs.Ask(c, c.Actor.Who(), runs.Request{Kind: policy.SimulateRun, Key: v.SHA256, Input: policy.AskedTrial{PolicyID: v.ID}})
	return askedRun{id}, err
}

type simulationView struct {
	PolicyID    int64           `json:"policy_id"`
	SHA256      string          `json:"sha256" doc:"The content that was tried."`
	SimulatedBy string          `json:"simulated_by"`
	SimulatedAt time.Time       `json:"simulated_at"`
	Result      json.RawMessage `json:"result"`
}

func (s *server) getSimulation(c *call, in *ByID) (simulationView, error) {
	kept, err := policy.LatestSimulation(c.q, in.ID)
	if err != nil {
		return simulationView{}, err
	}
	if kept == nil {
		return simulationView{}, models.NotFound("policy")
	}
	return simulationView{kept.PolicyID, kept.BodySHA256, kept.SimulatedBy, kept.SimulatedAt.UTC(), json.RawMessage(kept.Result)}, nil
}

type approvalInput struct {
	ByID
	Body struct {
		SHA256      string      `json:"sha256" doc:"The content that you saw."`
		EffectiveOn models.Date `json:"effective_on,omitzero" doc:"Today without; no day that has passed."`
		Reason      text        `json:"reason" minLength:"1" maxLength:"300"`
	}
}

func (s *server) approvePolicy(c *call, in *approvalInput) (policyView, error) {
	if err := s.Policies.Approve(c, c.Actor.Who(), in.ID, in.Body.SHA256, in.Body.EffectiveOn, in.Body.Reason.clean()); err != nil {
		return policyView{}, err
	}
	return s.policy(c, in.ID)
}

func (s *server) withdrawPolicy(c *call, in *reasoned) (policyView, error) {
	if err := s.Policies.Withdraw(c, c.Actor.Who(), in.ID, in.Body.Reason.clean()); err != nil {
		return policyView{}, err
	}
	return s.policy(c, in.ID)
}

func (s *server) restorePolicy(c *call, in *reasoned) (policyView, error) {
	if err := s.Policies.RollBack(c, c.Actor.Who(), in.ID, in.Body.Reason.clean()); err != nil {
		return policyView{}, err
	}
	return s.policy(c, in.ID)
}
