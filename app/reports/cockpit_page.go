package reports

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"

	"assay/app/chart"
	"assay/app/standard"
	"assay/app/web"
	"assay/models"
)

// picture is a drawing with its data table.
type picture struct {
	SVG   template.HTML
	Table chart.Table
}

func drawn(svg string, t chart.Table) picture { return picture{template.HTML(svg), t} } //nolint:gosec // charts escape their own texts

// cockpitPage is the cockpit as it is shown: every figure leads to the
// documents behind it.
type cockpitPage struct {
	Cockpit
	Control picture
	Stack   picture
	Days    picture
	Goods   []models.Grade
	largest models.Money
	say     standard.Say
	lang    string
}

func newCockpitPage(c Cockpit, say standard.Say, lang string) cockpitPage {
	p := cockpitPage{Cockpit: c, Goods: models.Grades, say: say, lang: lang}
	for _, r := range c.Rows {
		for _, f := range r.Grades {
			p.largest = max(p.largest, f.Exposure())
		}
	}
	if draw, ok := c.Standard.Control(say); ok {
		p.Control = drawn(draw.SVG(), draw.Table(standard.ControlHead(say)))
	}
	stack := p.stack()
	p.Stack = drawn(stack.SVG(), stack.Table())
	if days := p.days(); len(days.Points) > 0 {
		p.Days = drawn(days.SVG(), days.Table())
	}
	return p
}

// amount is a total in the unit of the page, without it.
func (p cockpitPage) amount(m models.Money) string { return web.WanShort(p.lang, m) }

// Heat is the class of a cell of the table of exposures.
func (p cockpitPage) Heat(m models.Money) int { return chart.HeatClass(m, p.largest) }

// share is a part of a whole that may have no figure.
type share struct {
	Rate models.Rate
	Has  bool
}

func shareOf(r models.Rate, ok bool) share { return share{r, ok} }

// Used is how much of their limits figures take up.
func (p cockpitPage) Used(f models.Figures) share { return shareOf(f.Utilisation()) }

// Overdues is how much of what is owed is overdue.
func (p cockpitPage) Overdues(f models.Figures) share { return shareOf(f.OverdueShare()) }

// UsedBy is how much of its limit a debtor takes up.
func (p cockpitPage) UsedBy(d Debtor) share { return shareOf(d.Utilisation()) }

// Uses is the utilisation of the whole.
func (p cockpitPage) Uses() share { return p.Used(p.Now) }

// Late is the overdue share of the whole.
func (p cockpitPage) Late() share { return p.Overdues(p.Now) }

// OverdueChange is how much more is overdue than at the month end before.
func (p cockpitPage) OverdueChange() share {
	before, ok := p.Before()
	if !ok {
		return share{}
	}
	return shareOf(models.Growth(p.Now.Overdue(), before.Overdue()))
}

// Pending is the proposal to decide on; a past month shows none.
func (p cockpitPage) Pending() *models.StandardProposal {
	if !p.Live() {
		return nil
	}
	return p.Standard.Open()
}

// class is a class of the day's ageing with where it leads.
type class struct {
	Class  int
	Label  string
	Amount models.Money
	Href   string
}

// Classes are those of the day's ageing.
func (p cockpitPage) Classes() (all []class) {
	names := p.classes()
	for _, s := range chart.AgeingBar(p.Now.Ageing) {
		all = append(all, class{s.Class, names[s.Class], s.Amount, p.ItemsIn(bucketKeys[s.Class], p.RegionID())})
	}
	return all
}

// cashBar is a week in parts of the largest.
type cashBar struct{ Due, Expected models.Rate }

// CashBar compares a week with the largest figure of all.
func (p cockpitPage) CashBar(w models.CashWeek) cashBar {
	most := models.Money(1)
	for _, x := range p.Forecast.Weeks {
		most = max(most, x.DueFen, x.ExpectedFen)
	}
	return cashBar{web.Share(w.DueFen, most), web.Share(w.ExpectedFen, most)}
}

