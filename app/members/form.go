package members

import (
	"strconv"

	"assay/app/web"
	"assay/models"
)

// memberForm is a member as it was typed, so that nothing is lost.
type memberForm struct {
	ID, Version                             int64
	Number, Phone, Masked                   string
	Name, Sex, Calendar, Month, Day, Year   string
	Leap                                    bool
	Adviser                                 int64
	BroughtBy, Source, Relation             string
	Occupation, Industry, Education, Income string
	Address, Sizes, Likes, Note, JoinedOn   string
	Agreed                                  map[string]bool // purposes
	Key, TextVersion                        string
	Known                                   *Known
	Advisers                                []Person
	Sources, Educations, Incomes            []string
	Relations                               []models.ReferralRelation
	Purposes                                []models.ConsentPurpose
}

// typed reads the form as text.
func typed(c *web.Ctx) memberForm {
	f := memberForm{Version: c.FormID("version"), Phone: c.Value("phone"), Name: c.Value("name"), Sex: c.Value("sex"), Calendar: c.Value("calendar"), Month: c.Value("month"), Day: c.Value("day"),
		Year: c.Value("birth_year"), Leap: c.Value("leap") != "", Adviser: c.FormID("adviser"), BroughtBy: c.Value("brought_by"), Relation: c.Value("relation"), Source: c.Value("source"),
		Occupation: c.Value("occupation"), Industry: c.Value("industry"), Education: c.Value("education"), Income: c.Value("income_band"), Address: c.Value("address"), Sizes: c.Value("sizes"),
		Likes: c.Value("likes"), Note: c.Value("note"), JoinedOn: c.Value("joined_on"), Key: c.RequestKey(), TextVersion: c.Value("text_version"), Agreed: map[string]bool{}}
	for _, p := range models.ConsentPurposes() {
		f.Agreed[string(p)] = c.Value("consent."+string(p)) != ""
	}
	return f
}

// formOf is the form with what is stored.
func formOf(m models.Member) memberForm {
	f := memberForm{ID: m.ID, Version: m.Version, Number: m.Number, Name: m.Name, Sex: m.Sex, Calendar: "solar", Month: numberText(m.BirthMonth), Day: numberText(m.BirthDay), Year: numberText(m.BirthYear),
		Leap: m.BirthLeap, Source: m.Source, Occupation: m.Occupation, Industry: m.Industry, Education: m.Education, Income: m.IncomeBand, Address: m.Address, Sizes: m.Sizes, Likes: m.Likes, Note: m.Note}
	if m.BirthLunar {
		f.Calendar = "lunar"
	}
	if m.AdviserID != nil {
		f.Adviser = *m.AdviserID
	}
	return f
}

func numberText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// member is the profile that the form holds.
func (f memberForm) member() (m models.Member, err error) {
	m = models.Member{Name: f.Name, Sex: f.Sex, Source: f.Source, BirthLunar: f.Calendar == "lunar", Occupation: f.Occupation, Industry: f.Industry,
		Education: f.Education, IncomeBand: f.Income, Address: f.Address, Sizes: f.Sizes, Likes: f.Likes, Note: f.Note}
	if f.Adviser != 0 {
		m.AdviserID = &f.Adviser
	}
	if m.BirthMonth, err = part("birthday", f.Month); err != nil {
		return m, err
	}
	if m.BirthDay, err = part("birthday", f.Day); err != nil {
		return m, err
	}
	m.BirthLeap = f.Leap && m.BirthLunar
	m.BirthLunar = m.BirthLunar && m.BirthMonth != 0
	if m.BirthYear, err = part("birth_year", f.Year); err != nil || f.JoinedOn == "" {
		return m, err
	}
	m.JoinedOn, err = models.ParseDate(f.JoinedOn)
	return m, models.OnField(err, "joined_on")
}

func part(field, text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 9999 {
		return 0, models.Invalid(field, "error.not_a_birthday")
	}
	return n, nil
}

// consents are what was agreed to on the form, on the text that it showed.
func (f memberForm) consents() (out []models.MemberConsent) {
	for _, p := range models.ConsentPurposes() {
		if f.Agreed[string(p)] {
			out = append(out, models.MemberConsent{Purpose: p, Channel: models.ConsentChannels()[0], TextVersion: f.TextVersion})
		}
	}
	return out
}
