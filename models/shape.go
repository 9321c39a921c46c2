package models

import (
	"regexp"
	"strings"
)

var (
	codeShape  = regexp.MustCompile(`^[\p{L}\p{N}._-]+$`)
	emailShape = regexp.MustCompile(`^[^\s@,;<>"]+@([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]*[\p{L}\p{N}]$`)
)

// CheckCode is invalid on the field for a code of anything but letters,
// digits, hyphens, underscores and dots: it stands in addresses and files.
func CheckCode(field, code string) error {
	if !codeShape.MatchString(code) {
		return Invalid(field, "error.code_shape")
	}
	return nil
}

// CheckEmail is invalid on the field for what no mail can be sent to; an empty
// one is no address and fine.
func CheckEmail(field, email string) error {
	if email != "" && (!emailShape.MatchString(email) || strings.Contains(email, "..")) {
		return Invalid(field, "error.email_shape")
	}
	return nil
}
