package models

import (
	"errors"
	"fmt"
	"slices"
)

// Kind says what sort of failure an Error is; the web layer maps each kind to
// one HTTP status and page.
type Kind string

// The kinds and their statuses: 422, 400, 401, 403, 404, 409, 409, 413, 429, 503.
const (
	KindInvalid         Kind = "invalid"
	KindMalformed       Kind = "malformed" // an address that asks for what there is not, not something typed
	KindUnauthenticated Kind = "unauthenticated"
	KindForbidden       Kind = "forbidden"
	KindNotFound        Kind = "not_found"
	KindConflict        Kind = "conflict"
	KindRefused         Kind = "refused"
	KindTooLarge        Kind = "too_large"
	KindTooMany         Kind = "too_many"
	KindUnavailable     Kind = "unavailable"
)

// Error is a failure that a person can act on. Message is a key of the text
// catalogue, Params fill its placeholders, Field names the input at fault.
type Error struct {
	Kind    Kind
	Field   string
	Message string
	Params  map[string]any
	Asks    bool // a question: the same again, confirmed, is done
}

func (e *Error) Error() string {
	if e.Field != "" {
		return fmt.Sprintf("%s: %s: %s %v", e.Kind, e.Field, e.Message, e.Params)
	}
	return fmt.Sprintf("%s: %s %v", e.Kind, e.Message, e.Params)
}

// Is matches errors of the same kind and message, whatever their parameters.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Message == e.Message
}

// With returns a copy with one more placeholder value.
func (e *Error) With(name string, value any) *Error {
	c := *e
	c.Params = map[string]any{name: value}
	for k, v := range e.Params {
		c.Params[k] = v
	}
	return &c
}

// On returns a copy that names the input at fault.
func (e *Error) On(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// OnField names the input at fault in an Error; any other error stays as it is.
func OnField(err error, field string) error {
	var e *Error
	if errors.As(err, &e) {
		return e.On(field)
	}
	return err
}

// UnderField puts a prefix before the field of an Error: a page that holds
// several forms gives each of their fields a name of its own.
func UnderField(prefix string, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Field != "" {
		return e.On(prefix + e.Field)
	}
	return err
}

// Invalid is an input that breaks a rule.
func Invalid(field, message string) *Error {
	return &Error{Kind: KindInvalid, Field: field, Message: message}
}

func asking(field, message string) *Error {
	return &Error{Kind: KindInvalid, Field: field, Message: message, Asks: true}
}

// Asks tells that all of an error are questions.
func Asks(err error) bool {
	each := Each(err)
	return len(each) > 0 && !slices.ContainsFunc(each, func(e *Error) bool { return !e.Asks })
}

// NotFound is a thing that does not exist for this person; what lies outside
// the person's scope is reported the same way.
func NotFound(noun string) *Error {
	return &Error{Kind: KindNotFound, Message: "error.not_found", Params: map[string]any{"Noun": noun}}
}

// Conflict is a change that no longer fits the present state.
func Conflict(message string) *Error { return &Error{Kind: KindConflict, Message: message} }

// Forbidden is a right that the person does not have.
func Forbidden(message string) *Error { return &Error{Kind: KindForbidden, Message: message} }

// ErrOverflow is an amount that no longer fits 64 bits.
var ErrOverflow = Invalid("", "error.amount_too_large")

// Refusal is a business rule saying no: the thing is well formed and allowed,
// but not now. Shortfall is what is missing, in fen, where that is the reason.
type Refusal struct {
	Reason    string
	Shortfall Money
	Params    map[string]any
}

func (r *Refusal) Error() string { return fmt.Sprintf("refused: %s (short %s)", r.Reason, r.Shortfall) }

// Is matches refusals for the same reason.
func (r *Refusal) Is(target error) bool {
	t, ok := target.(*Refusal)
	return ok && t.Reason == r.Reason
}

// KindOf is the kind of err, or "" when it is not one a person can act on.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	var r *Refusal
	if errors.As(err, &r) {
		return KindRefused
	}
	return ""
}
