package auth_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/auth"
	"assay/app/db"
	"assay/models"
)

func TestRightsChangeAtOnceAndNobodyChangesTheirOwn(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		ctx := context.Background()
		s := &auth.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}, SecondFactorOptional: true}
		boss := models.Who{ID: 9999, Name: "boss"}
		const password = "a long sentence for tests"
		u, err := s.AddUser(ctx, boss, auth.NewUser{Login: "mei", Name: "Mei", Password: password, Grants: []models.UserGrant{{Role: models.RoleFinance, ScopeKind: models.ScopeRegion, ScopeID: b.Region.ID}}})
		require.NoError(t, err)
		in, err := s.SignIn(ctx, auth.Credentials{Login: "MEI ", Password: password})
		require.NoError(t, err)
		finance := models.UserGrant{UserID: u.ID, Role: models.RoleFinanceManager, ScopeKind: models.ScopeRegion, ScopeID: b.Region.ID}
		require.ErrorIs(t, s.AddGrant(ctx, models.Who{ID: u.ID}, finance), auth.ErrOwnRights)
		sales := finance
		sales.Role = models.RoleSales
		require.Equal(t, models.KindInvalid, models.KindOf(s.AddGrant(ctx, boss, sales)), "two duties are for two people")
		require.NoError(t, s.AddGrant(ctx, boss, finance))
		require.Equal(t, models.KindConflict, models.KindOf(s.AddGrant(ctx, boss, finance)))
		_, err = s.Resume(ctx, in.Token)
		require.ErrorIs(t, err, auth.ErrNoSession, "the old session ends with the old rights")
		in, err = s.SignIn(ctx, auth.Credentials{Login: "mei", Password: password})
		require.NoError(t, err)
		v, err := s.Resume(ctx, in.Token)
		require.NoError(t, err)
		require.Equal(t, models.Scope{Regions: []string{b.Region.Path}}, v.Actor.Scope(models.WriteOffDecide))
		require.NoError(t, s.RemoveGrant(ctx, boss, finance))
		require.Equal(t, models.KindNotFound, models.KindOf(s.RemoveGrant(ctx, boss, finance)))
		bad := models.UserGrant{UserID: u.ID, Role: models.RoleAgentOwner, ScopeKind: models.ScopeAll}
		require.Equal(t, models.KindInvalid, models.KindOf(s.AddGrant(ctx, boss, bad)), "an agent role needs an agent")
		require.NoError(t, s.ResetSecondFactor(ctx, boss, u.ID))
		require.ErrorIs(t, s.ResetSecondFactor(ctx, models.Who{ID: u.ID}, u.ID), auth.ErrOwnRights)
	})
}
