package reports

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"

	"assay/app/agents"
	"assay/app/standard"
	"assay/models"
)

// How much the cockpit shows: months of an ageing before the day, months of a
// curve, agents of the list of debtors, weeks of the forecast, months to choose
// from.
const (
	ageingMonths = 5
	curveMonths  = 12
	topDebtors   = 8
	cashWeeks    = 8
	monthChoice  = 24
)

// Cockpit is where the company stands, or a part of it, today or at the end of
// a month that is kept.
type Cockpit struct {
	AsOf     models.Date
	Today    models.Date
	Region   *models.Region  // nil for all that the person may see
	Regions  []models.Region // to choose from
	Kept     []models.Date   // month ends to choose from, the latest first
	Now      models.Figures
	Rows     []RegionRow
	Months   []models.MonthFigures // up to the day, the oldest first
	FirstOn  models.Date           // of the first sale
	Debtors  []Debtor
	Forecast models.CashForecast
	Standard standard.Picture
}

// RegionRow is a row of the table of exposures: a region with those below it.
type RegionRow struct {
	models.Region
	Grades map[models.Grade]models.Figures
	Total  models.Figures
}

// Live tells that the figures are of today.
func (c Cockpit) Live() bool { return c.AsOf == c.Today }

// Before are the figures of the month end before the day, none in the first
// month.
func (c Cockpit) Before() (models.MonthFigures, bool) {
	for i := len(c.Months) - 1; i >= 0; i-- {
		if c.Months[i].MonthOn < c.AsOf {
			return c.Months[i], true
		}
	}
	return models.MonthFigures{}, false
}

// Query is what a cockpit is asked for. Month is a month end, zero for today;
// RegionID 0 is all that the scope holds.
type Query struct {
	Scope    models.Scope
	Today    models.Date
	Month    models.Date
	RegionID int64
}

// Cockpit collects the figures. A region outside the scope is not found; a
// month that is not kept is an invalid input, which says which ones are.
func (s *Service) Cockpit(ctx context.Context, ask Query) (Cockpit, error) {
	q := s.DB.Read(ctx)
	c := Cockpit{AsOf: ask.Today, Today: ask.Today}
	p, err := s.choose(q, ask, &c)
	if err != nil {
		return c, err
	}
	if c.Months, c.FirstOn, err = monthsOf(q, p, c.AsOf, 2*curveMonths); err != nil {
		return c, err
	}
	now, err := s.standing(q, p, ask.Today)
	if err != nil {
		return c, err
	}
	if err := c.fill(q, p, now); err != nil {
		return c, err
	}
	if err := introduce(q, c.Debtors, c.AsOf); err != nil {
		return c, err
	}
	load := standard.Load
	if !c.Live() {
		load = standard.LoadPast
	}
	c.Standard, err = load(q, models.SegmentAll, c.AsOf)
	return c, err
}

// choose finds the region and the month that were asked for, and what else
// there is to choose.
func (s *Service) choose(q *gorm.DB, ask Query, c *Cockpit) (part, error) {
	p := part{scope: ask.Scope}
	all, err := agents.Regions(q)
	if err != nil {
		return p, err
	}
	for _, r := range all {
		if ask.Scope.All || slices.ContainsFunc(ask.Scope.Regions, func(path string) bool { return strings.HasPrefix(r.Path, path) }) {
			c.Regions = append(c.Regions, r)
			if r.ID == ask.RegionID {
				c.Region, p.path = &r, r.Path
			}
		}
	}
	if ask.RegionID != 0 && c.Region == nil {
		return p, models.NotFound("region")
	}
	if c.Kept, err = KeptMonths(q, monthChoice); err != nil || ask.Month.IsZero() {
		return p, err
	}
	if c.AsOf = ask.Month; !slices.Contains(c.Kept, ask.Month) {
		return p, notKept(c.Kept, ask.Month)
	}
	return p, nil
}

// notKept says which months there are where one was asked for that is not kept;
// the latest comes first.
func notKept(kept []models.Date, month models.Date) error {
	if len(kept) == 0 {
		return models.Invalid("month", "error.no_month_kept")
	}
	return models.Invalid("month", "error.month_not_kept").With("Date", month).With("First", kept[len(kept)-1]).With("Last", kept[0])
}

// fill adds the figures up by region and grade, today's from where the agents
// stand, those of a month from what was kept.
func (c *Cockpit) fill(q *gorm.DB, p part, now standing) error {
	names, err := agents.Regions(q)
	if err != nil {
		return err
	}
	cells := now.cells
	c.Debtors, c.Forecast = slices.Clone(now.debtors), now.forecast
	if !c.Live() {
		if cells, err = cellsOf(q, p, c.AsOf); err != nil {
			return err
		}
		if c.Debtors, err = debtorsAt(q, p, c.AsOf, topDebtors); err != nil {
			return err
		}
		if c.Forecast, err = forecastAt(q, p, c.AsOf); err != nil {
			return err
		}
	}
	t := newTable(names, p.path)
	for _, x := range cells {
		t.add(x.region, x.grade, x.sum)
	}
	c.Rows, c.Now = t.rows()
	return nil
}

// table adds figures up by the regions one level below the one chosen.
type table struct {
	regions map[int64]models.Region
	byPath  map[string]models.Region
	top     string
	sums    map[int64]*RegionRow
}

func newTable(regions []models.Region, top string) table {
	t := table{regions: map[int64]models.Region{}, byPath: map[string]models.Region{}, top: top, sums: map[int64]*RegionRow{}}
	for _, r := range regions {
		t.regions[r.ID], t.byPath[r.Path] = r, r
	}
	return t
}

func (t table) add(region int64, grade models.Grade, f models.Figures) {
	row := t.byPath[models.RegionUnder(t.regions[region].Path, t.top)]
	sum := t.sums[row.ID]
	if sum == nil {
		sum = &RegionRow{Region: row, Grades: map[models.Grade]models.Figures{}}
		t.sums[row.ID] = sum
	}
	sum.Grades[grade] = sum.Grades[grade].With(f)
	sum.Total = sum.Total.With(f)
}

// rows are the regions, the largest exposure first, and their sum.
func (t table) rows() (rows []RegionRow, total models.Figures) {
	for _, r := range slices.Collect(maps.Values(t.sums)) {
		rows = append(rows, *r)
		total = total.With(r.Total)
	}
	slices.SortFunc(rows, func(a, b RegionRow) int {
		if by := cmp.Compare(b.Total.Exposure(), a.Total.Exposure()); by != 0 {
			return by
		}
		return strings.Compare(a.Path, b.Path)
	})
	return rows, total
}
