package members_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/sheet"
	"assay/models"
)

// canary is a member with a mark in every field that says something of a person.
func (c *counter) canary() models.Member {
	m, err := c.Enrol(ctx, apptest.Sales, members.Enrolment{StoreID: c.east.ID, Phone: "13957128106", RequestKey: "k", Consents: []models.MemberConsent{{Purpose: models.ConsentSharing, Channel: "any", TextVersion: "1"}},
		Member: models.Member{Name: "canary-name", Sex: "f", BirthMonth: 6, BirthDay: 10, BirthYear: 1991, Occupation: "canary-work", Industry: "canary-trade", Education: "master", IncomeBand: "to_50",
			Address: "canary-street", Sizes: "canary-sizes", Likes: "canary-likes", Note: "canary-note"}})
	require.NoError(c.t, err)
	_, err = c.Log(ctx, apptest.Sales, at(c.east), models.MemberEvent{MemberID: m.ID, StoreID: c.east.ID, Kind: models.EventReminder, HappenedOn: c.Moment().On, DueOn: c.Moment().On, Note: "canary-event"})
	require.NoError(c.t, err)
	return m
}

var canaries = []string{"canary-name", "canary-work", "canary-trade", "canary-street", "canary-sizes", "canary-likes", "canary-note", "canary-event"}

func TestAMemberGetsEverythingThatIsKnown(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		m := c.canary()
		other := c.enrol(c.east, "somebody else", "13857120137")
		_, err := c.Export(ctx, apptest.Sales, at(c.west), m.ID, "asked")
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = c.Export(ctx, apptest.Sales, at(c.east), m.ID, "")
		require.Equal(t, models.KindInvalid, models.KindOf(err))
		known, err := c.Export(ctx, apptest.Sales, at(c.east), m.ID, "asked at the counter")
		require.NoError(t, err)
		var out, book bytes.Buffer
		require.NoError(t, known.WriteJSON(&out))
		require.NoError(t, known.WriteSheet(&book, func(key string, _ ...any) string { return key }))
		for _, mark := range append(canaries, "13957128106", "1991", "sharing", m.Number) {
			require.Contains(t, out.String(), mark)
		}
		require.NotContains(t, out.String(), other.Number)
		rows, err := sheet.Read(book.Bytes(), 100)
		require.NoError(t, err)
		require.Contains(t, rows, []string{"profile.name", "canary-name"})
		require.Equal(t, int64(1), c.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'member.export' AND subject_id = ?", m.ID))
	})
}

func TestAnErasedMemberIsANumber(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		m := c.canary()
		require.Equal(t, models.KindNotFound, models.KindOf(c.Erase(ctx, apptest.Sales, at(c.west), m.ID, "asked")))
		require.Equal(t, models.KindInvalid, models.KindOf(c.Erase(ctx, apptest.Sales, at(c.east), m.ID, "")))
		counter := &loyalty.Service{DB: d, Clock: c.Service.Clock}
		slip, err := counter.Sell(ctx, apptest.Sales, at(c.east), loyalty.SaleInput{StoreID: c.east.ID, MemberID: m.ID, SoldOn: c.Moment().On, Payment: "card", SourceKey: "s", Note: "canary: 13957128106 calls back",
			Lines: []loyalty.SaleLine{{Name: "手镯", Category: models.Categories[0], Quantity: 1, PriceFen: 9_000_00}}})
		require.NoError(t, err)
		require.Contains(t, c.dump(), slip.Note)
		before, err := members.AccountOf(d.Read(ctx), m.ID)
		require.NoError(t, err)
		require.NoError(t, c.Erase(ctx, apptest.Sales, at(c.east), m.ID, "asked at the counter"))
		for _, mark := range append(canaries, slip.Note, "13957128106", "1991") {
			require.NotContains(t, c.dump(), mark)
		}
		require.Equal(t, int64(1), c.count("SELECT COUNT(*) FROM members WHERE name = number AND phone_hash IS NULL AND phone_sealed IS NULL AND erased_at IS NOT NULL"))
		require.Zero(t, c.count("SELECT COUNT(*) FROM member_consents WHERE withdrawn_at IS NULL"))
		after, err := members.AccountOf(d.Read(ctx), m.ID)
		require.NoError(t, err)
		require.Equal(t, before, after, "the account stays")
		require.Equal(t, models.KindNotFound, models.KindOf(c.Erase(ctx, apptest.Sales, at(c.east), m.ID, "again")))
		_, _, err = c.Find(d.Read(ctx), models.Scope{All: true}, members.Filter{Limit: 10})
		require.NoError(t, err)
		again := c.enrol(c.east, "the same person", "13957128106")
		require.NotEqual(t, m.ID, again.ID, "who comes back is somebody new")
	})
}
