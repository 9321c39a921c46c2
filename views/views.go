// Package views holds the templates: layouts, partials, and a folder per role.
package views

import "embed"

// Files are all templates.
//
//go:embed */*.html */*/*.html
var Files embed.FS
