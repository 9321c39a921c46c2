package orders

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/settlement"
	"assay/app/web"
	"assay/models"
)

func newKey() string { return uuid.Must(uuid.NewV7()).String() }

func policyOf(q *gorm.DB, o Listed) (models.SettlementPolicy, error) {
	return settlement.PolicyByID(q, o.SettlementPolicyID)
}

// entryPage is the order grid: articles with the agent's prices, what is
// chosen, and what the credit line says of it.
type entryPage struct {
	gridView
	Agent      models.Agent
	Agents     []models.Agent
	Stores     []models.Store
	StoreID    int64
	Chosen     []models.OrderLine
	Line       models.CreditLine
	Quantities map[string]int64
	Mistyped   map[string]string // quantities that are none, as they were typed
	Categories []string
	RequestKey string
	Note       string
	Total      models.Money
	VAT        models.Money
	Pieces     int64
	View       credit.View
	Decision   *models.CreditDecision
	Ways       []step
	Policy     models.SettlementPolicy
	Action     string
	Edits      *Listed
	Seen       string // the order as it was when the form was filled
}

// New is the order grid, empty or filled with another order's lines.
func (p AgentPages) New(c *web.Ctx) error {
	in, err := p.entryOf(c)
	if err != nil {
		return err
	}
	if from := c.FormID("from"); from != 0 {
		if err := p.copyLines(c, &in, from); err != nil {
			return err
		}
	}
	return p.grid(c, in, nil)
}

// EditForm is the order grid with the lines of an order that can still change.
func (p AgentPages) EditForm(c *web.Ctx) error {
	in, err := p.entryOf(c)
	if err != nil {
		return err
	}
	if err := p.copyLines(c, &in, in.Edits.ID); err != nil {
		return err
	}
	return p.grid(c, in, nil)
}

// Entry takes the grid: it looks again (filter, recalculate), keeps a draft,
// or submits. Prices come from the catalogue, never from the form.
func (p AgentPages) Entry(c *web.Ctx) error {
	in, err := p.entryOf(c)
	if err != nil {
		return err
	}
	wants, err := in.wants(c)
	if err != nil {
		return p.grid(c, in, err)
	}
	who := c.Actor.Who()
	store, err := p.storeOf(c, in)
	if err != nil {
		return p.grid(c, in, err)
	}
	input := Input{AgentID: in.Agent.ID, StoreID: store, RequestKey: in.RequestKey, Lines: wants, Note: in.Note}
	if c.Value("do") == "submit" && in.Edits == nil {
		if in.Twin, err = twinOf(p.DB.Read(c.UserContext()), input, c.Web.Now()); err != nil {
			return err
		}
		if in.Twin != nil {
			return p.grid(c, in, nil)
		}
	}
	switch do := c.Value("do"); {
	case do == "submit" && in.Edits != nil:
		o, err := p.change(c, &in, wants)
		return p.entered(c, in, o, err)
	case do == "submit" || do == "again":
		placed, err := p.Place(c.UserContext(), who, input)
		if saved := (twin{Order: placed.Order}); err == nil && saved.Draft() {
			in.Twin = &saved // the form was sent before, to be kept
			return p.grid(c, in, nil)
		}
		return p.entered(c, in, placed.Order, err)
	case do == "draft":
		o, err := p.SaveDraft(c.UserContext(), who, input)
		return p.entered(c, in, o, err)
	}
	return p.grid(c, in, nil)
}

// change gives the order the lines of the form, if it is as it was when the
// form was filled. If not, the form now goes by what the error names: sent
// again, it replaces that.
func (p AgentPages) change(c *web.Ctx, in *entryPage, wants []catalog.Want) (models.Order, error) {
	seen, err := models.ParseSeenOrder(in.Seen)
	if err != nil {
		return models.Order{}, err
	}
	placed, err := p.Service.Edit(c.UserContext(), c.Actor.Who(), in.Edits.ID, wants, seen)
	if in.Edits.IsAs(seen) != nil {
		in.Seen = in.Edits.Seen().String()
		err = models.Conflict("error.order_edited").With("Was", seen.Total).With("Now", in.Edits.TotalFen)
	}
	return placed.Order, err
}

