package standard_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/chart"
	"assay/app/db"
	"assay/app/standard"
	"assay/models"
)

// What is drawn of a past run or shown of a past day is by the policy of then,
// whatever the policy became since.
func TestThePastIsDrawnWithThePolicyOfThen(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s := losses(t, d, 8)
		q := d.Read(context.Background())
		run(t, b, s, "2026-11-02")
		run(t, b, s, "2027-03-01")
		require.NoError(t, s.Approve(context.Background(), apptest.Manager, latest(t, d).ID, "agreed"))
		b.Clock.Set("2027-04-10")
		p := models.DefaultStandardPolicy()
		p.EarlySignalPPM, p.NormalPPM, p.Levels[0].MultiplierPPM = nil, 50_000, 500_000
		b.Standard(p, "other bands")

		first, second := chart.ControlBand{Lower: 8_000, Upper: 15_000, Norm: 12_000}, chart.ControlBand{Lower: 46_000, Upper: 53_000, Norm: 50_000}
		say := func(key string, _ ...any) string { return key }
		bands := func(p standard.Picture) (all []chart.ControlBand) {
			draw, _ := p.Control(say)
			for _, x := range draw.Points {
				all = append(all, x.Band)
			}
			return all
		}
		now, err := standard.Load(q, models.SegmentAll, b.Moment().On)
		require.NoError(t, err)
		require.True(t, now.NewPolicy())
		require.Equal(t, []models.Rate{first.Lower, first.Upper}, []models.Rate{now.Lower, now.Upper}, "the band of the latest run")
		require.Equal(t, second, now.NextBand())
		require.Equal(t, models.Rate(500_000), now.State.MultiplierPPM)
		run(t, b, s, "2027-05-01")
		now, err = standard.Load(q, models.SegmentAll, b.Moment().On)
		require.NoError(t, err)
		require.False(t, now.NewPolicy())
		require.Equal(t, []chart.ControlBand{first, first, second}, bands(now))

		for day, want := range map[string]models.StandardState{
			"2026-10-31": {Segment: "all"},
			"2027-02-28": {Segment: "all", Level: "normal", LowestGrade: "D", MultiplierPPM: models.One, LongestMonths: 6, PolicyVersion: 1},
			"2027-03-31": {Segment: "all", Level: "strict", LowestGrade: "C", MultiplierPPM: 700_000, LongestMonths: 1, PolicyVersion: 1, ChangedOn: models.MustDate("2027-03-01")},
			"2027-04-30": {Segment: "all", Level: "strict", LowestGrade: "C", MultiplierPPM: 500_000, LongestMonths: 1, PolicyVersion: 2, ChangedOn: models.MustDate("2027-03-01")},
		} {
			then, err := standard.LoadPast(q, models.SegmentAll, models.MustDate(day))
			require.NoError(t, err)
			require.Equal(t, want, then.State, day)
			require.Empty(t, then.Proposals)
			for _, x := range bands(then) {
				require.Equal(t, first, x, day)
			}
			for _, ch := range then.Changes {
				require.LessOrEqual(t, ch.EffectiveOn, models.MustDate(day))
			}
		}
	})
}

// A proposal shows what its run went by. Where another version has begun since,
// approving it would do something else than it shows, and is refused.
func TestAProposalIsOfThePolicyOfItsRun(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s := losses(t, d, 8)
		ctx := context.Background()
		run(t, b, s, "2026-11-02")
		run(t, b, s, "2027-03-01")
		p := models.DefaultStandardPolicy()
		p.EarlySignalPPM, p.Levels[0].MultiplierPPM = nil, 500_000
		body, sha, err := models.EncodePolicy(&p)
		require.NoError(t, err)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			return tx.Create(&models.PolicyVersion{Kind: models.PolicyStandard, Segment: models.SegmentAll, Version: 2, State: models.VersionApproved, Body: body, SHA256: sha,
				EffectiveOn: models.MustDate("2027-03-02"), DraftedAt: b.Moment().At, EditedAt: b.Moment().At, Edit: 1}).Error
		}))
		b.Clock.Set("2027-03-02")
		now, err := standard.Load(d.Read(ctx), models.SegmentAll, b.Moment().On)
		require.NoError(t, err)
		open := now.Open()
		require.NotNil(t, open)
		require.Equal(t, models.Rate(700_000), now.LevelIn(*open, "strict").MultiplierPPM)
		require.Equal(t, models.Rate(500_000), now.Policy.Level("strict").MultiplierPPM)
		require.ErrorIs(t, s.Approve(ctx, apptest.Manager, open.ID, "agreed"), standard.ErrStateMoved)
		require.Equal(t, models.ProposalOpen, latest(t, d).State)
	})
}
