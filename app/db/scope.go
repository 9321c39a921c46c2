package db

import (
	"strings"

	"assay/models"
)

// Within is the condition that keeps rows inside a scope, for a query where
// alias names the agents table. An empty scope keeps nothing.
func Within(s models.Scope, alias string) (string, []any) {
	if s.All {
		return "1 = 1", nil
	}
	var parts []string
	var args []any
	for _, p := range s.Regions {
		parts, args = append(parts, alias+".region_path LIKE ?"), append(args, p+"%")
	}
	for _, p := range s.Trees {
		parts, args = append(parts, alias+".path LIKE ?"), append(args, p+"%")
	}
	for _, id := range s.Agents {
		parts, args = append(parts, alias+".id = ?"), append(args, id)
	}
	if len(parts) == 0 {
		return "1 = 0", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// WithinRegions is the condition that keeps sums per region inside a scope, for
// a query where alias names the regions table. Sums of regions are for people
// of the headquarters: trees and single agents see none.
func WithinRegions(s models.Scope, alias string) (string, []any) {
	if s.All {
		return "1 = 1", nil
	}
	var parts []string
	var args []any
	for _, p := range s.Regions {
		parts, args = append(parts, alias+".path LIKE ?"), append(args, p+"%")
	}
	if len(parts) == 0 {
		return "1 = 0", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// WithinStores is the condition that keeps rows inside a scope, for a query
// where alias names the stores table. People of agents see the stores of none.
func WithinStores(s models.Scope, alias string) (string, []any) {
	if s.All {
		return "1 = 1", nil
	}
	var parts []string
	var args []any
	for _, p := range s.Regions {
		parts, args = append(parts, alias+".region_id IN (SELECT r.id FROM regions r WHERE r.path LIKE ?)"), append(args, p+"%")
	}
	for _, id := range s.Stores {
		parts, args = append(parts, alias+".id = ?"), append(args, id)
	}
	if len(parts) == 0 {
		return "1 = 0", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// Like escapes what a person typed for a LIKE with ESCAPE '!'.
func Like(s string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s) + "%"
}
