package receivables

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/list"
	lookup "assay/app/search" // a list of the package has the name already
	"assay/app/web"
	"assay/models"
)

// FinancePages are receipts, documents and write-offs.
type FinancePages struct{ *Service }

type receiptsPage struct {
	List list.View
	Form receiptForm
}

// receiptForm is a receipt as it was typed, so that nothing is lost.
type receiptForm struct {
	Key, Agent, Amount, ClearedOn, Method, Reference, Payer, Note string
	Manual, Again                                                 bool
	Twin                                                          string       // the receipt with the same reference and amount
	Confirm                                                       string       // what the visitor is asked to confirm
	Meant                                                         []lookup.Hit // agents that the typed name may stand for
}

// Methods lists how money comes, in the order a form offers them.
func (receiptForm) Methods() []string { return models.PaymentMethods }

// Receipts is the list of receipts with the form for a new one.
func (p FinancePages) Receipts(c *web.Ctx) error {
	return p.receipts(c, receiptForm{Key: web.NewKey(), ClearedOn: c.Today().String(), Agent: c.Query("agent")}, nil)
}

func (p FinancePages) receipts(c *web.Ctx, form receiptForm, fe error) error {
	return list.Show(c, p.DB, ReceiptList(), fe, func(v list.View) (string, web.Page) {
		return "finance/receipts/index", web.Page{Title: c.T("nav.receipts"), Data: receiptsPage{v, form}}
	})
}

