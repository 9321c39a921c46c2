package web

import (
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// worthIt is the size in bytes from which compressing an answer pays.
const worthIt = 1 << 10

// texts are the kinds of answer that shrink. Papers, workbooks and pictures
// are packed already.
var texts = []string{"text/", "application/json", "application/problem+json", "image/svg+xml"}

// compressed packs texts for whoever reads gzip. What is streamed goes out as
// it comes, and what has an encoding keeps it.
func (w *Web) compressed(c *fiber.Ctx) error {
	if err := c.Next(); err != nil {
		return err
	}
	r := c.Response()
	if r.IsBodyStream() || len(r.Body()) < worthIt || len(r.Header.ContentEncoding()) > 0 || !shrinks(string(r.Header.ContentType())) {
		return nil
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	if c.Request().Header.HasAcceptEncoding("gzip") {
		r.Header.SetContentEncoding("gzip")
		r.SetBodyRaw(fasthttp.AppendGzipBytesLevel(nil, r.Body(), fasthttp.CompressDefaultCompression))
	}
	return nil
}

func shrinks(contentType string) bool {
	for _, t := range texts {
		if strings.HasPrefix(contentType, t) {
			return true
		}
	}
	return false
}

// packed is an asset in the encodings that browsers read, made once at the
// first request, as small as it goes.
func packed(body []byte) func() (br, gz []byte) {
	return sync.OnceValues(func() ([]byte, []byte) {
		return fasthttp.AppendBrotliBytesLevel(nil, body, fasthttp.CompressBrotliBestCompression),
			fasthttp.AppendGzipBytesLevel(nil, body, fasthttp.CompressBestCompression)
	})
}

// mask gives a form token another look in every answer, so that the size of a
// compressed page tells nothing about it (BREACH): a random pad, then the
// token under it.
func mask(token string) string {
	pad := make([]byte, len(token))
	rand.Read(pad)
	return base64.RawURLEncoding.EncodeToString(slices.Concat(pad, under(pad, token)))
}

// unmask is the token that a form brings back; one that never was masked is
// itself.
func unmask(sent, token string) string {
	b, err := base64.RawURLEncoding.DecodeString(sent)
	if n := len(token); err == nil && n > 0 && len(b) == 2*n {
		return string(under(b[:n], string(b[n:])))
	}
	return sent
}

func under(pad []byte, s string) []byte {
	out := make([]byte, len(s))
	for i := range out {
		out[i] = pad[i] ^ s[i]
	}
	return out
}
