package web

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"assay/models"
)

// Problem is an error as the API tells it (RFC 9457). Code is the key of the
// text catalogue, which does not change with the language of Detail.
type Problem struct {
	Type      string         `json:"type" doc:"Always about:blank; code tells problems apart."`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail" doc:"What is wrong, in the language of Accept-Language (zh-CN or en)."`
	Code      string         `json:"code" doc:"A stable key of the problem."`
	RequestID string         `json:"request_id" doc:"Quote it when asking for help."`
	Errors    []ProblemField `json:"errors,omitempty" doc:"The inputs at fault."`
}

// ProblemField is one input at fault.
type ProblemField struct {
	Location string `json:"location" doc:"The field, parameter or header: amount, lines.0.quantity, Idempotency-Key."`
	Message  string `json:"message"`
}

// Error is what is wrong.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of problems, whatever would be sent otherwise.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// ProblemOf maps an error to what the API says of it, with the field at fault,
// and logs what nobody expected.
func (w *Web) ProblemOf(fc *fiber.Ctx, err error) *Problem {
	p := w.note(fc, err)
	id, _ := fc.Locals("request").(string)
	out := &Problem{Type: "about:blank", Title: http.StatusText(p.Status), Status: p.Status, Code: p.Key, RequestID: id,
		Detail: w.text.Say(langOf(fc), p.Key, p.Params)}
	if p.Field != "" {
		out.Errors = []ProblemField{{Location: p.Field, Message: out.Detail}}
	}
	for i, e := range models.Each(err) {
		if i > 0 && e.Field != "" {
			out.Errors = append(out.Errors, ProblemField{Location: e.Field, Message: w.text.Say(langOf(fc), e.Message, e.Params)})
		}
	}
	return out
}

// SendProblem answers with the problem of an error.
func (w *Web) SendProblem(fc *fiber.Ctx, err error) error {
	p := w.ProblemOf(fc, err)
	fc.Status(p.Status)
	if err := fc.JSON(p); err != nil {
		return err
	}
	fc.Set("Content-Type", p.ContentType(""))
	return nil
}
