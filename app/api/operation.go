package api

import (
	"context"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"
	"gorm.io/gorm"

	"assay/app/web"
	"assay/models"
)

// operation is one line of the table: what is asked, and the permission it
// needs. Status is that of success, 200 unless told.
type operation struct {
	method string
	path   string
	need   models.Permission
	tag    string
	name   string
	about  string
	status int
}

func (o operation) with(status int) operation { o.status = status; return o }

// call is one request of a token's user.
type call struct {
	context.Context
	web.Visitor
	q    *gorm.DB
	on   models.Date
	need models.Permission
	say  func(key string, params map[string]any) string // in the language asked for
}

// scope is what the user may see for the permission of the operation.
func (c *call) scope() models.Scope { return c.Actor.Scope(c.need) }

type callKey struct{}

// reply is an answer with its body.
type reply[T any] struct{ Body T }

// add registers an operation whose handler gets the caller and the input.
func add[I, T any](s *server, o operation, h func(*call, *I) (T, error)) {
	s.web.Record(o.method, fiberPath(o.path), o.need)
	huma.Register(s.api, s.operation(o), func(ctx context.Context, in *I) (*reply[T], error) {
		body, err := h(callOf(ctx), in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return &reply[T]{body}, nil
	})
}

// paper is a document as PDF.
type paper struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// addPaper registers an operation that answers with a PDF and its name.
func addPaper(s *server, o operation, h func(*call, int64) (name string, pdf []byte, err error)) {
	s.web.Record(o.method, fiberPath(o.path), o.need)
	op := s.operation(o)
	op.Responses = map[string]*huma.Response{"200": {Description: "The paper.", Content: map[string]*huma.MediaType{
		"application/pdf": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
	huma.Register(s.api, op, func(ctx context.Context, in *ByID) (*paper, error) {
		name, pdf, err := h(callOf(ctx), in.ID)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return &paper{"application/pdf", `attachment; filename="` + web.FileName(name) + `.pdf"`, pdf}, nil
	})
}

func fiberPath(path string) string {
	return Base + strings.NewReplacer("{", ":", "}", "").Replace(path)
}

func callOf(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) } //nolint:errcheck // guard put it there

// operation describes o, guarded.
func (s *server) operation(o operation) huma.Operation {
	return huma.Operation{OperationID: o.name, Method: o.method, Path: Base + o.path, Summary: o.about, Tags: []string{o.tag},
		Description: "Needs the permission " + string(o.need) + ".", DefaultStatus: o.status, MaxBodyBytes: 1 << 20,
		Security: []map[string][]string{{"token": {}}}, Errors: []int{400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503},
		Middlewares: huma.Middlewares{s.guard(o)}}
}

// guard lets in who holds a token with the permission, and only requests that
// the operation describes. It answers before the body is looked at.
func (s *server) guard(o operation) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		fc := humafiber.Unwrap(ctx)
		work, cancel := web.Timed(fc)
		defer cancel()
		v, err := s.visitor(work, fc, o.need)
		if err == nil {
			err = wellFormed(ctx, fc)
		}
		if err != nil {
			s.refuse(fc, err)
			return
		}
		c := &call{Context: work, Visitor: v, q: s.DB.Read(work), on: s.Clock.Moment().On, need: o.need,
			say: func(key string, params map[string]any) string { return s.web.Say(fc, key, params) }}
		ctx = huma.WithValue(ctx, requestKey{}, requestOf{s, fc})
		next(huma.WithValue(ctx, callKey{}, c))
	}
}

// visitor is whom the bearer token acts for. A cookie counts for nothing here.
func (s *server) visitor(ctx context.Context, fc *fiber.Ctx, need models.Permission) (web.Visitor, error) {
	token, ok := strings.CutPrefix(fc.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		return web.Visitor{}, errNoToken
	}
	v, err := s.web.Bearer(ctx, token)
	switch {
	case models.KindOf(err) == models.KindUnauthenticated:
		return v, errNoToken
	case err != nil:
		return v, err
	case v.MustEnroll:
		return v, models.Forbidden("error.second_factor_needed")
	case !v.Actor.Can(need):
		return v, models.Forbidden("error.forbidden")
	}
	return v, nil
}

var errNoToken = &models.Error{Kind: models.KindUnauthenticated, Message: "error.token_needed"}

// wellFormed refuses a body that is not JSON and parameters nobody knows: a
// mistyped filter must not silently select everything.
func wellFormed(ctx huma.Context, fc *fiber.Ctx) error {
	op := ctx.Operation()
	if op.RequestBody != nil {
		kind, _, err := mime.ParseMediaType(fc.Get("Content-Type"))
		if err != nil || kind != "application/json" {
			return fiber.NewError(http.StatusUnsupportedMediaType)
		}
	}
	for name := range fc.Queries() {
		if !slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.In == "query" && p.Name == name }) {
			return models.Invalid(name, "error.parameter_unknown")
		}
	}
	return nil
}
