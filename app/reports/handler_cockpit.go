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
	data, err := p.cockpit(c)
	if err != nil {
		return err
	}
	return c.OK("finance/cockpit/index", web.Page{Title: c.T("nav.cockpit"), Data: newCockpitPage(data, c.T, c.Lang())})
}

// Export is the same as a spreadsheet, a table after the other.
func (p FinancePages) Export(c *web.Ctx) error {
	leave, err := c.Enter(web.Exports)
	if err != nil {
		return err
	}
	defer leave()
	data, err := p.cockpit(c)
	if err != nil {
		return err
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

func (p FinancePages) cockpit(c *web.Ctx) (Cockpit, error) {
	month, err := c.Date("month")
	if err != nil {
		return Cockpit{}, err
	}
	return p.Service.Cockpit(c.UserContext(), Query{Scope: c.Actor.Scope(models.ReceivableRead), Today: c.Today(), Month: month, RegionID: c.FormID("region")})
}
