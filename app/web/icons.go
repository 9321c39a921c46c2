package web

import "html/template"

// icons are drawn on a 20 × 20 grid with a stroke of 1.5.
var icons = map[string]string{
	"chart":     "M3.5 3.5v13h13M6.5 12l3-3.5 2.5 2 4-5",
	"people":    "M7.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.8 16c.4-3 2.2-4.5 4.7-4.5s4.3 1.5 4.7 4.5M13 4.5a2.4 2.4 0 0 1 0 4.7M14.3 11.8c1.6.5 2.6 1.9 2.9 4.2",
	"shield":    "M10 3.2 4.5 5v4.8c0 3.3 2.3 5.7 5.5 7 3.2-1.3 5.5-3.7 5.5-7V5zM7.5 10l1.8 1.8 3.4-3.6",
	"statement": "M5 3.5h9.5a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H5zM5 3.5v13M8 7.5h4.5M8 10.5h4.5",
	"orders":    "M5 3.5h10v13l-2.5-1.6L10 16.5l-2.5-1.6L5 16.5zM7.5 7.5h5M7.5 10.5h5",
	"box":       "M3.5 6.5 10 3.5l6.5 3v7L10 16.5l-6.5-3zM3.5 6.5 10 9.500l6.5-3M10 9.5v7",
	"scale":     "M10 3.5v13M6.5 16.5h7M4 6h12M4 6l-2 5.5h4zM16 6l-2 5.5h4z",
	"gear":      "M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM10 3v2.2M10 14.8V17M3 10h2.2M14.8 10H17M5 5l1.600 1.600M13.4 13.4 15 15M15 5l-1.600 1.600M6.600 13.4 5 15",
	"search":    "M9 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM12.8 12.8 16.5 16.5",
	"plus":      "M10 4.5v11M4.5 10h11",
	"menu":      "M3.5 6h13M3.5 10h13M3.5 14h13",
	"home":      "M3 9.5 10 4l7 5.5M5 8.5V16h3.5v-4h3v4H15V8.5",
	"cart":      "M3 4h2l1.6 8.5h8L16.5 7H6M7.5 16.2h.01M13.5 16.2h.01",
	"pay":       "M3 5.5h14v9H3zM3 8.5h14M6 12h3",
	"store":     "M3.5 8 5 4h10l1.5 4M4.5 9v7h11V9M3.5 8a2.1 2.1 0 0 0 4.3 0 2.1 2.1 0 0 0 4.3 0 2.1 2.1 0 0 0 4.4 0M8 16v-4h4v4",
	"warn":      "M10 3.5 17 16H3zM10 8.5v3.5M10 14h.01",
	"redo":      "M15.5 8A6 6 0 0 0 4.8 7M4.5 12a6 6 0 0 0 10.7 1M15.5 4.5V8H12M4.5 15.5V12H8",
	"download":  "M10 4v9M6.5 9.5 10 13l3.5-3.5M4 13.5V16h12v-2.5",
	"upload":    "M10 13V4M6.5 7.5 10 4l3.5 3.5M4 13.5V16h12v-2.5",
	"check":     "M4.5 10.5 8.5 14.5 16 6",
	"left":      "M12 5l-5 5 5 5",
	"right":     "M8 5l5 5-5 5",
	"down":      "M5 8l5 5 5-5",
	"file":      "M5.5 3.5h6l3 3v10h-9zM11.5 3.5v3h3",
	"info":      "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM10 9.5v4M10 7h.01",
	"lock":      "M5.5 9h9v7h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9",
	"clock":     "M10 16.500a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM10 6.5V10l2.5 1.8",
	"hand":      "M6.5 10V5.5a1.1 1.1 0 0 1 2.2 0V9V4.300a1.1 1.1 0 0 1 2.200 0V9V5.2a1.1 1.1 0 0 1 2.2 0V11c0 3.500-1.600 5.500-4.200 5.500-2.200 0-3.300-1-4.400-3.200L3.300 10.800a1.100 1.100 0 0 1 1.900-1.100z",
	"cross":     "M5.5 5.500l9 9M14.5 5.5l-9 9",
	"key":       "M7 13a3.500 3.500 0 1 1 2.800-1.400L16.500 11.600v2.400h-2v1.500h-2.200V13.600H9.800",
	"book":      "M4 4.5c2-.8 4-.8 6 .5 2-1.3 4-1.300 6-.5V15c-2-.8-4-.8-6 .5-2-1.300-4-1.300-6-.5zM10 5v10.500",
	"audit":     "M6 4.500h8v12H6zM8 3.500h4v2H8zM8 9h4M8 12h3",
	"truck":     "M2.500 6h9v8h-9zM11.500 9h3.500l2.500 2.500V14h-6M6 15.500a1.300 1.300 0 1 0 0-2.600 1.300 1.300 0 0 0 0 2.600ZM14.200 15.500a1.300 1.300 0 1 0 0-2.600 1.300 1.300 0 0 0 0 2.600Z",
	"leave":     "M8 4H4.5v12H8M11.5 6.500 15 10l-3.500 3.500M15 10H7.500",
	"print":     "M6 7V3.500h8V7M6 13H4V7.500h12V13h-2M6 11h8v5.500H6z",
	"bell":      "M10 3.500a4.500 4.500 0 0 0-4.500 4.500c0 4-2 5-2 5h13s-2-1-2-5A4.500 4.500 0 0 0 10 3.500ZM8.500 16a1.700 1.700 0 0 0 3 0",
	"filter":    "M3.5 5h13M6 10h8M8.5 15h3",
	"columns":   "M3.5 4.5h13v11h-13zM8 4.5v11M12.5 4.5v11",
	"star":      "M10 3.5l2 4.3 4.7.6-3.4 3.2.9 4.7-4.2-2.3-4.2 2.3.9-4.7L3.300 8.400 8 7.800z",
	"first":     "M14 5l-5 5 5 5M6 5v10",
	"last":      "M6 5l5 5-5 5M14 5v10",
	"user":      "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.500c.5-3.300 2.800-5 6-5s5.500 1.700 6 5",
}

