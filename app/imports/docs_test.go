package imports_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/imports"
	"assay/models"
)

// Every map in docs/import, and the one in its README, is one that the import
// takes, and the README names every field.
func TestDocumentedMapsAreMaps(t *testing.T) {
	paths, err := filepath.Glob(root + "docs/import/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	readme, err := os.ReadFile(root + "docs/import/README.md")
	require.NoError(t, err)
	_, example, ok := strings.Cut(string(readme), "```json\n")
	require.True(t, ok)
	example, _, _ = strings.Cut(example, "```")
	_, err = imports.ReadMap(strings.NewReader(example))
	require.NoError(t, err)
	for _, path := range paths {
		f, err := os.Open(path)
		require.NoError(t, err)
		_, err = imports.ReadMap(f)
		require.NoError(t, err, path)
		require.NoError(t, f.Close())
		require.Contains(t, string(readme), "`"+filepath.Base(path)+"`")
	}
	for _, name := range imports.FieldNames() {
		require.Contains(t, string(readme), name)
	}
}

// Every message that the import makes has a text in both languages.
func TestReasonsAreWords(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, part := range strings.Split(string(b), `"error.`)[1:] {
			key, _, _ := strings.Cut("error."+part, `"`)
			if key == "error." {
				continue
			}
			for _, lang := range []string{"zh-CN", "en"} {
				text := imports.Reason(&models.Error{Message: key}, lang)
				require.NotEqual(t, strings.TrimPrefix(key, "error."), text, key)
			}
		}
	}
}