func (p AgentPages) entered(c *web.Ctx, in entryPage, o models.Order, err error) error {
	if errors.Is(err, db.ErrKeyReused) {
		if in.Twin, err = firstOf(p.DB.Read(c.UserContext()), in); err != nil {
			return err
		}
		in.RequestKey = newKey()
		return p.grid(c, in, nil)
	}
	if err != nil {
		return p.grid(c, in, err)
	}
	return c.Redirect(fmt.Sprintf("/agent/orders/%d", o.ID), "order.flash_"+string(o.State))
}

// Shown is what stands in an article's quantity field: what was typed, even
// when it is no quantity.
func (in entryPage) Shown(sku string) string {
	if text, ok := in.Mistyped[sku]; ok {
		return text
	}
	if n := in.Quantities[sku]; n != 0 {
		return strconv.FormatInt(n, 10)
	}
	return ""
}

// storeOf is the chosen store, nil for none; invalid when it is none of the
// agent's that are open.
func (p AgentPages) storeOf(c *web.Ctx, in entryPage) (*int64, error) {
	if c.Value("store") == "" {
		return nil, nil
	}
	stores, err := storesOf(p.DB.Read(c.UserContext()), in.Agent.ID)
	for _, s := range stores {
		if s.ID == in.StoreID {
			return &s.ID, err
		}
	}
	if err == nil {
		err = models.Invalid("store", "error.store_unknown")
	}
	return nil, err
}

// entryOf reads the form's frame: for whom, which filter, which quantities.
func (p AgentPages) entryOf(c *web.Ctx) (entryPage, error) {
	q := p.DB.Read(c.UserContext())
	in := entryPage{gridView: viewOf(c), Action: c.Path(), RequestKey: c.Value("key"), Note: c.Value("note"),
		StoreID: c.FormID("store"), Quantities: map[string]int64{}, Mistyped: map[string]string{}}
	if in.RequestKey == "" || len(in.RequestKey) > 64 {
		in.RequestKey = newKey()
	}
	agentID := c.FormID("agent")
	if c.Params("id") != "" {
		o, err := p.own(c)
		if err != nil {
			return in, err
		}
		in.Edits, agentID = &o, o.AgentID
		if in.Seen = c.Value("seen"); in.Seen == "" {
			in.Seen = o.Seen().String()
		}
	}
	if agentID == 0 {
		agentID = c.Actor.HomeAgent()
	}
	in.Agent.ID = agentID
	if c.Actor.ActsFor(models.OrderPlace, agentID) {
		return in, nil // an agent's own people need no look at the tree
	}
	agents, err := agentsIn(q, c.Actor.Scope(models.OrderPlace))
	if err == nil && !slices.ContainsFunc(agents, func(a models.Agent) bool { return a.ID == agentID }) {
		err = models.NotFound("agent")
	}
	return in, err
}

// around reads what the grid shows beside the articles.
func (in *entryPage) around(c *web.Ctx, q *gorm.DB) error {
	var err error
	if in.Agents, err = agentsIn(q, c.Actor.Scope(models.OrderPlace)); err != nil {
		return err
	}
	for _, a := range in.Agents {
		if a.ID == in.Agent.ID {
			in.Agent = a
		}
	}
	in.Stores, err = storesOf(q, in.Agent.ID)
	return err
}

