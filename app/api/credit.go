package api

import (
	"time"

	"assay/app/agents"
	"assay/app/credit"
	"assay/models"
)

func (s *server) credit() {
	add(s, operation{"GET", "/agents/{id}/credit", models.CreditRead, "credit", "get-credit", "An agent's credit line and its exposure, component by component", 0}, s.getCredit)
	add(s, operation{"GET", "/agents/{id}/credit/limits", models.CreditRead, "credit", "list-limits", "The journal of an agent's limits, the latest 200 first", 0}, s.listLimits)
	add(s, operation{"PUT", "/agents/{id}/credit/limit", models.CreditEdit, "credit", "set-limit", "Propose the standing or the temporary limit; in force at once where the approval matrix lets this person alone, as for lowering", 0}, s.setLimit)
	add(s, operation{"POST", "/agents/{id}/credit/blocks", models.CreditEdit, "credit", "add-block", "Stop new credit until the block is cleared", 201}, s.addBlock)
	add(s, operation{"DELETE", "/agents/{id}/credit/blocks/{block}", models.CreditEdit, "credit", "clear-block", "Clear one block; the others stay", 0}, s.clearBlock)
	add(s, operation{"GET", "/agents/{id}/credit/decisions", models.CreditRead, "credit", "list-decisions", "The credit decisions on an agent's orders, the latest first", 0}, s.listDecisions)
	add(s, operation{"GET", "/credit-decisions/{id}", models.CreditRead, "credit", "get-decision", "One decision with its full record, decided again", 0}, s.getDecision)
}

// line is an agent's credit line on a day. An unlimited line has neither
// ceiling nor available.
type line struct {
	AgentID   int64              `json:"agent_id"`
	AsOf      models.Date        `json:"as_of"`
	Limit     models.Limit       `json:"limit"`
	Source    models.LimitSource `json:"source" doc:"temporary, own, expired, group or grade."`
	ValidToOn models.Date        `json:"valid_to_on,omitzero"`
	Unlimited bool               `json:"unlimited"`
	Ceiling   *models.Money      `json:"ceiling,omitempty"`
	Exposure  models.Money       `json:"exposure" doc:"The sum of the components."`
	Available *models.Money      `json:"available,omitempty" doc:"May be negative."`
	Usable    *models.Money      `json:"usable,omitempty" doc:"What orders on credit can take now: 0 while something stops them. None for an unlimited line that nothing stops."`
	Stops     []stop             `json:"stopped_by" doc:"Why no order on credit passes now, whatever is available."`
	Used      *models.Rate       `json:"utilisation_ppm,omitempty" doc:"Exposure ÷ the agent's own limit, whatever a pot leaves; none for a limit that is no amount."`
	Parts     components         `json:"components"`
	Beyond    models.Money       `json:"secured_beyond_debt" doc:"The part of secured that covers nothing: by it the exposure is lower than zero, or than what was paid in advance."`
	Grants    models.Money       `json:"grants" doc:"One-off amounts for single orders."`
	Group     *pot               `json:"group,omitempty" doc:"For headquarters only: what the others of a group owe is not an agent's to see."`
	Blocks    []block            `json:"blocks" doc:"In force."`
	Level     string             `json:"standard_level,omitempty"`
	Version   int64              `json:"version" doc:"Counts the changes of the credit row."`
	Waiting   *int64             `json:"waiting_proposal,omitempty" doc:"After setting a limit that others must approve: the proposal that waits."`
}

// stop is a reason for which no order on credit passes.
type stop struct {
	Rule   models.RuleKey `json:"rule"`
	Detail string         `json:"detail,omitempty" doc:"What was found, as in a decision."`
}

func viewStop(r models.Reason) stop { return stop{r.Rule, r.Detail} }

// components of the exposure: receivable + reserved − unallocated − secured.
type components struct {
	Receivable  models.Money `json:"receivable"`
	Reserved    models.Money `json:"reserved"`
	Unallocated models.Money `json:"unallocated"`
	Secured     models.Money `json:"secured"`
}

