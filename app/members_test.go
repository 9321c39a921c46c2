package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/members"
	"assay/models"
)

// twoStores are two stores of two agents, with somebody at each counter.
func twoStores(t *testing.T, b *apptest.Book, a *app.App) (east, west models.Store, here, there *apptest.Client) {
	east, west = b.Store(b.Agent("E1", 1000).ID, "E1-1"), b.Store(b.Agent("W1", 1000).ID, "W1-1")
	return east, west, apptest.SignIn(t, a.Web, a.Auth, models.RoleStoreStaff, east.ID), apptest.SignIn(t, a.Web, a.Auth, models.RoleStoreManager, west.ID)
}

const phone = "13957128106"

// A counter enrols a member, phone first; another store hears of it only that
// the phone is taken, and may serve the member who says so.
func TestACounterEnrolsAMemberAndAnotherAsks(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		_, _, here, there := twoStores(t, b, a)
		require.Equal(t, "/store", here.Get("/").Location)
		require.Contains(t, here.Get("/store/members/new").Body, `data-known="/store/members/known"`)
		wrong := here.Post("/store/members/new", "phone", "12", "name", "陈思敏")
		require.Equal(t, 422, wrong.Status)
		require.Contains(t, wrong.Body, `value="陈思敏"`, "what was typed is kept")
		form := []string{"phone", "139 5712 8106", "name", "陈思敏", "sex", "f", "calendar", "solar", "month", "6", "day", "10", "likes", "古法金，哑光", "source", "counter", "key", "k1", "consent.birthday", "1", "text_version", members.TextVersion}
		done := here.Post("/store/members/new", form...)
		require.Equal(t, 303, done.Status, done.Body)
		require.Equal(t, done.Location, here.Post("/store/members/new", form...).Location, "a double click")
		own := here.Get(done.Location)
		require.Equal(t, 200, own.Status)
		for _, text := range []string{"陈思敏", "M2026-000001", "139****8106", "古法金", "S1", "8,001", "Birthday greetings", "in 9 days"} {
			require.Contains(t, own.Body, text)
		}
		require.NotContains(t, own.Body, phone)
		require.Contains(t, here.Get("/store").Body, "陈思敏", "the birthday is near")

		require.Equal(t, 404, there.Get(done.Location).Status)
		require.JSONEq(t, `{"known":{"name":"陈**","number":"M2026-000001","here":false},"text":"陈** is a member already (M2026-000001)"}`, there.Post("/store/members/known", "phone", phone).Body)
		taken := there.Post("/store/members/new", "phone", phone, "name", "Somebody", "key", "k2")
		require.Equal(t, 409, taken.Status)
		require.Contains(t, taken.Body, "/store/members/link")
		require.NotContains(t, taken.Body, "陈思敏")
		require.Equal(t, 422, there.Post("/store/members/link", "phone", phone).Status, "the member has to agree")
		require.Equal(t, 303, there.Post("/store/members/link", "phone", phone, "agreed", "1").Status)
		require.Equal(t, 200, there.Get(done.Location).Status)
	})
}

// What a counter does with a member, and that another store's member is not
// there for any of it.
func TestAMemberIsOneStoresOwn(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		_, _, here, there := twoStores(t, b, a)
		path := here.Post("/store/members/new", "phone", phone, "name", "陈思敏", "key", "k1").Location
		acts := []struct {
			path   string
			values []string
		}{
			{"/edit", []string{"version", "1", "name", "陈思", "source", "counter"}},
			{"/phone", []string{"reason", "call back"}},
			{"/consents", []string{"purpose", "marketing", "channel", "sms", "text_version", "1"}},
			{"/consents/1/withdrawal", nil},
			{"/events", []string{"kind", "reminder", "happened_on", "2026-06-01", "due_on", "2026-06-02", "note", "清洗"}},
			{"/events/1/done", nil},
		}
		for _, act := range acts {
			require.Equal(t, 404, there.Post(path+act.path, act.values...).Status, act.path)
		}
		require.Equal(t, 404, there.Get(path+"/edit").Status)
		for _, act := range acts {
			got := here.Post(path+act.path, act.values...)
			require.Less(t, got.Status, 400, "%s: %s", act.path, got.Body)
			require.Equal(t, act.path == "/phone", strings.Contains(got.Body, phone), act.path)
		}
		require.Equal(t, 422, here.Post(path+"/phone", "reason", "").Status)
		bad := here.Post(path+"/events", "kind", "visit", "happened_on", "2027-01-01", "note", "typed and kept")
		require.Equal(t, 422, bad.Status)
		require.Contains(t, bad.Body, "typed and kept")
		require.Equal(t, 409, here.Post(path+"/edit", "version", "1", "name", "陈", "source", "counter").Status)
	})
}

