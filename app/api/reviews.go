package api

import (
	"time"

	"assay/app/agents"
	"assay/app/review"
	"assay/models"
)

func (s *server) reviews() {
	add(s, operation{"GET", "/agents/{id}/scores", models.CreditEdit, "scores", "list-scores", "An agent's reviews with the log of every point, the latest 200 first", 0}, s.listScores)
	add(s, operation{"POST", "/agents/{id}/reviews", models.CreditEdit, "scores", "review-agent", "Score an agent now; once a day", 201}, s.reviewAgent)
	add(s, operation{"GET", "/agents/{id}/grades", models.CreditRead, "scores", "list-grades", "From which day an agent had which grade, the latest 200 first", 0}, s.listGrades)
	add(s, operation{"GET", "/agents/{id}/facts", models.CreditEdit, "scores", "list-facts", "Outside data about an agent, name by name", 0}, s.listFacts)
	add(s, operation{"POST", "/agents/{id}/facts", models.CreditEdit, "scores", "add-fact", "Record a value of outside data", 201}, s.addFact)
	add(s, operation{"GET", "/agents/{id}/promises", models.CreditEdit, "promises", "list-promises", "An agent's promises to pay, the open ones first", 0}, s.listPromises)
	add(s, operation{"POST", "/agents/{id}/promises", models.CreditEdit, "promises", "add-promise", "Record a promise to pay", 201}, s.addPromise)
	add(s, operation{"POST", "/promises/{id}/cancellation", models.CreditEdit, "promises", "cancel-promise", "Take an open promise back", 0}, s.cancelPromise)
}

// scoreView is a review.
type scoreView struct {
	ID          int64                 `json:"id"`
	AsOfOn      models.Date           `json:"as_of_on"`
	Points      int                   `json:"points"`
	Best        int                   `json:"best" doc:"The most that the scorecard gives."`
	Grade       models.Grade          `json:"grade"`
	GradeBefore models.Grade          `json:"grade_before"`
	ValidToOn   models.Date           `json:"valid_to_on"`
	CardVersion int64                 `json:"scorecard_version"`
	Trigger     models.ReviewTrigger  `json:"trigger"`
	ReviewedBy  string                `json:"reviewed_by"`
	ReviewedAt  time.Time             `json:"reviewed_at"`
	Capped      bool                  `json:"capped" doc:"A loss not recovered capped the grade."`
	Log         []models.FactorPoints `json:"log"`
}

func viewScore(r review.Scored) scoreView {
	return scoreView{r.ID, r.AsOfOn, r.Points, r.Best, r.Grade, r.GradeBefore, r.ValidToOn, r.CardVersion, r.TriggerKind, r.ReviewedBy, r.ReviewedAt.UTC(), r.Score.Capped, r.Score.Log}
}

// mostLines is how many lines of an agent's journals are given.
const mostLines = 200

func (s *server) listScores(c *call, in *ByID) (journal[scoreView], error) {
	if err := c.ofAgent(in.ID); err != nil {
		return journal[scoreView]{}, err
	}
	rows, err := review.Scores(c.q, in.ID, mostLines)
	return journal[scoreView]{each(rows, viewScore)}, err
}

func (s *server) reviewAgent(c *call, in *ByID) (scoreView, error) {
	if err := c.ofAgent(in.ID); err != nil {
		return scoreView{}, err
	}
	if err := s.Review.Now(c, c.Actor.Who(), in.ID); err != nil {
		return scoreView{}, err
	}
	rows, err := review.Scores(c.q, in.ID, 1)
	if err != nil || len(rows) == 0 {
		return scoreView{}, err
	}
	return viewScore(rows[0]), nil
}

// gradeView is a line of the journal of grades.
type gradeView struct {
	FromOn    models.Date        `json:"from_on"`
	Grade     models.Grade       `json:"grade"`
	Source    models.GradeSource `json:"source"`
	ChangedBy string             `json:"changed_by"`
	ChangedAt time.Time          `json:"changed_at"`
}

func (s *server) listGrades(c *call, in *ByID) (journal[gradeView], error) {
	if err := c.ofAgent(in.ID); err != nil {
		return journal[gradeView]{}, err
	}
	rows, err := agents.Grades(c.q, in.ID, mostLines)
	return journal[gradeView]{each(rows, func(g models.AgentGrade) gradeView {
		return gradeView{g.FromOn, g.Grade, g.Source, g.ChangedBy, g.ChangedAt.UTC()}
	})}, err
}

