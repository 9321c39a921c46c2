package models

import (
	"strings"
	"unicode/utf8"
)

// Length is a text from a form and how many characters its column holds.
type Length struct {
	Field string
	Value string
	Max   int
}

// MaxReason is how many characters a reason may have.
const MaxReason = 300

// CheckReason refuses a change without a reason, or with one that is longer
// than MaxReason characters. The error names the field "reason".
func CheckReason(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return Invalid("reason", "error.reason_required")
	}
	return CheckLengths(Length{Field: "reason", Value: reason, Max: MaxReason})
}

// CheckLengths reports the first text that is longer than its column.
func CheckLengths(texts ...Length) error {
	for _, l := range texts {
		if utf8.RuneCountInString(l.Value) > l.Max {
			return Invalid(l.Field, "error.value_too_long").With("Max", l.Max)
		}
	}
	return nil
}