// The headquarters sees figures of everybody in its regions, and the person only
// of who agreed to it; the phone in full of nobody.
func TestTheHeadquartersSeesWhoAgreedToIt(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		east, _, here, _ := twoStores(t, b, a)
		path := here.Post("/store/members/new", "phone", phone, "name", "陈思敏", "key", "k1", "address", "杭州").Location
		id := path[strings.LastIndexByte(path, '/')+1:]
		sales := apptest.SignIn(t, a.Web, a.Auth, models.RoleSales)
		page, table := sales.Get("/sales/members/"+id), sales.Get("/sales/members")
		for _, got := range []apptest.Answer{page, table, sales.Get("/sales/members?format=csv"), sales.Get("/sales/members?q=" + phone)} {
			require.Equal(t, 200, got.Status)
			require.Contains(t, got.Body, "陈**")
			require.NotContains(t, got.Body, "陈思敏")
			require.NotContains(t, got.Body, "杭州")
		}
		require.NotContains(t, sales.Get("/sales/members?q=思敏").Body, "陈**", "a name that is not shown is not found")
		require.NoError(t, a.Members.Give(context.Background(), apptest.Sales, models.Scope{Stores: []int64{east.ID}},
			models.MemberConsent{MemberID: 1, Purpose: models.ConsentSharing, Channel: "any", TextVersion: "1"}))
		page = sales.Get("/sales/members/" + id)
		require.Contains(t, page.Body, "陈思敏")
		require.Contains(t, page.Body, "杭州")
		require.Contains(t, sales.Get("/sales/members?q=思敏").Body, "陈思敏")
		for _, got := range []apptest.Answer{page, sales.Get("/sales/members?format=csv"), sales.Get("/sales/members?cols=name,phone")} {
			require.NotContains(t, got.Body, phone)
			require.Contains(t, got.Body, "139****8106")
		}
		require.Equal(t, 403, sales.Get("/store/members/"+id).Status)
		require.Equal(t, 200, sales.Get("/sales/members?format=csv&q="+phone).Status)
		var kept string
		require.NoError(t, b.DB.Read(context.Background()).Raw("SELECT GROUP_CONCAT(detail) FROM audit_entries WHERE action = 'list.export'").Scan(&kept).Error)
		require.Contains(t, kept, "csv")
		require.NotContains(t, kept, phone, "the trail of an export names nobody")
	})
}

// A list of members is found by a whole phone and by part of a name, and goes
// out masked.
func TestAStoreFindsItsMembers(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		_, _, here, there := twoStores(t, b, a)
		for i, name := range []string{"陈思敏", "林晓雯"} {
			require.Equal(t, 303, here.Post("/store/members/new", "phone", fmt.Sprintf("1395712810%d", 6+i), "name", name, "key", name, "month", fmt.Sprint(6+i), "day", "1").Status)
		}
		for query, want := range map[string]string{"q=13957128106": "陈思敏", "q=思敏": "陈思敏", "q=M2026-000002": "林晓雯", "birth=7": "林晓雯", "tier=S1&q=晓": "林晓雯"} {
			body := here.Get("/store/members?" + query).Body
			require.Equal(t, 1, strings.Count(body, `role="rowheader"`), query)
			require.Contains(t, body, want, query)
		}
		require.NotContains(t, there.Get("/store/members?q="+phone).Body, "陈")
		sheet := here.Get("/store/members?format=csv").Body
		require.Contains(t, sheet, "139****8106")
		require.NotContains(t, sheet, phone)
	})
}