func viewCounters(c models.Counters) components {
	return components{c.ReceivableFen, c.ReservedFen, c.UnallocatedFen, c.SecuredFen}
}

// pot is what an agent shares with its group.
type pot struct {
	Code     string       `json:"code"`
	Limit    models.Limit `json:"limit"`
	Exposure models.Money `json:"exposure"`
}

type block struct {
	ID     int64              `json:"id"`
	Reason models.BlockReason `json:"reason"`
	SetBy  string             `json:"set_by"`
	SetAt  time.Time          `json:"set_at"`
}

func viewBlock(b models.CreditBlock) block { return block{b.ID, b.Reason, b.SetBy, b.SetAt.UTC()} }

// lineOf reads an agent's line; the agent is inside the scope.
func (c *call) lineOf(agentID int64) (line, error) {
	v, err := credit.Load(c.q, agentID, c.on)
	if err != nil {
		return line{}, err
	}
	l := models.LineOf(v.Terms, v.Account.Counters, v.Pot, c.on)
	out := line{AgentID: agentID, AsOf: c.on, Limit: l.Limit, Source: l.Source, ValidToOn: l.ValidToOn, Unlimited: l.Unlimited,
		Exposure: v.Account.Exposure(), Parts: viewCounters(v.Account.Counters), Beyond: v.Account.BeyondDebt(), Grants: v.Terms.GrantsFen,
		Stops: each(l.Stops, viewStop), Blocks: each(v.Terms.Blocks, viewBlock), Level: v.Terms.Standard.Level, Version: v.Account.Version}
	if !l.Unlimited {
		out.Ceiling, out.Available = &l.Ceiling, &l.Available
	}
	if usable := l.Usable(); !l.Unlimited || len(l.Stops) > 0 {
		out.Usable = &usable
	}
	if r, ok := l.Utilisation(); ok {
		out.Used = &r
	}
	if g := v.Terms.Group; g != nil && v.Pot != nil && c.Actor.HomeAgent() == 0 {
		out.Group = &pot{g.Code, g.Pot, v.Pot.Exposure()}
	}
	return out, nil
}

// ofAgent lets an operation on one agent through inside the scope.
func (c *call) ofAgent(id int64) error {
	_, err := agents.InScope(c.q, c.scope(), c.on, id)
	return err
}

func (s *server) getCredit(c *call, in *ByID) (line, error) {
	if err := c.ofAgent(in.ID); err != nil {
		return line{}, err
	}
	return c.lineOf(in.ID)
}

// limitView is a line of the limit journal.
type limitView struct {
	ID          int64                 `json:"id"`
	Purpose     models.LimitPurpose   `json:"purpose"`
	From        *models.Limit         `json:"from,omitempty" doc:"The one of its purpose that it followed; none for the first."`
	Limit       models.Limit          `json:"limit"`
	ValidFromOn models.Date           `json:"valid_from_on"`
	ValidToOn   models.Date           `json:"valid_to_on,omitzero"`
	Origin      models.ProposalSource `json:"origin" doc:"review for the formula, mass, agent for a request, manual, opening for what came with the opening books or an import."`
	ProposalID  *int64                `json:"proposal_id,omitempty"`
	ProposedBy  string                `json:"proposed_by,omitempty" doc:"Not told to agents."`
	Reason      string                `json:"reason"`
	SetBy       string                `json:"set_by" doc:"Who approved it."`
	SetAt       time.Time             `json:"set_at"`
	EndedAt     *time.Time            `json:"ended_at,omitempty" doc:"Missing while it is in force."`
	Expired     bool                  `json:"expired,omitempty" doc:"It ran to its last day; otherwise it was replaced."`
}

