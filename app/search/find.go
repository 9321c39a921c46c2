package search

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Hit is one thing that was found. Fields that say nothing of its kind are
// empty.
type Hit struct {
	ID        int64
	Link      int64
	Code      string
	TitleZh   string
	TitleEn   string
	NoteZh    string
	NoteEn    string
	Reference string
	Role      string // of a person at an agent
	Category  string // of an article
	State     string
	AgentCode string
	AgentZh   string
	AgentEn   string
	AmountFen *models.Money
	Day       models.Date
	Href      string `gorm:"-"`
}

// Title is what the thing is called in a language: its name, or its number.
func (h Hit) Title(lang string) string {
	if h.TitleZh == "" && h.TitleEn == "" {
		return h.Code
	}
	return models.NameIn(lang, h.TitleZh, h.TitleEn)
}

// Number is its code beside its name, "" when it has no other name.
func (h Hit) Number() string {
	if h.TitleZh == "" && h.TitleEn == "" {
		return ""
	}
	return h.Code
}

// Also is the name in the other language, when it is what the words are in.
func (h Hit) Also(q Query, lang string) string {
	title := h.Title(lang)
	for _, other := range []string{h.TitleZh, h.TitleEn} {
		if other != title && q.in(other) && !q.in(title) {
			return other
		}
	}
	return ""
}

// AgentName is whose it is, in a language.
func (h Hit) AgentName(lang string) string {
	return models.NameIn(lang, h.AgentZh, h.AgentEn)
}

// Note is what else tells it from others.
func (h Hit) Note(lang string) string {
	return models.NameIn(lang, h.NoteZh, h.NoteEn)
}

// Group is what was found of one sort. More tells that there is more of it,
// All is the address of the list that shows everything, "" where there is none.
type Group struct {
	Noun Noun
	Hits []Hit
	More bool
	All  string
}

// Result is what was found for a query, the best sorts first.
type Result struct {
	Query  Query
	Groups []Group
}

// Count is how many hits there are.
func (r Result) Count() (n int) {
	for _, g := range r.Groups {
		n += len(g.Hits)
	}
	return n
}

// finder is one search.
type finder struct {
	q       *gorm.DB
	dialect string
	query   Query
	most    int // ids of a sort that are looked for, one above what is shown
	years   map[string][]int
}

// Find looks for what a person typed among all that the actor may open, with
// at most that many hits of each sort. Nothing outside the actor's scopes is
// told of, not even that it exists. Headings, if any are given, are all that is
// looked for.
func Find(q *gorm.DB, actor models.Actor, text string, each int, only ...Noun) (Result, error) {
	f := &finder{q: q, dialect: q.Name(), query: Parse(text), most: each + 1}
	out := Result{Query: f.query}
	if f.query.Empty() {
		return out, nil
	}
	for _, x := range findings {
		w, ok := x.wayOf(actor)
		if !ok || len(only) > 0 && !slices.Contains(only, x.noun) {
			continue
		}
		hits, err := f.hits(x, w, actor.Scope(w.see))
		if err != nil {
			return out, fmt.Errorf("search: %s: %w", x.noun, err)
		}
		if len(hits) > 0 {
			out.add(x.noun, hits, each, w.list(f.query.Text))
		}
	}
	slices.SortStableFunc(out.Groups, func(a, b Group) int { return min(f.rank(a.Hits[0]), 1) - min(f.rank(b.Hits[0]), 1) })
	return out, nil
}

// list is the address of the list that takes the same text.
func (w way) list(text string) string {
	if w.all == "" {
		return ""
	}
	return w.all + "?q=" + url.QueryEscape(text)
}

// add puts hits under their heading; people come from several tables.
func (r *Result) add(noun Noun, hits []Hit, each int, all string) {
	i := slices.IndexFunc(r.Groups, func(g Group) bool { return g.Noun == noun })
	if i < 0 {
		r.Groups = append(r.Groups, Group{Noun: noun, All: all})
		i = len(r.Groups) - 1
	}
	g := &r.Groups[i]
	g.Hits = append(g.Hits, hits...)
	g.More = g.More || len(g.Hits) > each
	g.Hits = g.Hits[:min(len(g.Hits), each)]
}

