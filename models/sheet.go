package models

// Document is anything that can be laid out on paper. Sheet refuses a document
// whose figures disagree (invalid, error.document_disagrees).
type Document interface{ Sheet() (Sheet, error) }

// Sheet is a document laid out: what stands where, in both languages of the
// paper and with every figure written. Page and print draw the same sheet and
// add nothing to it, so they cannot differ.
type Sheet struct {
	Paper
	Title   Label
	Void    Fact      // what took the document back, empty while it holds
	Facts   [2][]Fact // side by side: the parties, the document
	Figures []Figure  // what counts most, in one row
	Heading Label     // of the table
	Unit    string    // behind the heading
	Table   Table
	Sums    []Figure // below the table's amounts; the last is their total
	Words   Fact     // an amount in capitals, which no added digit can change
	Grid    Grid
	Slip    *Remittance // to cut off and send with the payment
	Notes   Label       // the small print
	Seal    string      // what the seal is for, empty for none
}

// Fact is a value with its name. Gloss is the value's English, where it has
// one.
type Fact struct {
	Name   Label
	Value  string
	Gloss  string
	Strong bool
}

// Figure is an amount, or what stands like one, with its name.
type Figure struct {
	Name  Label
	Value string
	Lit   bool // the one that counts
	Bad   bool // late
}

// Grid is figures in rows of five below a heading. Aged is drawn as a bar above
// them, nil for none.
type Grid struct {
	Heading Label
	Remark  string
	Aged    *Ageing
	Figures []Figure
}

// Column is one column of a sheet's table. Width is in thousandths of the
// line. Card is where its cells go when a narrow page shows rows as cards: row
// and column of the card, none to leave them out.
type Column struct {
	Name  Label
	Width int
	Right bool
	Card  string
	Minus bool // on cards, which have no column to tell that it lowers
}

// Table is rows of cells, which are words in one or both languages. Opening
// stands before the rows and is not carried; Empty stands where there are none.
// Carry is what a page carries forward after the first n rows, with nothing in
// the column LabelAt.
type Table struct {
	Columns []Column
	Opening []Label
	Rows    [][]Label
	Total   []Label
	Empty   Label
	Carry   func(n int) []Label
	LabelAt int
}

// Spanned is a cell that reaches over the empty ones after it.
type Spanned struct {
	Label
	Column
	Span int
	Last bool
}

// Spread gives empty cells of words to the cell before them, so that the label
// of a total may run on; figures keep their columns.
func (t Table) Spread(cells []Label) []Spanned {
	var out []Spanned
	for i, c := range cells {
		if n := len(out); n > 0 && c == (Label{}) && !t.Columns[i].Right {
			out[n-1].Span++
			continue
		}
		out = append(out, Spanned{c, t.Columns[i], 1, i == len(cells)-1})
	}
	return out
}

// plain is a cell that needs no translation.
func plain(s string) Label { return Label{Zh: s} }

// unlessZero leaves the cell of a zero empty.
func unlessZero(m Money) Label {
	if m == 0 {
		return Label{}
	}
	return plain(m.Grouped())
}

// both is the two names of a label on one line.
func (l Label) both() string {
	if l.En == "" {
		return l.Zh
	}
	return l.Zh + " " + l.En
}

// dated is the day, empty for none.
func dated(name Label, d Date) Fact {
	if d.IsZero() {
		return Fact{}
	}
	return Fact{Name: name, Value: d.String()}
}

// buyerFacts say who a document is for.
func (p Paper) buyerFacts() []Fact {
	return []Fact{
		{Name: Label{"客户", "Customer"}, Value: p.Buyer.Name.Zh, Gloss: p.Buyer.Name.En, Strong: true},
		{Name: Label{"编号", "No."}, Value: p.Buyer.Code}, {Name: Label{"税号", "Tax no."}, Value: p.Buyer.TaxNo},
		{Name: Label{"地址", "Address"}, Value: p.Buyer.Address}, {Name: Label{"电话", "Phone"}, Value: p.Buyer.Phone},
	}
}

// filled are the facts that have a value.
func filled(facts ...Fact) (out []Fact) {
	for _, f := range facts {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

// inWords is an amount in capitals with its name.
func inWords(name Label, m Money) Fact {
	return Fact{Name: Label{name.Zh + "（大写）", name.En + " in words"}, Value: "人民币" + m.InWords(), Strong: true}
}
