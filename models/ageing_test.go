package models

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestBucketOf(t *testing.T) {
	due := MustDate("2026-01-31")
	for _, r := range textTable(t, `
		days late | bucket
		-400      | -1
		-1        | -1
		0         | -1
		1         | 0
		30        | 0
		31        | 1
		60        | 1
		61        | 2
		90        | 2
		91        | 3
		180       | 3
		181       | 4
		360       | 4
		361       | 5
		9999      | 5`) {
		require.Equal(t, r.num("bucket"), BucketOf(due.AddDays(r.num("days late")), due), r.line)
	}
	require.Len(t, AgeingBounds, Buckets-1)
}

func TestAgeingTotalsWhatWentIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asOf := anyDay.Draw(t, "as of")
		var a, left, right Ageing
		var receivable, overdue, over90 Money
		for i := range rapid.IntRange(0, 30).Draw(t, "items") {
			due := asOf.AddDays(rapid.IntRange(-500, 500).Draw(t, "due"))
			debit := Money(rapid.Int64Range(0, 1e9).Draw(t, "debit"))
			credit := -Money(rapid.Int64Range(0, 1e6).Draw(t, "credit"))
			receivable += debit + credit
			if due < asOf {
				overdue += debit
			}
			if asOf.DaysSince(due) > 90 {
				over90 += debit
			}
			a.Add(asOf, due, debit, credit)
			half := &left
			if i%2 == 0 {
				half = &right
			}
			half.Add(asOf, due, debit, credit)
		}
		a.Unallocated = Money(rapid.Int64Range(0, 1e9).Draw(t, "unallocated"))
		left.Unallocated = a.Unallocated
		require.Equal(t, receivable, a.Receivable())
		require.Equal(t, receivable-a.Unallocated, a.Total())
		require.Equal(t, overdue, a.Overdue())
		require.Equal(t, over90, a.OverdueOver(90))
		require.Equal(t, overdue, a.OverdueOver(0))
		require.Equal(t, a, left.Plus(right), "the parts' ageings sum to the whole's")
	})
}

func TestEarlySignalIsTheShareOfOldClaims(t *testing.T) {
	asOf := MustDate("2026-06-30")
	var a Ageing
	require.Nil(t, EarlySignal(a))
	a.Add(asOf, asOf, 8000, -5000)
	a.Add(asOf, asOf.AddDays(-90), 1000, 0)
	require.Equal(t, Rate(0), *EarlySignal(a))
	a.Add(asOf, asOf.AddDays(-91), 1000, 0)
	a.Unallocated = 9999
	require.Equal(t, Rate(100_000), *EarlySignal(a), "credits and receipts hide nothing")
}

func TestBucketStartsAreBucketOf(t *testing.T) {
	asOf := MustDate("2026-06-12")
	starts := BucketStarts(asOf)
	for due := asOf.AddDays(-800); due <= asOf.AddDays(40); due++ {
		bucket := len(starts) - 1
		for i, start := range starts {
			if due >= start {
				bucket = i - 1
				break
			}
		}
		require.Equal(t, BucketOf(asOf, due), bucket, "%s", due)
	}
}
