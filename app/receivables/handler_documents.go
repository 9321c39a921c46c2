package receivables

import (
	"fmt"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

type itemPage struct {
	Item     ListedItem
	Rows     []Settlement
	Requests []models.WriteOff
	Box      *DisputeBox // of a claim
	Key      string
	Today    models.Date
	DaysLate int
	Form     struct{ Amount, Reason string }
}

// Item is one open item: what settled it, and what can be done about it.
func (p FinancePages) Item(c *web.Ctx) error { return p.item(c, nil) }

func (p FinancePages) item(c *web.Ctx, fe error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	q := p.DB.Read(c.UserContext())
	data := itemPage{Key: web.NewKey(), Today: c.Today()}
	if data.Item, err = ItemInScope(q, c.Actor.Scope(models.ReceivableRead), id); err != nil {
		return err
	}
	if data.Rows, err = Settlements(q, id); err != nil {
		return err
	}
	if data.Requests, err = WriteOffsOf(q, id); err != nil {
		return err
	}
	if data.Item.Kind != models.ItemCreditNote {
		box, err := BoxOf(c, q, data.Item.OpenItem)
		if err != nil {
			return err
		}
		data.Box = &box
	}
	data.DaysLate = data.Today.DaysSince(data.Item.DueOn)
	data.Form.Amount, data.Form.Reason = c.Value("amount"), c.Value("reason")
	page := web.Page{Title: data.Item.Number, Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.ageing"), Href: "/finance/ageing"},
		{Text: data.Item.AgentName(c.Lang()), Href: fmt.Sprintf("/finance/ageing/%d", data.Item.AgentID)}, {Text: data.Item.Number}}}
	if fe != nil {
		return c.Again(fe, "finance/items/show", page)
	}
	return c.OK("finance/items/show", page)
}

func (p FinancePages) itemOf(c *web.Ctx, need models.Permission) (ListedItem, error) {
	id, err := c.ID("id")
	if err != nil {
		return ListedItem{}, err
	}
	return ItemInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(need), id)
}

// WriteOffRequest asks to give up a part of an item.
func (p FinancePages) WriteOffRequest(c *web.Ctx) error {
	item, err := p.itemOf(c, models.WriteOffRequest)
	if err != nil {
		return err
	}
	amount, err := c.Money("amount")
	if err == nil {
		_, err = p.RequestWriteOff(c.UserContext(), c.Actor.Who(), WriteOffInput{ItemID: item.ID, RequestKey: c.Value("key"), Amount: amount, Reason: c.Value("reason")})
	}
	if err != nil {
		return p.item(c, err)
	}
	return c.Redirect("/finance/write-offs", "write_off.flash_requested")
}

// CreditNote takes a part of an invoice back.
func (p FinancePages) CreditNote(c *web.Ctx) error {
	item, err := p.itemOf(c, models.CreditNoteIssue)
	if err != nil {
		return err
	}
	if item.InvoiceID == nil {
		return models.NotFound("invoice")
	}
	amount, err := c.Money("amount")
	if err == nil {
		_, err = p.IssueCreditNote(c.UserContext(), c.Actor.Who(), CreditNoteInput{InvoiceID: *item.InvoiceID, RequestKey: c.Value("key"), Gross: amount, Reason: c.Value("reason")})
	}
	if err != nil {
		return p.item(c, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/items/%d", item.ID), "item.flash_credited")
}

// Items is every receivable as it stands today.
func (p FinancePages) Items(regions func(c *web.Ctx) ([]list.Option, error)) web.Handler {
	return func(c *web.Ctx) error {
		options, err := regions(c)
		if err != nil {
			return err
		}
		return list.Alone(c, p.DB, ItemList(p.DB.Dialect(), c.Today(), options))
	}
}

// Invoices is every invoice.
func (p FinancePages) Invoices(c *web.Ctx) error { return list.Alone(c, p.DB, InvoiceList()) }

// CreditNotes is every credit note.
func (p FinancePages) CreditNotes(c *web.Ctx) error { return list.Alone(c, p.DB, CreditNoteList()) }

// WriteOffs are the requests to decide and those decided.
func (p FinancePages) WriteOffs(c *web.Ctx) error { return list.Alone(c, p.DB, WriteOffList()) }

type writeOffPage struct {
	WriteOff   ListedWriteOff
	Recoveries []models.Recovery
	Key        string
	Today      models.Date
	DaysLate   int
	Form       struct{ Amount, ReceivedOn, Note string }
}

// WriteOff is one write-off with what can be done about it.
func (p FinancePages) WriteOff(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.writeOff(c, id, nil)
}

func (p FinancePages) writeOff(c *web.Ctx, id int64, fe error) error {
	q := p.DB.Read(c.UserContext())
	data := writeOffPage{Key: web.NewKey(), Today: c.Today()}
	var err error
	if data.WriteOff, err = WriteOffInScope(q, c.Actor.Scope(models.ReceivableRead), id); err != nil {
		return err
	}
	data.DaysLate = max(0, data.Today.DaysSince(data.WriteOff.DueOn))
	if data.Recoveries, err = RecoveriesOf(q, id); err != nil {
		return err
	}
	data.Form.Amount, data.Form.ReceivedOn, data.Form.Note = c.Value("amount"), c.Value("received_on"), c.Value("note")
	if data.Form.ReceivedOn == "" {
		data.Form.ReceivedOn = data.Today.String()
	}
	page := web.Page{Title: data.WriteOff.ItemNumber, Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.write_offs"), Href: "/finance/write-offs"}, {Text: data.WriteOff.ItemNumber}}}
	if fe != nil {
		return c.Again(fe, "finance/write_offs/show", page)
	}
	return c.OK("finance/write_offs/show", page)
}

// Decision approves or rejects a write-off; nobody decides on their own.
func (p FinancePages) Decision(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := WriteOffInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.WriteOffDecide), id); err != nil {
		return err
	}
	approve := c.Value("do") == "approve"
	if err := p.DecideWriteOff(c.UserContext(), c.Actor.Who(), id, approve, c.Value("note")); err != nil {
		return p.writeOff(c, id, err)
	}
	flash := "write_off.flash_rejected"
	if approve {
		flash = "write_off.flash_approved"
	}
	return c.Redirect(fmt.Sprintf("/finance/write-offs/%d", id), flash)
}

// Recovery books money that came for a written-off item after all.
func (p FinancePages) Recovery(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := WriteOffInScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.ReceiptEnter), id); err != nil {
		return err
	}
	in := RecoverInput{WriteOffID: id, RequestKey: c.Value("key")}
	if in.Amount, err = c.Money("amount"); err == nil {
		in.ReceivedOn, err = c.Date("received_on")
	}
	if err == nil {
		_, err = p.Recover(c.UserContext(), c.Actor.Who(), in)
	}
	if err != nil {
		return p.writeOff(c, id, err)
	}
	return c.Redirect(fmt.Sprintf("/finance/write-offs/%d", id), "write_off.flash_recovered")
}
