package models

import (
	"errors"
	"slices"
)

// Together joins what is wrong with a form, so that a person is told all of it
// at once: the first error of each field, in the order given. Nil when nothing
// is wrong; an error that nobody can act on comes alone.
func Together(errs ...error) error {
	var fields []string
	var all []error
	for _, err := range errs {
		if err != nil && len(Each(err)) == 0 {
			return err
		}
		for _, e := range Each(err) {
			if !slices.Contains(fields, e.Field) {
				fields, all = append(fields, e.Field), append(all, e)
			}
		}
	}
	return errors.Join(all...)
}

// Each takes errors apart that were put together: those that a person can act
// on, in their order.
func Each(err error) []*Error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*Error
		for _, one := range many.Unwrap() {
			all = append(all, Each(one)...)
		}
		return all
	}
	var e *Error
	if errors.As(err, &e) {
		return []*Error{e}
	}
	return nil
}
