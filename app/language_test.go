package app_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/models"
)

// Another language or theme in the middle of an order takes the form along:
// what was chosen, searched and typed is there again, without a script.
func TestAnotherLanguageKeepsTheOrder(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		agent := b.Agent("HZ-1", 1000)
		buyer := apptest.SignIn(t, a.Web, a.Auth, models.RoleAgentBuyer, agent.ID)
		require.Contains(t, buyer.Get("/agent/order").Body, `form="order" formaction="/language?form=1&amp;next=%2fagent%2forder" formnovalidate name="lang" value="zh-CN"`)
		_, first, _ := strings.Cut(buyer.Get("/agent/order").Body, `<button form="order"`)
		require.True(t, strings.HasPrefix(first, ` name="do" value="filter"`), "Enter presses a form's first button: it searches, and switches nothing")
		form := []string{"key", "k1", "q.YUAN", "7", "q", "yuan", "note", "靠窗", "category", "", "shown", "1", "lang", "zh-CN"}
		moved := buyer.Post("/language?form=1&next=/agent/order", form...)
		require.Equal(t, 307, moved.Status, "the browser sends the same form on")
		require.Equal(t, "/agent/order", moved.Location)
		page := buyer.Post(moved.Location, form...)
		require.Equal(t, 200, page.Status)
		for _, kept := range []string{`<html lang="zh-CN">`, `name="q.YUAN" type="number" min="0" max="100000" inputmode="numeric" value="7"`, `value="yuan"`, "靠窗"} {
			require.Contains(t, page.Body, kept)
		}
		require.Equal(t, "/", buyer.Post("/language?form=1&next=//evil.example/x", form...).Location, "nowhere else")

		require.Contains(t, page.Body, `form="order" formaction="/theme?form=1&amp;next=%2fagent%2forder" formnovalidate name="theme" value="dark"`)
		form = append(form, "theme", "dark")
		moved = buyer.Post("/theme?form=1&next=/agent/order", form...)
		require.Equal(t, 307, moved.Status)
		require.Equal(t, "/agent/order", moved.Location)
		page = buyer.Post(moved.Location, form...)
		require.Contains(t, page.Body, `media="screen">`, "dark whatever the device says")
		require.Contains(t, page.Body, "靠窗")
	})
}
