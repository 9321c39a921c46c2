package members

import (
	"fmt"

	"assay/app/web"
	"assay/models"
)

// mergePage is a member beside who may be the same person.
type mergePage struct {
	Member Listed
	Other  *Listed // chosen to be merged into Member
	Mine   models.MemberAccount
	Theirs models.MemberAccount
	Alike  []Found
	Merges []Merged
	Typed  string
	Reason string
}

// MergeForm shows who may be the same person as a member, and both side by side
// once one is chosen.
func (p StorePages) MergeForm(c *web.Ctx) error { return p.merge(c, c.Query("other"), nil) }

func (p StorePages) merge(c *web.Ctx, other string, fe error) error {
	m, err := p.own(c)
	if err != nil {
		return err
	}
	q, scope := p.DB.Read(c.UserContext()), c.Actor.Scope(models.MemberMerge)
	data := mergePage{Member: m, Typed: other, Reason: c.Value("reason")}
	if data.Mine, err = AccountOf(q, m.ID); err != nil {
		return err
	}
	if data.Alike, err = Alike(q, scope, m.Member); err != nil {
		return err
	}
	if data.Merges, err = Merges(q, m.ID); err != nil {
		return err
	}
	if other != "" {
		found, err := byNumber(q, scope, other)
		switch {
		case err == nil && found.ID != m.ID:
			data.Other = &found
			if data.Theirs, err = AccountOf(q, found.ID); err != nil {
				return err
			}
		case fe == nil:
			fe = models.Invalid("other", "error.member_unknown")
		}
	}
	page := web.Page{Title: c.T("member.merge"), Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.members"), Href: "/store/members"}, {Text: m.Number, Href: fmt.Sprintf("/store/members/%d", m.ID)}, {Text: c.T("member.merge")}}}
	if fe != nil {
		return c.Again(fe, "store/members/merge", page)
	}
	return c.OK("store/members/merge", page)
}

// Merging makes the other member part of this one.
func (p StorePages) Merging(c *web.Ctx) error {
	m, err := p.own(c)
	if err != nil {
		return err
	}
	scope := c.Actor.Scope(models.MemberMerge)
	other, err := byNumber(p.DB.Read(c.UserContext()), scope, c.Value("other"))
	if err == nil {
		err = p.Merge(c.UserContext(), c.Actor.Who(), scope, other.ID, m.ID, c.Value("reason"))
	}
	if err != nil {
		return p.merge(c, c.Value("other"), models.OnField(err, fieldOr(err, "other")))
	}
	return c.Redirect(fmt.Sprintf("/store/members/%d", m.ID), "member.flash_merged", "Number", other.Number)
}

// fieldOr is the field that an error is of, or another for one of none.
func fieldOr(err error, field string) string {
	for _, e := range models.Each(err) {
		if e.Field != "" {
			return e.Field
		}
	}
	return field
}

// Unmerging takes the two apart again.
func (p StorePages) Unmerging(c *web.Ctx) error {
	id, merge, err := two(c, "merge")
	if err != nil {
		return err
	}
	if _, err := p.own(c); err != nil {
		return err
	}
	if _, err := p.UndoMerge(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.MemberMerge), merge, c.Value("reason")); err != nil {
		return p.merge(c, "", models.UnderField("undo.", err))
	}
	return c.Redirect(fmt.Sprintf("/store/members/%d", id), "member.flash_unmerged")
}
