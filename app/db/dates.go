package db

import (
	"fmt"
	"strings"
)

// DayPlus is the SQL for a date column some days later, as the text that date
// columns hold; days may be negative.
func DayPlus(dialect, column string, days int) string {
	if dialect == "mysql" {
		return fmt.Sprintf("DATE_ADD(%s, INTERVAL %d DAY)", column, days)
	}
	return fmt.Sprintf("date(%s, '%+d days')", column, days)
}

// DayPlusColumn is the SQL for a date column as many days later as another
// expression says.
func DayPlusColumn(dialect, column, days string) string {
	if dialect == "mysql" {
		return fmt.Sprintf("DATE_ADD(%s, INTERVAL %s DAY)", column, days)
	}
	return fmt.Sprintf("date(%s, %s || ' days')", column, days)
}

// Fill replaces a %PLACE% of a constant query with SQL made by this package.
func Fill(query, place, sql string) string { return strings.ReplaceAll(query, place, sql) }

// DaysBetween is the SQL for the whole days from one date column to another.
func DaysBetween(dialect, from, to string) string {
	if dialect == "mysql" {
		return fmt.Sprintf("DATEDIFF(%s, %s)", to, from)
	}
	return fmt.Sprintf("CAST(julianday(%s) - julianday(%s) AS INTEGER)", to, from)
}
