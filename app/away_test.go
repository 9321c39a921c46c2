package app_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

// A stopped database is told in plain words with 503, nothing is half-written,
// and everything goes on by itself when it is back.
func TestStoppedDatabaseIsToldAndGoesBy(t *testing.T) {
	server, err := apptest.StartServer()
	if err != nil {
		apptest.SkipWithout(t, "mariadb", err.Error())
	}
	defer server.Stop()
	url, err := server.Create("book")
	require.NoError(t, err)
	ctx := context.Background()
	require.NoError(t, db.Migrate(ctx, url))
	d, err := db.Open(ctx, url)
	require.NoError(t, err)
	defer d.Close()
	b := apptest.NewBook(t, d)
	a := app.New(app.Config{Demo: true, AuditKey: make([]byte, 32)}, d, db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai})
	w, err := a.Serve()
	require.NoError(t, err)
	agent := b.Agent("A1", 1000)
	owner := apptest.SignIn(t, w, a.Auth, models.RoleAgentOwner, agent.ID)
	key := b.Key()
	send := func() apptest.Answer {
		return owner.Post("/agent/order", "key", key, "do", "submit", "q.YUAN", "10")
	}

	server.Kill()
	r := send()
	require.Equal(t, 503, r.Status, r.Body)
	require.Contains(t, r.Body, "nothing was changed")
	require.Equal(t, "5", r.Header.Get("Retry-After"))
	require.Equal(t, 503, owner.Get("/readyz").Status)
	require.Equal(t, 200, owner.Get("/healthz").Status)

	require.NoError(t, server.Start())
	require.Equal(t, 303, send().Status, "the same form goes through when it is back")
	require.EqualValues(t, 10_00, b.Account(agent.ID).ReservedFen)
}
