// Package mutants proves that the tests of the money core can fail: it takes
// one guard away at a time and wants the test that stands for it to notice.
package mutants

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mutant is the product with one guard taken away: in a file, the text that is
// there once and what stands in its place. The tests named must fail then.
type mutant struct {
	file, text, instead string
	pkg, tests          string
	quick               bool // tried on every run; the others under ASSAY_TEST=nightly or release
}

func TestEveryGuardIsMissed(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("skipped: no go command to build mutants with")
	}
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	all := os.Getenv("ASSAY_TEST") == "nightly" || os.Getenv("ASSAY_TEST") == "release"
	for _, m := range mutants {
		t.Run(m.name(), func(t *testing.T) {
			overlay := m.overlay(t, root)
			if !all && !m.quick {
				t.Skip("skipped: ASSAY_TEST=nightly tries it")
			}
			if strings.HasSuffix(m.tests, "/mariadb") {
				if _, err := exec.LookPath("mariadbd"); err != nil {
					t.Skip("skipped: no mariadbd for the test that notices")
				}
			}
			require.Regexp(t, regexp.MustCompile(`(?m)^(\s*--- FAIL: |panic: test timed out)`), m.run(t, root, overlay), "%s lives without %q", m.pkg, m.text)
		})
	}
}

var odd = regexp.MustCompile(`[^A-Za-z0-9]+`)

func (m mutant) name() string {
	text := odd.ReplaceAllString(m.text, "_")
	return strings.TrimSuffix(m.file, ".go") + "_" + text[:min(50, len(text))]
}

// overlay is a file that tells the go command to read the mutant's text in
// place of the file's, so that the folder stays as it is.
func (m mutant) overlay(t *testing.T, root string) string {
	t.Helper()
	file := filepath.Join(root, m.file)
	source, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(source), m.text), "%s holds %q once", m.file, m.text)
	changed := filepath.Join(t.TempDir(), "mutant.go")
	require.NoError(t, os.WriteFile(changed, []byte(strings.Replace(string(source), m.text, m.instead, 1)), 0o600))
	list, err := json.Marshal(map[string]map[string]string{"Replace": {file: changed}})
	require.NoError(t, err)
	name := filepath.Join(t.TempDir(), "overlay.json")
	require.NoError(t, os.WriteFile(name, list, 0o600))
	return name
}

// run is what the tests say of the mutant; a mutant that does not build fails
// this test, since then nothing was tried.
func (m mutant) run(t *testing.T, root, overlay string) string {
	t.Helper()
	c := exec.Command("go", "test", "-overlay="+overlay, "-vet=off", "-count=1", "-timeout=45s", "-run="+m.tests, "./"+m.pkg)
	c.Dir = root
	c.Env = append(os.Environ(), "ASSAY_TEST=", "ASSAY_REQUIRE=")
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	require.NotRegexp(t, `build failed|setup failed|no tests to run`, string(out))
	return string(out)
}
