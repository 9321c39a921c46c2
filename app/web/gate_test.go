package web

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/models"
)

func TestOnePersonAndAllTogetherAreBounded(t *testing.T) {
	w := &Web{}
	work := Work{own: 2, all: 3, wait: 7}
	enter := func(user int64) func() {
		leave, err := w.Enter(work, user)
		require.NoError(t, err)
		return leave
	}
	refused := func(user int64, key string) {
		t.Helper()
		_, err := w.Enter(work, user)
		require.Equal(t, models.KindTooMany, models.KindOf(err))
		require.Equal(t, key, explain(err).Key)
		require.Equal(t, 7, explain(err).Params[retryAfter])
	}
	first, second := enter(1), enter(1)
	refused(1, "error.busy_own")
	third := enter(2)
	refused(3, "error.busy_all")
	_, err := w.Enter(Work{own: 1, all: 1}, 1)
	require.NoError(t, err, "other work is counted apart")
	first()
	first() // once is enough
	enter(3)
	refused(4, "error.busy_all")
	second()
	third()
	require.Equal(t, map[int64]int{0: 1, 3: 1}, w.gates.by[work], "who is done leaves nothing behind")
}
