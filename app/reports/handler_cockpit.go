package reports

import (
	"bytes"
	"strings"

	"assay/app/sheet"
	"assay/app/web"
	"assay/models"
)

// FinancePages are the cockpit of finance and its tables as a spreadsheet.
type FinancePages struct{ *Service }

// Cockpit shows where the company stands.
func (p FinancePages) Cockpit(c *web.Ctx) error {
	data, wrong, err := p.cockpit(c)
	if err != nil {
		return err
	}
	return shown(c, wrong, "finance/cockpit/index", web.Page{Title: c.T("nav.cockpit"), Data: newCockpitPage(data, c.T, c.Lang())})
}

// Export is the same as a spreadsheet, a table after the other.
func (p FinancePages) Export(c *web.Ctx) error {
	leave, err := c.Enter(web.Exports)
	if err != nil {
		return err
	}
	defer leave()
	data, wrong, err := p.cockpit(c)
	if err != nil {
		return err
	}
	if wrong != nil {
		return wrong
	}
	format, err := sheet.FormatOf(c.Query("format", string(sheet.CSV)))
	if err != nil {
		return err
	}
	var body bytes.Buffer
	rows, err := writeCockpit(&body, format, newCockpitPage(data, c.T, c.Lang()))
	if err != nil {
		return err
	}
	_, filter, _ := strings.Cut(c.With("format", string(format)), "?")
	if err := c.Web.Exported(c.UserContext(), c.Actor.Who(), "cockpit", filter, string(format), rows); err != nil {
		return err
	}
	c.Set("Content-Type", format.ContentType())
	c.Set("Content-Disposition", `attachment; filename="cockpit-`+data.AsOf.String()+"."+string(format)+`"`)
	return c.Send(body.Bytes())
}

func (p FinancePages) cockpit(c *web.Ctx) (data Cockpit, wrong, err error) {
	wrong, err = onADay(c, func(ask Query) (err error) {
		data, err = p.Service.Cockpit(c.UserContext(), ask)
		return err
	})
	return data, wrong, err
}

// onADay reads a report as of the month that was asked for. Where there is no
// such month, today's is read, and wrong says which there are.
func onADay(c *web.Ctx, read func(Query) error) (wrong, err error) {
	ask := Query{Scope: c.Actor.Scope(models.ReceivableRead), Today: c.Today(), RegionID: c.FormID("region")}
	ask.Month, wrong = c.Date("month")
	err = read(ask)
	if models.KindOf(err) == models.KindInvalid && !ask.Month.IsZero() {
		wrong, ask.Month = err, 0
		err = read(ask)
	}
	return wrong, err
}

// shown is a page with what was wrong of what it was asked for, if anything.
func shown(c *web.Ctx, wrong error, name string, page web.Page) error {
	if wrong != nil {
		return c.Again(wrong, name, page)
	}
	return c.OK(name, page)
}
