package voice

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"image/png"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"assay/app/list"
	"assay/app/members"
	"assay/app/web"
	"assay/models"
)

// StorePages are what a store does about its members' own pages and answers.
// Origin is where links begin.
type StorePages struct {
	*Service
	Origin string
}

// SalesPages are the answers of the stores, for the headquarters: no names.
type SalesPages struct{ *Service }

// Show is a member's link, zone and answers.
func (p StorePages) Show(c *web.Ctx) error { return p.show(c, nil, nil) }

func (p StorePages) show(c *web.Ctx, change func(*voicePage) error, fe error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	q, scope := p.DB.Read(c.UserContext()), c.Actor.Scope(models.MemberEdit)
	m, err := members.InScope(q, scope, id)
	if err != nil {
		return err
	}
	data, err := p.lookAtVoice(q, scope, m, c.Today())
	if err != nil {
		return err
	}
	data.Key = web.NewKey()
	if change != nil {
		if err := change(&data); err != nil {
			return err
		}
	}
	page := web.Page{Title: c.T("voice.title"), Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.members"), Href: "/store/members"}, {Text: m.Number, Href: fmt.Sprintf("/store/members/%d", m.ID)}, {Text: c.T("voice.title")}}}
	if fe != nil {
		return c.Again(fe, "store/members/voice", page)
	}
	return c.OK("store/members/voice", page)
}

// linked shows a link that was just made, once, with its QR code.
func (p StorePages) linked(c *web.Ctx, path, what string) error {
	return p.show(c, func(d *voicePage) (err error) {
		d.URL, d.What = p.Origin+path, what
		d.QR, err = picture(d.URL)
		return err
	}, nil)
}

// picture is a QR code as a picture that stands in the page.
func picture(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", err
	}
	if code, err = barcode.Scale(code, 220, 220); err != nil {
		return "", err
	}
	var buf bytes.Buffer
	err = png.Encode(&buf, code)
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(buf.Bytes()), err
}

// Picture is the QR code for the page.
func (d voicePage) Picture() template.URL { return template.URL(d.QR) } //nolint:gosec // our own picture

// Link makes a link to the member's own page.
func (p StorePages) Link(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	token, err := p.MakeLink(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), id)
	if err != nil {
		return err
	}
	return p.linked(c, "/m/"+token, "voice.own_link")
}

// LinkEnd ends it.
func (p StorePages) LinkEnd(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := p.RevokeLink(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), id); err != nil {
		return err
	}
	return c.Redirect(voicePath(id), "voice.flash_link_ended")
}

func voicePath(id int64) string { return fmt.Sprintf("/store/members/%d/voice", id) }

// asking reads what is asked about.
func asking(c *web.Ctx, id int64) Asking {
	in := Asking{MemberID: id, StoreID: c.Actor.HomeStore(), Occasion: models.SurveyOccasion(c.Value("occasion")), RequestKey: c.RequestKey()}
	switch in.Occasion {
	case models.SurveyOfSale:
		in.SubjectID = c.FormID("slip")
	case models.SurveyOfCase:
		in.SubjectID = c.FormID("case")
	}
	return in
}

// Asking makes a survey and shows its link.
func (p StorePages) Asking(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	token, _, err := p.Ask(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), asking(c, id))
	if err != nil {
		return p.show(c, nil, models.UnderField("ask.", err))
	}
	return p.linked(c, "/s/"+token, "voice.survey_link")
}

// Answering takes an answer at the counter.
func (p StorePages) Answering(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	a := models.Answer{Comment: c.Value("comment")}
	csat, err := c.Int("csat", 1, 5)
	if err == nil {
		a.CSAT = int(csat)
		var nps int64
		if nps, err = c.Int("nps", 0, 10); err == nil {
			a.NPS = int(nps)
			_, err = p.AnswerHere(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberEdit), asking(c, id), a)
		}
	}
	if err != nil {
		return p.show(c, func(d *voicePage) error { d.Typed = a; return nil }, models.UnderField("here.", err))
	}
	return c.Redirect(voicePath(id), "voice.flash_answered")
}

// listPage is the answers of some stores with what they add up to.
type listPage struct {
	list.View
	Sum      models.Satisfaction
	From, To models.Date
}

// List is what members of the stores answered.
func (p StorePages) List(c *web.Ctx) error {
	return p.list(c, c.Actor.Scope(models.MemberEdit), SurveyList(c.Actor.Scope(models.MemberEdit), "/store/members", models.MemberEdit))
}

// List is what members of all stores of a region answered.
func (p SalesPages) List(c *web.Ctx) error {
	return p.list(c, c.Actor.Scope(models.MemberRead), SurveyList(c.Actor.Scope(models.MemberRead), "", models.MemberRead))
}

// summed is how far back the sums above a list of answers go.
const summed = 12

func (s *Service) list(c *web.Ctx, scope models.Scope, spec list.Spec) error {
	to := c.Today()
	from := to.AddMonths(-summed).AddDays(1)
	sum, err := Summary(s.DB.Read(c.UserContext()), scope, from, to)
	if err != nil {
		return err
	}
	return list.Show(c, s.DB, spec, nil, func(v list.View) (string, web.Page) {
		return "store/surveys", web.Page{Title: c.T("nav.surveys"), Data: listPage{v, sum, from, to}}
	})
}

// Handling says what was done about an answer.
func (p StorePages) Handling(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	scope := c.Actor.Scope(models.MemberEdit)
	row, err := SurveyInScope(p.DB.Read(c.UserContext()), scope, id)
	if err != nil {
		return err
	}
	if err := p.Handle(c.UserContext(), c.Actor.Who(), scope, id, c.Value("note")); err != nil {
		return err
	}
	return c.Redirect(voicePath(row.MemberID), "voice.flash_handled")
}
