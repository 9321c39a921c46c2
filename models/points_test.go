package models

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWholeYuan(t *testing.T) {
	for _, r := range textTable(t, `
		paid     | points
		0.00     | 0
		0.99     | 0
		1.00     | 1
		1.99     | 1
		8000.99  | 8000
		8001.00  | 8001
		-5.00    | 0
	`) {
		require.EqualValues(t, r.num("points"), WholeYuan(r.money("paid")), r.line)
	}
}

var someLots = []PointLot{
	{ID: 1, LeftPts: 100, ExpiresOn: 0},
	{ID: 2, LeftPts: 50, ExpiresOn: MustDate("2026-08-31"), SlipID: new(int64(7))},
	{ID: 3, LeftPts: 40, ExpiresOn: MustDate("2026-06-30"), SlipID: new(int64(8))},
	{ID: 4, LeftPts: 30, ExpiresOn: MustDate("2026-05-31")},
	{ID: 5, LeftPts: 0, ExpiresOn: MustDate("2026-06-30")},
}

func TestPointsAreSpentOldestExpiryFirst(t *testing.T) {
	on := MustDate("2026-06-30")
	require.EqualValues(t, 190, UsablePoints(someLots, on), "the last day still counts, what expired in May does not")
	require.EqualValues(t, 40, ExpiringPoints(someLots, on, MustDate("2026-07-31")))
	takes, short := SpendPoints(someLots, 120, on)
	require.Equal(t, []PointTake{{3, 40}, {2, 50}, {1, 30}}, takes)
	require.Zero(t, short)
	takes, short = SpendPoints(someLots, 200, on)
	require.EqualValues(t, 10, short)
	require.Len(t, takes, 3)
	require.Equal(t, []PointTake{{4, 30}}, ExpiredPoints(someLots, on))
	require.Equal(t, []PointTake{{3, 40}, {4, 30}}, ExpiredPoints(someLots, on+1))
}

func TestARefundTakesItsOwnPointsFirst(t *testing.T) {
	on := MustDate("2026-06-30")
	takes, debt := TakeBackPoints(someLots, 7, 30, on)
	require.Equal(t, []PointTake{{2, 30}}, takes)
	require.Zero(t, debt)
	takes, debt = TakeBackPoints(someLots, 7, 120, on)
	require.Equal(t, []PointTake{{2, 50}, {3, 40}, {1, 30}}, takes, "what was spent is taken from the others, as if it had been spent from them")
	require.Zero(t, debt)
	_, debt = TakeBackPoints(someLots, 7, 250, on)
	require.EqualValues(t, 60, debt)
}

func TestHowLongPointsLive(t *testing.T) {
	p := DefaultPointsPolicy()
	require.NoError(t, p.Validate())
	require.Equal(t, MustDate("2028-06-30"), p.ExpiresOn(MustDate("2026-06-01")))
	require.Equal(t, MustDate("2028-02-29"), p.ExpiresOn(MustDate("2026-02-28")))
	require.Equal(t, MustDate("2026-07-30"), p.RestoredUntil(MustDate("2026-07-01"), MustDate("2026-06-30")), "at least a month")
	require.Equal(t, MustDate("2027-01-31"), p.RestoredUntil(MustDate("2027-01-31"), MustDate("2026-06-30")))
	require.Zero(t, p.RestoredUntil(0, MustDate("2026-06-30")))
	p.ValidMonths = 0
	require.Zero(t, p.ExpiresOn(MustDate("2026-06-01")))
}

func TestActivitiesHaveDatesAndCaps(t *testing.T) {
	r := ActivityRule{Activity: ActivityEvent, Points: 50, PerYear: 2, From: MustDate("2026-06-01"), To: MustDate("2026-06-30")}
	for _, x := range textTable(t, `
		on         | before | points
		2026-05-31 | 0      | 0
		2026-06-01 | 0      | 50
		2026-06-30 | 1      | 50
		2026-06-30 | 2      | 0
		2026-07-01 | 0      | 0
	`) {
		require.EqualValues(t, x.num("points"), r.Gives(x.date("on"), x.num("before")), x.line)
	}
	require.Zero(t, PointsPolicy{}.Rule(ActivityReview).Gives(MustDate("2026-06-01"), 0))
}

// Whatever is spent and taken back: never more than a lot holds, and nothing is
// lost on the way.
func TestNoPointIsTakenTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		on := MustDate("2026-06-30")
		var lots []PointLot
		for i := range rapid.IntRange(0, 6).Draw(t, "lots") {
			lots = append(lots, PointLot{ID: int64(i + 1), LeftPts: rapid.Int64Range(0, 50).Draw(t, "left"), ExpiresOn: Date(rapid.IntRange(-3, 3).Draw(t, "days"))})
			if lots[i].ExpiresOn != 0 {
				lots[i].ExpiresOn += on
			}
			if rapid.Bool().Draw(t, "sale") {
				lots[i].SlipID = new(rapid.Int64Range(1, 3).Draw(t, "slip"))
			}
		}
		left := map[int64]int64{}
		for _, l := range lots {
			left[l.ID] = l.LeftPts
		}
		points := rapid.Int64Range(0, 200).Draw(t, "points")
		check := func(takes []PointTake, rest int64) {
			sum := rest
			for _, x := range takes {
				if x.Points <= 0 || x.Points > left[x.LotID] {
					t.Fatalf("%v from %v", x, lots)
				}
				left[x.LotID] -= x.Points
				sum += x.Points
			}
			if sum != points || rest < 0 {
				t.Fatalf("%d of %d, %d left", sum, points, rest)
			}
		}
		if rapid.Bool().Draw(t, "refund") {
			check(TakeBackPoints(lots, rapid.Int64Range(1, 3).Draw(t, "of"), points, on))
			return
		}
		takes, short := SpendPoints(lots, points, on)
		check(takes, short)
		if short > 0 && UsablePoints(lots, on) != points-short {
			t.Fatalf("short although there is something")
		}
	})
}
