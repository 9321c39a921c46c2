package bench

import (
	"slices"
	"time"
)

// percentile is the wait that a share of all waits does not exceed.
func percentile(waits [][]time.Duration, share float64) time.Duration {
	all := slices.Concat(waits...)
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[min(len(all)-1, int(share*float64(len(all))))]
}