func viewLimit(l models.LimitStep) limitView {
	v := limitView{ID: l.ID, Purpose: l.Purpose, Limit: l.Limit(), ValidFromOn: l.ValidFromOn, ValidToOn: l.ValidToOn, Origin: l.Origin, ProposalID: l.ProposalID,
		ProposedBy: l.ProposedBy, Reason: l.Reason, SetBy: l.SetBy, SetAt: l.SetAt.UTC(), EndedAt: l.EndedAt, Expired: l.Expired}
	if l.From.Kind != "" {
		v.From = &l.From
	}
	return v
}

// mostLimits is how far back the journal is shown.
const mostLimits = 200

func (s *server) listLimits(c *call, in *ByID) (List[limitView], error) {
	if err := c.ofAgent(in.ID); err != nil {
		return List[limitView]{}, err
	}
	rows, err := credit.Limits(c.q, in.ID, mostLimits)
	return listOf(Paging{1, mostLimits}, models.LimitSteps(rows, c.on, s.Clock.Zone), int64(len(rows)), func(l models.LimitStep) limitView {
		v := viewLimit(l)
		if c.Actor.HomeAgent() != 0 {
			v.ProposedBy = ""
		}
		return v
	}), err
}

type limitInput struct {
	ByID
	Body struct {
		Purpose   string `json:"purpose,omitempty" enum:"standing,temporary" default:"standing"`
		Kind      string `json:"kind" enum:"inherit,none,amount,unlimited"`
		Amount    amount `json:"amount,omitempty" doc:"Only with kind amount."`
		ValidFrom day    `json:"valid_from,omitempty" doc:"Today unless told."`
		ValidTo   day    `json:"valid_to,omitempty" doc:"Inclusive; a temporary limit needs it."`
		Reason    text   `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (s *server) setLimit(c *call, in *limitInput) (line, error) {
	if err := c.ofAgent(in.ID); err != nil {
		return line{}, err
	}
	b := in.Body
	set := credit.LimitInput{AgentID: in.ID, Purpose: models.LimitPurpose(b.Purpose), Limit: models.Limit{Kind: models.LimitKind(b.Kind)}, Reason: b.Reason.clean()}
	var err error
	if set.Limit.Amount, err = b.Amount.read("amount"); err != nil {
		return line{}, err
	}
	if set.ValidFrom, err = b.ValidFrom.or("valid_from", c.on); err != nil {
		return line{}, err
	}
	if set.ValidTo, err = b.ValidTo.read("valid_to"); err != nil {
		return line{}, err
	}
	made, err := s.Limits.Propose(c, c.Actor, set)
	if err != nil {
		return line{}, err
	}
	out, err := c.lineOf(in.ID)
	if made.State == models.LimitOpen {
		out.Waiting = &made.ID
	}
	return out, err
}

type blockInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" enum:"review,overdue,dispute,broken_promise,other"`
		Note   text   `json:"note,omitempty" maxLength:"500"`
	}
}

func (s *server) addBlock(c *call, in *blockInput) (line, error) {
	if err := c.ofAgent(in.ID); err != nil {
		return line{}, err
	}
	if err := s.Credit.Block(c, c.Actor.Who(), in.ID, models.BlockReason(in.Body.Reason), in.Body.Note.clean()); err != nil {
		return line{}, err
	}
	return c.lineOf(in.ID)
}

type blockID struct {
	ByID
	Block int64 `path:"block" minimum:"1" maximum:"9007199254740991"`
}

func (s *server) clearBlock(c *call, in *blockID) (line, error) {
	if err := c.ofAgent(in.ID); err != nil {
		return line{}, err
	}
	v, err := credit.Load(c.q, in.ID, c.on)
	if err != nil {
		return line{}, err
	}
	for _, b := range v.Terms.Blocks {
		if b.ID == in.Block {
			if err := s.Credit.Unblock(c, c.Actor.Who(), b.ID); err != nil {
				return line{}, err
			}
			return c.lineOf(in.ID)
		}
	}
	return line{}, models.NotFound("credit_block")
}
