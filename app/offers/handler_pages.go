package offers

import (
	"assay/app/list"
	"assay/app/web"
	"assay/models"
	"assay/models/loyalty"
)

// Pages are what is sold together, and whether the rules are any good.
type Pages struct{ *Service }

type trialPage struct {
	Kept  KeptTrial
	Tried loyalty.SuggestTried
	List  list.View
}

// Links are the last night's try-out, and what is bought together.
func (p Pages) Links(c *web.Ctx) error {
	var data trialPage
	var err error
	if data.Kept, data.Tried, err = LatestTrial(p.DB.Read(c.UserContext())); err != nil {
		return err
	}
	return list.Show(c, p.DB, linkList(), nil, func(v list.View) (string, web.Page) {
		data.List = v
		return "offers/index", web.Page{Title: c.T("nav.offers"), Data: data}
	})
}

// BirthdayNear is how many days before a birthday its price is offered.
const BirthdayNear = 14

// Near tells whose birthday's price counts on a day.
func Near(b models.Birthday, on models.Date) bool {
	day := b.Next(on)
	return !day.IsZero() && day.DaysSince(on) <= BirthdayNear
}