// hits finds things of a sort and reads them, inside the scope once more.
func (f *finder) hits(x finding, w way, scope models.Scope) ([]Hit, error) {
	ids, err := x.find(f, scope)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	cond, mine := "1 = 1", []any(nil)
	if !x.free {
		cond, mine = db.Within(scope, "a")
	}
	var hits []Hit
	err = f.q.Raw("SELECT "+x.id+" AS id, "+w.link+" AS link, "+x.shown+" FROM "+x.table+" WHERE "+x.id+" IN ? AND "+cond+w.only,
		append([]any{ids}, mine...)...).Scan(&hits).Error
	for i := range hits {
		hits[i].open(x.noun, w)
	}
	place := make(map[int64]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		if r := f.rank(a) - f.rank(b); r != 0 {
			return r
		}
		return place[a.ID] - place[b.ID]
	})
	return hits, err
}

// open sets what leads to the hit.
func (h *Hit) open(noun Noun, w way) {
	if noun == "orders" {
		h.Code = models.Order{ID: h.ID}.Number()
	}
	if h.NoteZh == h.AgentZh || h.NoteZh == h.AgentEn {
		h.NoteZh = "" // an agent that pays for itself
	}
	if strings.Contains(w.href, "%s") {
		h.Href = fmt.Sprintf(w.href, url.QueryEscape(h.Code))
		return
	}
	h.Href = fmt.Sprintf(w.href, h.Link)
}

// rank is 0 for what is called exactly what was typed, 1 for what begins with
// it, and 2 for the rest, the shorter names first.
func (f *finder) rank(h Hit) int {
	typed := strings.Map(fold, f.query.Text)
	best := 3 + utf8.RuneCountInString(h.TitleZh)
	for _, name := range []string{h.Code, h.TitleZh, h.TitleEn} {
		switch name = strings.Map(fold, name); {
		case name == "":
		case name == typed, f.query.Number.order() == h.ID && strings.HasPrefix(name, "so"):
			return 0
		case strings.HasPrefix(name, typed):
			best = 1
		}
	}
	return best
}

// people looks for words, or for the digits of a phone. A few digits alone
// would be in every number.
func (f *finder) people(kind Kind, scope models.Scope) ([]int64, error) {
	if f.query.Phone != "" {
		return f.named(kind, []string{f.query.Phone}, scope, false)
	}
	if len(f.query.Words) == 1 && digits(f.query.Words[0]) == f.query.Words[0] {
		return nil, nil
	}
	return f.named(kind, f.query.Words, scope, false)
}

func (f *finder) contacts(scope models.Scope) ([]int64, error) { return f.people(KindContact, scope) }

func (f *finder) staff(scope models.Scope) ([]int64, error) { return f.people(KindStaff, scope) }

// shortestReference is how much of a bank's reference must be typed.
const shortestReference = 3

// receipts are found by number, by their bank's reference, and by who paid:
// of each payer the latest.
func (f *finder) receipts(scope models.Scope) ([]int64, error) {
	out, err := f.numbered(document{"receipts", "RC"}, scope)
	if err != nil || len(out) >= f.most {
		return out, err
	}
	if utf8.RuneCountInString(f.query.Text) >= shortestReference {
		more, err := f.named(KindReceipt, f.query.Words, scope, false)
		if out = union(out, more); err != nil || len(out) >= f.most {
			return out, err
		}
	}
	payers, err := f.named(KindPayer, f.query.Words, scope, false)
	if err != nil || len(payers) == 0 {
		return out, err
	}
	args := make([]any, len(payers))
	for i, id := range payers {
		args[i] = id
	}
	more, err := f.ids("SELECT receipt_id FROM search_payers WHERE id IN ("+places(len(args))+") ORDER BY receipt_id DESC", args...)
	return union(out, more), err
}
