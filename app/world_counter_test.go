package app_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/care"
	"assay/app/members"
	"assay/app/perks"
	"assay/app/prospects"
	"assay/app/voice"
	"assay/models"
)

// counter is a tenant's store with a member who has agreed to something and is
// to be called.
func (x *world) counter(t testing.TB, out map[string]int64) {
	st := x.book.Store(out["agent"], fmt.Sprintf("CTR%d", out["agent"]))
	m, err := x.app.Members.Enrol(context.Background(), apptest.Sales, members.Enrolment{Member: models.Member{Name: "陈思敏", BirthMonth: 6, BirthDay: 10}, Phone: fmt.Sprintf("1395712810%d", out["agent"]), StoreID: st.ID,
		Consents: []models.MemberConsent{{Purpose: models.ConsentMarketing, Channel: "any", TextVersion: members.TextVersion}}})
	require.NoError(t, err)
	on := x.book.Moment().On
	_, err = x.app.Members.Log(context.Background(), apptest.Sales, models.Scope{Stores: []int64{st.ID}}, models.MemberEvent{MemberID: m.ID, StoreID: st.ID, Kind: models.EventReminder, HappenedOn: on, DueOn: on, Note: "清洗"})
	require.NoError(t, err)
	out["store"], out["member"] = st.ID, m.ID
	own := models.Scope{Stores: []int64{st.ID}}
	c, err := x.app.Care.Open(context.Background(), apptest.Sales, own, care.Opening{Case: models.Case{Kind: models.CaseBespoke, Topic: "ring", Title: "戒指", Brief: "六爪", Category: "gold", StoreID: st.ID, MemberID: m.ID, RequestKey: x.book.Key()}})
	require.NoError(t, err)
	_, err = x.app.Care.Enter(context.Background(), apptest.Sales, own, care.Step{CaseID: c.ID, Version: 1, Entry: models.CaseEntry{Act: models.CasePictured, RequestKey: x.book.Key()}, Paper: &care.Paper{Content: []byte("%PDF-1.4")}})
	require.NoError(t, err)
	out["case"], out["case-file"] = c.ID, c.ID
	twice, err := x.app.Members.Enrol(context.Background(), apptest.Sales, members.Enrolment{Member: models.Member{Name: "陈思敏"}, Phone: fmt.Sprintf("1395712820%d", out["agent"]), StoreID: st.ID})
	require.NoError(t, err)
	asked, row, err := x.app.Voice.Ask(context.Background(), apptest.Sales, own, voice.Asking{MemberID: m.ID, StoreID: st.ID, Occasion: models.SurveyAtAll, RequestKey: x.book.Key()})
	require.NoError(t, err)
	out["survey"] = row.ID
	out["prospect"] = x.prospect(t, st.ID)
	by := m.Number
	for i := range 2 { // a friend, and a friend of that one
		friend, err := x.app.Members.Enrol(context.Background(), apptest.Sales, members.Enrolment{Member: models.Member{Name: "林意"}, Phone: fmt.Sprintf("13357%d2820%d", i, out["agent"]), StoreID: st.ID, BroughtBy: by, Relation: models.RelationFriend})
		require.NoError(t, err)
		by = friend.Number
	}
	if x.ids["invite"].own == "" {
		x.ids["invite"] = ids{own: m.PublicID}
	}
	if x.ids["survey-link"].own == "" { // of no tenant: the first's
		x.ids["survey-link"] = ids{own: asked}
	}
	v, err := x.app.Perks.Issue(context.Background(), apptest.Sales, own, perks.IssueInput{MemberID: m.ID, StoreID: st.ID, Code: "C100", Reason: "test", RequestKey: x.book.Key()})
	require.NoError(t, err)
	bought, err := x.app.Loyalty.SellPackage(context.Background(), apptest.Sales, own, perks.PackageInput{MemberID: m.ID, StoreID: st.ID, Code: "CARE", Payment: "card", RequestKey: x.book.Key()})
	require.NoError(t, err)
	out["voucher"], out["package"] = v.ID, bought.ID
	require.NoError(t, x.app.Members.Merge(context.Background(), apptest.Manager, own, twice.ID, m.ID, "test"))
}

// prospect is somebody whom a store hopes to win.
func (x *world) prospect(t testing.TB, store int64) int64 {
	t.Helper()
	x.users++
	p, err := x.app.Prospects.Enter(context.Background(), apptest.Sales, models.Scope{Stores: []int64{store}}, prospects.Entry{Phone: fmt.Sprintf("136%08d", x.users),
		Prospect: models.Prospect{StoreID: store, Name: "林意", Source: models.FromWalkIn, RequestKey: x.book.Key()}})
	require.NoError(t, err)
	return p.ID
}
