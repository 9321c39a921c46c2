package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"assay/app/web"
	"assay/models"
)

// huma has one way to make errors for all of its interfaces; this process has
// one interface.
func init() {
	huma.NewError = func(status int, _ string, _ ...error) huma.StatusError { return &web.Problem{Status: status} }
	huma.NewErrorWithContext = malformed
	huma.ValidateStrictCasing = true
}

type requestKey struct{}

// requestOf is how a request finds back to the web layer.
type requestOf struct {
	*server
	fc *fiber.Ctx
}

// requestIn is what guard put into every request's context.
func requestIn(ctx context.Context) requestOf { return ctx.Value(requestKey{}).(requestOf) } //nolint:errcheck // see above

// problem is an error of a verb as the client is told. The request key of a
// form is the header of a client.
func (s *server) problem(ctx context.Context, err error) error {
	var e *models.Error
	if errors.As(err, &e) && (e.Field == "request_key" || e.Field == "source_key") {
		err = e.On("Idempotency-Key")
	}
	return s.web.ProblemOf(requestIn(ctx).fc, err)
}

// refuse answers before huma had its turn.
func (s *server) refuse(fc *fiber.Ctx, err error) {
	if err := s.web.SendProblem(fc, err); err != nil {
		fc.Status(http.StatusInternalServerError)
	}
}

// malformed tells what huma found wrong with a request: every field at fault,
// in our words.
func malformed(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
	r := requestIn(ctx.Context())
	if status != http.StatusUnprocessableEntity {
		if len(errs) > 0 && status >= 500 {
			return r.web.ProblemOf(r.fc, errs[0])
		}
		return r.web.ProblemOf(r.fc, fiber.NewError(status))
	}
	var first *web.Problem
	for _, err := range errs {
		p := r.web.ProblemOf(r.fc, faultOf(err))
		if first == nil || p.Status == http.StatusNotFound {
			first = p
			continue
		}
		first.Errors = append(first.Errors, p.Errors...)
	}
	return first
}

// faultOf says one of huma's findings with the field at fault. An id that is
// none is as unknown as a missing row.
func faultOf(err error) error {
	d := &huma.ErrorDetail{Message: err.Error()}
	if x, ok := err.(huma.ErrorDetailer); ok {
		d = x.ErrorDetail()
	}
	in, field, _ := strings.Cut(d.Location, ".")
	field = strings.NewReplacer("[", ".", "]", "").Replace(field)
	name, required := strings.CutPrefix(d.Message, "expected required property ")
	switch {
	case in == "path":
		return models.NotFound("noun.page")
	case required:
		name, _, _ = strings.Cut(name, " ")
		return models.Invalid(strings.TrimPrefix(field+"."+name, "."), "error.field_required")
	case strings.HasPrefix(d.Message, "required "):
		return models.Invalid(field, "error.field_required")
	case d.Message == "unexpected property":
		return models.Invalid(field, "error.field_unknown")
	}
	return models.Invalid(field, "error.field_value")
}
