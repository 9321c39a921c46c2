// Package pages opens every page of the product in a browser, as everybody.
package pages

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/e2e"
)

func TestMain(m *testing.M) { e2e.Main(m) }

// Every page of the product, as everybody who may open it. A run looks at each
// page once, each time as somebody else, the main ones as who works there; a nightly run at all of them as
// everybody, and at twelve in every shape.
func TestEveryPageAsEverybody(t *testing.T) {
	s := e2e.Serve(t)
	people := s.Everybody(t)
	routes := s.Crawl(e2e.Browser(t), t, people, false)
	s.Linked(t)
	require.Greater(t, len(routes), 60)
}