// Receipt enters money that came; it is allocated by the automatic order
// unless the form says otherwise.
func (p FinancePages) Receipt(c *web.Ctx) error {
	form := receiptForm{Key: c.Value("key"), Agent: agentTyped(c), Amount: c.Value("amount"), ClearedOn: c.Value("cleared_on"), Method: c.Value("method"),
		Reference: c.Value("reference"), Payer: c.Value("payer"), Note: c.Value("note"), Manual: c.Value("manual") != "", Again: c.Value("again") != ""}
	in, err := p.receiptInput(c, &form)
	if err != nil {
		return p.receipts(c, form, err)
	}
	r, err := p.Enter(c.UserContext(), c.Actor.Who(), in)
	if models.Asks(err) {
		form.Confirm = in.Question()
	}
	form.Twin = twinOf(err)
	if err != nil {
		return p.receipts(c, form, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/receipts/%d", r.ID), "receipt.flash_entered")
}

// twinOf is the number of the receipt that an error says is there already.
func twinOf(err error) string {
	for _, e := range models.Each(err) {
		if e.Message == msgTwice {
			number, _ := e.Params["Number"].(string)
			return number
		}
	}
	return ""
}

// agentTyped is the agent's code, or what else somebody typed to name one. A
// choice among those that it may stand for goes first.
func agentTyped(c *web.Ctx) string {
	if code := c.Value("meant"); code != "" {
		return code
	}
	return c.Value("agent")
}

// receiptInput reads the form, with all that is wrong with it.
func (p FinancePages) receiptInput(c *web.Ctx, f *receiptForm) (ReceiptInput, error) {
	in := ReceiptInput{SourceKey: "form:" + f.Key, Method: f.Method, BankReference: f.Reference, Payer: f.Payer, Note: f.Note, Automatic: !f.Manual, Again: f.Again, Confirmed: c.Value("confirmed")}
	var unknown, unread, undated error
	in.AgentID, unknown = p.agentMeant(c, f)
	in.Amount, unread = c.Money("amount")
	in.ClearedOn, undated = c.Date("cleared_on")
	return in, models.Together(unknown, unread, undated, in.Validate())
}

// agentMeant finds the agent by its code. By anything else it finds those that
// may be meant: money is never booked on a guess, so it asks.
func (p FinancePages) agentMeant(c *web.Ctx, f *receiptForm) (int64, error) {
	if f.Agent == "" {
		return 0, models.Invalid("agent", "error.agent_required")
	}
	q := p.DB.Read(c.UserContext())
	id, unknown := credit.AgentByCode(q, c.Actor.Scope(models.ReceiptEnter), f.Agent)
	if unknown == nil || models.KindOf(unknown) != models.KindInvalid {
		return id, unknown
	}
	found, err := lookup.Find(q, c.Actor, f.Agent, mostMeant, lookup.Agents)
	if err != nil || len(found.Groups) == 0 {
		return 0, errors.Join(unknown, err)
	}
	f.Meant = found.Groups[0].Hits
	return 0, models.Invalid("agent", "error.agent_meant")
}

// mostMeant is how many agents are offered for what was typed.
const mostMeant = 8

type receiptPage struct {
	Receipt     ListedReceipt
	Allocations []ListedAllocation
	Items       []ItemAt
	Key         string
	Today       models.Date
	Typed       map[int64]string
}

// Show is one receipt: where its money went, and what it could still settle.
func (p FinancePages) Show(c *web.Ctx) error { return p.show(c, nil) }

func (p FinancePages) show(c *web.Ctx, fe error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	q := p.DB.Read(c.UserContext())
	data := receiptPage{Key: web.NewKey(), Today: c.Today(), Typed: map[int64]string{}}
	if data.Receipt, err = ReceiptInScope(q, c.Actor.Scope(models.ReceivableRead), id); err != nil {
		return err
	}
	if data.Allocations, err = AllocationsOf(q, id); err != nil {
		return err
	}
	if err := data.claims(c, q); err != nil {
		return err
	}
	page := web.Page{Title: data.Receipt.Number, Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.receipts"), Href: "/finance/receipts"}, {Text: data.Receipt.Number}}}
	if fe != nil {
		return c.Again(fe, "finance/receipts/show", page)
	}
	return c.OK("finance/receipts/show", page)
}

// claims lists what the receipt could still settle, with what was typed for it.
func (d *receiptPage) claims(c *web.Ctx, q *gorm.DB) error {
	if d.Receipt.UnallocatedFen <= 0 {
		return nil
	}
	items, err := ItemsAt(q, d.Receipt.AgentID, d.Today)
	for _, i := range items {
		if i.ResidualFen > 0 {
			d.Items = append(d.Items, i)
			d.Typed[i.ID] = c.Value(fmt.Sprintf("p.%d", i.ID))
		}
	}
	return err
}

// receiptOf finds the receipt a change is about, inside the scope.
func (p FinancePages) receiptOf(c *web.Ctx) (ListedReceipt, error) {
	id, err := c.ID("id")
	if err != nil {
		return ListedReceipt{}, err
	}
	return ReceiptInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.ReceiptEnter), id)
}

// Allocation settles items with the receipt: by the amounts typed, fields
// p.ITEM, or by the automatic order.
func (p FinancePages) Allocation(c *web.Ctx) error {
	r, err := p.receiptOf(c)
	if err != nil {
		return err
	}
	in := AllocateInput{ReceiptID: r.ID, RequestKey: c.Value("key"), Automatic: c.Value("automatic") != ""}
	if !in.Automatic {
		if in.Parts, err = partsOf(c); err != nil {
			return p.show(c, err)
		}
	}
	if err := p.Allocate(c.UserContext(), c.Actor.Who(), in); err != nil {
		return p.show(c, onForm(err, in.Parts))
	}
	return c.Redirect(fmt.Sprintf("/finance/receipts/%d", r.ID), "receipt.flash_allocated")
}

// onForm gives what is wrong with parts the names of the form's fields.
func onForm(err error, parts []Part) error {
	var all []error
	for _, e := range models.Each(err) {
		for i, p := range parts {
			if e.Field == partField(i) {
				e = e.On(fmt.Sprintf("p.%d", p.ItemID))
			}
		}
		if e.Field == "parts" {
			e = e.On("") // no field of the form
		}
		all = append(all, e)
	}
	if len(all) == 0 {
		return err
	}
	return errors.Join(all...)
}

// partsOf are the amounts typed, in fields p.ITEM, by item. An item that the
// form's first sending settled is among them still.
func partsOf(c *web.Ctx) ([]Part, error) {
	var parts []Part
	for k := range c.Request().PostArgs().All() {
		n, ok := strings.CutPrefix(string(k), "p.")
		id, err := strconv.ParseInt(n, 10, 64)
		if !ok || err != nil || c.Value(string(k)) == "" || slices.ContainsFunc(parts, func(p Part) bool { return p.ItemID == id }) {
			continue
		}
		m, err := c.Money(string(k))
		if err != nil {
			return nil, err
		}
		parts = append(parts, Part{ItemID: id, Amount: m})
	}
	slices.SortFunc(parts, func(a, b Part) int { return cmp.Compare(a.ItemID, b.ItemID) })
	return parts, nil
}

// Clearing moves the day on which money that still awaits it is expected.
func (p FinancePages) Clearing(c *web.Ctx) error {
	r, err := p.receiptOf(c)
	if err != nil {
		return err
	}
	on, err := c.Date("cleared_on")
	if err == nil {
		err = p.MoveClearing(c.UserContext(), c.Actor.Who(), r.ID, on)
	}
	if err != nil {
		return p.show(c, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/receipts/%d", r.ID), "receipt.flash_clearing")
}

// Reversal undoes a receipt that bounced, or that never came.
func (p FinancePages) Reversal(c *web.Ctx) error {
	r, err := p.receiptOf(c)
	if err != nil {
		return err
	}
	if err := p.Reverse(c.UserContext(), c.Actor.Who(), r.ID, c.Value("reason")); err != nil {
		return p.show(c, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/receipts/%d", r.ID), "receipt.flash_reversed")
}
