package web

import (
	"fmt"
	"html/template"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"

	"assay/app/chart"
	"assay/models"
)

// Money is an amount with the currency sign, thousands and a true minus.
func Money(m models.Money) string { return m.Yuan() }

// Amount is an amount without the sign of its currency.
func Amount(m models.Money) string { return m.Grouped() }

// Count is a whole number with thousands and a true minus.
func Count(n int64) string { return strings.TrimSuffix(models.Money(n*100).Grouped(), ".00") }

func split(m models.Money) (sign, digits string) {
	if s, negative := strings.CutPrefix(m.Grouped(), "−"); negative {
		return "−", s
	}
	return "", m.Grouped()
}

// Wan is a total of the headquarters without its unit: in 万元 in Chinese, in
// millions in English, with two decimals.
func Wan(lang string, m models.Money) string {
	return Amount(models.Money(roundDiv(int64(m), WanStep(lang))))
}

// WanStep is what the last digit that Wan shows is worth, in fen.
func WanStep(lang string) int64 {
	if lang == "zh-CN" {
		return 10_000
	}
	return 1_000_000
}

// WanShort is Wan without decimals where there are none.
func WanShort(lang string, m models.Money) string { return strings.TrimSuffix(Wan(lang, m), ".00") }

// Big is such a total with its unit.
func Big(lang string, m models.Money) string {
	s := Wan(lang, m)
	if lang == "zh-CN" {
		return s + " 万元"
	}
	if m, negative := strings.CutPrefix(s, "−"); negative {
		return "−¥" + m + "m"
	}
	return "¥" + s + "m"
}

// roundDiv divides half away from zero, for showing only.
func roundDiv(a, b int64) int64 {
	if a < 0 {
		return -roundDiv(-a, b)
	}
	return (a + b/2) / b
}

// Percent is a rate with one decimal, or as many as the second argument says.
func Percent(r models.Rate, decimals ...int) string { return r.Rounded(append(decimals, 1)[0]) }

// Share is a part of a whole in ppm; nothing of nothing is nothing.
func Share(part, whole models.Money) models.Rate {
	if whole == 0 || whole >= models.Unbounded {
		return 0
	}
	r, err := models.MulDiv(int64(part), int64(models.One), int64(whole))
	if err != nil {
		return 0
	}
	return models.Rate(r)
}

// Weight is a weight in grams; what has none is a dash.
func Weight(w models.Weight) string {
	if w == 0 {
		return "–"
	}
	return w.String() + " g"
}

// figure is a large number in the parts that are set in different sizes.
type figure struct{ Sign, Whole, Dec string }

func figureOf(m models.Money) figure {
	sign, s := split(m)
	whole, dec, _ := strings.Cut(s, ".")
	return figure{sign, whole, "." + dec}
}

// badges give each state its colour and shape.
var badges = map[string]string{
	"draft": "plain", "held": "warn", "submitted": "info", "confirmed": "info", "part_shipped": "info", "shipped": "ok", "closed": "", "cancelled": "plain",
	"approve": "ok", "hold": "warn", "reject": "bad", "active": "ok", "dormant": "warn", "lost": "bad", "prospect": "info", "suspended": "bad",
	"awaiting": "info", "posted": "ok", "reversed": "bad", "requested": "warn", "approved": "ok", "rejected": "plain", "simulated": "info",
	"open": "warn", "settled": "ok", "overdue": "bad", "running": "info", "done": "ok", "failed": "warn", "given_up": "bad", "superseded": "plain", "proposed": "warn", "stale": "plain", "rolled_back": "plain",
	"on_sale": "ok", "disabled": "bad", "in_force": "ok", "later": "info", "ended": "plain", "expired": "plain", "missing": "plain", "withdrawn": "plain", "upheld": "info", "kept": "ok", "broken": "bad", "strict": "warn", "normal": "ok", "loose": "info",
	"received": "info", "working": "info", "ready": "warn", "returned": "ok", "brief": "info", "designing": "info", "quoted": "warn", "agreed": "info", "modelling": "info", "casting": "info", "setting": "info", "polishing": "info",
	"new": "info", "contacted": "info", "visiting": "warn", "converted": "ok",
	"finished": "warn", "delivered": "ok", "answered": "info", "solved": "ok",
}

