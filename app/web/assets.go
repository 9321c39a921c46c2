package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/gofiber/fiber/v2"

	"assay/models"
)

// stylesheets in the order of their layers; the dark values stand alone, since
// a media query or the user's choice decides about them.
var stylesheets = []string{"tokens", "base", "layout", "components", "charts", "product", "print"}

// floor is the oldest browser that the pages support.
var floor = []api.Engine{{Name: api.EngineChrome, Version: "109"}, {Name: api.EngineSafari, Version: "16"}}

type asset struct {
	body   []byte
	kind   string
	packed func() (br, gz []byte)
}

// assets are served under names that carry their content's hash, so that they
// may be kept for ever.
type assets struct {
	byName map[string]asset
	named  map[string]string
}

func buildAssets(public fs.FS) (*assets, error) {
	a := &assets{byName: map[string]asset{}, named: map[string]string{}}
	var css strings.Builder
	for _, name := range stylesheets {
		b, err := fs.ReadFile(public, "css/"+name+".css")
		if err != nil {
			return nil, err
		}
		css.Write(b)
	}
	dark, err := fs.ReadFile(public, "css/tokens-dark.css")
	if err != nil {
		return nil, err
	}
	js, err := fs.ReadFile(public, "js/assay.js")
	if err != nil {
		return nil, err
	}
	icon, err := fs.ReadFile(public, "img/icon.svg")
	if err != nil {
		return nil, err
	}
	for _, s := range []struct {
		name   string
		body   string
		loader api.Loader
		kind   string
	}{
		{"app.css", css.String(), api.LoaderCSS, "text/css; charset=utf-8"},
		{"dark.css", string(dark), api.LoaderCSS, "text/css; charset=utf-8"},
		{"app.js", string(js), api.LoaderJS, "text/javascript; charset=utf-8"},
	} {
		out := api.Transform(s.body, api.TransformOptions{Loader: s.loader, MinifySyntax: true, MinifyWhitespace: true, Engines: floor})
		if len(out.Errors) > 0 {
			return nil, fmt.Errorf("web: %s: %s", s.name, out.Errors[0].Text)
		}
		a.add(s.name, out.Code, s.kind)
	}
	a.add("icon.svg", icon, "image/svg+xml")
	return a, nil
}

func (a *assets) add(name string, body []byte, kind string) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	a.byName[hashed] = asset{body, kind, packed(body)}
	a.named[name] = "/assets/" + hashed
}

func (w *Web) serveAsset(c *fiber.Ctx) error {
	a, ok := w.assets.byName[c.Params("name")]
	if !ok {
		return models.NotFound("noun.page")
	}
	c.Set("Cache-Control", "public, max-age=31536000, immutable")
	c.Set("Content-Type", a.kind)
	c.Vary(fiber.HeaderAcceptEncoding)
	br, gz := a.packed()
	switch accepts := &c.Request().Header; {
	case accepts.HasAcceptEncoding("br"):
		c.Set(fiber.HeaderContentEncoding, "br")
		return c.Send(br)
	case accepts.HasAcceptEncoding("gzip"):
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(gz)
	}
	return c.Send(a.body)
}
