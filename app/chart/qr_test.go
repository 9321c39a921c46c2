package chart

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQR(t *testing.T) {
	svg, err := QR("https://portal.example/verify/ABC", `a "title"`)
	require.NoError(t, err)
	require.Contains(t, svg, `aria-label="a &#34;title&#34;"`)
	require.Contains(t, svg, `d="M0 0h7v1h-7z`, "the finder pattern stands in the corner")
	again, err := QR("https://portal.example/verify/ABC", `a "title"`)
	require.NoError(t, err)
	require.Equal(t, svg, again)
	_, err = QR(strings.Repeat("x", 5000), "too long")
	require.Error(t, err)
}
