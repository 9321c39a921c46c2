package web

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFormTokenLooksDifferentEachTimeAndIsTheSame(t *testing.T) {
	token := strings.Repeat("aZ_-9", 9)
	one, two := mask(token), mask(token)
	require.NotEqual(t, one, two)
	require.NotContains(t, one, token)
	require.Equal(t, token, unmask(one, token))
	require.Equal(t, token, unmask(two, token))
	require.Equal(t, token, unmask(token, token), "a client that makes its own")
	for _, wrong := range []string{"", "x", "%%%", mask("another"), one[:len(one)-4], one + "AAAA"} {
		require.NotEqual(t, token, unmask(wrong, token), wrong)
	}
	require.Empty(t, unmask("", ""))
}

func TestWhatShrinks(t *testing.T) {
	for kind, want := range map[string]bool{"text/html; charset=utf-8": true, "text/csv; charset=utf-8": true, "application/json": true, "application/problem+json": true,
		"application/pdf": false, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": false, "image/jpeg": false, "application/zip": false, "": false} {
		require.Equal(t, want, shrinks(kind), kind)
	}
}
