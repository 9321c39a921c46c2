package papers

import (
	"assay/app/chart"
	"assay/app/receivables"
	"assay/app/web"
	"assay/models"
)

// Pages are the papers of one kind as one sort of visitor sees them. Need is
// the permission of the routes, whose scope the documents lie in.
type Pages struct {
	*Service
	Look   Look
	Need   models.Permission
	Parent web.Crumb // the list that they are found in; its text is a key
}

// Shown is a sheet as a page draws it: its code, and the documents it names.
type Shown struct {
	Sheet models.Sheet
	QR    string
	Links map[string]string
	PDF   string // the address of the same sheet as PDF
	Box   *receivables.DisputeBox
}

// Show is a paper as a page.
func (p Pages) Show(c *web.Ctx) error {
	_, page, err := p.page(c)
	if err != nil {
		return err
	}
	return c.OK("papers/show", page)
}

func (p Pages) page(c *web.Ctx) (Shown, web.Page, error) {
	paper, err := p.of(c)
	if err != nil {
		return Shown{}, web.Page{}, err
	}
	shown, err := p.Lay(c, paper.Doc, paper.AgentID)
	return shown, web.Page{Title: paper.Number, Data: shown, Crumbs: []web.Crumb{{Text: c.T(p.Parent.Text), Href: p.Parent.Href}, {Text: paper.Number}}}, err
}

func (p Pages) of(c *web.Ctx) (Paper, error) {
	id, err := c.ID("id")
	if err != nil {
		return Paper{}, err
	}
	return p.Look(c.UserContext(), c.Actor.Scope(p.Need), id)
}

// Lay is a document of an agent ready for a page at the present address.
func (s *Service) Lay(c *web.Ctx, doc models.Document, agentID int64) (Shown, error) {
	sheet, err := doc.Sheet()
	if err != nil {
		return Shown{}, err
	}
	shown := Shown{Sheet: sheet, PDF: c.Path() + "/pdf"}
	if shown.QR, err = chart.QR(sheet.Verify.URL, c.T("verify.title")); err != nil {
		return shown, err
	}
	shown.Links, err = LinksOf(s.DB.Read(c.UserContext()), SiteOf(c.Actor), agentID, mentioned(sheet))
	return shown, err
}

// Paper is the same as PDF.
func (p Pages) Paper(c *web.Ctx) error {
	paper, err := p.of(c)
	if err != nil {
		return err
	}
	pdf, err := p.PDF(c.UserContext(), paper)
	if err != nil {
		return err
	}
	return c.PDF(web.FileName(paper.Number)+".pdf", pdf)
}

type verifyPage struct {
	Code  string
	Asked bool
	Found bool
	Paper Verified
}

// Verify lets anyone check a code printed on a paper: number, date and amount
// only.
func (s *Service) Verify(c *web.Ctx) error {
	if l := c.Query("lang"); l != "" {
		c.RememberLang(l)
	}
	data := verifyPage{Code: c.Value("code")}
	if v := c.Params("code"); v != "" {
		data.Code = web.Clean(v)
	}
	if data.Code != "" {
		var err error
		data.Asked = true
		if data.Paper, data.Found, err = ByCode(s.DB.Read(c.UserContext()), data.Code); err != nil {
			return err
		}
	}
	return c.OK("auth/verify", web.Page{Layout: "plain", Title: c.T("verify.title"), Data: data})
}
