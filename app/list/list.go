// Package list shows every list of the product in one way: filtered, sorted and
// paged by the server, its state in the URL, with views that a person keeps,
// columns they choose, several rows acted on at once, and the whole of it as a
// spreadsheet. A feature says what its list is; everything else is here once.
package list

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"assay/models"
)

// Kind is how a column's value is read, compared, shown and exported.
type Kind string

// The kinds of columns.
const (
	Text   Kind = "text"
	Number Kind = "number"
	Money  Kind = "money"  // fen
	Weight Kind = "weight" // mg
	Rate   Kind = "rate"   // ppm
	Fine   Kind = "fine"   // ppm to a hundredth of a percent, nil for none
	Day    Kind = "day"
	Time   Kind = "time"   // an instant; a plain column, never an expression
	Second Kind = "second" // the same to the second
	State  Kind = "state"  // a word of the catalogue with a badge
	Word   Kind = "word"   // a word of the catalogue without one
	Words  Kind = "words"  // several, a space between, each with a badge
	Piece  Kind = "piece"  // an Article
	Mark   Kind = "mark"   // a grade
	Facts  Kind = "facts"  // a Details, made by Show
	// Reasons are why the credit check holds an order, a []models.Reason.
	Reasons Kind = "reasons"
)

// Values are a row's values by the keys of the columns.
type Values map[string]any

// Article is a product with its picture, or the drawing of its category.
type Article struct{ Name, Picture, Category string }

// String is the name, for spreadsheets.
func (a Article) String() string { return a.Name }

// Details are facts about a row that unfold.
type Details []Detail

// Detail is one fact.
type Detail struct{ Key, Value string }

// String is all of them in a line, for spreadsheets.
func (d Details) String() string {
	parts := make([]string, len(d))
	for i, x := range d {
		parts[i] = x.Key + ": " + x.Value
	}
	return strings.Join(parts, "; ")
}

// Column is a value of each row. Expr is SQL that is never NULL where the
// column sorts; an instant does not sort, what was numbered with it does. Show
// makes what is shown of what was read of the whole row.
type Column struct {
	Key    string
	Label  string // of the catalogue; "" for a value that only links need
	Expr   string
	ExprEn string // for English, when it differs
	Args   []any  // of Expr's places
	By     string // what sorting by the column compares, when that is not Expr
	Kind   Kind
	Family string // of states and words: the catalogue's family
	Link   string // where the value leads; {key} stands for another column's value
	Under  string // the column below whose value it is shown
	Phone  string // its place on a card, "" to leave it out there
	Sort   bool
	Sum    bool   // added up below the list
	Later  bool   // shown only when chosen
	Accent string // the class of an amount that is not nothing
	Raw    Kind   // how the value is read, when it is not of the column's kind yet
	Show   func(v Values) any
}

func (c Column) expr(lang string) string {
	if lang == "en" && c.ExprEn != "" {
		return c.ExprEn
	}
	return c.Expr
}

// Numeric tells that the column is set flush right.
func (c Column) Numeric() bool {
	return c.Kind == Number || c.Kind == Money || c.Kind == Weight || c.Kind == Rate || c.Kind == Fine
}

// Agent are the columns of an agent's name and code, of the table aliased a.
// They do not sort: that would read every document there is.
func Agent(link string) []Column {
	return []Column{
		{Key: "agent", Label: "order.agent", Expr: "a.name_zh", ExprEn: "CASE WHEN a.name_en = '' THEN a.name_zh ELSE a.name_en END", Kind: Text, Link: link, Phone: "k-full"},
		{Key: "agent_code", Label: "agent.code", Expr: "a.code", Kind: Text, Under: "agent"},
		{Key: "agent_id", Expr: "a.id", Kind: Number},
	}
}

// AgentNames are what an agent is found by, of the table aliased a.
var AgentNames = []string{"a.code", "a.name_zh", "a.name_en", "a.pinyin", "a.initials"}

// Option is one choice of a filter. Cond, if any, is its own condition; else
// the filter's compares with Value.
type Option struct {
	Value string
	Label string // of the catalogue
	Text  string // as it is, for names that the book holds
	Cond  string
	Args  []any // of Cond
}

// Filter narrows a list. A choice has options; days and amounts compare Expr
// with the bounds KEY_from and KEY_to.
type Filter struct {
	Key     string
	Label   string
	Kind    Kind // Word for a choice, Day or Money for bounds
	Expr    string
	Args    []any // of Expr's places
	Options []Option
	All     string         // what stands for no choice
	Default string         // the choice of who has not chosen; choosing nothing is a choice
	Front   bool           // beside the search, the others fold
	Zone    *time.Location // of days that an instant is compared with
}

// SeenKey is the key of a column without a label that says as what a person saw
// the row: an action on marked rows gets it back, in the field SeenField.
const SeenKey = "seen"

// SeenField is where a form of marked rows says as what one of them was seen.
func SeenField(id int64) string { return SeenKey + "." + strconv.FormatInt(id, 10) }

// Action is done to the rows that a person marked: a POST of their ids.
type Action struct {
	Label  string
	Href   string
	Style  string
	Reason bool
	Need   models.Permission
}

// Spec is what a list is.
type Spec struct {
	Name    string // in kept views and file names
	Title   string // of the catalogue
	From    string // tables and joins
	Where   string // what always holds, with Args
	Args    []any
	Before  []any             // of From
	Need    models.Permission // whose scope counts
	Agents  string            // the alias of the agents table that the scope narrows, "" for a list without agents
	ID      string            // the unique column, which breaks ties
	Columns []Column
	Filters []Filter
	Search  []string // what a word is looked for in
	Prefix  []string // numbers of documents that begin with a word
	Owner   string   // the column of the agent's id: a word is looked for in the agents' names
	Named   string   // the column of names that Names finds by a part of them, at most so many
	Names   func(q *gorm.DB, word string, most int) ([]string, error)
	Number  string // the column of whole numbers that IDOf reads a word for
	IDOf    func(word string) int64
	Hint    string // below the empty search field
	Sort    string // key, or -key to begin with the greatest
	Empty   string
	Actions []Action
	NoSheet bool // not for export
	Private bool // what is searched for may name a person: neither kept views nor the trail hold it
}

// States are the options of a filter over words of the catalogue.
func States[T ~string](family string, values ...T) (out []Option) {
	for _, v := range values {
		out = append(out, Option{Value: string(v), Label: family + "." + string(v)})
	}
	return out
}

// Plain are the options of a filter over values that are their own names.
func Plain[T ~string](values ...T) (out []Option) {
	for _, v := range values {
		out = append(out, Option{Value: string(v), Text: string(v)})
	}
	return out
}

// column finds a column by its key.
func (s *Spec) column(key string) (Column, bool) {
	i := slices.IndexFunc(s.Columns, func(c Column) bool { return c.Key == key })
	if i < 0 {
		return Column{}, false
	}
	return s.Columns[i], true
}

// chosen are the columns that are shown: those asked for, in the list's own
// order, else all but the ones that are shown later.
func (s *Spec) chosen(keys string) map[string]bool {
	out := map[string]bool{}
	asked := strings.FieldsFunc(keys, func(r rune) bool { return r == ',' })
	for i, c := range s.Columns {
		if c.Label == "" {
			continue
		}
		out[c.Key] = i == 0 || slices.Contains(asked, c.Key) || len(asked) == 0 && !c.Later
	}
	return out
}
