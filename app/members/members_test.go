package members_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var ctx = context.Background()

// counter is two stores of two agents in two regions, with members to come.
type counter struct {
	*apptest.Book
	*members.Service
	t    testing.TB
	d    *db.DB
	east models.Store
	west models.Store
}

func newCounter(t *testing.T, d *db.DB) *counter {
	t.Helper()
	b := apptest.NewBook(t, d)
	c := &counter{Book: b, t: t, d: d, Service: &members.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}, Keys: apptest.MemberKeys()}}
	c.east = b.Store(b.Agent("E1", 1000).ID, "E1-1")
	b.Region = models.Region{Code: "west", NameZh: "西南", NameEn: "West", Path: "/2/"}
	require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { return tx.Create(&b.Region).Error }))
	c.west = b.Store(b.Agent("W1", 1000).ID, "W1-1")
	return c
}

func at(store models.Store) models.Scope { return models.Scope{Stores: []int64{store.ID}} }

func (c *counter) enrol(store models.Store, name, phone string) models.Member {
	c.t.Helper()
	m, err := c.Enrol(ctx, apptest.Sales, members.Enrolment{Member: models.Member{Name: name, BirthMonth: 6, BirthDay: 10}, Phone: phone, StoreID: store.ID})
	require.NoError(c.t, err)
	return m
}

func (c *counter) count(query string, args ...any) (n int64) {
	c.t.Helper()
	require.NoError(c.t, c.d.Read(ctx).Raw(query, args...).Scan(&n).Error)
	return n
}

// dump is every text of the tables that know of members, and the trail.
func (c *counter) dump() string {
	c.t.Helper()
	var out strings.Builder
	for _, table := range []string{"members", "member_events", "member_consents", "member_merges", "audit_entries", "search_terms", "idempotency_keys",
		"sales_slips", "slip_refunds", "member_grants", "growth_entries", "point_entries", "tier_moves"} {
		var rows []map[string]any
		require.NoError(c.t, c.d.Read(ctx).Table(table).Find(&rows).Error)
		for _, r := range rows {
			for k, v := range r {
				if b, ok := v.([]byte); ok {
					v = string(b)
				}
				out.WriteString(strings.Join([]string{table, k, ""}, " "))
				out.WriteString(strings.TrimSpace(strings.ReplaceAll(fmt.Sprint(v), "\n", " ")) + "\n")
			}
		}
	}
	return out.String()
}

func TestEnrollingMakesAMemberOnceAndSealsThePhone(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		in := members.Enrolment{Member: models.Member{Name: "陈思敏", BirthMonth: 8, BirthDay: 15, BirthLunar: true}, Phone: "+86 139-5712-8106", StoreID: c.east.ID, RequestKey: "k1",
			Consents: []models.MemberConsent{{Purpose: models.ConsentBirthday, Channel: "any", TextVersion: members.TextVersion}}}
		m, err := c.Enrol(ctx, apptest.Sales, in)
		require.NoError(t, err)
		again, err := c.Enrol(ctx, apptest.Sales, in)
		require.NoError(t, err)
		require.Equal(t, m.ID, again.ID, "a double click gets the first member")
		in.Member.Name = "陈思"
		_, err = c.Enrol(ctx, apptest.Sales, in)
		require.ErrorIs(t, err, db.ErrKeyReused)
		in.RequestKey, in.Phone = "k2", "13957128106"
		_, err = c.Enrol(ctx, apptest.Manager, in)
		require.ErrorIs(t, err, members.ErrAlreadyMember)

		got, err := members.InScope(d.Read(ctx), at(c.east), m.ID)
		require.NoError(t, err)
		require.Equal(t, "M2026-000001", got.Number)
		require.Equal(t, "8106", got.PhoneTail)
		account, err := members.AccountOf(d.Read(ctx), m.ID)
		require.NoError(t, err)
		require.Equal(t, "S1", account.Tier)
		consents, err := members.Consents(d.Read(ctx), m.ID)
		require.NoError(t, err)
		require.Len(t, consents, 1)
		require.NotContains(t, c.dump(), "13957128106", "no table holds the phone")
		require.NotRegexp(t, "audit_entries.*陈思", c.dump(), "nor the trail the name")
		_, err = members.InScope(d.Read(ctx), at(c.west), m.ID)
		require.Equal(t, models.KindNotFound, models.KindOf(err), "another store's member is not there")
	})
}

