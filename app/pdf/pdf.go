// Package pdf prints the documents an agent gets on A4, Chinese with English
// labels. It draws sheets as they are laid out and adds nothing to them. It is the only importer of gofpdf.
package pdf

import (
	"bytes"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/jung-kurt/gofpdf"
)

// A4 in points, and the frame that text keeps to.
const (
	pageWidth  = 595.28
	pageHeight = 841.89
	left       = 40.0
	right      = pageWidth - 40.0
	top        = 40.0
	bottom     = pageHeight - 46.0 // the footer lies below
)

// meta is what the file says about itself. Dates are fixed by the document,
// so that the same document always gives the same bytes.
type meta struct {
	number string
	title  string
	author string
	at     time.Time
}

// render replays the sheet and embeds the fonts, cut to the characters in
// use.
func render(s *sheet, m meta) ([]byte, error) {
	p := gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt", Size: gofpdf.SizeType{Wd: pageWidth, Ht: pageHeight}})
	p.SetAutoPageBreak(false, 0)
	p.SetCatalogSort(true)
	p.SetCreationDate(m.at)
	p.SetModificationDate(m.at)
	p.SetProducer("Assay", false)
	p.SetTitle(m.title, true)
	p.SetAuthor(m.author, true)
	for _, page := range s.pages {
		p.AddPage()
		for _, draw := range page {
			draw(p)
		}
	}
	var plain bytes.Buffer
	if err := p.Output(&plain); err != nil {
		return nil, fmt.Errorf("pdf: %s: %w", m.number, err)
	}
	out, err := embed(plain.Bytes(), s.faces, s.used)
	if err != nil {
		return nil, fmt.Errorf("pdf: %s: %w", m.number, err)
	}
	if len(s.missing) > 0 {
		slog.Warn("pdf: characters without a glyph were printed as 〓", "document", m.number, "characters", codePoints(s.missing))
	}
	return out, nil
}

// codePoints names characters by number: the log must not hold the name they
// belong to.
func codePoints(set map[rune]struct{}) []string {
	var names []string
	for _, r := range slices.Sorted(maps.Keys(set)) {
		names = append(names, fmt.Sprintf("U+%04X", r))
	}
	return names
}