// wants reads the quantities: every field q.SKU that is not empty.
func (in *entryPage) wants(c *web.Ctx) ([]catalog.Want, error) {
	var bad error
	for k, v := range c.Request().PostArgs().All() {
		sku, ok := strings.CutPrefix(string(k), "q.")
		text := web.Clean(string(v))
		if !ok || sku == "" || text == "" || text == "0" || len(in.Quantities) > models.MaxOrderLines {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 || n > models.MaxQuantity {
			in.Mistyped[sku] = text
			bad = models.Invalid("q."+sku, "error.quantity_of").With("SKU", sku).With("Max", models.MaxQuantity)
			continue
		}
		in.Quantities[sku] = n
	}
	skus := make([]string, 0, len(in.Quantities))
	for sku := range in.Quantities {
		skus = append(skus, sku)
	}
	sort.Strings(skus)
	wants := make([]catalog.Want, len(skus))
	for i, sku := range skus {
		wants[i] = catalog.Want{SKU: sku, Quantity: in.Quantities[sku]}
	}
	return wants, bad
}

func (p AgentPages) copyLines(c *web.Ctx, in *entryPage, orderID int64) error {
	q := p.DB.Read(c.UserContext())
	o, err := InScope(q, c.Actor.Scope(models.OrderRead), orderID)
	if err != nil {
		return err
	}
	lines, err := LinesOf(q, o.ID)
	for _, l := range lines {
		in.Quantities[l.SKU] += l.Quantity // an article may stand on several lines
	}
	in.Note = o.Note
	return err
}

// grid renders the page: offers, chosen lines with their totals, and what the
// credit check would say of them now.
func (p AgentPages) grid(c *web.Ctx, in entryPage, fe error) error {
	q := p.DB.Read(c.UserContext())
	err := in.around(c, q)
	if err != nil {
		return err
	}
	if err := in.offers(q); err != nil {
		return err
	}
	in.Categories = models.Categories
	if err := p.measure(q, c.Today(), &in); err != nil && fe == nil {
		fe = err
	}
	if in.Decision != nil {
		if in.Ways, err = waysOf(q, in.Decision.WaysOut, asker{actor: c.Actor, agentID: in.Agent.ID, edit: "#products"}); err != nil {
			return err
		}
	}
	page := web.Page{Title: c.T("nav.quick_order"), NoTabs: true, Form: "order", Enter: "filter", Data: in}
	if in.Edits != nil {
		page.Title = c.T("order.edit_title", "Number", in.Edits.Number())
	}
	if fe != nil {
		return c.Again(fe, "agent/orders/new", page)
	}
	return c.OK("agent/orders/new", page)
}

// measure prices what is chosen and asks the credit check about it.
func (p AgentPages) measure(q *gorm.DB, on models.Date, in *entryPage) error {
	var err error
	if in.View, err = credit.Load(q, in.Agent.ID, on); err != nil {
		return err
	}
	if in.Policy, err = settlement.PolicyOf(q, in.Agent.ID, on); err != nil {
		return err
	}
	var wants []catalog.Want
	for sku, n := range in.Quantities {
		wants = append(wants, catalog.Want{SKU: sku, Quantity: n})
	}
	sort.Slice(wants, func(i, j int) bool { return wants[i].SKU < wants[j].SKU })
	if len(wants) > 0 {
		if in.Chosen, err = catalog.Quote(q, in.Agent.ID, wants); err != nil {
			return err
		}
	}
	if in.Total, in.VAT, err = models.OrderTotals(in.Chosen); err != nil {
		return err
	}
	return in.sumUp(q, on)
}

// agentsIn lists the agents that somebody may order for.
func agentsIn(q *gorm.DB, scope models.Scope) ([]models.Agent, error) {
	cond, args := db.Within(scope, "a")
	var rows []models.Agent
	err := q.Raw("SELECT * FROM agents a WHERE "+cond+" AND a.status <> 'closed' ORDER BY a.path LIMIT 500", args...).Scan(&rows).Error
	return rows, err
}

func storesOf(q *gorm.DB, agentID int64) ([]models.Store, error) {
	var rows []models.Store
	err := q.Raw("SELECT * FROM stores WHERE agent_id = ? AND closed_on IS NULL ORDER BY code", agentID).Scan(&rows).Error
	return rows, err
}
