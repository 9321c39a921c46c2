package imports

import "testing"

// SetRunLength makes runs on disk short for one test.
func SetRunLength(t *testing.T, n int) {
	old := runLength
	runLength = n
	t.Cleanup(func() { runLength = old })
}

// FieldNames are the names of all documented fields.
func FieldNames() []string {
	var names []string
	for _, fields := range formats {
		for _, f := range fields {
			names = append(names, f.name)
		}
	}
	return names
}
