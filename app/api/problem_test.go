package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/models"
)

// The detail of a problem follows Accept-Language, Chinese unless told; its
// code does not.
func TestProblemsFollowTheLanguage(t *testing.T) {
	h := newHouse(t, apptest.SQLite(t))
	owner := h.as(models.RoleAgentOwner, h.Agent("A1", 1000).ID)
	for _, x := range []struct {
		path   string
		status int
		code   string
	}{
		{"/orders?limit=201", 422, "error.field_value"},
		{"/orders/999", 404, "error.not_found"},
		{"/credit-groups", 403, "error.forbidden"},
	} {
		said := map[string]string{}
		for _, lang := range []string{"", "zh-CN", "zh", "en", "en-GB,en;q=0.9", "fr"} {
			got := owner.do("GET", x.path, nil, "Accept-Language", lang)
			got.problem(x.status, x.code, "")
			said[lang] = got.is(x.status)["detail"].(string)
		}
		require.Regexp(t, `\p{Han}`, said["zh-CN"], x.path)
		require.NotRegexp(t, `\p{Han}`, said["en"], x.path)
		require.Equal(t, said["zh-CN"], said[""], "unless told")
		require.Equal(t, said["zh-CN"], said["zh"])
		require.Equal(t, said["zh-CN"], said["fr"])
		require.Equal(t, said["en"], said["en-GB,en;q=0.9"])
	}
}
