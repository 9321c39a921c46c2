package jobs

import (
	"context"
	"fmt"
	"time"
)

// standstill is how long no lease may move. The audit trail is sealed every
// minute, so a living runner moves one each minute.
const standstill = 10 * time.Minute

// Healthy is an error when no process, this or another, has run a job for
// longer than standstill: no lease is held and none was settled. since is when
// this process began; a book that was asleep is given that time to wake.
func (r *Runner) Healthy(ctx context.Context, since time.Time) error {
	now := r.Clock.Now()
	if now.Sub(since) < standstill {
		return nil
	}
	known, err := leases(r.DB.Read(ctx), r.DB.Dialect())
	if err != nil {
		return err
	}
	newest := time.Time{}
	for _, l := range known {
		if l.Held {
			return nil
		}
		if l.settled().After(newest) {
			newest = l.settled()
		}
	}
	if age := now.Sub(newest); age > standstill {
		return fmt.Errorf("jobs: nothing has run for %s", age.Truncate(time.Second))
	}
	return nil
}
