package app_test

import (
	"compress/gzip"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/models"
)

// What travels is small: texts are packed for whoever reads that, and what is
// packed already, or streamed, is left alone.
func TestTextsTravelPacked(t *testing.T) {
	x := newWorld(t, apptest.SQLite(t))
	p := x.enter(t, models.RoleFinance)
	get := func(path, encodings string) reply {
		return send(t, x.app.Web, p, "GET", path, nil, "Accept-Encoding", encodings)
	}
	bare, packed := get("/finance/agents", ""), get("/finance/agents", "gzip, br")
	require.Equal(t, "gzip", packed.header.Get("Content-Encoding"))
	require.Equal(t, "Accept-Encoding", packed.header.Get("Vary"))
	require.Empty(t, bare.header.Get("Content-Encoding"))
	r, err := gzip.NewReader(strings.NewReader(packed.body))
	require.NoError(t, err)
	html, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, plain(bare, ""), plain(reply{body: string(html), header: packed.header}, ""))
	require.Less(t, len(packed.body), len(bare.body)/2)
	require.NotEqual(t, tokenField.FindString(bare.body), tokenField.FindString(string(html)), "the form token never looks the same twice")

	sheet := regexp.MustCompile(`/assets/app\.[0-9a-f]+\.css`).FindString(bare.body)
	css := get(sheet, "br")
	require.Equal(t, "br", css.header.Get("Content-Encoding"))
	unpacked, err := io.ReadAll(brotli.NewReader(strings.NewReader(css.body)))
	require.NoError(t, err)
	require.Equal(t, get(sheet, "").body, string(unpacked))
	require.Equal(t, "gzip", get(sheet, "gzip").header.Get("Content-Encoding"))

	for _, path := range []string{"/finance/statements/" + x.ids["statement"].own + "/pdf", "/finance/agents?format=xlsx"} {
		require.Empty(t, get(path, "gzip, br").header.Get("Content-Encoding"), path)
	}
}
