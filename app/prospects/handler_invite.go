package prospects

import (
	"fmt"

	"assay/app/web"
	"assay/models"
)

func memberPath(id int64) string { return fmt.Sprintf("/store/members/%d", id) }

// InvitePages are for friends of members, who sign in nowhere.
type InvitePages struct{ *Service }

type invitePage struct {
	Code, By  string // the member's name is masked
	Store     string
	Typed     Invited
	Relations []models.ReferralRelation
	Done      bool
}

// Show is the page that a member shares.
func (p InvitePages) Show(c *web.Ctx) error {
	if lang := c.Query("lang"); lang != "" {
		c.RememberLang(lang)
	}
	return p.show(c, Invited{RequestKey: web.NewKey()}, nil)
}

func (p InvitePages) show(c *web.Ctx, typed Invited, fe error) error {
	v, err := InviterOf(p.DB.Read(c.UserContext()), c.Params("code"))
	if err != nil {
		return err
	}
	data := invitePage{Code: c.Params("code"), By: models.MaskName(v.Name), Store: models.NameIn(c.Lang(), v.StoreZh, v.StoreEn), Typed: typed, Relations: models.ReferralRelations(), Done: c.Query("done") != ""}
	page := web.Page{Layout: "plain", Title: c.T("invite.title"), Data: data}
	if fe != nil {
		return c.Again(fe, "member/invite", page)
	}
	return c.OK("member/invite", page)
}

// Leaving takes a friend's name and number.
func (p InvitePages) Leaving(c *web.Ctx) error {
	in := Invited{Name: c.Value("name"), Phone: c.Value("phone"), Relation: models.ReferralRelation(c.Value("relation")), Agreed: c.Value("agreed") != "", RequestKey: c.RequestKey()}
	if err := p.Invite(c.UserContext(), c.Params("code"), in); err != nil {
		return p.show(c, in, err)
	}
	return c.Redirect("/i/"+c.Params("code")+"?done=1", "invite.flash_left")
}