// funcs are what templates may call.
func (w *Web) funcs(lang string) template.FuncMap {
	say := func(key string, params ...any) string { return w.text.Say(lang, key, pairs(params)) }
	return template.FuncMap{
		"in": func(lang, key string) string { return w.text.Say(lang, key, nil) },
		"t":  say, "lang": func() string { return lang },
		"named": func(zh, en string) string { return models.NameIn(lang, zh, en) },
		"money": Money, "amount": Amount, "big": func(m models.Money) string { return Big(lang, m) }, "wan": func(m models.Money) string { return Wan(lang, m) }, "tenths": chart.Tenths, "figure": figureOf,
		"count": func(n any) string { return Count(reflect.ValueOf(n).Int()) }, "percent": Percent, "share": Share, "weight": Weight,
		"date": func(d models.Date) string {
			if d.IsZero() {
				return "–"
			}
			return d.String()
		},
		"span": func(from, to models.Date, ended *time.Time) string { return w.spanText(say, from, to, ended) },
		"isodate": func(d models.Date) string {
			if d.IsZero() {
				return ""
			}
			return d.String()
		},
		"time":    func(t any) string { return w.clockText(t, "2006-01-02 15:04") },
		"stamp":   func(t any) string { return w.clockText(t, time.DateTime) },
		"seconds": func(t any) string { return w.clockText(t, "01-02 15:04:05") },
		"state":   func(prefix string, s any) string { return say(prefix + "." + fmt.Sprint(s)) },
		"formula": func(term string) string {
			if key := "term_formula." + term; w.text.Has(lang, key) {
				return say(key)
			}
			return ""
		},
		"fieldname": func(name string) string {
			for _, key := range []string{"field." + name, "receipt." + name, "order." + name, "agent." + name, "form." + name} {
				if w.text.Has(lang, key) {
					return say(key)
				}
			}
			return name
		},
		"segment":   func(segment string) string { return SegmentText(say, segment) },
		"badge":     func(s any) string { return badges[fmt.Sprint(s)] },
		"flashtext": func(f *Flash) string { return w.text.Say(lang, f.Key, f.Params) },
		"thumb":     thumb,
		"icon":      icon, "asset": func(name string) string { return w.assets.named[name] },
		"dict":      func(p ...any) map[string]any { return pairs(p) },
		"newkey":    func() string { return uuid.Must(uuid.NewV7()).String() },
		"rulebound": func(r models.BlockingRule) string { return w.ruleBound(lang, r) },
		"reason":    func(r models.Reason) string { return w.ReasonText(lang, r) },
		"fen":       func(n int) models.Money { return models.Money(n) },
		"rolled": func(r models.RollToLoss) models.Rate {
			rate, _ := r.Rate()
			return rate
		},
		"month": func(d models.Date) string { return d.String()[:7] },
		"yuan":  func(fen int64) models.Money { return models.Money(fen) }, "ppm": func(n int64) models.Rate { return models.Rate(n) },
		"words":    strings.Fields,
		"keys":     func(k ...string) []string { return k },
		"ageparts": func(a models.Ageing) []agePart { return ageParts(say, a) },
		"used": func(l models.CreditLine) string {
			if r, ok := l.Utilisation(); ok {
				return Percent(r)
			}
			return ""
		},
		"bar":   barOf,
		"neg":   func(m models.Money) bool { return m < 0 },
		"minus": func(m models.Money) models.Money { return -m },
		"unbounded": func(m models.Money) bool {
			return m >= models.Unbounded
		},
		"device": func(agent string) string {
			if name := Device(agent); name != "" {
				return name
			}
			return say("device.unknown")
		},
		"can": func(v Visitor, p string) bool { return v.Actor.Can(models.Permission(p)) },
		"add": func(a, b int) int { return a + b }, "sumn": func(a, b models.Money) models.Money { return a + b },
		"csrf": func(p Page) template.HTML {
			return template.HTML(`<input type="hidden" name="_csrf" value="` + template.HTMLEscapeString(p.FormKey) + `">`) //nolint:gosec // escaped
		},
		"html": func(s string) template.HTML { return template.HTML(s) }, //nolint:gosec // only for charts, which escape their own texts
		"initial": func(s string) string {
			for _, r := range s {
				return string(r)
			}
			return ""
		},
	}
}

// spanText is the time in which something holds or held.
func (w *Web) spanText(say func(string, ...any) string, from, to models.Date, ended *time.Time) string {
	end := models.EndsOn(to, ended, w.Zone)
	if end.IsZero() {
		return from.String() + " – " + say("agent.open_ended")
	}
	return from.String() + " – " + end.String()
}

func (w *Web) clockText(t any, layout string) string {
	switch x := t.(type) {
	case time.Time:
		if !x.IsZero() {
			return x.In(w.Zone).Format(layout)
		}
	case *time.Time:
		if x != nil {
			return x.In(w.Zone).Format(layout)
		}
	}
	return "–"
}

// bar is a credit line in per cent of its ceiling, ready for SVG attributes.
type bar struct{ UsedW, ReservedX, ReservedW, ThisX, ThisW string }

func barOf(used, reserved, this, ceiling models.Money) bar {
	b := chart.CreditBarOf(used, reserved, this, ceiling)
	return bar{Percent(b.Used, 2), Percent(b.ReservedFrom, 2), Percent(b.Reserved, 2), Percent(b.ThisFrom, 2), Percent(b.This, 2)}
}

// agePart is a slice of an ageing bar, ready for SVG attributes.
type agePart struct {
	Label  string
	Class  int
	Amount models.Money
	X, W   string
}

// ageParts names the classes of an ageing bar.
func ageParts(say func(string, ...any) string, a models.Ageing) []agePart {
	labels := append([]string{say("ageing.not_due")}, models.BucketNames()...)
	var parts []agePart
	for _, p := range chart.AgeingBar(a) {
		parts = append(parts, agePart{labels[p.Class], p.Class, p.Amount, Percent(p.From, 2), Percent(p.Width, 2)})
	}
	return parts
}
