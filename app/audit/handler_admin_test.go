package audit_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

func site(t *testing.T, d *db.DB, role models.Role) (*app.App, *apptest.Client) {
	t.Helper()
	b := apptest.NewBook(t, d)
	a := app.New(app.Config{Demo: true, AuditKey: []byte("key")}, d, db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai})
	w, err := a.Serve()
	require.NoError(t, err)
	return a, apptest.SignIn(t, w, a.Auth, role)
}

func TestTheTrailIsReadAndVerified(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		a, c := site(t, d, models.RoleFinanceManager)
		ctx := context.Background()
		require.NoError(t, a.Audit.Record(ctx, a.Clock.Moment(), apptest.Finance, audit.Act{Action: "hold.release", SubjectKind: "order", Subject: "SO7", Reason: "<b>known</b>"}))
		_, err := a.Audit.Seal(ctx, noFence)
		require.NoError(t, err)

		page := c.Get("/admin/audit?action=hold.")
		require.Equal(t, 200, page.Status, page.Body)
		require.Contains(t, page.Body, "Released a hold")
		require.Contains(t, page.Body, "SO7")
		require.Contains(t, page.Body, "&lt;b&gt;known")
		require.NotContains(t, page.Body, "<span class=\"sub\">user.add</span>")
		require.NotContains(t, c.Get("/admin/audit?to=2026-05-31").Body, "SO7")
		require.Equal(t, 422, c.Get("/admin/audit?from=yesterday").Status)

		csv := c.Get("/admin/audit/export?action=hold.")
		require.Equal(t, "text/csv; charset=utf-8", csv.Header.Get("Content-Type"))
		require.Contains(t, csv.Header.Get("Content-Disposition"), "audit-2026-06-01.csv")
		require.Contains(t, csv.Body, "\ufeffid,at,")
		require.Contains(t, csv.Body, "SO7")
		require.NotContains(t, csv.Body, "user.add")
		require.Contains(t, c.Get("/admin/audit?action=audit.").Body, "Exported the trail")

		head, err := a.Audit.Verify(ctx)
		require.NoError(t, err)
		require.Contains(t, c.Post("/admin/audit/verification").Body, head.Hash)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE audit_entries SET subject = 'SO8' WHERE subject = 'SO7'")
			return err
		}))
		require.Contains(t, c.Post("/admin/audit/verification").Body, "The chain does not hold")
	})
}

func TestTheTrailInChineseAndItsRight(t *testing.T) {
	a, c := site(t, apptest.SQLite(t), models.RoleAdmin)
	require.Equal(t, 303, c.Post("/language", "lang", "zh-CN", "next", "/admin/audit").Status)
	page := c.Get("/admin/audit")
	require.Contains(t, page.Body, "校验审计链")
	require.NotRegexp(t, `>(audit|audit_action|audit_family|admin)\.[a-z_.]+<`, page.Body, "a text is missing")
	require.Equal(t, 403, apptest.SignIn(t, a.Web, a.Auth, models.RoleFinance).Get("/admin/audit").Status)
}
