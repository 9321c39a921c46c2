package members

import (
	"io"
	"time"

	"assay/app/sheet"
	"assay/models"
)

// profileOrder is how the profile is laid out in a spreadsheet.
var profileOrder = []string{"name", "sex", "calendar", "month", "day", "leap", "birth_year", "source", "brought_by", "relation", "adviser", "occupation", "industry", "education", "income_band", "address", "sizes", "likes", "note", "joined_on", "confirmed_on"}

// table is a sheet of the dossier; its first row is its head.
type table struct {
	name string
	rows [][]any
}

// WriteSheet writes the dossier as a spreadsheet with a sheet for each part; say
// finds the words of the headings.
func (d Dossier) WriteSheet(w io.Writer, say func(key string, params ...any) string) error {
	out, err := sheet.New(w, sheet.XLSX)
	if err != nil {
		return err
	}
	for _, t := range []table{d.person(say), d.agreed(say), d.happened(say), d.bought(say), d.cared(say)} {
		if err := out.Table(t.name); err != nil {
			return err
		}
		for _, row := range t.rows {
			if err := out.Row(row...); err != nil {
				return err
			}
		}
	}
	return out.Close()
}

func (d Dossier) person(say func(string, ...any) string) table {
	t := table{say("member.profile"), [][]any{{say("member.number"), d.Number}, {say("member.phone"), d.Phone}}}
	for _, k := range profileOrder {
		t.rows = append(t.rows, []any{say("profile." + k), d.Profile[k]})
	}
	for _, st := range d.Stores {
		t.rows = append(t.rows, []any{say("member.store"), st})
	}
	t.rows = append(t.rows, []any{say("member.tier"), d.Tier}, []any{say("member.growth"), d.Growth}, []any{say("member.points"), d.Points}, []any{say("member.spent"), d.Spent})
	return t
}

func (d Dossier) agreed(say func(string, ...any) string) table {
	t := table{say("member.consents"), [][]any{{say("member.purpose"), say("member.channel"), say("member.text"), say("member.given"), say("member.given_by"), say("member.ended")}}}
	for _, c := range d.Consents {
		var ended any
		if c.WithdrawnAt != nil {
			ended = c.WithdrawnAt.Format(time.RFC3339)
		}
		t.rows = append(t.rows, []any{say("consent." + c.Purpose), say("channel." + c.Channel), c.TextVersion, c.GivenAt.Format(time.RFC3339), c.GivenBy, ended})
	}
	return t
}

func (d Dossier) happened(say func(string, ...any) string) table {
	t := table{say("member.log"), [][]any{{say("member.event_kind"), say("member.happened_on"), say("member.remind_on"), say("member.event_note"), say("member.given_by")}}}
	for _, e := range d.Events {
		t.rows = append(t.rows, []any{say("member_event." + e.Kind), e.HappenedOn, dayOrNone(e.DueOn), e.Note, e.EnteredBy})
	}
	return t
}

func (d Dossier) bought(say func(string, ...any) string) table {
	t := table{say("member.purchases"), [][]any{{say("member.slip"), say("member.happened_on"), say("member.store"), say("member.goods"), say("member.paid"), say("member.given_back")}}}
	for _, p := range d.Purchases {
		t.rows = append(t.rows, []any{p.Number, p.SoldOn, p.Store, p.Goods, p.Paid, p.Refunded})
	}
	return t
}

func (d Dossier) cared(say func(string, ...any) string) table {
	t := table{say("nav.cases"), [][]any{{say("case.number"), say("case.kind"), say("case.title"), say("member.event_note"), say("case.stage"), say("case.opened_on"), say("case.charge")}}}
	for _, c := range d.Cases {
		t.rows = append(t.rows, []any{c.Number, say("case_kind." + c.Kind), c.Title, c.Brief, say("case_stage." + c.Stage), c.OpenedOn, c.Charge})
	}
	return t
}

func dayOrNone(d models.Date) any {
	if d.IsZero() {
		return nil
	}
	return d
}
