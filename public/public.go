// Package public holds the style sheets, the script and the pictures.
package public

import "embed"

// Files are the sources that are bundled at start.
//
//go:embed css js img
var Files embed.FS
