package loyalty

import (
	"fmt"
	"strconv"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// StorePages are the pages of a counter: slips, and the ledgers of members.
type StorePages struct{ *Service }

func slipPath(id int64) string { return fmt.Sprintf("/store/slips/%d", id) }

// Slips lists the slips of the visitor's stores.
func (p StorePages) Slips(c *web.Ctx) error {
	scope := c.Actor.Scope(models.SaleEnter)
	stores, err := StoresOf(p.DB.Read(c.UserContext()), scope)
	if err != nil {
		return err
	}
	return list.Show(c, p.DB, SlipList(scope, stores, c.Lang()), nil, func(v list.View) (string, web.Page) {
		return "store/slips/index", web.Page{Title: c.T("nav.slips"), Data: v}
	})
}

// slipForm is a sale as it was typed.
type slipForm struct {
	Key, Member, SoldOn, Payment, Freight, Points, Note string
	StoreID, Seller                                     int64
	Lines                                               []slipRow
	Perks                                               []string
	Offered                                             bool // the form showed what the member could use
}

type slipRow struct{ SKU, Name, Category, Pieces, Weight, Price, Labour, Discount string }

func (r slipRow) empty() bool { return r.SKU == "" && r.Name == "" && r.Price == "" }

type slipPage struct {
	Form       slipForm
	Stores     []models.Store
	Payments   []string
	Categories []string
	Sellers    []Seller
	Today      models.Date
	Quote      *Quote
}

// emptyRows are how many more lines a form offers.
const emptyRows = 3

// NewSlip is an empty form.
func (p StorePages) NewSlip(c *web.Ctx) error {
	return p.slipForm(c, slipForm{Key: web.NewKey(), Member: c.Query("member"), SoldOn: c.Today().String(), StoreID: c.Actor.HomeStore(), Payment: models.Payments()[0]}, nil, nil)
}

func (p StorePages) slipForm(c *web.Ctx, f slipForm, quote *Quote, fe error) error {
	stores, err := StoresOf(p.DB.Read(c.UserContext()), c.Actor.Scope(models.SaleEnter))
	if err != nil {
		return err
	}
	sellers, err := SellersOf(p.DB.Read(c.UserContext()), c.Actor.Scope(models.SaleEnter))
	if err != nil {
		return err
	}
	for range emptyRows {
		if len(f.Lines) < mostLines {
			f.Lines = append(f.Lines, slipRow{Pieces: "1"})
		}
	}
	page := web.Page{Title: c.T("slip.new"), Form: "slip-form", Enter: "check", Crumbs: []web.Crumb{{Text: c.T("nav.slips"), Href: "/store/slips"}, {Text: c.T("slip.new")}},
		Data: slipPage{Form: f, Stores: stores, Payments: models.Payments(), Categories: models.Categories, Sellers: sellers, Today: c.Today(), Quote: quote}}
	if fe != nil {
		return c.Again(fe, "store/slips/new", page)
	}
	return c.OK("store/slips/new", page)
}

// Slip takes the form: it says what the sale would be, or enters it.
func (p StorePages) Slip(c *web.Ctx) error {
	f := typedSlip(c)
	scope := c.Actor.Scope(models.SaleEnter)
	in, err := p.saleOf(c, scope, f)
	if err != nil {
		return p.slipForm(c, f, nil, err)
	}
	if c.Value("do") == "sell" {
		slip, err := p.Sell(c.UserContext(), c.Actor.Who(), scope, in)
		if err != nil {
			return p.slipForm(c, f, nil, err)
		}
		return c.Redirect(slipPath(slip.ID), "slip.flash_entered", "Number", slip.Number)
	}
	quote, err := p.quoted(c, scope, in, &f)
	if err != nil {
		return p.slipForm(c, f, nil, err)
	}
	return p.slipForm(c, f, &quote, nil)
}

// quoted is what the sale would be. The first time that a member's benefits are
// shown, those of the tier that fit are chosen.
func (p StorePages) quoted(c *web.Ctx, scope models.Scope, in SaleInput, f *slipForm) (Quote, error) {
	quote, err := p.Quote(c.UserContext(), scope, in)
	if err != nil || f.Offered || in.MemberID == 0 {
		return quote, err
	}
	for _, o := range quote.Offers {
		if o.VoucherID == 0 && o.Reason == models.PerkFits && !o.Alone {
			in.Perks = append(in.Perks, o.Key)
		}
	}
	f.Perks, f.Offered = in.Perks, true
	return p.Quote(c.UserContext(), scope, in)
}

// typedSlip reads the form; rows that nothing was typed into are left out.
func typedSlip(c *web.Ctx) slipForm {
	f := slipForm{Key: c.Value("key"), Member: c.Value("member"), SoldOn: c.Value("sold_on"), Payment: c.Value("payment"), Freight: c.Value("freight"), Points: c.Value("points"),
		Note: c.Value("note"), StoreID: c.FormID("store"), Seller: c.FormID("seller"), Offered: c.Value("offered") != ""}
	for _, key := range c.Request().PostArgs().PeekMulti("perk") {
		f.Perks = append(f.Perks, string(key))
	}
	for i := range mostLines {
		at := "lines." + strconv.Itoa(i) + "."
		r := slipRow{c.Value(at + "sku"), c.Value(at + "name"), c.Value(at + "category"), c.Value(at + "quantity"), c.Value(at + "weight"), c.Value(at + "price"), c.Value(at + "labour"), c.Value(at + "discount")}
		if !r.empty() {
			f.Lines = append(f.Lines, r)
		}
	}
	return f
}

// saleOf makes the input of what was typed.
func (p StorePages) saleOf(c *web.Ctx, scope models.Scope, f slipForm) (in SaleInput, err error) {
	in = SaleInput{StoreID: f.StoreID, PersonID: f.Seller, Payment: f.Payment, Note: f.Note, SourceKey: f.Key, Perks: f.Perks}
	if in.SoldOn, err = c.Date("sold_on"); err != nil {
		return in, err
	}
	if f.Freight != "" {
		if in.FreightFen, err = c.Money("freight"); err != nil {
			return in, err
		}
	}
	if f.Points != "" {
		if in.PointsUsed, err = c.Int("points", 0, 1_000_000_000); err != nil {
			return in, err
		}
	}
	for i, r := range f.Lines {
		l, err := r.line()
		if err != nil {
			return in, models.UnderField("lines."+strconv.Itoa(i)+".", err)
		}
		in.Lines = append(in.Lines, l)
	}
	if f.Member != "" {
		k, err := FindKnown(p.DB.Read(c.UserContext()), scope, f.Member)
		if err != nil {
			return in, err
		}
		in.MemberID = k.MemberID
	}
	return in, nil
}

func (r slipRow) line() (l SaleLine, err error) {
	l = SaleLine{SKU: r.SKU, Name: r.Name, Category: r.Category}
	if l.Quantity, err = strconv.Atoi(r.Pieces); err != nil {
		return l, models.Invalid("quantity", "error.quantity_positive")
	}
	if l.PriceFen, err = models.ParseMoney(r.Price); err != nil {
		return l, models.OnField(err, "price")
	}
	if r.Labour != "" {
		if l.LabourFen, err = models.ParseMoney(r.Labour); err != nil {
			return l, models.OnField(err, "labour")
		}
	}
	if r.Discount != "" {
		if l.DiscountFen, err = models.ParseMoney(r.Discount); err != nil {
			return l, models.OnField(err, "discount")
		}
	}
	if r.Weight != "" {
		if l.WeightMg, err = models.ParseWeight(r.Weight); err != nil {
			return l, models.OnField(err, "weight")
		}
	}
	return l, nil
}
