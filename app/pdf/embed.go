package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"sync"
)

// gofpdf parses, measures and cuts a UTF-8 font anew for every document, and
// that is nine tenths of a Chinese statement. So it never sees the font: text
// is set in its built-in Helvetica with the codes of our glyphs, and embed
// then replaces the font objects in the finished file by the real ones.

// standIn is the built-in font that holds the place of each weight.
const standIn = "Helvetica"

var standIns = [...]string{regular: "Helvetica", bold: "Helvetica-Bold"}

var errLayout = errors.New("pdf: the file is not laid out as gofpdf writes it")

// file is a finished PDF taken apart at its cross-reference table.
type file struct {
	bytes.Buffer
	offsets []int  // of object i, 0 where there is none
	trailer string // the entries besides /Size
}

// embed puts the cut fonts in the place of their stand-ins and writes the
// cross-reference table anew.
func embed(pdf []byte, faces [2]*face, used [2]*alphabet) ([]byte, error) {
	f, err := takeApart(pdf)
	if err != nil {
		return nil, err
	}
	for w, alphabet := range used {
		if len(alphabet.runes) == 0 {
			continue
		}
		n := f.find("<</Type /Font\n/BaseFont /" + standIns[w] + "\n")
		if n == 0 {
			return nil, errLayout
		}
		f.addFont(n, faces[w], alphabet.runes)
	}
	return f.close(), nil
}

// takeApart reads the cross-reference table at the end, whose lines are 20
// bytes each, and keeps what is before it.
func takeApart(pdf []byte) (*file, error) {
	at := bytes.LastIndex(pdf, []byte("\nxref\n0 "))
	if at < 0 {
		return nil, errLayout
	}
	lines := bytes.Split(pdf[at+1:], []byte("\n"))
	n, err := strconv.Atoi(string(bytes.TrimPrefix(lines[1], []byte("0 "))))
	if err != nil || len(lines) < n+6 || string(lines[n+2]) != "trailer" {
		return nil, errLayout
	}
	f := &file{offsets: make([]int, n), trailer: string(bytes.Join(lines[n+5:n+7], []byte("\n")))}
	for i := 1; i < n; i++ {
		if f.offsets[i], err = strconv.Atoi(string(lines[i+2][:10])); err != nil {
			return nil, errLayout
		}
	}
	f.Write(pdf[:at+1])
	return f, nil
}

// find is the number of the object that begins with the given text, or 0.
func (f *file) find(beginning string) int {
	for n, at := range f.offsets {
		if n > 0 && bytes.HasPrefix(f.Bytes()[at:], fmt.Appendf(nil, "%d 0 obj\n%s", n, beginning)) {
			return n
		}
	}
	return 0
}

// put writes an object; one of that number written before is left behind.
func (f *file) put(n int, body string) {
	f.offsets[n] = f.Len()
	fmt.Fprintf(f, "%d 0 obj\n%s\nendobj\n", n, body)
}

// add writes an object under the next number.
func (f *file) add(body string) int {
	f.offsets = append(f.offsets, 0)
	f.put(len(f.offsets)-1, body)
	return len(f.offsets) - 1
}

func (f *file) close() []byte {
	at := f.Len()
	fmt.Fprintf(f, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets))
	for _, offset := range f.offsets[1:] {
		fmt.Fprintf(f, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(f, "trailer\n<<\n/Size %d\n%s\n>>\nstartxref\n%d\n%%%%EOF\n", len(f.offsets), f.trailer, at)
	return f.Bytes()
}

// addFont writes the five objects of a composite font; n is the object that
// the pages' resources name. Code i + 1 is rune i, and glyph i + 1.
func (f *file) addFont(n int, face *face, runes []rune) {
	cut := face.cut(runes)
	name := subsetTag(runes) + "+" + face.name
	program := f.add(stream(cut, " /Length1 "+strconv.Itoa(len(cut))))
	descriptor := f.add(fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle 0"+
		" /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %d 0 R>>", name, face.box[0], face.box[1], face.box[2], face.box[3],
		face.ascent, face.descent, face.capHeight, face.stem, program))
	var widths bytes.Buffer
	for _, r := range runes {
		fmt.Fprintf(&widths, " %d", face.advance[face.glyphs[r]])
	}
	child := f.add(fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"+
		" /FontDescriptor %d 0 R /DW 1000 /W [1 [%s]] /CIDToGIDMap /Identity>>", name, descriptor, widths.Bytes()))
	unicode := f.add(stream(toUnicode(runes), ""))
	f.put(n, fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", name, child, unicode))
}

// subsetTag tells two cuts of a face apart, as six capitals: programs that
// join files must not take one for the other.
func subsetTag(runes []rune) string {
	h := fnv.New64a()
	h.Write([]byte(string(runes)))
	tag, sum := make([]byte, 6), h.Sum64()
	for i := range tag {
		tag[i] = 'A' + byte(sum%26)
		sum /= 26
	}
	return string(tag)
}

// toUnicode maps the codes back to characters, for search and copying.
func toUnicode(runes []rune) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for from := 0; from < len(runes); from += 100 { // a block holds at most 100
		block := runes[from:min(from+100, len(runes))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(block))
		for i, r := range block {
			fmt.Fprintf(&b, "<%04X> <%04X>\n", from+i+1, r)
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// A compressor holds more than a megabyte of tables: they are used again.
var compressors = sync.Pool{New: func() any {
	w, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed) // the level is valid
	return w
}}

// stream is a compressed stream object with further dictionary entries.
func stream(data []byte, entries string) string {
	var b bytes.Buffer
	w := compressors.Get().(*zlib.Writer) //nolint:errcheck // the pool holds nothing else
	w.Reset(&b)
	w.Write(data) //nolint:errcheck // a buffer never fails
	w.Close()
	compressors.Put(w)
	return fmt.Sprintf("<</Filter /FlateDecode /Length %d%s>>\nstream\n%s\nendstream", b.Len(), entries, b.Bytes())
}