func TestNobodyIsEnrolledWithoutAKey(t *testing.T) {
	c := newCounter(t, apptest.SQLite(t))
	m := c.enrol(c.east, "陈思敏", "13957128106")
	c.Keys = nil
	_, err := c.Enrol(ctx, apptest.Sales, members.Enrolment{Member: models.Member{Name: "林"}, Phone: "13857120137", StoreID: c.east.ID})
	require.ErrorIs(t, err, members.ErrNoKey)
	_, err = c.Reveal(ctx, apptest.Sales, at(c.east), m.ID, "call back")
	require.ErrorIs(t, err, members.ErrNoKey)
	got, err := members.InScope(c.d.Read(ctx), at(c.east), m.ID)
	require.NoError(t, err, "everything else works")
	require.Equal(t, "*******8106", c.Keys.Masked(got.PublicID, *got.PhoneSealed, got.PhoneTail))
}

func TestASealedPhoneOpensInItsOwnRowOnly(t *testing.T) {
	k := apptest.MemberKeys()
	one, err := k.Seal("a", "13957128106")
	require.NoError(t, err)
	two, err := k.Seal("a", "13957128106")
	require.NoError(t, err)
	require.NotEqual(t, one, two)
	phone, err := k.Open("a", one)
	require.NoError(t, err)
	require.Equal(t, "13957128106", phone)
	_, err = k.Open("b", one)
	require.Error(t, err)
	other, err := members.NewKeys(make([]byte, 32))
	require.NoError(t, err)
	_, err = other.Open("a", one)
	require.Error(t, err)
	require.Equal(t, "139****8106", k.Masked("a", one, "8106"))
	_, err = members.NewKeys([]byte("short"))
	require.Error(t, err)
}

func TestAnotherStoreMayServeAMemberWhoSaysSo(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		m := c.enrol(c.east, "陈思敏", "13957128106")
		known, err := c.Lookup(ctx, 9, c.west.ID, "139 5712 8106")
		require.NoError(t, err)
		require.Equal(t, "陈**", known.Name)
		require.False(t, known.Here)
		none, err := c.Lookup(ctx, 9, c.west.ID, "13900000000")
		require.NoError(t, err)
		require.Nil(t, none)
		_, err = c.Link(ctx, apptest.Sales, c.west.ID, "13900000000")
		require.Equal(t, models.KindInvalid, models.KindOf(err))
		for range 2 {
			_, err = c.Link(ctx, apptest.Sales, c.west.ID, "13957128106")
			require.NoError(t, err)
		}
		_, err = members.InScope(d.Read(ctx), at(c.west), m.ID)
		require.NoError(t, err)
		require.Equal(t, int64(2), c.count("SELECT COUNT(*) FROM member_stores WHERE member_id = ?", m.ID))
		require.Equal(t, int64(1), c.count("SELECT COUNT(*) FROM member_stores WHERE member_id = ? AND source = 'consent'", m.ID))
	})
}

func TestLookingUpIsForACounterNotForACatalogue(t *testing.T) {
	c := newCounter(t, apptest.SQLite(t))
	for range 30 {
		_, err := c.Lookup(ctx, 9, c.west.ID, "13900000000")
		require.NoError(t, err)
	}
	_, err := c.Lookup(ctx, 9, c.west.ID, "13900000000")
	require.Equal(t, models.KindTooMany, models.KindOf(err))
	_, err = c.Lookup(ctx, 10, c.west.ID, "13900000000")
	require.NoError(t, err, "somebody else is not kept waiting")
	c.Book.Clock.Add(601e9)
	_, err = c.Lookup(ctx, 9, c.west.ID, "13900000000")
	require.NoError(t, err)
}

