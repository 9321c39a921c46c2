package provision_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/agents"
	"assay/app/apptest"
	"assay/app/db"
	"assay/app/policy"
	"assay/app/provision"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var ctx = context.Background()

func free(*db.Tx) error { return nil }

// matrix puts half of all that is more than 30 days late under provision, in
// force from today.
func matrix(t *testing.T, b *apptest.Book, rates ...models.Rate) {
	t.Helper()
	m := models.ProvisionMatrix{Rows: []models.ProvisionRow{{Segment: models.SegmentAll}}}
	for i := range m.Rows[0].Rates {
		m.Rows[0].Rates[i] = rates[min(i, len(rates)-1)]
	}
	require.NoError(t, b.DB.InTx(ctx, func(tx *db.Tx) error {
		return (&policy.Service{}).Put(tx, b.Moment(), apptest.Manager, models.PolicyProvision, models.SegmentAll, &m, "test")
	}))
}

func post(t *testing.T, b *apptest.Book, s *provision.Service, through string) int {
	t.Helper()
	posted := -1
	require.NoError(t, s.Post(ctx, apptest.Manager, b.Moment(), models.MustDate(through), free, func(_ *db.Tx, n int) error {
		posted = n
		return nil
	}))
	return posted
}

func lines(t *testing.T, b *apptest.Book) (out []models.Provision) {
	t.Helper()
	var rows []provision.Movement
	require.NoError(t, b.DB.Read(ctx).Raw("SELECT * FROM provisions ORDER BY id").Scan(&rows).Error)
	for _, r := range rows {
		out = append(out, r.Provision)
	}
	return out
}

func clean(t *testing.T, b *apptest.Book) {
	t.Helper()
	found, err := reports.Check(ctx, b.DB)
	require.NoError(t, err)
	require.Empty(t, found)
}

// A month's movement is posted once; a write-off draws the allowance first and
// only the rest is expense; the next movement tells what was used.
func TestTheAllowanceMovesAndIsDrawn(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s := &provision.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
		a := b.Agent("A1", 1_000_000)
		b.Deliver(b.Place(a.ID, 1000, models.OutcomeApprove).ID)
		b.Clock.Set("2026-12-01")
		require.Zero(t, post(t, b, s, "2026-11-30"), "no matrix yet")
		matrix(t, b, 0, 100_000)
		b.Clock.Set("2027-01-02")
		require.Equal(t, 1, post(t, b, s, "2026-12-31"))
		require.Zero(t, post(t, b, s, "2026-12-31"), "once")
		require.Equal(t, []models.Provision{{ChargeFen: 100_00, ClosingFen: 100_00}}, lines(t, b))
		clean(t, b)

		items, err := receivables.ItemsAt(d.Read(ctx), a.ID, b.Moment().On)
		require.NoError(t, err)
		w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: 250_00, RequestKey: b.Key(), Reason: "gone"})
		require.NoError(t, err)
		require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, "seen"))
		var posted []models.JournalLine
		require.NoError(t, d.Read(ctx).Raw("SELECT l.* FROM journal_lines l JOIN journal_entries e ON e.id = l.entry_id WHERE e.kind = 'write_off' ORDER BY line_no").Scan(&posted).Error)
		require.Equal(t, []models.Account{models.AccountAllowance, models.AccountBadDebt, models.AccountReceivable}, []models.Account{posted[0].Account, posted[1].Account, posted[2].Account})
		require.Equal(t, []models.Money{100_00, 150_00, -250_00}, []models.Money{posted[0].AmountFen, posted[1].AmountFen, posted[2].AmountFen})
		clean(t, b)

		b.Clock.Set("2027-02-01")
		require.Equal(t, 1, post(t, b, s, "2027-01-31"))
		require.Equal(t, models.Provision{OpeningFen: 100_00, UseFen: 100_00, ChargeFen: 75_00, ClosingFen: 75_00}, lines(t, b)[1])
		b.Pay(a.ID, 700)
		b.Clock.Set("2027-03-01")
		require.Equal(t, 1, post(t, b, s, "2027-02-28"))
		require.Equal(t, models.Provision{OpeningFen: 75_00, ReleaseFen: 70_00, ClosingFen: 5_00}, lines(t, b)[2])
		clean(t, b)
	})
}

