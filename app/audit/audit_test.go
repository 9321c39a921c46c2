package audit_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

func noFence(*db.Tx) error { return nil }

// trail is three sealed entries of 2026-06-01 and one of the day after.
func trail(t *testing.T, d *db.DB) *audit.Service {
	s := &audit.Service{DB: d, Key: []byte("key")}
	ctx := context.Background()
	clock := apptest.NewClock("2026-06-01")
	for i, action := range []string{"limit.set", "user.add", "limit.set", "hold.release"} {
		if i == 3 {
			clock.Set("2026-06-02")
		}
		at := models.MomentOf(clock.Now(), apptest.Shanghai)
		require.NoError(t, s.Record(ctx, at, apptest.Finance, audit.Act{Action: action, SubjectKind: "agent", SubjectID: int64(i), Subject: "=A1", Reason: "why", Detail: map[string]int{"n": i}}))
	}
	n, err := s.Seal(ctx, noFence)
	require.NoError(t, err)
	require.Equal(t, 4, n)
	return s
}

func TestTheChainShowsWhatWasChangedOrRemoved(t *testing.T) {
	for name, statement := range map[string]string{
		"changed":   "UPDATE audit_entries SET reason = 'because' WHERE subject_id = 2",
		"removed":   "DELETE FROM audit_entries WHERE subject_id = 2",
		"unchained": "DELETE FROM audit_seals WHERE seq = 3",
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Engines(t, func(t *testing.T, d *db.DB) {
				s, ctx := trail(t, d), context.Background()
				head, err := s.Verify(ctx)
				require.NoError(t, err)
				require.EqualValues(t, 4, head.Count)
				require.Len(t, head.Hash, 64)
				require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Change(statement); return err }))
				_, err = s.Verify(ctx)
				var broken *audit.Broken
				require.True(t, errors.As(err, &broken), "%v", err)
				require.EqualValues(t, 3, broken.Position)
			})
		})
	}
}
