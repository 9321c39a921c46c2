package policy_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var (
	ctx    = context.Background()
	writer = models.Who{ID: 71, Name: "起草"}
	second = models.Who{ID: 72, Name: "审批"}
)

// office is a policy service whose scorecards say when they are applied.
func office(t *testing.T, d *db.DB) (*apptest.Book, *policy.Service, *[]int64) {
	b := apptest.NewBook(t, d)
	applied := &[]int64{}
	s := &policy.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}, Apply: map[models.PolicyKind]func(*db.Tx, models.Moment, models.PolicyVersion) error{
		models.PolicyScorecard: func(_ *db.Tx, _ models.Moment, v models.PolicyVersion) error {
			*applied = append(*applied, v.Version)
			return nil
		}}}
	return b, s, applied
}

// write opens a draft that is valid for months and tries it.
func write(t *testing.T, s *policy.Service, months int) models.PolicyVersion {
	t.Helper()
	id, err := s.Draft(ctx, writer, models.PolicyScorecard, models.SegmentAll, 0)
	require.NoError(t, err)
	card := models.DefaultScorecard()
	card.ValidMonths = months
	require.NoError(t, s.SaveDraft(ctx, writer, id, look(t, s, id).Edit, &card))
	try(t, s, id)
	return look(t, s, id)
}

func look(t *testing.T, s *policy.Service, id int64) models.PolicyVersion {
	t.Helper()
	v, err := policy.ByID(s.DB.Read(ctx), id)
	require.NoError(t, err)
	return v
}

func try(t *testing.T, s *policy.Service, id int64) {
	t.Helper()
	v := look(t, s, id)
	require.NoError(t, s.DB.InTx(ctx, func(tx *db.Tx) error {
		return policy.KeepSimulation(tx, policy.Simulation{PolicyID: id, BodySHA256: v.SHA256, SimulatedBy: "t", SimulatedAt: s.Clock.Moment().At}, map[string]int{"agents": 1})
	}))
}

func monthsInForce(t *testing.T, s *policy.Service, on string) int {
	t.Helper()
	d, err := models.ParseDate(on)
	require.NoError(t, err)
	v, err := policy.InForce(s.DB.Read(ctx), models.PolicyScorecard, models.SegmentAll, d)
	if models.KindOf(err) == models.KindNotFound {
		return 0
	}
	require.NoError(t, err)
	card, err := policy.Body[*models.Scorecard](v)
	require.NoError(t, err)
	return card.ValidMonths
}

// The life of a policy: a draft that was not tried as it is, or by whoever
// wrote it, is not approved; a version begins on its day; any version comes
// back in one step; what was in force on a past day stays known.
func TestAPolicyLives(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s, applied := office(t, d)
		b.Clock.Set("2026-06-01")
		v1 := write(t, s, 3)
		require.ErrorIs(t, s.Approve(ctx, writer, v1.ID, v1.SHA256, 0, "x"), policy.ErrOwnDraft)
		card := models.DefaultScorecard()
		card.ValidMonths = 4
		require.NoError(t, s.SaveDraft(ctx, writer, v1.ID, v1.Edit, &card))
		require.ErrorIs(t, s.Approve(ctx, second, v1.ID, v1.SHA256, 0, "x"), policy.ErrEdited, "not what was seen")
		require.ErrorIs(t, s.Approve(ctx, second, v1.ID, look(t, s, v1.ID).SHA256, 0, "x"), policy.ErrNotSimulated)
		try(t, s, v1.ID)
		require.NoError(t, s.Approve(ctx, second, v1.ID, look(t, s, v1.ID).SHA256, 0, "first"))
		require.Equal(t, 4, monthsInForce(t, s, "2026-06-01"))
		require.Zero(t, monthsInForce(t, s, "2026-05-31"), "nothing was in force before")
		require.ErrorIs(t, s.SaveDraft(ctx, writer, v1.ID, look(t, s, v1.ID).Edit, &card), policy.ErrEdited, "a version is never changed")

		v2 := write(t, s, 8)
		require.ErrorIs(t, s.Approve(ctx, second, v2.ID, v2.SHA256, models.MustDate("2026-05-31"), "back in May"), models.Invalid("effective_on", "error.policy_date_passed"))
		require.Equal(t, models.VersionDraft, look(t, s, v2.ID).State)
		later, _ := models.ParseDate("2026-06-10")
		require.NoError(t, s.Approve(ctx, second, v2.ID, v2.SHA256, later, "in June"))
		require.Equal(t, 4, monthsInForce(t, s, "2026-06-09"))
		require.Equal(t, 8, monthsInForce(t, s, "2026-06-10"))
		require.Equal(t, []int64{1}, *applied)
		b.Clock.Set("2026-06-10")
		due, err := s.Due(ctx, b.Moment().On)
		require.NoError(t, err)
		require.Len(t, due, 1)
		for range 2 {
			require.NoError(t, s.ApplyDue(ctx, b.Moment(), due[0], func(*db.Tx) error { return nil }))
		}
		require.Equal(t, []int64{1, 2}, *applied, "once")

		b.Clock.Set("2026-07-01")
		require.NoError(t, s.RollBack(ctx, second, v1.ID, "the old one was better"))
		require.Equal(t, 4, monthsInForce(t, s, "2026-07-01"))
		require.Equal(t, 8, monthsInForce(t, s, "2026-06-30"))
		versions, err := policy.Versions(d.Read(ctx), models.PolicyScorecard, models.SegmentAll)
		require.NoError(t, err)
		require.Equal(t, int64(1), *versions[0].RollsBackTo)
		require.Error(t, s.RollBack(ctx, second, versions[0].ID, "again"), "it is in force")
	})
}

