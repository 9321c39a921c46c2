package settlement

import (
	"assay/app/web"
	"assay/models"
)

// FinancePages are the settlement policies and the holidays.
type FinancePages struct{ *Service }

type policiesPage struct {
	Policies []Used
	Chosen   models.SettlementPolicy
	From     string
	Rows     []models.DuePreview
	Holidays []Holiday
	Form     policyForm
	Day      Holiday
	DayText  string
	Agents   int64 // under the chosen policy
}

// policyForm is a policy as it was typed.
type policyForm struct {
	Code, NameZh, NameEn, Months, Cutoff, Days, Discount, DiscountDays, Shift string
}

// previewDays is how many deliveries the preview shows: over a month end.
const previewDays = 35

// Policies is the page.
func (p FinancePages) Policies(c *web.Ctx) error { return p.policies(c, nil) }

func (p FinancePages) policies(c *web.Ctx, fe error) error {
	q := p.DB.Read(c.UserContext())
	data := policiesPage{Form: policyForm{Months: "1", Cutoff: "31", Days: "30", Discount: "0", DiscountDays: "0", Shift: string(models.ShiftNext)}, Day: Holiday{Kind: "off"}}
	if fe != nil {
		data.typed(c)
	}
	var err error
	if data.Policies, err = AllPolicies(q, c.Today()); err != nil {
		return err
	}
	if data.Holidays, err = HolidaysFrom(q, models.NewDate(c.Today().Year(), 1, 1)); err != nil {
		return err
	}
	h, err := Holidays(q)
	if err != nil {
		return err
	}
	data.preview(c, h)
	page := web.Page{Title: c.T("nav.settlement"), Data: data}
	if fe != nil {
		return c.Again(fe, "finance/settlement/index", page)
	}
	return c.OK("finance/settlement/index", page)
}

func (d *policiesPage) typed(c *web.Ctx) {
	if c.Value("months") != "" || c.Value("code") != "" {
		d.Form = policyForm{c.Value("code"), c.Value("name_zh"), c.Value("name_en"), c.Value("months"), c.Value("cutoff_day"), c.Value("days_to_pay"),
			c.Value("discount"), c.Value("discount_days"), c.Value("holiday_shift")}
	}
	if c.Value("day_kind") != "" {
		d.DayText, d.Day = c.Value("day"), Holiday{Kind: c.Value("day_kind"), Name: c.Value("day_name")}
	}
}

// preview fills the due dates for the policy and first day that were asked
// for; monthly and today without.
func (d *policiesPage) preview(c *web.Ctx, h models.Holidays) {
	from, err := models.ParseDate(c.Query("from"))
	if err != nil || from.Year() < 2000 || from.Year() > 2100 {
		from = c.Today()
	}
	id := c.FormID("policy")
	for _, p := range d.Policies {
		if p.ID == id || d.Chosen.ID == 0 && id == 0 && p.Kind == models.SettlementMonths {
			d.Chosen, d.Agents = p.SettlementPolicy, p.Agents
		}
	}
	d.From = from.String()
	if d.Chosen.ID != 0 {
		d.Rows = d.Chosen.Preview(from, previewDays, h)
	}
}

// NewPolicy enters a policy.
func (p FinancePages) NewPolicy(c *web.Ctx) error {
	in, err := policyOf(c)
	if err == nil {
		_, err = p.AddPolicy(c.UserContext(), c.Actor.Who(), in)
	}
	if err != nil {
		return p.policies(c, err)
	}
	return c.Redirect("/finance/settlement", "settlement.flash_added")
}

func policyOf(c *web.Ctx) (models.SettlementPolicy, error) {
	in := models.SettlementPolicy{Kind: models.SettlementMonths, Code: c.Value("code"), NameZh: c.Value("name_zh"), NameEn: c.Value("name_en"),
		HolidayShift: models.HolidayShift(c.Value("holiday_shift"))}
	for _, n := range []struct {
		field     string
		low, high int64
		to        *int
	}{{"months", 1, 60, &in.Months}, {"cutoff_day", 1, 31, &in.CutoffDay}, {"days_to_pay", 0, 720, &in.DaysToPay}, {"discount_days", 0, 720, &in.DiscountDays}} {
		v, err := c.Int(n.field, n.low, n.high)
		if err != nil {
			return in, err
		}
		*n.to = int(v)
	}
	var err error
	if in.DiscountPPM, err = models.ParsePercent(c.Value("discount")); err != nil {
		return in, models.Invalid("discount", "error.out_of_range").With("From", 0).With("To", 50)
	}
	return in, nil
}

// Retirement takes a policy out of choice.
func (p FinancePages) Retirement(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := p.Retire(c.UserContext(), c.Actor.Who(), id); err != nil {
		return p.policies(c, err)
	}
	return c.Redirect("/finance/settlement", "settlement.flash_retired")
}

// Holiday enters a day off or a make-up workday, or takes one out.
func (p FinancePages) Holiday(c *web.Ctx) error {
	day, err := c.Date("day")
	flash := "settlement.flash_day"
	switch {
	case err != nil:
	case c.Value("do") == "remove":
		flash = "settlement.flash_day_removed"
		err = p.RemoveHoliday(c.UserContext(), c.Actor.Who(), day)
	default:
		err = p.AddHoliday(c.UserContext(), c.Actor.Who(), Holiday{DayOn: day, Kind: c.Value("day_kind"), Name: c.Value("day_name")})
	}
	if err != nil {
		return p.policies(c, err)
	}
	return c.Redirect("/finance/settlement", flash)
}
