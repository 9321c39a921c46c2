package api

import (
	"time"

	"assay/app/db"
	"assay/app/statements"
	"assay/models"
)

func (s *server) statements() {
	add(s, operation{"GET", "/statements", models.StatementRead, "statements", "list-statements", "Issued statements, the latest first", 0}, s.listStatements)
	add(s, operation{"GET", "/statements/{id}", models.StatementRead, "statements", "get-statement", "One statement with its document as issued", 0}, s.getStatement)
	addPaper(s, operation{"GET", "/statements/{id}/pdf", models.StatementDownload, "statements", "get-statement-pdf", "The statement's paper as issued", 0}, s.statementPaper)
	add(s, operation{"POST", "/agents/{id}/statements", models.StatementIssue, "statements", "issue-statement", "Issue the agent's next statement when its period has ended; a period is issued once", 201}, s.issueStatement)
}

// StatementView is an issued statement.
type StatementView struct {
	ID             int64        `json:"id"`
	Number         string       `json:"number"`
	AgentID        int64        `json:"agent_id"`
	PeriodFromOn   models.Date  `json:"period_from_on"`
	PeriodToOn     models.Date  `json:"period_to_on"`
	Opening        models.Money `json:"opening"`
	Debits         models.Money `json:"debits"`
	Credits        models.Money `json:"credits"`
	Closing        models.Money `json:"closing"`
	DocumentSHA256 string       `json:"document_sha256"`
	PDFSHA256      string       `json:"pdf_sha256,omitempty" doc:"Missing until the paper was drawn."`
	VerifyCode     string       `json:"verify_code"`
	IssuedOn       models.Date  `json:"issued_on"`
	IssuedBy       string       `json:"issued_by"`
	IssuedAt       time.Time    `json:"issued_at"`
}

func viewStatement(t models.Statement) StatementView {
	return StatementView{t.ID, t.Number, t.AgentID, t.PeriodFromOn, t.PeriodToOn, t.OpeningFen, t.DebitsFen, t.CreditsFen, t.ClosingFen,
		t.DocumentSHA256, t.PDFSHA256, t.VerifyCode, t.IssuedOn, t.IssuedBy, t.IssuedAt.UTC()}
}

type statementsInput struct {
	Paging
	AgentID int64  `query:"agent_id" minimum:"1" maximum:"9007199254740991"`
	Period  day    `query:"period_to" doc:"The last day of the period."`
	Search  string `query:"search" maxLength:"80" doc:"Number, or the agent's code and names."`
}

func (s *server) listStatements(c *call, in *statementsInput) (List[StatementView], error) {
	period, err := in.Period.read("period_to")
	if err != nil {
		return List[StatementView]{}, err
	}
	rows, total, err := statements.List(c.q, c.scope(), statements.Filter{AgentID: in.AgentID, Period: period, Search: text(in.Search).clean(),
		Limit: in.Limit, Offset: in.offset()})
	return listOf(in.Paging, rows, total, func(l statements.Listed) StatementView { return viewStatement(l.Statement) }), err
}

type statementDetail struct {
	StatementView
	Document models.StatementDocument `json:"document"`
}

func (s *server) getStatement(c *call, in *ByID) (statementDetail, error) {
	st, doc, err := statements.InScope(c.q, c.scope(), in.ID)
	return statementDetail{viewStatement(st), doc}, err
}

func (s *server) statementPaper(c *call, id int64) (string, []byte, error) {
	st, _, err := statements.InScope(c.q, c.scope(), id)
	if err != nil {
		return "", nil, err
	}
	pdf, err := s.Statements.PDF(c, id)
	return st.Number, pdf, err
}

func (s *server) issueStatement(c *call, in *ByID) (statementDetail, error) {
	if err := c.ofAgent(in.ID); err != nil {
		return statementDetail{}, err
	}
	st, ok, err := s.Statements.Issue(c, s.Clock.Moment(), c.Actor.Who(), in.ID, func(*db.Tx) error { return nil })
	if err == nil && !ok {
		err = models.Conflict("error.no_statement_due")
	}
	if err != nil {
		return statementDetail{}, err
	}
	return s.getStatement(c, &ByID{st.ID})
}
