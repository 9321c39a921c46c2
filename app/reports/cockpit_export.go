package reports

import (
	"io"

	"assay/app/sheet"
	"assay/models"
)

// writeCockpit writes the tables of the cockpit one after the other, and tells
// how many rows they have without their heads.
func writeCockpit(to io.Writer, format sheet.Format, p cockpitPage) (n int64, err error) {
	w, err := sheet.New(to, format)
	if err != nil {
		return 0, err
	}
	for _, t := range []struct {
		name string
		rows [][]any
	}{
		{p.say("cockpit.exposure_by_region"), p.exposureRows()},
		{p.say("cockpit.ageing"), p.ageingRows()},
		{p.say("cockpit.dso"), p.dsoRows()},
		{p.say("cockpit.debtors"), p.debtorRows()},
		{p.say("cockpit.cash"), p.cashRows()},
	} {
		if err := w.Table(t.name); err != nil {
			return 0, err
		}
		for _, r := range t.rows {
			if err := w.Row(r...); err != nil {
				return 0, err
			}
		}
		n += int64(len(t.rows)) - 1
	}
	return n, w.Close()
}

func (p cockpitPage) exposureRows() [][]any {
	head := []any{p.say("agent.region")}
	for _, g := range p.Goods {
		head = append(head, string(g))
	}
	rows := [][]any{append(head, p.say("credit.exposure"), p.say("credit.limit"), p.say("cockpit.utilisation"), p.say("ageing.overdue"), p.say("cockpit.overdue_rate"))}
	line := func(name string, grade func(models.Grade) models.Money, f models.Figures) {
		row := []any{name}
		for _, g := range p.Goods {
			row = append(row, grade(g))
		}
		use, rate := optional(f.Utilisation()), optional(f.OverdueShare())
		rows = append(rows, append(row, f.Exposure(), f.LimitFen, use, f.Overdue(), rate))
	}
	for _, r := range p.Rows {
		line(models.Agent{NameZh: r.NameZh, NameEn: r.NameEn}.Name(p.lang), func(g models.Grade) models.Money { return r.Grades[g].Exposure() }, r.Total)
	}
	line(p.say("ageing.sum"), func(g models.Grade) models.Money { return p.OfGrade(g).Exposure() }, p.Now)
	return rows
}

// optional is a share for a cell, empty where there is none.
func optional(r models.Rate, ok bool) any {
	if !ok {
		return nil
	}
	return r
}

// OfGrade are the figures of a grade over all rows.
func (p cockpitPage) OfGrade(g models.Grade) (sum models.Figures) {
	for _, r := range p.Rows {
		sum = sum.With(r.Grades[g])
	}
	return sum
}

func (p cockpitPage) ageingRows() [][]any {
	head := []any{p.say("cockpit.as_of_head")}
	for _, name := range p.classes() {
		head = append(head, name)
	}
	rows := [][]any{append(head, p.say("ageing.credits"), p.say("ageing.unallocated"), p.say("ageing.total"))}
	for _, m := range p.ageings() {
		row := []any{m.MonthOn, m.NotDue}
		for _, late := range m.Late {
			row = append(row, late)
		}
		rows = append(rows, append(row, m.Credits, -m.Unallocated, m.Ageing.Total()))
	}
	return rows
}

func (p cockpitPage) dsoRows() [][]any {
	rows := [][]any{{p.say("cockpit.month_end"), p.say("cockpit.dso_12"), p.say("cockpit.dso_6"), p.say("cockpit.dso_best")}}
	for i := max(0, len(p.Months)-curveMonths); i < len(p.Months); i++ {
		if x := p.dso(i); x.Has {
			rows = append(rows, []any{x.On, x.Year, x.Half, x.Best})
		} else {
			rows = append(rows, []any{x.On})
		}
	}
	return rows
}

func (p cockpitPage) debtorRows() [][]any {
	rows := [][]any{{p.say("agent.code"), p.say("agent.name"), p.say("agent.grade"), p.say("ageing.overdue"), p.say("cockpit.days_late"), p.say("credit.exposure"), p.say("cockpit.utilisation")}}
	for _, d := range p.Debtors {
		rows = append(rows, []any{d.Code, d.Name(p.lang), string(d.Grade), d.Overdue, p.DaysLate(d), d.Exposure, optional(d.Utilisation())})
	}
	return rows
}

func (p cockpitPage) cashRows() [][]any {
	rows := [][]any{{p.say("agent.from"), p.say("agent.to"), p.say("cockpit.cash_due"), p.say("cockpit.cash_expected")}}
	for _, w := range p.Forecast.Weeks {
		rows = append(rows, []any{w.From, w.To, w.DueFen, w.ExpectedFen})
	}
	return rows
}
