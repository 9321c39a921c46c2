package auth

import (
	"strconv"

	"assay/app/web"
	"assay/models"
)

// Grant gives the user another role.
func (p AdminPages) Grant(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	g := models.UserGrant{UserID: id, Role: models.Role(c.Value("role")), ScopeKind: models.ScopeKind(c.Value("scope"))}
	if g.ScopeID, err = p.ScopeID(c.UserContext(), g.ScopeKind, c.Value("code")); err == nil {
		err = p.AddGrant(c.UserContext(), c.Actor.Who(), g)
	}
	if err != nil {
		return p.user(c, id, err)
	}
	return c.Redirect("/admin/users/"+strconv.FormatInt(id, 10), "users.flash_granted")
}

// Revocation takes a role away.
func (p AdminPages) Revocation(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	g := models.UserGrant{UserID: id, Role: models.Role(c.Value("role")), ScopeKind: models.ScopeKind(c.Value("scope")), ScopeID: c.FormID("scope_id")}
	if err := p.RemoveGrant(c.UserContext(), c.Actor.Who(), g); err != nil {
		return err
	}
	return c.Redirect("/admin/users/"+strconv.FormatInt(id, 10), "users.flash_ungranted")
}

// SecondFactorReset takes a lost second factor off the user.
func (p AdminPages) SecondFactorReset(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := p.ResetSecondFactor(c.UserContext(), c.Actor.Who(), id); err != nil {
		return err
	}
	return c.Redirect("/admin/users/"+strconv.FormatInt(id, 10), "users.flash_factor")
}