// Hot tells that a region's overdue rate is half as high again as the whole's.
func (p cockpitPage) Hot(a models.Ageing) bool {
	rate, ok := a.OverdueShare()
	all, has := p.Now.OverdueShare()
	return ok && has && rate*2 > all*3
}

// RegionID is the region chosen, 0 for all.
func (p cockpitPage) RegionID() int64 {
	if p.Region == nil {
		return 0
	}
	return p.Region.ID
}

// link is a path with the values of a query that are not empty.
func link(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" && pairs[i+1] != "0" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }

// Own is the page itself for another region or month.
func (p cockpitPage) Own(path string, pairs ...string) string {
	return link(path, append([]string{"region", idText(p.RegionID()), "month", p.month()}, pairs...)...)
}

// AgeingAt leads to the ageing of a day, of a region and grade or of all.
func (p cockpitPage) AgeingAt(on models.Date, region int64, grade models.Grade) string {
	return link("/finance/ageing", "as_of", on.String(), "region", idText(region), "grade", string(grade))
}

// ItemsIn leads to the open items of a class, or to the ageing of a past day.
func (p cockpitPage) ItemsIn(bucket string, region int64) string {
	if !p.Live() {
		return p.AgeingAt(p.AsOf, region, "")
	}
	return link("/finance/items", "bucket", bucket, "region", idText(region))
}

// AgentsOf leads to the agents of a region and grade with their exposures; of a
// past month to those of the region at its end, whatever the grade.
func (p cockpitPage) AgentsOf(region int64, grade models.Grade) string {
	if !p.Live() {
		return p.UsersOf(region)
	}
	return link("/finance/agents", "region", idText(region), "grade", string(grade), "sort", "-exposure")
}

// month is the month end that the page is of, "" for today.
func (p cockpitPage) month() string {
	if p.Live() {
		return ""
	}
	return p.AsOf.String()
}

// DueIn leads to the open items that fall due in a week.
func (p cockpitPage) DueIn(w models.CashWeek) string {
	if !p.Live() {
		return link("/finance/cockpit/cash", "month", p.month(), "region", idText(p.RegionID()), "due_from", w.From.String(), "due_to", w.To.String())
	}
	return link("/finance/items", "bucket", "not_due", "region", idText(p.RegionID()), "due_from", w.From.String(), "due_to", w.To.String())
}

// UsersOf leads to the agents of a region with how much of their limits they
// take up.
func (p cockpitPage) UsersOf(region int64) string {
	return link("/finance/cockpit/utilisation", "region", idText(region), "month", p.month())
}

// ExposureOf leads to the documents of an agent's exposure on the day.
func (p cockpitPage) ExposureOf(agentID int64) string {
	return link("/finance/cockpit/exposures/"+idText(agentID), "month", p.month())
}

// Span is all the weeks of the forecast as one.
func (p cockpitPage) Span() models.CashWeek {
	w := p.Forecast.Weeks
	return models.CashWeek{Period: models.Period{From: w[0].From, To: w[len(w)-1].To}}
}

// ExpectedIn leads to the open items whose money is expected in a week.
func (p cockpitPage) ExpectedIn(w models.CashWeek) string {
	return link("/finance/cockpit/cash", "month", p.month(), "region", idText(p.RegionID()), "expected_from", w.From.String(), "expected_to", w.To.String())
}

// ExpectedWhen leads to those expected after the weeks, or no more.
func (p cockpitPage) ExpectedWhen(when string) string {
	return link("/finance/cockpit/cash", "month", p.month(), "region", idText(p.RegionID()), "when", when)
}

// bucketKeys name the classes of an ageing in addresses.
var bucketKeys = func() []string {
	keys, from := []string{"not_due"}, 1
	for _, to := range models.AgeingBounds {
		keys = append(keys, fmt.Sprintf("%d-%d", from, to))
		from = to + 1
	}
	return append(keys, fmt.Sprintf("over-%d", from-1))
}()

// classes name the classes of an ageing.
func (p cockpitPage) classes() []string {
	return append([]string{p.say("ageing.not_due")}, models.BucketNames()...)
}

// ageings are the month ends before the day and the day itself.
func (p cockpitPage) ageings() []models.MonthFigures {
	var shown []models.MonthFigures
	for _, m := range p.Months {
		if m.MonthOn < p.AsOf {
			shown = append(shown, m)
		}
	}
	shown = shown[max(0, len(shown)-ageingMonths):]
	return append(shown, models.MonthFigures{MonthOn: p.AsOf, Figures: p.Now})
}

func (p cockpitPage) stack() chart.AgeingStack {
	s := chart.AgeingStack{Title: p.say("cockpit.ageing"), Description: p.say("cockpit.ageing_desc"), First: p.say("cockpit.as_of_head"), Classes: p.classes(), Amount: p.amount}
	for _, m := range p.ageings() {
		label := m.MonthOn.String()[:7]
		if m.MonthOn == p.Today {
			label = p.say("cockpit.today")
		}
		s.Rows = append(s.Rows, chart.AgeingRow{Label: label, End: p.lateText(m.Ageing), Ageing: m.Ageing, Href: func(class int) string {
			if m.MonthOn == p.Today {
				return p.ItemsIn(bucketKeys[class], p.RegionID())
			}
			return p.AgeingAt(m.MonthOn, p.RegionID(), "")
		}})
	}
	return s
}

// lateText is what of an ageing is overdue, with its share.
func (p cockpitPage) lateText(a models.Ageing) string {
	text := p.amount(a.Overdue())
	if rate, ok := a.OverdueShare(); ok {
		text += " · " + web.Percent(rate)
	}
	return text
}

// DSO is a month's days sales outstanding over a year and half a year, and the
// best possible.
type DSO struct {
	On               models.Date
	Year, Half, Best models.CentiDays
	Has              bool
}

func (p cockpitPage) dso(at int) DSO {
	d := DSO{On: p.Months[at].MonthOn}
	year, ok := models.DSOOf(p.Months, at, 12, p.FirstOn)
	half, _ := models.DSOOf(p.Months, at, 6, p.FirstOn)
	if !ok {
		return d
	}
	d.Year, d.Has = year.DSO()
	d.Half, _ = half.DSO()
	d.Best, _ = year.BestPossible()
	return d
}

// LastDSO is that of the last month end up to the day.
func (p cockpitPage) LastDSO() DSO {
	if len(p.Months) == 0 {
		return DSO{}
	}
	return p.dso(len(p.Months) - 1)
}

// DSOChange is how the last DSO differs from that of the month before; Has is
// false where there is nothing to compare.
func (p cockpitPage) DSOChange() DSO {
	if len(p.Months) < 2 {
		return DSO{}
	}
	now, before := p.dso(len(p.Months)-1), p.dso(len(p.Months)-2)
	return DSO{Year: now.Year - before.Year, Has: now.Has && before.Has}
}

func (p cockpitPage) days() chart.Days {
	d := chart.Days{Title: p.say("cockpit.dso"), Description: p.say("cockpit.dso_desc"), First: p.say("cockpit.month_end"), Curve: p.say("cockpit.dso_12"), Extra: p.say("cockpit.dso_6"),
		Goal: p.say("cockpit.dso_best"), GoalShort: p.say("cockpit.best"), Unit: p.say("cockpit.days"), None: "–"}
	for i := max(0, len(p.Months)-curveMonths); i < len(p.Months); i++ {
		x := p.dso(i)
		d.Points = append(d.Points, chart.DaysPoint{Label: x.On.String()[:7], Days: x.Year, Goal: x.Best, Has: x.Has, Href: p.AgeingAt(x.On, p.RegionID(), ""), Extra: chart.Tenths(x.Half)})
	}
	return d
}

// Spark is a debtor's overdue over the last months.
func (p cockpitPage) Spark(d Debtor) template.HTML {
	return template.HTML(chart.Sparkline(d.Trend, p.say("cockpit.trend_of", "Name", d.Name(p.lang)))) //nolint:gosec // charts escape their own texts
}

// DaysLate is how long the oldest overdue item has been.
func (p cockpitPage) DaysLate(d Debtor) int { return p.AsOf.DaysSince(d.Oldest) }