func TestAnEditNeedsTheVersionItSaw(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		m, other := c.enrol(c.east, "陈思敏", "13957128106"), c.enrol(c.east, "林晓雯", "13857120137")
		e := members.Edit{ID: m.ID, Version: 1, Member: models.Member{Name: "陈思敏", Sex: "f", Likes: "古法金，哑光", Source: "counter"}, Stores: []int64{c.east.ID}}
		require.Equal(t, models.KindNotFound, models.KindOf(c.Update(ctx, apptest.Sales, at(c.west), e)))
		require.NoError(t, c.Update(ctx, apptest.Sales, at(c.east), e))
		require.Equal(t, models.KindConflict, models.KindOf(c.Update(ctx, apptest.Sales, at(c.east), e)))
		e.Version, e.Phone = 2, "13857120137"
		require.ErrorIs(t, c.Update(ctx, apptest.Sales, at(c.east), e), members.ErrAlreadyMember)
		e.Phone = "13711112222"
		require.NoError(t, c.Update(ctx, apptest.Sales, at(c.east), e))
		phone, err := c.Reveal(ctx, apptest.Sales, at(c.east), m.ID, "call back")
		require.NoError(t, err)
		require.Equal(t, "13711112222", phone)
		nobody := int64(99)
		e.ID, e.Version, e.Member.AdviserID, e.Phone = other.ID, 1, &nobody, ""
		require.Equal(t, models.KindInvalid, models.KindOf(c.Update(ctx, apptest.Sales, at(c.east), e)), "an adviser works in the store")
		require.NotContains(t, c.dump(), "13711112222")
	})
}

func TestALookAtAPhoneIsWrittenDown(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		m := c.enrol(c.east, "陈思敏", "13957128106")
		_, err := c.Reveal(ctx, apptest.Sales, at(c.east), m.ID, " ")
		require.Equal(t, models.KindInvalid, models.KindOf(err))
		_, err = c.Reveal(ctx, apptest.Sales, at(c.west), m.ID, "curious")
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		require.Zero(t, c.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'member.reveal'"))
		phone, err := c.Reveal(ctx, apptest.Sales, at(c.east), m.ID, "call back")
		require.NoError(t, err)
		require.Equal(t, "13957128106", phone)
		require.Equal(t, int64(1), c.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'member.reveal' AND subject_id = ? AND reason = 'call back'", m.ID))
	})
}

func TestAConsentLivesUntilItIsWithdrawn(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		m := c.enrol(c.east, "陈思敏", "13957128106")
		agreed := models.MemberConsent{MemberID: m.ID, StoreID: &c.east.ID, Purpose: models.ConsentMarketing, Channel: "sms", TextVersion: members.TextVersion}
		require.Equal(t, models.KindNotFound, models.KindOf(c.Give(ctx, apptest.Sales, at(c.west), agreed)))
		for range 2 {
			require.NoError(t, c.Give(ctx, apptest.Sales, at(c.east), agreed))
		}
		rows, err := members.Consents(d.Read(ctx), m.ID)
		require.NoError(t, err)
		require.Len(t, rows, 1, "the same is given once")
		require.Equal(t, models.KindNotFound, models.KindOf(c.Withdraw(ctx, apptest.Sales, at(c.west), m.ID, rows[0].ID)))
		require.NoError(t, c.Withdraw(ctx, apptest.Sales, at(c.east), m.ID, rows[0].ID))
		require.NoError(t, c.Give(ctx, apptest.Sales, at(c.east), agreed))
		require.Equal(t, int64(1), c.count("SELECT COUNT(*) FROM member_consents WHERE withdrawn_at IS NULL"))
		require.Equal(t, int64(2), c.count("SELECT COUNT(*) FROM member_consents"), "what was agreed before stays on record")
	})
}

func TestAReminderIsSeenTo(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		m, on := c.enrol(c.east, "陈思敏", "13957128106"), c.Moment().On
		e := models.MemberEvent{MemberID: m.ID, StoreID: c.east.ID, Kind: models.EventReminder, HappenedOn: on, DueOn: on, Note: "手镯清洗"}
		_, err := c.Log(ctx, apptest.Sales, at(c.west), e)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		id, err := c.Log(ctx, apptest.Sales, at(c.east), e)
		require.NoError(t, err)
		due, err := members.DueReminders(d.Read(ctx), at(c.east), on)
		require.NoError(t, err)
		require.Len(t, due, 1)
		require.Equal(t, models.KindNotFound, models.KindOf(c.Done(ctx, apptest.Sales, at(c.west), m.ID, id)))
		require.NoError(t, c.Done(ctx, apptest.Sales, at(c.east), m.ID, id))
		due, err = members.DueReminders(d.Read(ctx), at(c.east), on)
		require.NoError(t, err)
		require.Empty(t, due)
		require.NotRegexp(t, "audit_entries.*手镯", c.dump())
	})
}

