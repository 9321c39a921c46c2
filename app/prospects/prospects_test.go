package prospects_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/insight"
	"assay/app/members"
	"assay/app/prospects"
	"assay/app/reports"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var ctx = context.Background()

// counter is two stores with somebody who recommends.
type counter struct {
	*prospects.Service
	*testing.T
	east, west models.Store
	friend     models.Member
	n          int
}

func newCounter(t *testing.T, d *db.DB) *counter {
	t.Helper()
	b := apptest.NewBook(t, d)
	clock := db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}
	c := &counter{T: t, Service: &prospects.Service{DB: d, Clock: clock, Members: &members.Service{DB: d, Clock: clock, Keys: apptest.MemberKeys()}}}
	c.east, c.west = b.Store(b.Agent("E1", 1000).ID, "E1-1"), b.Store(b.Agent("W1", 1000).ID, "W1-1")
	m, err := c.Members.Enrol(ctx, apptest.Sales, members.Enrolment{Member: models.Member{Name: "陈思敏"}, Phone: "13957128106", StoreID: c.east.ID})
	require.NoError(t, err)
	c.friend = m
	return c
}

func at(store models.Store) models.Scope { return models.Scope{Stores: []int64{store.ID}} }

func (c *counter) entry(phone string) prospects.Entry {
	c.n++
	return prospects.Entry{Phone: phone, Prospect: models.Prospect{StoreID: c.east.ID, Name: "林意", Source: models.FromWalkIn, RequestKey: fmt.Sprint("k", c.n)}}
}

func (c *counter) enter(e prospects.Entry) models.Prospect {
	c.Helper()
	p, err := c.Enter(ctx, apptest.Sales, at(c.east), e)
	require.NoError(c, err)
	return p
}

func (c *counter) see(id int64) prospects.Listed {
	c.Helper()
	p, err := prospects.InScope(c.DB.Read(ctx), at(c.east), id)
	require.NoError(c, err)
	return p
}

func (c *counter) proven() {
	c.Helper()
	found, err := reports.Check(ctx, c.DB)
	require.NoError(c, err)
	require.Empty(c, found)
}

func TestAProspectIsEnteredOnceAndItsPhoneSealed(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		e := c.entry("138 5712 0137")
		p := c.enter(e)
		require.Equal(t, "PP2026-000001", p.Number)
		require.Equal(t, p.ID, c.enter(e).ID, "a double click gets the first")
		_, err := c.Enter(ctx, apptest.Sales, at(c.east), c.entry("13857120137"))
		require.ErrorIs(t, err, prospects.ErrKnown)
		_, err = c.Enter(ctx, apptest.Sales, at(c.east), c.entry("13957128106"))
		require.ErrorIs(t, err, members.ErrAlreadyMember)
		_, err = c.Enter(ctx, apptest.Sales, at(c.west), c.entry("13857120138"))
		require.Equal(t, models.KindNotFound, models.KindOf(err), "another store's counter")
		_, err = prospects.InScope(d.Read(ctx), at(c.west), p.ID)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		var stored string
		require.NoError(t, d.Read(ctx).Raw("SELECT CONCAT(phone_sealed, phone_hash) FROM prospects WHERE id = ?", p.ID).Scan(&stored).Error)
		require.NotContains(t, stored, "13857120137")
		phone, err := c.Reveal(ctx, apptest.Sales, at(c.east), p.ID, "to call")
		require.NoError(t, err)
		require.Equal(t, "13857120137", phone)
		c.proven()
	})
}

