// Package fonts carries the typeface of printed documents: Noto Sans SC, cut
// to the characters a jewellery trade writes (see README.md).
package fonts

import _ "embed" // the font files are part of the binary

// Regular and Bold are TrueType files with glyf outlines. They are shared:
// read them, never write into them.
var (
	//go:embed NotoSansSC-Regular.ttf
	Regular []byte
	//go:embed NotoSansSC-Bold.ttf
	Bold []byte
)

// Licence is the SIL Open Font License, which has to go wherever the fonts go.
//
//go:embed OFL.txt
var Licence string