func TestAStoreSeesWhatHappenedThereUnlessTheMemberShares(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		m, on := c.enrol(c.east, "陈思敏", "13957128106"), c.Moment().On
		_, err := c.Link(ctx, apptest.Sales, c.west.ID, "13957128106")
		require.NoError(t, err)
		_, err = c.Log(ctx, apptest.Sales, at(c.east), models.MemberEvent{MemberID: m.ID, StoreID: c.east.ID, Kind: models.EventVisit, HappenedOn: on, Note: "试戴"})
		require.NoError(t, err)
		seen := func(scope models.Scope) int {
			got, err := members.InScope(d.Read(ctx), scope, m.ID)
			require.NoError(t, err)
			rows, err := members.Events(d.Read(ctx), scope, got)
			require.NoError(t, err)
			return len(rows)
		}
		require.Equal(t, 1, seen(at(c.east)))
		require.Zero(t, seen(at(c.west)), "another store's log")
		require.NoError(t, c.Give(ctx, apptest.Sales, at(c.east), models.MemberConsent{MemberID: m.ID, Purpose: models.ConsentSharing, Channel: "any", TextVersion: "1"}))
		require.Equal(t, 1, seen(at(c.west)))
	})
}

func TestAFileOfMembersTakesTheGoodRows(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		known, other := c.enrol(c.east, "陈思敏", "13957128106"), c.enrol(c.west, "林晓雯", "13857120137")
		table := [][]string{{"手机号", "姓名", "性别", "历法", "生日月", "生日日", "偏好", "旧系统"},
			{"13700000001", "何雨", "女", "农历", "8", "15", "古法金", "x"},
			{"12", "短号"}, {"13700000002", "吴桐", "女", "公历", "2", "30"}, {"13700000003", ""}, {},
			{"139 5712 8106", "陈思敏", "女", "", "", "", "哑光"}, {"13857120137", "林", "女"}, {"13700000001", "何雨"}}
		done, err := c.Import(ctx, apptest.Sales, c.east.ID, table, true)
		require.NoError(t, err)
		require.Equal(t, []int{1, 2, 1}, []int{done.Enrolled, done.Updated, done.Known})
		lines := map[int]string{}
		for _, r := range done.Rejected {
			lines[r.Line] = r.Field
		}
		require.Equal(t, map[int]string{3: "phone", 4: "birthday", 5: "name"}, lines)
		got, err := members.InScope(d.Read(ctx), at(c.east), known.ID)
		require.NoError(t, err)
		require.Equal(t, "哑光", got.Likes)
		require.Equal(t, 10, got.BirthDay, "an empty cell changes nothing")
		got, err = members.InScope(d.Read(ctx), at(c.west), other.ID)
		require.NoError(t, err)
		require.Equal(t, "林晓雯", got.Name, "another store's member is left alone")
		_, err = c.Import(ctx, apptest.Sales, c.east.ID, [][]string{{"name"}}, false)
		require.Equal(t, models.KindInvalid, models.KindOf(err))
	})
}

func TestBirthdaysAheadOfBothCalendars(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		c.enrol(c.east, "solar", "13900000001") // 10 June, 9 days ahead
		lunar := models.LunarOf(models.MustDate("2026-06-15"))
		_, err := c.Enrol(ctx, apptest.Sales, members.Enrolment{Member: models.Member{Name: "lunar", BirthMonth: lunar.Month, BirthDay: lunar.Day, BirthLunar: true}, Phone: "13900000002", StoreID: c.east.ID})
		require.NoError(t, err)
		_, err = c.Enrol(ctx, apptest.Sales, members.Enrolment{Member: models.Member{Name: "late", BirthMonth: 6, BirthDay: 16}, Phone: "13900000003", StoreID: c.east.ID})
		require.NoError(t, err)
		c.enrol(c.west, "elsewhere", "13900000004")
		rows, err := members.Birthdays(d.Read(ctx), at(c.east), c.Moment().On, 14)
		require.NoError(t, err)
		var names []string
		for _, r := range rows {
			names = append(names, r.Name)
		}
		require.Equal(t, []string{"solar", "lunar"}, names)
		require.Equal(t, 14, rows[1].Days)
	})
}
