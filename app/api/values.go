package api

import (
	"github.com/danielgtaylor/huma/v2"

	"assay/app/web"
	"assay/models"
)

// moneyOut and dateOut tell the OpenAPI document how models.Money and
// models.Date are written; models knows nothing of it.
type (
	moneyOut string
	dateOut  string
)

// Schema is a decimal string in yuan.
func (moneyOut) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^-?[0-9]{1,17}\.[0-9]{2}$`, Examples: []any{"1234.56"}, Description: "Yuan."}
}

// Schema is a day, or empty for none.
func (dateOut) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^([0-9]{4}-[0-9]{2}-[0-9]{2})?$`, Examples: []any{"2026-06-01"}}
}

// amount is money as a client sends it. It is read with the name of its field,
// so that the problem can point there.
type amount string

// Schema is a decimal string with at most two places.
func (amount) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^-?[0-9]{1,14}(\.[0-9]{1,2})?$`, Examples: []any{"1234.56"}, Description: "Yuan."}
}

func (a amount) read(field string) (models.Money, error) {
	if a == "" {
		return 0, nil
	}
	m, err := models.ParseMoney(string(a))
	return m, models.OnField(err, field)
}

// day is a calendar day as a client sends it.
type day string

// Schema is a day that exists.
func (day) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Examples: []any{"2026-06-01"}}
}

// read gives the zero Date for none.
func (d day) read(field string) (models.Date, error) {
	on, err := models.ParseDate(string(d))
	return on, models.OnField(err, field)
}

// or reads the day, or takes another for none.
func (d day) or(field string, other models.Date) (models.Date, error) {
	on, err := d.read(field)
	if err == nil && on.IsZero() {
		on = other
	}
	return on, err
}

// grams is a weight as it goes in and out.
type grams string

// Schema is a decimal string with at most three places.
func (grams) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^[0-9]{1,9}(\.[0-9]{1,3})?$`, Examples: []any{"12.345"}, Description: "Grams."}
}

func (g grams) read(field string) (models.Weight, error) {
	if g == "" {
		return 0, nil
	}
	w, err := models.ParseWeight(string(g))
	return w, models.OnField(err, field)
}

func gramsOf(w models.Weight) grams { return grams(w.String()) }

// text is what a person wrote, without what cannot be shown.
type text string

func (t text) clean() string { return web.Clean(string(t)) }

// ByID is an operation on one thing.
type ByID struct {
	ID int64 `path:"id" minimum:"1" maximum:"9007199254740991"`
}

// Paging is which part of a list is wanted.
type Paging struct {
	Page  int `query:"page" minimum:"1" maximum:"100000" default:"1"`
	Limit int `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (p Paging) offset() int { return (p.Page - 1) * p.Limit }

// List is a part of all rows; Total counts all of it.
type List[T any] struct {
	Items []T   `json:"items"`
	Total int64 `json:"total"`
	Page  int   `json:"page"`
	Limit int   `json:"limit"`
}

// listOf shows rows of a page.
func listOf[R, T any](p Paging, rows []R, total int64, show func(R) T) List[T] {
	return List[T]{Items: each(rows, show), Total: total, Page: p.Page, Limit: p.Limit}
}

// each shows rows; no rows are an empty list.
func each[R, T any](rows []R, show func(R) T) []T {
	out := make([]T, 0, len(rows))
	for _, r := range rows {
		out = append(out, show(r))
	}
	return out
}

// some is a pointer for a value that is left out when it is zero.
func some[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
