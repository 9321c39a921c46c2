package pdf

import (
	"bytes"
	"encoding/binary"
)

// Flags of a composite glyph's component.
const (
	argsAreWords = 1 << 0
	haveScale    = 1 << 3
	moreFollow   = 1 << 5
	haveXYScale  = 1 << 6
	haveTwoByTwo = 1 << 7
)

// cut writes a small TrueType font in which rune i has glyph i + 1: just what
// a PDF's CIDFontType2 needs, so without cmap and names. 40 lines of Chinese
// take some 60 KB of the 2.5 MB.
func (f *face) cut(runes []rune) []byte {
	kept := make([]uint16, 1, len(runes)+1)
	for _, r := range runes {
		kept = append(kept, f.glyphs[r])
	}
	glyf, loca, hmtx := f.cutGlyphs(kept)
	n := uint16(len(loca)/4 - 1)
	return assemble([]fontTable{
		{"glyf", glyf},
		{"head", patched(f.tables["head"], 50, 1)}, // long offsets
		{"hhea", patched(f.tables["hhea"], 34, n)},
		{"hmtx", hmtx},
		{"loca", loca},
		{"maxp", patched(f.tables["maxp"], 4, n)},
	})
}

// cutGlyphs copies the outlines in their new order; the components of
// composite glyphs are appended to the list as they are met.
func (f *face) cutGlyphs(kept []uint16) (glyf, loca, hmtx []byte) {
	parts := map[uint16]uint16{}
	for i := 0; i < len(kept); i++ {
		g := kept[i]
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		at := len(glyf)
		glyf = append(glyf, f.outline(g)...)
		eachComponent(glyf[at:], func(index []byte) {
			old := u16(index, 0)
			if _, ok := parts[old]; !ok {
				parts[old] = uint16(len(kept))
				kept = append(kept, old)
			}
			binary.BigEndian.PutUint16(index, parts[old])
		})
		glyf = append(glyf, make([]byte, -len(glyf)&3)...)
		hmtx = binary.BigEndian.AppendUint16(hmtx, f.advance[g])
		hmtx = binary.BigEndian.AppendUint16(hmtx, f.bearing(g))
	}
	return glyf, binary.BigEndian.AppendUint32(loca, uint32(len(glyf))), hmtx
}

// bearing is the left side bearing as stored: past the full metrics the table
// goes on with bearings only.
func (f *face) bearing(g uint16) uint16 {
	metrics := int(u16(f.tables["hhea"], 34))
	if int(g) < metrics {
		return u16(f.tables["hmtx"], 4*int(g)+2)
	}
	return u16(f.tables["hmtx"], 4*metrics+2*(int(g)-metrics))
}

// eachComponent visits the glyph indices inside a composite outline.
func eachComponent(outline []byte, visit func(index []byte)) {
	if len(outline) < 10 || outline[0]&0x80 == 0 {
		return
	}
	at, flags := 10, uint16(moreFollow)
	for flags&moreFollow != 0 {
		flags = u16(outline, at)
		visit(outline[at+2 : at+4])
		at += 6
		if flags&argsAreWords != 0 {
			at += 2
		}
		switch {
		case flags&haveScale != 0:
			at += 2
		case flags&haveXYScale != 0:
			at += 4
		case flags&haveTwoByTwo != 0:
			at += 8
		}
	}
}

type fontTable struct {
	name string
	data []byte
}

// assemble writes the tables, which must be sorted by name, each at a
// multiple of four and with its checksum.
func assemble(tables []fontTable) []byte {
	b := []byte{0, 1, 0, 0, 0, byte(len(tables)), 0, 64, 0, 2, 0, byte(16*len(tables) - 64)}
	at := len(b) + 16*len(tables)
	for _, t := range tables {
		b = append(b, t.name...)
		b = binary.BigEndian.AppendUint32(b, checksum(t.data))
		b = binary.BigEndian.AppendUint32(b, uint32(at))
		b = binary.BigEndian.AppendUint32(b, uint32(len(t.data)))
		at += len(t.data) + -len(t.data)&3
	}
	for _, t := range tables {
		b = append(append(b, t.data...), make([]byte, -len(t.data)&3)...)
	}
	return b
}

func checksum(table []byte) uint32 {
	var sum uint32
	for ; len(table) >= 4; table = table[4:] {
		sum += u32(table, 0)
	}
	var rest [4]byte
	copy(rest[:], table)
	return sum + u32(rest[:], 0)
}

// patched is a copy of a table with one 16-bit value replaced.
func patched(table []byte, at int, value uint16) []byte {
	b := bytes.Clone(table)
	binary.BigEndian.PutUint16(b[at:], value)
	return b
}
