package api

import (
	"time"

	"assay/app/standard"
	"assay/models"
)

func (s *server) standard() {
	add(s, operation{"GET", "/credit-standard", models.StandardRead, "credit standard", "get-credit-standard", "The level in force and the policy that steers it", 0}, s.getStandard)
	add(s, operation{"GET", "/credit-standard/runs", models.StandardRead, "credit standard", "list-standard-runs", "The controller's latest runs, also those that changed nothing", 0}, s.listRuns)
	add(s, operation{"GET", "/credit-standard/proposals", models.StandardRead, "credit standard", "list-standard-proposals", "Proposed moves, the open ones first", 0}, s.listProposals)
	add(s, operation{"GET", "/credit-standard/changes", models.StandardRead, "credit standard", "list-standard-changes", "The journal of the level, the latest first", 0}, s.listChanges)
	add(s, operation{"POST", "/credit-standard/proposals/{id}/decision", models.StandardDecide, "credit standard", "decide-standard-proposal", "Put a proposed level in force, or turn it down", 0}, s.decideProposal)
	add(s, operation{"POST", "/credit-standard/changes/{id}/roll-back", models.StandardDecide, "credit standard", "roll-back-standard", "Take the latest change back", 0}, s.rollBack)
}

// creditStandard is the standard as it stands.
type creditStandard struct {
	State         models.StandardState  `json:"state"`
	Policy        models.StandardPolicy `json:"policy"`
	PolicyVersion int64                 `json:"policy_version"`
	EffectiveOn   models.Date           `json:"effective_on"`
	ApprovedBy    string                `json:"approved_by"`
}

func (s *server) getStandard(c *call, in *segmentIn) (creditStandard, error) {
	segment := in.segment()
	row, p, err := standard.Policy(c.q, segment, c.on)
	if err != nil {
		return creditStandard{}, err
	}
	state, err := standard.State(c.q, segment)
	return creditStandard{state, p, row.Version, row.EffectiveOn, row.DecidedBy}, err
}

// segmentIn is the segment asked for; all agents without.
type segmentIn struct {
	Segment string `query:"segment" maxLength:"64" doc:"all, region:CODE, grade:LETTER or settlement:CODE."`
}

func (in segmentIn) segment() string {
	if in.Segment == "" {
		return models.SegmentAll
	}
	return in.Segment
}

// latest is how many lines of a journal are wanted.
type latest struct {
	segmentIn
	Limit int `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// journal is the latest lines of one.
type journal[T any] struct {
	Items []T `json:"items"`
}

// runView is a run with what it knew and decided.
type runView struct {
	ID            int64                 `json:"id"`
	AsOfOn        models.Date           `json:"as_of_on"`
	PolicyVersion int64                 `json:"policy_version"`
	Mode          models.StandardMode   `json:"mode"`
	Result        models.StandardResult `json:"result"`
	Rule          models.StandardRule   `json:"rule"`
	FromLevel     string                `json:"from_level"`
	ToLevel       string                `json:"to_level"`
	RunAt         time.Time             `json:"run_at"`
	Record        models.StandardRecord `json:"record"`
}

func (s *server) listRuns(c *call, in *latest) (journal[runView], error) {
	rows, err := standard.Runs(c.q, in.segment(), in.Limit)
	if err != nil {
		return journal[runView]{}, err
	}
	out := journal[runView]{Items: make([]runView, 0, len(rows))}
	for _, r := range rows {
		rec, err := standard.RecordOf(r)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, runView{r.ID, r.AsOfOn, r.PolicyVersion, r.Mode, r.Result, r.Rule, r.FromLevel, r.ToLevel, r.RunAt.UTC(), rec})
	}
	return out, nil
}

// proposal is a move that waits for finance, or what became of it.
type proposal struct {
	ID         int64                `json:"id"`
	RunID      int64                `json:"run_id"`
	FromLevel  string               `json:"from_level"`
	ToLevel    string               `json:"to_level"`
	State      models.ProposalState `json:"state"`
	ProposedAt time.Time            `json:"proposed_at"`
	DecidedBy  string               `json:"decided_by,omitempty"`
	DecidedAt  *time.Time           `json:"decided_at,omitempty"`
	Reason     string               `json:"reason,omitempty"`
}

func viewProposal(p models.StandardProposal) proposal {
	return proposal{p.ID, p.RunID, p.FromLevel, p.ToLevel, p.State, p.ProposedAt.UTC(), p.DecidedBy, p.DecidedAt, p.Reason}
}

func (s *server) listProposals(c *call, in *latest) (journal[proposal], error) {
	rows, err := standard.Proposals(c.q, in.segment(), in.Limit)
	return journal[proposal]{each(rows, viewProposal)}, err
}

// change is a line of the level's journal.
type change struct {
	ID          int64               `json:"id"`
	FromLevel   string              `json:"from_level"`
	ToLevel     string              `json:"to_level"`
	EffectiveOn models.Date         `json:"effective_on"`
	Source      models.ChangeSource `json:"source"`
	ProposalID  *int64              `json:"proposal_id,omitempty"`
	RollsBackID *int64              `json:"rolls_back_id,omitempty"`
	Reason      string              `json:"reason"`
	ChangedBy   string              `json:"changed_by"`
	ChangedAt   time.Time           `json:"changed_at"`
}

func viewChange(c models.StandardChange) change {
	return change{c.ID, c.FromLevel, c.ToLevel, c.EffectiveOn, c.Source, c.ProposalID, c.RollsBackID, c.Reason, c.ChangedBy, c.ChangedAt.UTC()}
}

func (s *server) listChanges(c *call, in *latest) (journal[change], error) {
	rows, err := standard.Changes(c.q, in.segment(), in.Limit)
	return journal[change]{each(rows, viewChange)}, err
}

type proposalDecision struct {
	ByID
	Body struct {
		Approve bool `json:"approve"`
		Reason  text `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (s *server) decideProposal(c *call, in *proposalDecision) (creditStandard, error) {
	verb := s.Standard.Reject
	if in.Body.Approve {
		verb = s.Standard.Approve
	}
	if err := verb(c, c.Actor.Who(), in.ID, in.Body.Reason.clean()); err != nil {
		return creditStandard{}, err
	}
	return s.getStandard(c, &segmentIn{})
}

func (s *server) rollBack(c *call, in *reasoned) (creditStandard, error) {
	if err := s.Standard.RollBack(c, c.Actor.Who(), in.ID, in.Body.Reason.clean()); err != nil {
		return creditStandard{}, err
	}
	return s.getStandard(c, &segmentIn{})
}