// Two people approve at the same moment: one wins, the other is told. Two who
// open a draft get the same one. Two who save: the second sees that it changed.
func TestTwoAtOnce(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		_, s, applied := office(t, d)
		ids := make([]int64, 4)
		both(4, func(i int) (err error) {
			ids[i], err = s.Draft(ctx, writer, models.PolicyScorecard, models.SegmentAll, 0)
			return err
		})
		require.Equal(t, []int64{ids[0], ids[0], ids[0], ids[0]}, ids)
		try(t, s, ids[0])
		v := look(t, s, ids[0])
		errs := both(4, func(i int) error {
			return s.Approve(ctx, models.Who{ID: 80 + int64(i), Name: "m"}, v.ID, v.SHA256, 0, "yes")
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			require.ErrorIs(t, err, policy.ErrDecided)
		}
		require.Equal(t, 1, won)
		require.Equal(t, []int64{1}, *applied)

		v = write(t, s, 5)
		a, b := models.DefaultScorecard(), models.DefaultScorecard()
		a.ValidMonths, b.ValidMonths = 7, 9
		cards := []*models.Scorecard{&a, &b}
		errs = both(2, func(i int) error { return s.SaveDraft(ctx, writer, v.ID, v.Edit, cards[i]) })
		require.True(t, (errs[0] == nil) != (errs[1] == nil))
		require.ErrorIs(t, errors.Join(errs...), policy.ErrEdited)
	})
}

func both(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Add(1)
		go func() {
			defer all.Done()
			errs[i] = do(i)
		}()
	}
	all.Wait()
	return errs
}

func TestAWithdrawnDraftMakesRoomForTheNext(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		_, s, _ := office(t, d)
		v := write(t, s, 5)
		require.NoError(t, s.Withdraw(ctx, writer, v.ID, "no"))
		require.ErrorIs(t, s.Withdraw(ctx, writer, v.ID, "no"), policy.ErrDecided)
		next, err := s.Draft(ctx, writer, models.PolicyScorecard, models.SegmentAll, v.ID)
		require.NoError(t, err)
		require.NotEqual(t, v.ID, next)
		require.Equal(t, v.Body, look(t, s, next).Body, "it goes on from the one it was made from")
		require.Error(t, s.SaveDraft(ctx, writer, next, 1, &models.Scorecard{}), "an invalid body is not kept")
		_, err = s.Draft(ctx, writer, models.PolicyLimits, models.SegmentAll, v.ID)
		require.Equal(t, models.KindNotFound, models.KindOf(err), "a scorecard is no formula")
		_, err = s.Draft(ctx, writer, models.PolicyLimits, "grade:X", 0)
		require.Equal(t, models.KindInvalid, models.KindOf(err))
	})
}

// A policy for a segment that no agent can be in is refused on the field.
func TestASegmentMustExist(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s, _ := office(t, d)
		for segment, message := range map[string]string{
			"region:west": "error.segment_no_region", "region:EAST": "error.segment_no_region", "settlement:never": "error.segment_no_settlement", "grade:Z": "error.grade_unknown",
			"region:" + b.Region.Code: "", "settlement:monthly": "", "grade:B": "",
		} {
			_, err := s.Draft(ctx, writer, models.PolicyStandard, segment, 0)
			if message == "" {
				require.NoError(t, err, segment)
				continue
			}
			var refused *models.Error
			require.ErrorAs(t, err, &refused, segment)
			require.Equal(t, []any{models.KindInvalid, "segment", message}, []any{refused.Kind, refused.Field, refused.Message}, segment)
		}
	})
}
