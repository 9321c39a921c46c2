package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"assay/models"
)

//go:embed locales/*.json
var localeFiles embed.FS

// Langs are the languages of the product; the first is the default.
var Langs = []string{"zh-CN", "en"}

// Texts is the catalogue: every sentence of the product in both languages.
type Texts struct {
	plain     map[string]map[string]string // language → key → text for many
	localizer map[string]*i18n.Localizer
}

func loadTexts() (*Texts, error) {
	bundle := i18n.NewBundle(language.SimplifiedChinese)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	t := &Texts{plain: map[string]map[string]string{}, localizer: map[string]*i18n.Localizer{}}
	files, err := localeFiles.ReadDir("locales")
	if err != nil {
		return nil, err
	}
	for _, lang := range Langs {
		t.plain[lang] = map[string]string{}
		t.localizer[lang] = i18n.NewLocalizer(bundle, lang)
	}
	for _, f := range files {
		mf, err := bundle.LoadMessageFileFS(localeFiles, path.Join("locales", f.Name()))
		if err != nil {
			return nil, fmt.Errorf("web: %s: %w", f.Name(), err)
		}
		for _, m := range mf.Messages {
			t.plain[mf.Tag.String()][m.ID] = m.Other
		}
	}
	return t, nil
}

// Has tells whether the catalogue knows the key in the language.
func (t *Texts) Has(lang, key string) bool { _, ok := t.plain[lang][key]; return ok }

// Keys lists the keys of a language.
func (t *Texts) Keys(lang string) map[string]string { return t.plain[lang] }

// counting are the parameters that pick the plural of a text, the first that it
// has; a text that counts two things says them by texts of their own.
var counting = []string{"Count", "Days", "Minutes", "Seconds"}

// Say is the text of a key with its parameters; what it counts picks the plural.
// A parameter that is itself a key is said in the same language.
func (t *Texts) Say(lang, key string, params map[string]any) string {
	if len(params) == 0 {
		if s, ok := t.plain[lang][key]; ok {
			return s
		}
	}
	shown := make(map[string]any, len(params))
	for k, v := range params {
		shown[k] = t.show(lang, strings.ToLower(k), v)
	}
	cfg := &i18n.LocalizeConfig{MessageID: key, TemplateData: shown}
	for _, name := range counting {
		if n, ok := params[name]; ok {
			cfg.PluralCount = n
			break
		}
	}
	if s, err := t.localizer[lang].Localize(cfg); err == nil {
		return s
	}
	cfg.PluralCount = nil // a text that is the same for one and many
	if s, err := t.localizer[lang].Localize(cfg); err == nil {
		return s
	}
	return key
}

// show formats a parameter for a sentence; a word of the catalogue's family of
// the parameter's name (Noun → noun.agent) is said in the language.
func (t *Texts) show(lang, family string, v any) any {
	switch x := v.(type) {
	case int:
		return counted(family, int64(x))
	case int64:
		return counted(family, x)
	case models.Money:
		return Money(x)
	case models.Date:
		return x.String()
	case time.Time:
		return x.Format("2006-01-02 15:04")
	case string:
		for _, key := range []string{x, family + "." + x} {
			if s, ok := t.plain[lang][key]; ok {
				return s
			}
		}
	}
	return v
}

// numbers are parameters that name something and count nothing.
var numbers = []string{"entry", "id", "no", "position", "status", "version"}

// counted is a whole number of a sentence, with thousands where it counts.
func counted(family string, n int64) any {
	if slices.Contains(numbers, family) {
		return n
	}
	return Count(n)
}

// Say is a text in the language that a request of the API asks for.
func (w *Web) Say(fc *fiber.Ctx, key string, params map[string]any) string {
	return w.text.Say(langOf(fc), key, params)
}

// T is a text in the visitor's language; params are name, value pairs.
func (c *Ctx) T(key string, params ...any) string {
	return c.Web.text.Say(c.Lang(), key, pairs(params))
}

func pairs(params []any) map[string]any {
	if len(params) == 0 {
		return nil
	}
	m := map[string]any{}
	for i := 0; i+1 < len(params); i += 2 {
		m[fmt.Sprint(params[i])] = params[i+1]
	}
	return m
}

func flat(m map[string]any) []any {
	var out []any
	for k, v := range m {
		out = append(out, k, v)
	}
	return out
}

// Words is an error for a person at a terminal: a rule's error as its sentence
// in the language, with the field it is about; any other as it is.
func Words(lang string, err error) string {
	texts, terr := loadTexts()
	if models.KindOf(err) == "" || terr != nil {
		return err.Error()
	}
	p := explain(err)
	say := texts.Say(lang, p.Key, p.Params)
	if p.Field != "" {
		say = p.Field + ": " + say
	}
	return say
}
