package orders

import (
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"

	"assay/app/catalog"
	"assay/app/web"
	"assay/models"
)

// gridSize is how many articles the grid shows at once, apart from those that
// are chosen; onlyChosen is the filter for these.
const (
	gridSize   = 24
	onlyChosen = "chosen"
)

// gridView is which part of the catalogue the grid shows.
type gridView struct {
	Products   []catalog.Offer
	Hidden     []models.OrderLine          // chosen, but not among the shown products
	Lines      map[string]models.OrderLine // chosen, by article
	Category   string
	Search     string
	Page       int
	Pages      int
	Found      int64
	Focus      bool // on the first quantity: the visitor has just searched
	Twin       *twin
	Parts      models.OrderParts
	CreditLine bool // the terms of payment need one
}

// Next and Prev are the pages beside this one, 0 for none.
func (v gridView) Next() int {
	if v.Page < v.Pages {
		return v.Page + 1
	}
	return 0
}

// Prev is the page before this one.
func (v gridView) Prev() int { return v.Page - 1 }

// viewOf reads which part of the catalogue is asked for.
func viewOf(c *web.Ctx) gridView {
	v := gridView{Category: c.Value("category"), Search: c.Value("q"), Focus: c.Value("do") == "filter", Page: 1}
	page := c.Value("page")
	if page == "" && c.Value("lang") != "" {
		page = c.Value("shown") // another language, the same part
	}
	if n, err := strconv.Atoi(page); err == nil && n > 1 && n < 10_000 {
		v.Page = n
	}
	return v
}

// offers reads a page of the catalogue. What is chosen comes first on the
// first page; elsewhere it is carried along unseen.
func (in *entryPage) offers(q *gorm.DB) error {
	v := &in.gridView
	chosen, err := in.chosen(q)
	if err != nil {
		return err
	}
	if v.Category == onlyChosen {
		v.Products, v.Pages, v.Found = chosen, 1, int64(len(chosen))
		return nil
	}
	f := catalog.OfferFilter{Category: v.Category, Search: v.Search, Limit: gridSize, Offset: (v.Page - 1) * gridSize}
	if v.Found, err = catalog.CountOffers(q, f); err != nil {
		return err
	}
	v.Pages = max(1, int((v.Found+gridSize-1)/gridSize))
	if v.Products, err = catalog.Offers(q, in.Agent.ID, f); err != nil {
		return err
	}
	if v.Page == 1 && v.Category == "" && v.Search == "" {
		rest := slices.DeleteFunc(v.Products, func(o catalog.Offer) bool { return in.Shown(o.SKU) != "" })
		v.Products = append(chosen, rest...)
	}
	return nil
}

// chosen are the articles with a quantity, at today's prices.
func (in *entryPage) chosen(q *gorm.DB) ([]catalog.Offer, error) {
	var skus []string
	for sku := range in.Quantities {
		skus = append(skus, sku)
	}
	for sku := range in.Mistyped {
		skus = append(skus, sku)
	}
	if len(skus) == 0 {
		return nil, nil
	}
	return catalog.Offers(q, in.Agent.ID, catalog.OfferFilter{SKUs: skus, Limit: len(skus)})
}

// sumUp tells what the chosen lines come to and what they leave of the line.
func (in *entryPage) sumUp(q *gorm.DB, on models.Date) error {
	in.Lines = map[string]models.OrderLine{}
	for _, l := range in.Chosen {
		in.Pieces += l.Quantity
		in.Lines[l.SKU] = l
		if !slices.ContainsFunc(in.Products, func(o catalog.Offer) bool { return o.SKU == l.SKU }) {
			in.Hidden = append(in.Hidden, l)
		}
	}
	in.Parts = models.PartsOf(in.Chosen)
	in.CreditLine = in.Policy.Kind.NeedsLimit()
	var held models.Money
	if in.Edits != nil && in.Edits.State == models.OrderSubmitted {
		held = in.Edits.Remaining()
	}
	in.Line = models.LineOf(in.View.Terms, in.View.Account.Counters, in.View.Pot, on).With(in.Total, held)
	asks := models.Order{TotalFen: in.Total}
	if in.Edits != nil {
		asks.ID = in.Edits.ID
	}
	r, err := requestOf(q, asks, in.Total-held, in.Policy.Kind, on)
	d := in.View.Decide(r)
	in.Decision = &d
	return err
}

// twinWindow is how long the same order again is taken for a slip: the
// browser's Back button brings the form back as it was sent.
const twinWindow = time.Hour

// twin is the order that the form has placed already, or one like it. Changed
// tells that the form is not the same any more.
type twin struct {
	models.Order
	Changed bool
}

// Draft tells that the form was only saved: nobody was asked for credit.
func (t twin) Draft() bool { return t.State == models.OrderDraft && t.SubmittedAt == nil }

// twinOf finds an order of the last hour with the same content; nil when
// there is none, or when it came from this very form: then the key decides.
func twinOf(q *gorm.DB, in Input, now time.Time) (*twin, error) {
	var rows []twin
	err := q.Raw(`SELECT id, agent_id, state, total_fen, created_at FROM orders
		WHERE agent_id = ? AND request_sha256 = ? AND request_key <> ? AND created_at >= ? AND state NOT IN ('draft', 'cancelled')
		ORDER BY id DESC LIMIT 1`, in.AgentID, in.fingerprint(), in.RequestKey, now.Add(-twinWindow).UTC()).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// firstOf finds the order that a form with this key has placed.
func firstOf(q *gorm.DB, in entryPage) (*twin, error) {
	var t twin
	err := q.Raw("SELECT id, agent_id, state, total_fen, created_at, submitted_at FROM orders WHERE agent_id = ? AND request_key = ?", in.Agent.ID, in.RequestKey).Scan(&t).Error
	t.Changed = true // not before: a scan begins with nothing
	return &t, err
}
