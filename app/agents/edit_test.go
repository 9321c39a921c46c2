package agents_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/agents"
	"assay/app/apptest"
	"assay/app/db"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

func TestEditReplacesTheRegisterOnceAndCreditFeelsIt(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		ctx := context.Background()
		a := b.Agent("A1", 1000)
		before := b.Account(a.ID).TermsVersion
		e := agents.Edit{ID: a.ID, Version: a.Version, Registration: agents.Registration{Agent: a, Contacts: []models.AgentContact{
			{Name: "林晓雯", Role: "owner", Phone: "13857120137", BirthdayKind: "lunar", BirthdayMonth: 8, BirthdayDay: 15}}}}
		e.Agent.NameZh, e.Agent.Grade = "瑞和珠宝", "C"
		e.Agent.LicenceUntilOn = models.MustDate("2026-05-31")
		require.NoError(t, b.Agents.Update(ctx, apptest.Sales, e))
		require.Equal(t, models.KindConflict, models.KindOf(b.Agents.Update(ctx, apptest.Sales, e)), "the same version twice")
		got, err := agents.InScope(d.Read(ctx), models.Scope{All: true}, b.Moment().On, a.ID)
		require.NoError(t, err)
		require.Equal(t, "ruihezhubao", got.Pinyin)
		require.Greater(t, b.Account(a.ID).TermsVersion, before)
		people, err := agents.Contacts(d.Read(ctx), a.ID)
		require.NoError(t, err)
		require.Len(t, people, 1)
		b.Place(a.ID, 1, models.OutcomeHold)

		require.NoError(t, b.Agents.PutStore(ctx, apptest.Sales, agents.StoreInput{AgentID: a.ID, Code: "ST-1", NameZh: "湖滨店", OpenedOn: models.MustDate("2020-01-01")}))
		err = b.Agents.PutStore(ctx, apptest.Sales, agents.StoreInput{AgentID: a.ID, Code: "ST-1", NameZh: "另一家"})
		require.Equal(t, models.KindInvalid, models.KindOf(err))
		stores, err := agents.Stores(d.Read(ctx), a.ID)
		require.NoError(t, err)
		require.Len(t, stores, 1)
		require.NoError(t, b.Agents.PutStore(ctx, apptest.Sales, agents.StoreInput{ID: stores[0].ID, AgentID: a.ID, Code: "ST-1", NameZh: "湖滨银泰店", OpenedOn: models.MustDate("2020-01-01")}))
	})
}
