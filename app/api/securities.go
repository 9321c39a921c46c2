package api

import (
	"time"

	"assay/app/credit"
	"assay/app/receivables"
	"assay/models"
)

func (s *server) securities() {
	add(s, operation{"GET", "/agents/{id}/securities", models.CreditRead, "limits", "list-securities", "An agent's deposits and guarantees, with their papers", 0}, s.listSecurities)
	add(s, operation{"POST", "/agents/{id}/securities", models.CreditEdit, "limits", "enter-security", "Enter a deposit or guarantee with its document; it counts once a second person has approved it", 201}, s.enterSecurity)
	add(s, operation{"GET", "/security-requests", models.CreditEdit, "limits", "list-security-requests", "Securities that were entered, those that wait for approval first", 0}, s.listSecurityRequests)
	add(s, operation{"GET", "/security-requests/{id}", models.CreditEdit, "limits", "get-security-request", "A security that was entered, and what became of it", 0}, s.getSecurityRequest)
	add(s, operation{"POST", "/security-requests/{id}/decision", models.CreditEdit, "limits", "decide-security", "Approve a security that somebody else entered, or turn it down with a reason", 0}, s.decideSecurity)
}

// security is a deposit or guarantee.
type security struct {
	ID        int64               `json:"id"`
	Kind      models.SecurityKind `json:"kind"`
	Number    string              `json:"number"`
	Amount    models.Money        `json:"amount"`
	SharePPM  models.Rate         `json:"share_ppm"`
	Counted   models.Money        `json:"counted"`
	ValidFrom models.Date         `json:"valid_from"`
	ValidTo   models.Date         `json:"valid_to,omitzero"`
	Released  *time.Time          `json:"released_at,omitempty"`
	Papers    []paperView         `json:"papers"`
}

// paperView is a document; it is downloaded from the pages.
type paperView struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Media  string `json:"media"`
	Size   int64  `json:"size_bytes"`
	SHA256 string `json:"sha256"`
}

func (s *server) listSecurities(c *call, in *ByID) (journal[security], error) {
	if err := c.ofAgent(in.ID); err != nil {
		return journal[security]{}, err
	}
	rows, err := credit.Securities(c.q, in.ID)
	if err != nil {
		return journal[security]{}, err
	}
	papers, err := credit.PapersOf(c.q, in.ID)
	return journal[security]{each(rows, func(e models.CreditSecurity) security {
		return security{e.ID, e.Kind, e.Number, e.AmountFen, e.SharePPM, e.CountedFen, e.ValidFromOn, e.ValidToOn, e.ReleasedAt,
			each(papers[e.ID], func(p models.SecurityPaper) paperView { return paperView{p.ID, p.Name, p.Media, p.SizeBytes, p.SHA256} })}
	})}, err
}

// securityRequest is a security as it was entered.
type securityRequest struct {
	ID          int64                       `json:"id"`
	AgentID     int64                       `json:"agent_id"`
	AgentCode   string                      `json:"agent_code,omitempty"`
	Kind        models.SecurityKind         `json:"kind"`
	Number      string                      `json:"number"`
	Amount      models.Money                `json:"amount"`
	SharePPM    models.Rate                 `json:"share_ppm"`
	ValidFrom   models.Date                 `json:"valid_from"`
	ValidTo     models.Date                 `json:"valid_to,omitzero"`
	State       models.SecurityRequestState `json:"state"`
	PaperName   string                      `json:"paper_name"`
	PaperSHA256 string                      `json:"paper_sha256"`
	RequestedBy string                      `json:"requested_by"`
	RequestedAt time.Time                   `json:"requested_at"`
	DecidedBy   string                      `json:"decided_by,omitempty"`
	Reason      string                      `json:"reason,omitempty"`
	SecurityID  *int64                      `json:"security_id,omitempty" doc:"What it became when it was approved."`
}

