package models

// Who is a person (or job) as documents remember it.
type Who struct {
	ID   int64
	Name string
}

// System is the author of what jobs do.
var System = Who{Name: "assay"}
