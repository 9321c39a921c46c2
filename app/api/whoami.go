package api

import "assay/models"

// me is whom a token acts for.
type me struct {
	ID      int64   `json:"id"`
	Login   string  `json:"login"`
	Name    string  `json:"name"`
	AgentID int64   `json:"agent_id,omitempty" doc:"The agent the user works for; none for people of the headquarters."`
	Grants  []grant `json:"grants"`
}

type grant struct {
	Role    models.Role      `json:"role"`
	Scope   models.ScopeKind `json:"scope"`
	ScopeID int64            `json:"scope_id,omitempty"`
}

func (s *server) whoami() {
	add(s, operation{"GET", "/me", models.OwnAccount, "token", "who-am-i", "Whom the token acts for", 0}, func(c *call, _ *struct{}) (me, error) {
		a := c.Actor
		return me{a.ID, a.Login, a.Name, a.HomeAgent(), each(a.Grants, func(g models.Grant) grant { return grant{g.Role, g.Kind, g.ID} })}, nil
	})
}
