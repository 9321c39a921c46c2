package members

import (
	"context"
	"errors"
	"strings"

	"assay/app/sheet"
	"assay/models"
)

// columns are the headings of a file of members, as people write them.
var columns = map[string]string{
	"手机号": "phone", "手机": "phone", "姓名": "name", "性别": "sex", "历法": "calendar", "生日月": "month", "生日日": "day", "出生年份": "birth_year", "来源": "source",
	"职业": "occupation", "行业": "industry", "学历": "education", "家庭年收入": "income_band", "地址": "address", "尺寸": "sizes", "偏好": "likes", "备注": "note", "入会日期": "joined_on",
}

// values are what cells say in words.
var values = map[string]map[string]string{
	"sex":      {"女": "f", "男": "m"},
	"calendar": {"农历": "lunar", "公历": "solar"},
}

// MostRows is how many members a file may bring: each has a transaction of its
// own, inside the time of a request.
const MostRows = 1_000

// Rejected is a row that was not taken; Line is its place in the file.
type Rejected struct {
	Line  int
	Field string
	Err   error
}

// Imported is what became of a file's rows. Known are the phones of members
// already; of those the store deals with, Updated were changed.
type Imported struct {
	Enrolled, Updated, Known int
	Rejected                 []Rejected
}

// Import enrols the members of a table with a heading at a store. The phone is
// the key: who is a member already is left alone, or changed by what the row
// says where update asks for it and the store deals with the member. A bad row
// does not keep the others out. It stops where the request ends.
func (s *Service) Import(ctx context.Context, who models.Who, storeID int64, table [][]string, update bool) (out Imported, err error) {
	if s.Keys == nil {
		return out, ErrNoKey
	}
	heads, err := sheet.Heads(table, columns, "error.member_columns", "phone", "name")
	if err != nil {
		return out, err
	}
	for i, row := range table[1:] {
		f := formRow(heads, row)
		if f == (memberRow{}) {
			continue
		}
		err := s.importRow(ctx, who, storeID, f, update, &out)
		var e *models.Error
		switch {
		case errors.As(err, &e) && e.Kind != models.KindUnavailable:
			out.Rejected = append(out.Rejected, Rejected{i + 2, e.Field, e})
		case err != nil:
			return out, err
		}
	}
	return out, nil
}

// memberRow is a row as a form would hold it.
type memberRow struct {
	phone, name, sex, calendar, month, day, year, source, occupation, industry, education, income, address, sizes, likes, note, joined string
}

func formRow(heads, row []string) (r memberRow) {
	at := map[string]*string{"phone": &r.phone, "name": &r.name, "sex": &r.sex, "calendar": &r.calendar, "month": &r.month, "day": &r.day, "birth_year": &r.year, "source": &r.source,
		"occupation": &r.occupation, "industry": &r.industry, "education": &r.education, "income_band": &r.income, "address": &r.address, "sizes": &r.sizes, "likes": &r.likes, "note": &r.note, "joined_on": &r.joined}
	for i, cell := range row {
		if i >= len(heads) || at[heads[i]] == nil {
			continue
		}
		cell = strings.TrimSpace(cell)
		if word, ok := values[heads[i]][cell]; ok {
			cell = word
		}
		*at[heads[i]] = cell
	}
	return r
}

func (r memberRow) form() memberForm {
	return memberForm{Name: r.name, Sex: r.sex, Calendar: r.calendar, Month: r.month, Day: r.day, Year: r.year, Source: r.source, Occupation: r.occupation, Industry: r.industry,
		Education: r.education, Income: r.income, Address: r.address, Sizes: r.sizes, Likes: r.likes, Note: r.note, JoinedOn: r.joined}
}

func (s *Service) importRow(ctx context.Context, who models.Who, storeID int64, r memberRow, update bool, out *Imported) error {
	m, err := r.form().member()
	if err != nil {
		return err
	}
	if m.Source == "" {
		m.Source = "import"
	}
	_, err = s.Enrol(ctx, who, Enrolment{Member: m, Phone: r.phone, StoreID: storeID})
	if errors.Is(err, ErrAlreadyMember) {
		return s.known(ctx, who, storeID, r, update, out)
	}
	if err == nil {
		out.Enrolled++
	}
	return err
}

// known changes a member that the store deals with, where it is asked to; cells
// that are empty change nothing.
func (s *Service) known(ctx context.Context, who models.Who, storeID int64, r memberRow, update bool, out *Imported) error {
	scope := models.Scope{Stores: []int64{storeID}}
	q := s.DB.Read(ctx)
	was, err := InScope(q, scope, s.IDOf(q, r.phone))
	if !update || models.KindOf(err) == models.KindNotFound {
		out.Known++
		return nil
	}
	if err != nil {
		return err
	}
	f, over := formOf(was.Member), r.form()
	for _, c := range []struct{ to, from *string }{{&f.Name, &over.Name}, {&f.Sex, &over.Sex}, {&f.Calendar, &over.Calendar}, {&f.Month, &over.Month}, {&f.Day, &over.Day}, {&f.Year, &over.Year}, {&f.Source, &over.Source},
		{&f.Occupation, &over.Occupation}, {&f.Industry, &over.Industry}, {&f.Education, &over.Education}, {&f.Income, &over.Income}, {&f.Address, &over.Address}, {&f.Sizes, &over.Sizes}, {&f.Likes, &over.Likes}, {&f.Note, &over.Note}} {
		if *c.from != "" {
			*c.to = *c.from
		}
	}
	m, err := f.member()
	if err != nil {
		return err
	}
	if err := s.Update(ctx, who, scope, Edit{ID: was.ID, Version: was.Version, Member: m, Stores: scope.Stores}); err != nil {
		return err
	}
	out.Updated++
	return nil
}
