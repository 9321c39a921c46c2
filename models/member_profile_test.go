package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAMembersProfileIsChecked(t *testing.T) {
	on := MustDate("2026-06-01")
	for _, x := range []struct {
		why, field string
		change     func(m *Member)
	}{
		{"a name and nothing else", "", func(*Member) {}},
		{"no name", "name", func(m *Member) { m.Name = "  " }},
		{"a sex that nobody chose", "sex", func(m *Member) { m.Sex = "x" }},
		{"a source that is none", "source", func(m *Member) { m.Source = "dream" }},
		{"an education that is none", "education", func(m *Member) { m.Education = "guild" }},
		{"an income that is none", "income_band", func(m *Member) { m.IncomeBand = "much" }},
		{"30 February", "birthday", func(m *Member) { m.BirthMonth, m.BirthDay = 2, 30 }},
		{"the 30th of a lunar month", "", func(m *Member) { m.BirthMonth, m.BirthDay, m.BirthLunar = 2, 30, true }},
		{"the 31st of a lunar month", "birthday", func(m *Member) { m.BirthMonth, m.BirthDay, m.BirthLunar = 1, 31, true }},
		{"29 February", "", func(m *Member) { m.BirthMonth, m.BirthDay = 2, 29 }},
		{"born in another century", "birth_year", func(m *Member) { m.BirthYear = 1899 }},
		{"13 this year", "birth_year", func(m *Member) { m.BirthYear = 2013 }},
		{"14 this year", "", func(m *Member) { m.BirthYear = 2012 }},
		{"a year to come", "birth_year", func(m *Member) { m.BirthYear = 2027 }},
	} {
		m := Member{Name: "陈思敏"}
		x.change(&m)
		requireField(t, x.field, m.Validate(on), x.why)
	}
}

func TestAnEditTellsWhatItChanges(t *testing.T) {
	one, two := int64(1), int64(2)
	was := Member{Name: "陈思敏", AdviserID: &one, Likes: "古法金"}
	again := int64(1)
	require.Empty(t, was.Differs(Member{Name: "陈思敏", AdviserID: &again, Likes: "古法金"}))
	require.Equal(t, []string{"name", "birthday", "adviser", "likes"}, was.Differs(Member{Name: "陈思", AdviserID: &two, BirthYear: 1990}))
	require.Equal(t, []string{"adviser"}, was.Differs(Member{Name: "陈思敏", Likes: "古法金"}))
}

func TestAnEventIsChecked(t *testing.T) {
	on := MustDate("2026-06-01")
	for _, x := range []struct {
		field string
		e     MemberEvent
	}{
		{"", MemberEvent{Kind: EventVisit, HappenedOn: on, Note: "looked at rings"}},
		{"kind", MemberEvent{Kind: "dream", HappenedOn: on, Note: "x"}},
		{"note", MemberEvent{Kind: EventVisit, HappenedOn: on}},
		{"happened_on", MemberEvent{Kind: EventVisit, Note: "x"}},
		{"happened_on", MemberEvent{Kind: EventVisit, HappenedOn: on + 1, Note: "x"}},
		{"due_on", MemberEvent{Kind: EventVisit, HappenedOn: on, Note: "x", DueOn: on}},
		{"due_on", MemberEvent{Kind: EventReminder, HappenedOn: on, Note: "x"}},
		{"due_on", MemberEvent{Kind: EventReminder, HappenedOn: on, Note: "x", DueOn: on - 1}},
		{"", MemberEvent{Kind: EventReminder, HappenedOn: on, Note: "x", DueOn: on}},
	} {
		requireField(t, x.field, x.e.Validate(on), string(x.e.Kind))
	}
}

func TestAConsentIsChecked(t *testing.T) {
	for _, x := range []struct {
		field string
		c     MemberConsent
	}{
		{"", MemberConsent{Purpose: ConsentMarketing, Channel: "sms", TextVersion: "1"}},
		{"purpose", MemberConsent{Channel: "sms", TextVersion: "1"}},
		{"channel", MemberConsent{Purpose: ConsentMarketing, TextVersion: "1"}},
		{"text_version", MemberConsent{Purpose: ConsentMarketing, Channel: "sms"}},
	} {
		requireField(t, x.field, x.c.Validate(), string(x.c.Purpose))
	}
}

func requireField(t *testing.T, field string, err error, why string) {
	t.Helper()
	if field == "" {
		require.NoError(t, err, why)
		return
	}
	var e *Error
	require.ErrorAs(t, err, &e, why)
	require.Equal(t, field, e.Field, why)
}
