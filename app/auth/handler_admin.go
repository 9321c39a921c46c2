package auth

import (
	"slices"
	"strconv"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// AdminPages are the users as an administrator sees them.
type AdminPages struct{ *Service }

// List is all users.
func (p AdminPages) List(c *web.Ctx) error {
	return list.Alone(c, p.DB, Users(), list.Button{Label: "users.new", Href: "/admin/users/new", Icon: "plus", Need: models.UserManage, Main: true})
}

// Show is one user with what can be done about the access.
func (p AdminPages) Show(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.user(c, id, nil)
}

// userPage is a user with the roles that may be added.
type userPage struct {
	ListedUser
	Roles  []models.Role
	Scopes []models.ScopeKind
}

func (p AdminPages) user(c *web.Ctx, id int64, fe error) error {
	u, err := p.Listed(c.UserContext(), id)
	if err != nil {
		return err
	}
	page := web.Page{Title: u.Name, Data: userPage{u, models.Roles(), models.ScopeKinds()}, Crumbs: []web.Crumb{{Text: c.T("nav.users"), Href: "/admin/users"}, {Text: u.Login}}}
	if fe != nil {
		return c.Again(fe, "admin/users/show", page)
	}
	return c.OK("admin/users/show", page)
}

type secretPage struct{ Login, Password string }

// showSecret answers the request that made a password with it; it is stored
// nowhere, so it cannot be shown again.
func showSecret(c *web.Ctx, login, password string) error {
	return c.OK("admin/users/secret", web.Page{Title: c.T("users.password_of", "Login", login), Data: secretPage{login, password},
		Crumbs: []web.Crumb{{Text: c.T("nav.users"), Href: "/admin/users"}, {Text: login}}})
}

type userForm struct {
	Login, Name, Email string
	Lang               string
	Role               models.Role
	Scope              models.ScopeKind
	Code               string
	Roles              []models.Role
	Scopes             []models.ScopeKind
}

// New is the empty form of a user.
func (p AdminPages) New(c *web.Ctx) error {
	return p.form(c, userForm{Lang: c.Lang(), Scope: models.ScopeAll}, nil)
}

func (p AdminPages) form(c *web.Ctx, f userForm, err error) error {
	f.Roles, f.Scopes = models.Roles(), models.ScopeKinds()
	page := web.Page{Title: c.T("users.new"), Data: f, Crumbs: []web.Crumb{{Text: c.T("nav.users"), Href: "/admin/users"}, {Text: c.T("users.new")}}}
	if err != nil {
		return c.Again(err, "admin/users/new", page)
	}
	return c.OK("admin/users/new", page)
}

// Add enters a user with one role and shows the first password, once.
func (p AdminPages) Add(c *web.Ctx) error {
	f := userForm{Login: c.Value("login"), Name: c.Value("name"), Email: c.Value("email"), Lang: c.Value("lang"),
		Role: models.Role(c.Value("role")), Scope: models.ScopeKind(c.Value("scope")), Code: c.Value("code")}
	if !slices.Contains(web.Langs, f.Lang) {
		f.Lang = web.Langs[0]
	}
	id, err := p.ScopeID(c.UserContext(), f.Scope, f.Code)
	if err != nil {
		return p.form(c, f, err)
	}
	password := RandomPassword()
	u, err := p.AddUser(c.UserContext(), c.Actor.Who(), NewUser{Login: f.Login, Name: f.Name, Email: f.Email, Password: password, Lang: f.Lang,
		Grants: []models.UserGrant{{Role: f.Role, ScopeKind: f.Scope, ScopeID: id}}})
	if err != nil {
		return p.form(c, f, err)
	}
	return showSecret(c, u.Login, password)
}

// Access ends a user's access at once, or gives it back.
func (p AdminPages) Access(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	off := c.Value("access") == "off"
	if err := p.Disable(c.UserContext(), c.Actor.Who(), id, off); err != nil {
		return err
	}
	said, back := "users.enabled", "off"
	if off {
		said, back = "users.disabled", "on"
	}
	path := "/admin/users/" + strconv.FormatInt(id, 10)
	return c.RedirectUndo(path, said, &web.Undo{Path: path + "/access", Fields: [][2]string{{"access", back}}})
}

// Password sets a random password and shows it, once.
func (p AdminPages) Password(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	u, err := p.User(c.UserContext(), id)
	if err != nil {
		return err
	}
	password, err := p.ResetPassword(c.UserContext(), c.Actor.Who(), id)
	if err != nil {
		return err
	}
	return showSecret(c, u.Login, password)
}
