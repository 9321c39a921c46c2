package statements

import (
	"assay/app/list"
	"assay/app/papers"
	"assay/app/runs"
	"assay/app/web"
	"assay/models"
)

// Pages are statements as agents and finance see them.
type Pages struct {
	*Service
	Papers *papers.Service
	Runs   *runs.Service
	Base   string // /agent/statements or /finance/statements
}

type listPage struct {
	List   list.View
	Due    int // statements, of so many agents
	Agents int
}

// List is the issued statements, the latest first.
func (p Pages) List(c *web.Ctx) error {
	scope := c.Actor.Scope(models.StatementRead)
	data := listPage{}
	if c.Actor.Can(models.StatementIssue) {
		due, err := DueAgents(p.DB.Read(c.UserContext()), c.Actor.Scope(models.StatementIssue), c.Today())
		if err != nil {
			return err
		}
		data.Agents = len(due)
		for _, d := range due {
			data.Due += d.Count
		}
	}
	return list.Show(c, p.DB, Issued(p.Base, scope.All || len(scope.Regions)+len(scope.Trees) > 0), nil, func(v list.View) (string, web.Page) {
		data.List = v
		return p.view("index"), web.Page{Title: c.T("nav.statements"), Data: data}
	})
}

func (p Pages) view(name string) string { return p.Base[1:] + "/" + name }

type showPage struct {
	papers.Shown
	Doc models.StatementDocument
}

// Show is one statement as a page, the same sheet as its paper.
func (p Pages) Show(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	st, doc, err := InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.StatementRead), id)
	if err != nil {
		return err
	}
	data := showPage{Doc: doc}
	if data.Shown, err = p.Papers.Lay(c, doc, st.AgentID); err != nil {
		return err
	}
	return c.OK("statements/show", web.Page{Title: st.Number, Data: data,
		Crumbs: []web.Crumb{{Text: c.T("nav.statements"), Href: p.Base}, {Text: st.Number}}})
}

// Paper is the statement's PDF.
func (p Pages) Paper(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	st, _, err := InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.StatementDownload), id)
	if err != nil {
		return err
	}
	pdf, err := p.PDF(c.UserContext(), id)
	if err != nil {
		return err
	}
	return c.PDF(web.FileName(st.Number)+".pdf", pdf)
}

// Issuing asks for the statements whose period has ended, by hand.
func (p Pages) Issuing(c *web.Ctx) error {
	id, err := p.Runs.Ask(c.UserContext(), c.Actor.Who(), runs.Request{Kind: IssueRun, Key: c.RequestKey(), Input: Asked{Scope: c.Actor.Scope(models.StatementIssue)}})
	if err != nil {
		return err
	}
	return c.Redirect(runs.Page(id), "")
}
