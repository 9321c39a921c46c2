package policy

import (
	"slices"
	"strconv"
	"strings"

	"assay/app/web"
	"assay/models"
)

// typedText is what the form holds, by field.
func typedText(c *web.Ctx) func(path string) (string, bool) {
	form := c.Request().PostArgs()
	return func(path string) (string, bool) { return c.Value("f." + path), form.Has("f." + path) }
}

// fill sets every field that the form holds; a field of a row that was added
// meanwhile stays as it is. All that cannot be read is told at once.
func fill(c *web.Ctx, body models.PolicyBody) error {
	typed := typedText(c)
	var wrong []error
	for _, f := range models.FieldsOf(body) {
		if text, sent := typed(f.Path); sent || f.Unit == models.UnitFlag {
			wrong = append(wrong, f.Set(text))
		}
	}
	return models.Together(wrong...)
}

// told names in each error the field and what was typed into it, so that it can
// be understood away from the field.
func told(c *web.Ctx, body models.PolicyBody, err error) error {
	var all []error
	for _, e := range models.Each(err) {
		label, known := labelOf(c.T, body, e.Field)
		if !known {
			all = append(all, e)
			continue
		}
		params := []any{}
		for k, v := range e.Params {
			params = append(params, k, v)
		}
		typed := typedWord(c, body, e.Field)
		key := "error.policy_field"
		if typed == "" {
			key = "error.policy_blank_field"
		}
		all = append(all, (&models.Error{Kind: e.Kind, Field: e.Field, Message: key}).With("Label", label).With("Typed", typed).With("Why", c.T(e.Message, params...)))
	}
	if len(all) == 0 {
		return err
	}
	return models.Together(all...)
}

// typedWord is what was typed into a field, a choice by its word.
func typedWord(c *web.Ctx, body models.PolicyBody, path string) string {
	typed, _ := typedText(c)(path)
	for _, f := range models.FieldsOf(body) {
		if f.Path == path && typed != "" && slices.Contains(f.Options, typed) {
			return c.T(f.Words + "." + typed)
		}
	}
	return typed
}

// labelOf is what the form calls a field, or a table of it.
func labelOf(say func(string, ...any) string, body models.PolicyBody, path string) (label string, known bool) {
	name := func(l models.PolicyLabel) string {
		if l.Key == "" {
			return l.Name
		}
		return say(l.Key, "Name", l.Name)
	}
	for _, s := range body.Sections() {
		if s.Key == path {
			return name(s.Title), true
		}
		for _, f := range s.Fields {
			if f.Path == path {
				return name(f.Label), true
			}
		}
		for _, r := range s.Rows {
			for _, f := range r.Fields {
				if f.Path == path {
					return name(r.Label) + " · " + name(f.Label), true
				}
			}
		}
	}
	return "", false
}

// pressed splits a button: "add.levels", "drop.levels.2", "unfactor.external.x",
// "factor", "simulate". A section may have points in its name.
func pressed(button string) (do, section string, row int) {
	do, section, _ = strings.Cut(button, ".")
	if at := strings.LastIndex(section, "."); do == "drop" && at >= 0 {
		row, _ = strconv.Atoi(section[at+1:])
		section = section[:at]
	}
	return do, section, row
}

// grow does to a draft's tables what the button says; field is the outside data
// that becomes a factor.
func grow(body models.PolicyBody, button, field string) error {
	do, section, row := pressed(button)
	rows, growing := body.(models.GrowingBody)
	factors, factored := body.(models.FactorBody)
	switch {
	case do == "add" && growing:
		rows.AddRow(section)
	case do == "drop" && growing:
		rows.DropRow(section, row)
	case do == "factor" && factored:
		return factors.AddFactor(field)
	case do == "unfactor" && factored:
		factors.DropFactor(section)
	}
	return nil
}