// drawings stand for articles without a picture, by category, on a 24 × 24
// grid.
var drawings = map[string]string{
	"gold":     "M12 20a8 7.5 0 1 0 0-15 8 7.5 0 0 0 0 15ZM12 18a6 5.5 0 1 0 0-11 6 5.5 0 0 0 0 11Z",
	"k_gold":   "M4 4c0 8 3.5 12 8 12s8-4 8-12M12 16v2M12 21.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
	"platinum": "M9 18a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM15 18a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Z",
	"silver":   "M8 9a3 3 0 1 0 0-6M8 9v4M16 9a3 3 0 1 0 0-6M16 9v4M8 19a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 19ZM16 19a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2Z",
	"diamond":  "M12 21a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM9 8.5 12 4l3 4.5",
	"jade":     "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
	"pearl":    "M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM2 12h5M17 12h5",
	"gem":      "M5 9.500 8.500 5h7L19 9.500 12 20zM5 9.500h14M9.500 9.500 12 20l2.500-10.500",
	"other":    "M4.500 8 12 4.500 19.500 8v8L12 19.500 4.500 16zM4.500 8 12 11.500 19.500 8M12 11.500v8",
}

// thumb is an article's picture, or a drawing of its category.
func thumb(picture, category string) template.HTML {
	if picture != "" {
		return template.HTML(`<span class="thumb"><img src="/pictures/` + template.HTMLEscapeString(picture) + `" alt="" loading="lazy"></span>`) //nolint:gosec // escaped
	}
	path, ok := drawings[category]
	if !ok {
		path = drawings["other"]
	}
	return template.HTML(`<span class="thumb" aria-hidden="true"><svg viewBox="0 0 24 24"><path d="` + path + `"/></svg></span>`) //nolint:gosec // constants
}

// icon draws one; size "sm" is the small form.
func icon(name string, size ...string) template.HTML {
	class := "ico"
	if len(size) > 0 {
		class += " ico-" + size[0]
	}
	return template.HTML(`<svg class="` + class + `" viewBox="0 0 20 20" aria-hidden="true"><path d="` + icons[name] + `"/></svg>`) //nolint:gosec // constants
}
