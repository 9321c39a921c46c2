// Package migrations holds the reviewed SQL of every schema change, once per
// engine under the same numbers. Each statement can run again after a crash
// in the middle, because MySQL commits DDL by itself.
package migrations

import "embed"

// Files are the migrations, in the folders sqlite and mysql.
//
//go:embed sqlite/*.sql mysql/*.sql
var Files embed.FS
