package audit_test

import (
	"context"
	"strings"
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
		for _, said := range []string{"Released a hold", "SO7", "&lt;b&gt;known"} {
			require.Contains(t, page.Body, said)
		}
		require.NotContains(t, page.Body, c.User.Login)

		csv := c.Get("/admin/audit?action=hold.&format=csv")
		require.Equal(t, "text/csv; charset=utf-8", csv.Header.Get("Content-Type"))
		require.Contains(t, csv.Header.Get("Content-Disposition"), "audit-2026-06-01.csv")
		require.Contains(t, csv.Body, "SO7")
		require.Equal(t, 2, strings.Count(csv.Body, "\n"))
		require.Contains(t, c.Get("/admin/audit?action=list.").Body, "Exported a list", "an export is a line of the trail")

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

// TestTheTrailIsNarrowed: by whom, by what, by what it was done to, and by
// business days, both inclusive.
func TestTheTrailIsNarrowed(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		a, c := site(t, d, models.RoleFinanceManager)
		ctx, clock := context.Background(), apptest.NewClock("2026-06-01")
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Change("DELETE FROM audit_entries"); return err }))
		for i, action := range []string{"limit.set", "user.add", "limit.set", "hold.release"} {
			if i == 3 {
				clock.Set("2026-06-02")
			}
			require.NoError(t, a.Audit.Record(ctx, models.MomentOf(clock.Now(), apptest.Shanghai), apptest.Finance,
				audit.Act{Action: action, SubjectKind: "order", Subject: "=A1", Reason: "why", Detail: map[string]int{"n": i}}))
		}
		for query, want := range map[string]int{"q=": 4, "action=limit.": 2, "q=set": 2, "q=nanc": 4, "q=%25": 0, "q=A1": 4, "q=A1+nanc+why": 4, "at_to=2026-06-01": 3,
			"at_from=2026-06-02": 1, "at_from=2026-06-02&at_to=2026-06-02&action=hold.": 1, "at_from=2026-06-03": 0} {
			require.Equal(t, want, strings.Count(c.Get("/admin/audit?"+query).Body, `<th scope="row"`), query)
		}
		require.Equal(t, 422, c.Get("/admin/audit?at_from=yesterday").Status)
		require.Contains(t, c.Get("/admin/audit?q=A1").Body, "<dt>n</dt><dd>3</dd>", "what was there is told in words")
		csv := c.Get("/admin/audit?q=A1&format=csv").Body
		require.Contains(t, csv, "2026-06-02 12:00:00")
		require.Contains(t, csv, ",'=A1,", "no text becomes a formula")
		require.Contains(t, csv, `"{""n"":3}"`, "the details as they are kept")
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
