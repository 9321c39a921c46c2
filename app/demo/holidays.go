package demo

import (
	"time"

	"assay/app/db"
	"assay/models"
)

// holiday is a span of days off, as month and day, with the make-up workdays
// that come with it.
type holiday struct {
	name     string
	from, to string
	work     []string
}

// holidays are the decreed days off of 2023 to 2027; 2027 is a likely
// calendar, since the decree comes in the autumn before.
var holidays = []holiday{
	{"元旦", "2023-01-01", "2023-01-02", nil},
	{"春节", "2023-01-21", "2023-01-27", []string{"2023-01-28", "2023-01-29"}},
	{"清明节", "2023-04-05", "2023-04-05", nil},
	{"劳动节", "2023-04-29", "2023-05-03", []string{"2023-04-23", "2023-05-06"}},
	{"端午节", "2023-06-22", "2023-06-24", []string{"2023-06-25"}},
	{"国庆节", "2023-09-29", "2023-10-06", []string{"2023-10-07", "2023-10-08"}},
	{"元旦", "2023-12-30", "2024-01-01", nil},
	{"春节", "2024-02-10", "2024-02-17", []string{"2024-02-04", "2024-02-18"}},
	{"清明节", "2024-04-04", "2024-04-06", []string{"2024-04-07"}},
	{"劳动节", "2024-05-01", "2024-05-05", []string{"2024-04-28", "2024-05-11"}},
	{"端午节", "2024-06-08", "2024-06-10", nil},
	{"中秋节", "2024-09-15", "2024-09-17", []string{"2024-09-14"}},
	{"国庆节", "2024-10-01", "2024-10-07", []string{"2024-09-29", "2024-10-12"}},
	{"元旦", "2025-01-01", "2025-01-01", nil},
	{"春节", "2025-01-28", "2025-02-04", []string{"2025-01-26", "2025-02-08"}},
	{"清明节", "2025-04-04", "2025-04-06", nil},
	{"劳动节", "2025-05-01", "2025-05-05", []string{"2025-04-27"}},
	{"端午节", "2025-05-31", "2025-06-02", nil},
	{"国庆节", "2025-10-01", "2025-10-08", []string{"2025-09-28", "2025-10-11"}},
	{"元旦", "2026-01-01", "2026-01-03", []string{"2026-01-04"}},
	{"春节", "2026-02-15", "2026-02-23", []string{"2026-02-14", "2026-02-28"}},
	{"清明节", "2026-04-04", "2026-04-06", nil},
	{"劳动节", "2026-05-01", "2026-05-05", []string{"2026-05-09"}},
	{"端午节", "2026-06-19", "2026-06-21", nil},
	{"中秋节", "2026-09-25", "2026-09-27", nil},
	{"国庆节", "2026-10-01", "2026-10-07", []string{"2026-09-20", "2026-10-10"}},
	{"元旦", "2027-01-01", "2027-01-03", nil},
	{"春节", "2027-02-05", "2027-02-11", []string{"2027-01-31", "2027-02-13"}},
	{"清明节", "2027-04-03", "2027-04-05", nil},
	{"劳动节", "2027-05-01", "2027-05-05", []string{"2027-04-25", "2027-05-08"}},
	{"端午节", "2027-06-09", "2027-06-11", []string{"2027-06-12"}},
	{"中秋节", "2027-09-15", "2027-09-17", []string{"2027-09-18"}},
	{"国庆节", "2027-10-01", "2027-10-07", []string{"2027-09-26", "2027-10-09"}},
}

// addHolidays stores the calendar and returns it as the rules want it.
func addHolidays(tx *db.Tx) (models.Holidays, error) {
	h := models.Holidays{Off: map[models.Date]bool{}, Work: map[models.Date]bool{}}
	add := func(day models.Date, kind, name string, into map[models.Date]bool) error {
		into[day] = true
		_, err := tx.Change("INSERT INTO holidays (day_on, kind, name) VALUES (?, ?, ?)", day, kind, name)
		return err
	}
	for _, x := range holidays {
		for day := models.MustDate(x.from); day <= models.MustDate(x.to); day++ {
			if err := add(day, "off", x.name, h.Off); err != nil {
				return h, err
			}
		}
		for _, w := range x.work {
			if err := add(models.MustDate(w), "work", x.name, h.Work); err != nil {
				return h, err
			}
		}
	}
	return h, nil
}

// businessDay is the first business day n or more days after on.
func (s *sim) businessDay(on models.Date, n int) models.Date {
	return s.holidays.NextBusinessDay(on.AddDays(n))
}

// season is how much of an average month is ordered in a month: the weeks
// before the Spring Festival, May, and the wedding months from August on.
func season(m time.Month) float64 {
	return [13]float64{0, 1.35, 0.70, 0.85, 0.95, 1.10, 0.85, 0.90, 1.10, 1.10, 1.00, 1.05, 1.30}[m]
}