// A default that lowers the grade draws on what was put by in the grade before;
// the next movement provides for the agent where it is by then.
func TestAWriteOffDrawsWhereItWasChargedFor(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s := &provision.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
		a := b.Agent("A1", 1_000_000)
		b.Deliver(b.Place(a.ID, 1000, models.OutcomeApprove).ID)
		m := models.ProvisionMatrix{Rows: []models.ProvisionRow{{Segment: "grade:A"}, {Segment: models.SegmentAll}}}
		for i := range m.Rows[0].Rates {
			m.Rows[0].Rates[i], m.Rows[1].Rates[i] = 100_000, 500_000
		}
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			return (&policy.Service{}).Put(tx, b.Moment(), apptest.Manager, models.PolicyProvision, models.SegmentAll, &m, "test")
		}))
		b.Clock.Set("2027-01-02")
		require.Equal(t, 2, post(t, b, s, "2026-12-31"))
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			return agents.SetGrade(tx, b.Moment(), apptest.Finance, "A", models.AgentGrade{AgentID: a.ID, Grade: "E", Source: models.GradeHand, Reason: "defaulted"})
		}))
		items, err := receivables.ItemsAt(d.Read(ctx), a.ID, b.Moment().On)
		require.NoError(t, err)
		w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: 600_00, RequestKey: b.Key(), Reason: "gone"})
		require.NoError(t, err)
		require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, "seen"))
		var drawn struct {
			AllowanceSegment string
			AllowanceFen     models.Money
		}
		require.NoError(t, d.Read(ctx).Raw("SELECT allowance_segment, allowance_fen FROM write_offs").Scan(&drawn).Error)
		require.Equal(t, "grade:A", drawn.AllowanceSegment)
		require.EqualValues(t, 100_00, drawn.AllowanceFen)
		b.Clock.Set("2027-02-01")
		require.Equal(t, 2, post(t, b, s, "2027-01-31"))
		require.Equal(t, []models.Provision{{OpeningFen: 100_00, UseFen: 100_00}, {ChargeFen: 200_00, ClosingFen: 200_00}}, lines(t, b)[2:])
		clean(t, b)
	})
}

// After the month was closed its movement posts today and says where it
// belongs.
func TestALateMovementBelongsToItsMonth(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s := &provision.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
		a := b.Agent("A1", 1_000_000)
		b.Deliver(b.Place(a.ID, 1000, models.OutcomeApprove).ID)
		matrix(t, b, 50_000)
		b.Clock.Set("2026-12-05")
		require.NoError(t, b.Ledger.Close(ctx, apptest.Manager, models.MustDate("2026-11-30"), free, func(*db.Tx) error { return nil }))
		require.Equal(t, 1, post(t, b, s, "2026-11-30"))
		var e models.JournalEntry
		require.NoError(t, d.Read(ctx).Raw("SELECT * FROM journal_entries WHERE kind = 'provision'").Scan(&e).Error)
		require.Equal(t, []models.Date{models.MustDate("2026-12-05"), models.MustDate("2026-11-30")}, []models.Date{e.PostingOn, e.BelongsToOn})
		clean(t, b)
	})
}

// What history says: of what was owed a year ago, by class, the part that was
// lost within the year.
func TestTheRollToLossIsLearnt(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s := &provision.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
		a := b.Agent("A1", 1_000_000)
		b.Deliver(b.Place(a.ID, 1000, models.OutcomeApprove).ID)
		matrix(t, b, 50_000)
		b.Clock.Set("2027-03-01")
		items, err := receivables.ItemsAt(d.Read(ctx), a.ID, b.Moment().On)
		require.NoError(t, err)
		w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: 250_00, RequestKey: b.Key(), Reason: "gone"})
		require.NoError(t, err)
		require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, "seen"))
		b.Clock.Set("2027-10-05")
		for range 2 {
			require.NoError(t, s.Learn(ctx, models.MustDate("2027-09-30"), free))
		}
		rolls, err := provision.Rolls(d.Read(ctx), models.SegmentAll, models.MustDate("2027-09-30"))
		require.NoError(t, err)
		var looked, lost models.Money
		for _, r := range rolls {
			looked, lost = looked+r.LookedFen, lost+r.LostFen
		}
		require.Positive(t, looked)
		require.Equal(t, looked/4, lost, "a quarter of what was owed at each of the months")

		id, err := s.TakeOver(ctx, apptest.Finance)
		require.NoError(t, err)
		v, err := policy.Look(d.Read(ctx), id, b.Moment().On)
		require.NoError(t, err)
		require.True(t, v.IsDraft())
		require.NotEmpty(t, v.Changes, "the draft's page tells what changed")
		drafted := v.Body.(*models.ProvisionMatrix)
		for class, r := range rolls {
			if _, ok := r.Rate(); ok {
				require.GreaterOrEqual(t, drafted.Rows[0].Rates[class], models.Rate(250_000), class)
			}
		}
		_, err = s.TakeOver(ctx, apptest.Manager)
		require.ErrorIs(t, err, policy.ErrDraftOpen)
	})
}