func TestAProspectBecomesAMemberWithAllThatIsKnown(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		e, on := c.entry("13857120137"), c.Clock.Moment().On
		e.Source, e.Referrer, e.Relation, e.AgreedOn, e.AgreedChannel, e.AgreedText = models.FromReferral, c.friend.Number, models.RelationFriend, on, "sms", prospects.TextVersion
		p := c.enter(e)
		require.NoError(t, c.Follow(ctx, apptest.Sales, at(c.east), p.ID, 1, models.ProspectNote{Kind: models.EventVisit, Note: "试戴手镯", HappenedOn: on, Stage: models.ProspectVisiting, NextOn: on + 3}))
		require.Equal(t, models.KindConflict, models.KindOf(c.Follow(ctx, apptest.Sales, at(c.east), p.ID, 1, models.ProspectNote{Kind: models.EventCall, Note: "x", HappenedOn: on, Stage: models.ProspectVisiting})), "somebody else was first")
		due, err := members.DueProspects(d.Read(ctx), at(c.east), on+3)
		require.NoError(t, err)
		require.Len(t, due, 1)

		m, err := c.Convert(ctx, apptest.Sales, at(c.east), p.ID, 2, []models.MemberConsent{{Purpose: models.ConsentBirthday, Channel: "any", TextVersion: members.TextVersion}})
		require.NoError(t, err)
		got, err := members.InScope(d.Read(ctx), at(c.east), m.ID)
		require.NoError(t, err)
		require.Equal(t, []any{"林意", "referral", c.friend.Number, models.RelationFriend, "0137"}, []any{got.Name, got.Source, got.Brought, got.Relation, got.PhoneTail})
		events, err := members.Events(d.Read(ctx), at(c.east), got)
		require.NoError(t, err)
		require.Equal(t, []string{"试戴手镯"}, []string{events[0].Note})
		consents, err := members.Consents(d.Read(ctx), m.ID)
		require.NoError(t, err)
		require.Equal(t, []any{models.ConsentMarketing, "sms", prospects.TextVersion, models.ConsentBirthday}, []any{consents[0].Purpose, consents[0].Channel, consents[0].TextVersion, consents[1].Purpose})
		won := c.see(p.ID)
		require.Equal(t, []any{models.ProspectConverted, m.Number, p.Number}, []any{won.Stage, won.MemberNumber, won.Name}, "the person is the member's alone")
		require.Nil(t, won.PhoneHash)
		_, err = c.Convert(ctx, apptest.Sales, at(c.east), p.ID, won.Version, nil)
		require.Equal(t, models.KindConflict, models.KindOf(err), "once")
		rows, rate, err := insight.FunnelOf(d.Read(ctx), at(c.east), on)
		require.NoError(t, err)
		require.Equal(t, []any{int64(1), models.One}, []any{rows[3].N, rate})

		late := c.enter(c.entry("13857120139"))
		_, err = c.Members.Enrol(ctx, apptest.Sales, members.Enrolment{Member: models.Member{Name: "林意"}, Phone: "13857120139", StoreID: c.west.ID})
		require.NoError(t, err)
		_, err = c.Convert(ctx, apptest.Sales, at(c.east), late.ID, 1, nil)
		require.ErrorIs(t, err, members.ErrAlreadyMember)
		require.Equal(t, models.ProspectNew, c.see(late.ID).Stage, "nothing of it happened")
		c.proven()
	})
}

func TestAFriendIsInvitedByLink(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		in := prospects.Invited{Name: "林意", Phone: "13857120137", Relation: models.RelationFamily, Agreed: true, RequestKey: "a"}
		require.NoError(t, c.Invite(ctx, c.friend.PublicID, in))
		require.Equal(t, models.KindNotFound, models.KindOf(c.Invite(ctx, "no-such-code", in)))
		in.RequestKey, in.Agreed = "b", false
		require.Equal(t, models.KindInvalid, models.KindOf(c.Invite(ctx, c.friend.PublicID, in)), "without consent nothing is kept")
		in.Agreed = true
		require.NoError(t, c.Invite(ctx, c.friend.PublicID, in), "who is known is told the same")
		in.Phone, in.RequestKey = "13957128106", "c"
		require.NoError(t, c.Invite(ctx, c.friend.PublicID, in), "a member, too")
		p := c.see(1)
		require.Equal(t, []any{c.friend.Number, models.FromReferral, models.RelationFamily, c.Clock.Moment().On}, []any{p.Referrer, p.Source, p.Relation, p.NextOn})
		for i := range 9 {
			in.Phone, in.RequestKey = fmt.Sprintf("1385712020%d", i), fmt.Sprint("d", i)
			require.NoError(t, c.Invite(ctx, c.friend.PublicID, in))
		}
		in.Phone, in.RequestKey = "13857120300", "e"
		require.Equal(t, models.KindTooMany, models.KindOf(c.Invite(ctx, c.friend.PublicID, in)))
		c.proven()
	})
}

func TestProspectsAreForgotten(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		stale, asked, fresh := c.enter(c.entry("13857120137")), c.enter(c.entry("13857120138")), c.enter(c.entry("13857120139"))
		now := c.Clock.Moment()
		require.NoError(t, c.Follow(ctx, apptest.Sales, at(c.east), stale.ID, 1, models.ProspectNote{Kind: models.EventCall, Note: "说起家里的事", HappenedOn: now.On, Stage: models.ProspectLost}))
		require.NoError(t, c.Erase(ctx, apptest.Sales, at(c.east), asked.ID, "asked for"))
		later := models.Moment{At: now.At, On: now.On.AddMonths(models.ProspectKeepMonths)}
		sweep := func() (n int64) {
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) (err error) {
				n, err = prospects.EraseStale(tx, later, models.System)
				return err
			}))
			return n
		}
		require.Zero(t, sweep(), "the last day is one")
		later.On++
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE prospects SET last_on = ? WHERE id = ?", later.On, fresh.ID)
			return err
		}))
		require.EqualValues(t, 1, sweep())
		require.Zero(t, sweep())
		for _, p := range []models.Prospect{stale, asked} {
			got := c.see(p.ID)
			require.Equal(t, []any{p.Number, "", "", true}, []any{got.Name, got.PhoneTail, got.LostReason, got.ErasedAt != nil})
			require.Nil(t, got.PhoneSealed)
		}
		notes, err := prospects.Notes(d.Read(ctx), stale.ID)
		require.NoError(t, err)
		require.Empty(t, notes[0].Note)
		require.Equal(t, "林意", c.see(fresh.ID).Name)
		require.Equal(t, c.enter(c.entry("13857120138")).Name, "林意", "who comes again is entered anew")
		c.proven()
	})
}