func viewSecurityRequest(r credit.ListedRequest) securityRequest {
	return securityRequest{r.ID, r.AgentID, r.AgentCode, r.Kind, r.Number, r.AmountFen, r.SharePPM, r.ValidFromOn, r.ValidToOn, r.State, r.PaperName, r.PaperSHA256,
		r.RequestedBy, r.RequestedAt.UTC(), r.DecidedBy, r.Reason, r.SecurityID}
}

type securityInput struct {
	ByID
	Body struct {
		Kind      string      `json:"kind" enum:"deposit,guarantee"`
		Number    text        `json:"number" minLength:"1" maxLength:"40" doc:"Of the document; unique."`
		Amount    amount      `json:"amount"`
		SharePPM  models.Rate `json:"share_ppm,omitempty" minimum:"1" maximum:"1000000" default:"1000000" doc:"The part that secures credit."`
		ValidFrom day         `json:"valid_from,omitempty" doc:"Today unless told."`
		ValidTo   day         `json:"valid_to,omitempty" doc:"Inclusive; open-ended unless told."`
		Note      text        `json:"note,omitempty" maxLength:"300"`
		PaperName text        `json:"paper_name" minLength:"1" maxLength:"120"`
		Paper     []byte      `json:"paper" minLength:"1" doc:"The document: PDF, PNG or JPEG in base64. A request has 1 MB at most; larger ones are uploaded on the agent's page."`
	}
}

func (s *server) enterSecurity(c *call, in *securityInput) (securityRequest, error) {
	if err := c.ofAgent(in.ID); err != nil {
		return securityRequest{}, err
	}
	b := in.Body
	x := receivables.SecurityInput{AgentID: in.ID, Kind: models.SecurityKind(b.Kind), Number: b.Number.clean(), Share: b.SharePPM, Note: b.Note.clean(), PaperName: b.PaperName.clean(), Paper: b.Paper}
	var err error
	if x.Amount, err = b.Amount.read("amount"); err != nil {
		return securityRequest{}, err
	}
	if x.ValidFrom, err = b.ValidFrom.or("valid_from", c.on); err != nil {
		return securityRequest{}, err
	}
	if x.ValidTo, err = b.ValidTo.read("valid_to"); err != nil {
		return securityRequest{}, err
	}
	r, err := s.Receivables.RequestSecurity(c, c.Actor.Who(), x)
	return viewSecurityRequest(credit.ListedRequest{SecurityRequest: r}), err
}

type securityRequestFilter struct {
	Paging
	AgentID int64  `query:"agent_id" minimum:"0"`
	State   string `query:"state" enum:"requested,approved,rejected"`
}

func (s *server) listSecurityRequests(c *call, in *securityRequestFilter) (List[securityRequest], error) {
	rows, total, err := credit.SecurityRequests(c.q, c.scope(), credit.SecurityRequestFilter{AgentID: in.AgentID, State: models.SecurityRequestState(in.State), Limit: in.Limit, Offset: in.offset()})
	return listOf(in.Paging, rows, total, viewSecurityRequest), err
}

func (s *server) getSecurityRequest(c *call, in *ByID) (securityRequest, error) {
	r, err := credit.SecurityRequestInScope(c.q, c.scope(), in.ID)
	return viewSecurityRequest(r), err
}

type securityDecision struct {
	ByID
	Body struct {
		Approve bool `json:"approve"`
		Reason  text `json:"reason,omitempty" maxLength:"300" doc:"Needed to turn it down."`
	}
}

func (s *server) decideSecurity(c *call, in *securityDecision) (securityRequest, error) {
	if _, err := credit.SecurityRequestInScope(c.q, c.scope(), in.ID); err != nil {
		return securityRequest{}, err
	}
	if _, err := s.Receivables.DecideSecurity(c, c.Actor.Who(), in.ID, in.Body.Approve, in.Body.Reason.clean()); err != nil {
		return securityRequest{}, err
	}
	return s.getSecurityRequest(c, &in.ByID)
}
