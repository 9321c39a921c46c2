package voice

import (
	"strings"

	"assay/app/care"
	"assay/app/members"
	"assay/app/web"
	"assay/models"
)

// OwnPages are for members themselves, who hold a link and sign in nowhere.
type OwnPages struct {
	*Service
	People *members.Service
	Care   *care.Service
	Origin string
}

// Show is a member's own page.
func (p OwnPages) Show(c *web.Ctx) error {
	if lang := c.Query("lang"); lang != "" {
		c.RememberLang(lang)
	}
	m, err := p.Holder(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	if err := p.Opened(c.UserContext(), c.Params("token")); err != nil {
		return err
	}
	return p.show(c, m, saying{}, nil)
}

func (p OwnPages) show(c *web.Ctx, m members.Listed, typed saying, fe error) error {
	data, err := p.own(p.DB.Read(c.UserContext()), m, p.Clock.Moment())
	if err != nil {
		return err
	}
	data.InviteURL = p.Origin + "/i/" + m.PublicID
	data.Token, data.Typed, data.Key = c.Params("token"), typed, web.NewKey()
	page := web.Page{Layout: "plain", Title: c.T("own.title"), Data: data}
	if fe != nil {
		return c.Again(fe, "member/own", page)
	}
	return c.OK("member/own", page)
}

// Say takes an enquiry, a review, a suggestion or a complaint, which is opened as
// a case with its clocks.
func (p OwnPages) Say(c *web.Ctx) error {
	token := c.Params("token")
	m, err := p.Holder(c.UserContext(), token)
	if err != nil {
		return err
	}
	typed := saying{c.Value("kind"), c.Value("text")}
	if err := p.said(c, m, typed); err != nil {
		return p.show(c, m, typed, err)
	}
	return c.Redirect("/m/"+token, "own.flash_said")
}

func (p OwnPages) said(c *web.Ctx, m members.Listed, typed saying) error {
	kind, who, all := models.MemberEventKind(typed.Kind), models.Who{Name: m.Number}, models.Scope{All: true}
	if strings.TrimSpace(typed.Text) == "" {
		return models.Invalid("text", "error.value_required")
	}
	if err := models.CheckLengths(models.Length{Field: "text", Value: typed.Text, Max: 1000}); err != nil {
		return err
	}
	for _, k := range saidKinds() {
		if k != kind {
			continue
		}
		if err := Admit(p.Service.DB.Read(c.UserContext()), m.Member, p.Service.Clock.Moment()); err != nil {
			return err
		}
		if kind == models.EventComplaint {
			_, err := p.Care.Open(c.UserContext(), who, all, care.Opening{Case: models.Case{Kind: models.CaseComplaint, Topic: "other", StoreID: m.StoreID, MemberID: m.ID,
				Title: c.T("own.complaint_of", "Number", m.Number), Brief: typed.Text, RequestKey: "own:" + c.RequestKey()}})
			return err
		}
		_, err := p.People.Log(c.UserContext(), who, all, models.MemberEvent{MemberID: m.ID, StoreID: m.StoreID, Kind: kind, HappenedOn: c.Today(), Note: typed.Text})
		return err
	}
	return models.Invalid("kind", "error.choice_unknown")
}

// Withdrawal ends a consent, by the member.
func (p OwnPages) Withdrawal(c *web.Ctx) error {
	token := c.Params("token")
	m, err := p.Holder(c.UserContext(), token)
	if err != nil {
		return err
	}
	id, err := c.ID("consent")
	if err != nil {
		return err
	}
	if err := p.People.Withdraw(c.UserContext(), models.Who{Name: m.Number}, models.Scope{All: true}, m.ID, id); err != nil {
		return err
	}
	return c.Redirect("/m/"+token, "own.flash_withdrawn")
}

// surveyPage is a survey as whoever holds its link sees it.
type surveyPage struct {
	Token   string
	Name    string
	Store   string
	Done    bool
	Over    bool
	Typed   models.Answer
	Stars   []int
	Scale   []int
	Comment string
}

// Survey is the form of a survey, or what became of it.
func (p OwnPages) Survey(c *web.Ctx) error {
	if lang := c.Query("lang"); lang != "" {
		c.RememberLang(lang)
	}
	return p.survey(c, models.Answer{CSAT: 0, NPS: -1}, nil)
}

func (p OwnPages) survey(c *web.Ctx, typed models.Answer, fe error) error {
	data := surveyPage{Token: c.Params("token"), Typed: typed, Stars: []int{1, 2, 3, 4, 5}, Scale: []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}
	row, m, err := p.Open(p.DB.Read(c.UserContext()), data.Token)
	if err != nil && models.KindOf(err) != models.KindConflict {
		return err
	}
	data.Name, data.Store, data.Done, data.Over = models.MaskName(m.Name), m.Store(c.Lang()), row.AnsweredAt != nil, err != nil
	page := web.Page{Layout: "plain", Title: c.T("survey.title"), Data: data}
	if fe != nil && !data.Over {
		return c.Again(fe, "member/survey", page)
	}
	return c.OK("member/survey", page)
}

// Answering takes the answer.
func (p OwnPages) Answering(c *web.Ctx) error {
	a := models.Answer{CSAT: -1, NPS: -1, Comment: c.Value("comment")}
	csat, err := c.Int("csat", 1, 5)
	if err == nil {
		a.CSAT = int(csat)
		var nps int64
		if nps, err = c.Int("nps", 0, 10); err == nil {
			a.NPS = int(nps)
			err = p.Answer(c.UserContext(), c.Params("token"), a)
		}
	}
	if err != nil && models.KindOf(err) != models.KindConflict {
		return p.survey(c, a, err)
	}
	return c.Redirect("/s/"+c.Params("token"), "survey.flash_thanks")
}
