package auth

import (
	"strings"

	"assay/app/list"
	"assay/models"
)

// Users is the list of everybody who may sign in or once could.
func Users() list.Spec {
	return list.Spec{Name: "users", Title: "nav.users", Empty: "users.none", Hint: "users.search",
		From: `users u LEFT JOIN (SELECT x.user_id, GROUP_CONCAT(DISTINCT x.role) AS roles, GROUP_CONCAT(DISTINCT COALESCE(r.name_zh, a.name_zh, s.name_zh)) AS reach_zh,
				GROUP_CONCAT(DISTINCT COALESCE(r.name_en, a.name_en, s.name_en)) AS reach_en
				FROM user_grants x LEFT JOIN regions r ON x.scope_kind = 'region' AND r.id = x.scope_id LEFT JOIN agents a ON x.scope_kind = 'agent' AND a.id = x.scope_id
				LEFT JOIN stores s ON x.scope_kind = 'store' AND s.id = x.scope_id
				GROUP BY x.user_id) g ON g.user_id = u.id
			LEFT JOIN sessions m ON m.id = (SELECT t.id FROM sessions t WHERE t.user_id = u.id ORDER BY t.seen_at DESC LIMIT 1)`, ID: "u.id", Sort: "login",
		Search: []string{"u.login", "u.name", "u.email"},
		Columns: []list.Column{
			{Key: "name", Label: "users.name", Expr: "u.name", Kind: list.Text, Link: "/admin/users/{id}", Sort: true},
			{Key: "login", Label: "users.login_head", Expr: "u.login", Kind: list.Text, Sort: true, Phone: "k-start"},
			{Key: "email", Label: "users.email_head", Expr: "u.email", Kind: list.Text, Later: true},
			{Key: "roles", Label: "users.roles", Expr: "COALESCE(g.roles, '')", Kind: list.Words, Family: "role", Accent: "plain", Show: rolesIn, Phone: "k-full"},
			{Key: "reach", Label: "users.reach", Expr: "COALESCE(g.reach_zh, '')", ExprEn: "COALESCE(g.reach_en, '')", Kind: list.Text, Under: "roles"},
			{Key: "state", Label: "users.state", Expr: "CASE WHEN u.disabled_at IS NULL THEN 'active' ELSE 'disabled' END", Kind: list.State, Family: "user_state", Phone: "k-12"},
			{Key: "factor", Label: "account.second_factor", Expr: "CASE WHEN u.totp_confirmed_at IS NULL THEN 'missing' ELSE 'in_force' END", Kind: list.State, Family: "second_factor"},
			{Key: "created", Label: "users.created", Expr: "u.created_at", By: "u.id", Kind: list.Time, Sort: true, Later: true},
			{Key: "seen", Label: "users.seen", Expr: "m.seen_at", Kind: list.Time, Phone: "k-end"},
		},
		Filters: []list.Filter{
			{Key: "role", Label: "users.role", Kind: list.Word, All: "users.any_role", Front: true, Options: ofRoles()},
			{Key: "state", Label: "users.state", Kind: list.Word, All: "users.any_state", Front: true, Options: []list.Option{
				{Value: "active", Label: "user_state.active", Cond: "u.disabled_at IS NULL"}, {Value: "disabled", Label: "user_state.disabled", Cond: "u.disabled_at IS NOT NULL"}}},
		}}
}

func rolesIn(v list.Values) any {
	text, _ := v["roles"].(string)
	return strings.ReplaceAll(text, ",", " ")
}

func ofRoles() (out []list.Option) {
	for _, r := range models.Roles() {
		out = append(out, list.Option{Value: string(r), Label: "role." + string(r), Cond: "EXISTS (SELECT 1 FROM user_grants r WHERE r.user_id = u.id AND r.role = ?)", Args: []any{r}})
	}
	return out
}
