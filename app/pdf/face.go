package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"assay/public/fonts"
)

// weight is the index of a face.
type weight int

const (
	regular weight = iota
	bold
)

var weightStyles = [...]string{regular: "", bold: "B"}

// face is a TrueType font, read once per process and never written to.
type face struct {
	name    string
	tables  map[string][]byte
	glyphs  [1 << 16]uint16 // code point → glyph, 0 is missing
	advance []uint16        // per glyph, in 1/1000 em
	offsets []uint32        // per glyph into glyf, one more at the end

	box                              [4]int // of all glyphs, as the others in 1/1000 em
	ascent, descent, capHeight, stem int
}

// faces are the two weights of the house.
var faces = sync.OnceValues(func() ([2]*face, error) {
	r, err := parseFace("NotoSansSC-Regular", fonts.Regular)
	if err != nil {
		return [2]*face{}, err
	}
	b, err := parseFace("NotoSansSC-Bold", fonts.Bold)
	return [2]*face{regular: r, bold: b}, err
})

var errFont = errors.New("pdf: not a TrueType font of 1000 units per em with a format 4 cmap")

// parseFace reads the tables that cutting and measuring need. The font is our
// own file: a malformed one is an error here or a failed test, never input.
func parseFace(name string, data []byte) (*face, error) {
	f := &face{name: name, tables: map[string][]byte{}}
	for i := range int(u16(data, 4)) {
		d := data[12+16*i:]
		at, size := u32(d, 8), u32(d, 12)
		f.tables[string(d[:4])] = data[at : at+size]
	}
	for _, name := range []string{"OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp"} {
		if f.tables[name] == nil {
			return nil, fmt.Errorf("%w: no %s table", errFont, name)
		}
	}
	if u16(f.tables["head"], 18) != 1000 {
		return nil, errFont
	}
	f.readMetrics()
	f.readLocations(int(u16(f.tables["maxp"], 4)))
	return f, f.readCharacters()
}

func (f *face) readMetrics() {
	for i := range f.box {
		f.box[i] = i16(f.tables["head"], 36+2*i)
	}
	f.ascent, f.descent = i16(f.tables["hhea"], 4), i16(f.tables["hhea"], 6)
	f.capHeight = i16(f.tables["OS/2"], 88)
	heavy := i16(f.tables["OS/2"], 4) / 65
	f.stem = 50 + heavy*heavy // a font does not tell; this is the usual guess
}

func (f *face) readLocations(glyphs int) {
	loca, hmtx := f.tables["loca"], f.tables["hmtx"]
	long := u16(f.tables["head"], 50) == 1
	metrics := int(u16(f.tables["hhea"], 34))
	f.offsets = make([]uint32, glyphs+1)
	for g := range f.offsets {
		if long {
			f.offsets[g] = u32(loca, 4*g)
		} else {
			f.offsets[g] = 2 * uint32(u16(loca, 2*g))
		}
	}
	f.advance = make([]uint16, glyphs)
	for g := range f.advance {
		f.advance[g] = u16(hmtx, 4*min(g, metrics-1))
	}
}

// readCharacters unrolls the format 4 subtable of the Windows Unicode BMP.
func (f *face) readCharacters() error {
	cmap := f.tables["cmap"]
	for i := range int(u16(cmap, 2)) {
		record := cmap[4+8*i:]
		table := cmap[u32(record, 4):]
		if u16(record, 0) == 3 && u16(record, 2) == 1 && u16(table, 0) == 4 {
			f.unrollSegments(table)
			return nil
		}
	}
	return errFont
}

func (f *face) unrollSegments(t []byte) {
	n := int(u16(t, 6)) / 2
	ends, starts, deltas, ranges := 14, 16+2*n, 16+4*n, 16+6*n
	for i := range n {
		end, start, delta := int(u16(t, ends+2*i)), int(u16(t, starts+2*i)), u16(t, deltas+2*i)
		at := ranges + 2*i
		hop := int(u16(t, at))
		for c := start; c <= end && c != 0xFFFF; c++ {
			g := uint16(c)
			if hop != 0 {
				if g = u16(t, at+hop+2*(c-start)); g == 0 {
					continue
				}
			}
			f.glyphs[c] = g + delta
		}
	}
}

// has tells whether the face can print r.
func (f *face) has(r rune) bool { return r >= 0 && r < 1<<16 && f.glyphs[r] != 0 }

// width is the length of s in 1/1000 em.
func (f *face) width(s string) int {
	n := 0
	for _, r := range s {
		if r < 1<<16 {
			n += int(f.advance[f.glyphs[r]])
		}
	}
	return n
}

// outline is the glyf entry of a glyph.
func (f *face) outline(g uint16) []byte { return f.tables["glyf"][f.offsets[g]:f.offsets[g+1]] }

func u16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
func u32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }
func i16(b []byte, at int) int    { return int(int16(u16(b, at))) }