// fact is a value of outside data.
type fact struct {
	Name      string      `json:"name"`
	Value     int64       `json:"value"`
	AsOfOn    models.Date `json:"as_of_on"`
	Source    string      `json:"source"`
	EnteredBy string      `json:"entered_by"`
	EnteredAt time.Time   `json:"entered_at"`
}

func viewFact(f models.AgentFact) fact {
	return fact{f.Name, f.Value, f.AsOfOn, f.Source, f.EnteredBy, f.EnteredAt.UTC()}
}

func (s *server) listFacts(c *call, in *ByID) (journal[fact], error) {
	if err := c.ofAgent(in.ID); err != nil {
		return journal[fact]{}, err
	}
	rows, err := review.Facts(c.q, in.ID, mostLines)
	return journal[fact]{each(rows, viewFact)}, err
}

type factInput struct {
	ByID
	Body struct {
		Name   string `json:"name" minLength:"1" maxLength:"40"`
		Value  int64  `json:"value"`
		AsOf   day    `json:"as_of"`
		Source text   `json:"source" minLength:"1" maxLength:"160"`
	}
}

func (s *server) addFact(c *call, in *factInput) (journal[fact], error) {
	if err := c.ofAgent(in.ID); err != nil {
		return journal[fact]{}, err
	}
	f := models.AgentFact{AgentID: in.ID, Name: in.Body.Name, Value: in.Body.Value, Source: in.Body.Source.clean()}
	var err error
	if f.AsOfOn, err = in.Body.AsOf.read("as_of"); err != nil {
		return journal[fact]{}, err
	}
	if err := s.Review.EnterFact(c, c.Actor.Who(), f); err != nil {
		return journal[fact]{}, err
	}
	return s.listFacts(c, &in.ByID)
}

// promise is a promise to pay.
type promise struct {
	ID       int64               `json:"id"`
	AgentID  int64               `json:"agent_id"`
	Amount   models.Money        `json:"amount"`
	Received models.Money        `json:"received" doc:"Of value days between made and due, once judged."`
	MadeOn   models.Date         `json:"made_on"`
	DueOn    models.Date         `json:"due_on"`
	MadeWith string              `json:"made_with"`
	Note     string              `json:"note,omitempty"`
	State    models.PromiseState `json:"state"`
	EndedOn  models.Date         `json:"ended_on,omitzero"`
}

func viewPromise(p models.PaymentPromise) promise {
	return promise{p.ID, p.AgentID, p.AmountFen, p.ReceivedFen, p.MadeOn, p.DueOn, p.MadeWith, p.Note, p.State, p.EndedOn}
}

func (s *server) listPromises(c *call, in *ByID) (journal[promise], error) {
	if err := c.ofAgent(in.ID); err != nil {
		return journal[promise]{}, err
	}
	rows, err := review.Promises(c.q, in.ID, mostLines)
	return journal[promise]{each(rows, viewPromise)}, err
}

type promiseInput struct {
	ByID
	Body struct {
		Amount   amount `json:"amount"`
		MadeOn   day    `json:"made_on,omitempty" doc:"Today unless told."`
		DueOn    day    `json:"due_on"`
		MadeWith text   `json:"made_with" minLength:"1" maxLength:"80"`
		Note     text   `json:"note,omitempty" maxLength:"300"`
	}
}

func (s *server) addPromise(c *call, in *promiseInput) (promise, error) {
	if err := c.ofAgent(in.ID); err != nil {
		return promise{}, err
	}
	p := models.PaymentPromise{AgentID: in.ID, MadeWith: in.Body.MadeWith.clean(), Note: in.Body.Note.clean()}
	var err error
	if p.AmountFen, err = in.Body.Amount.read("amount"); err != nil {
		return promise{}, err
	}
	if p.MadeOn, err = in.Body.MadeOn.or("made_on", c.on); err != nil {
		return promise{}, err
	}
	if p.DueOn, err = in.Body.DueOn.read("due_on"); err != nil {
		return promise{}, err
	}
	p, err = s.Review.Promise(c, c.Actor.Who(), p)
	return viewPromise(p), err
}

func (s *server) cancelPromise(c *call, in *reasoned) (promise, error) {
	p, err := review.PromiseInScope(c.q, c.scope(), in.ID)
	if err != nil {
		return promise{}, err
	}
	if err := s.Review.CancelPromise(c, c.Actor.Who(), p.AgentID, in.ID, in.Body.Reason.clean()); err != nil {
		return promise{}, err
	}
	p, err = review.PromiseInScope(c.q, c.scope(), in.ID)
	return viewPromise(p), err
}
