package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestASlotIsReadInBusinessTime(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	now := time.Date(2026, 6, 1, 4, 5, 6, 0, time.UTC)
	for text, want := range map[string]string{
		"": "2026-06-01T04:05:06Z", "2026-05-31": "2026-05-31T04:00:00Z", "2026-05-31T02:00": "2026-05-30T18:00:00Z",
		"2026-05-31 02:00": "2026-05-30T18:00:00Z", "2026-05-31T02:00:00Z": "2026-05-31T02:00:00Z",
	} {
		got, err := slotOf(text, now, zone)
		require.NoError(t, err)
		require.Equal(t, want, got.UTC().Format(time.RFC3339), text)
	}
	_, err := slotOf("tomorrow", now, zone)
	require.Error(t, err)
}
