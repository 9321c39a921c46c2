package catalog

import "strconv"

// field names an input of line i, as forms and the API number them.
func field(i int, name string) string { return "lines." + strconv.Itoa(i) + "." + name }
