package models

import (
	"slices"
	"strings"
)

// MemberEducations are the choices of a form, in its order.
func MemberEducations() []string {
	return []string{"school", "college", "bachelor", "master"}
}

// IncomeBands are of a household's yearly income in ten thousand yuan.
func IncomeBands() []string {
	return []string{"to_10", "to_30", "to_50", "to_100", "above_100"}
}

// ConsentChannels are the ways that a consent is for, in the order a form
// offers them; any is for what has no channel of its own.
func ConsentChannels() []string { return []string{"any", "sms", "wechat", "phone"} }

// Validate reports what no profile may hold. A year of birth without its day is
// allowed; who is younger than 14 needs a guardian and is not enrolled.
func (m Member) Validate(on Date) error {
	if strings.TrimSpace(m.Name) == "" {
		return Invalid("name", "error.name_required")
	}
	for _, c := range []struct {
		field, value string
		of           []string
	}{{"sex", m.Sex, []string{"f", "m"}}, {"source", m.Source, MemberSources()}, {"education", m.Education, MemberEducations()}, {"income_band", m.IncomeBand, IncomeBands()}} {
		if c.value != "" && !slices.Contains(c.of, c.value) {
			return Invalid(c.field, "error.choice_unknown")
		}
	}
	if err := m.Birthday().Validate(); err != nil {
		return err
	}
	if m.BirthYear != 0 && (m.BirthYear < 1900 || m.BirthYear > on.Year()) {
		return Invalid("birth_year", "error.birth_year")
	}
	if m.BirthYear != 0 && on.Year()-m.BirthYear < youngest {
		return Invalid("birth_year", "error.too_young").With("Years", youngest)
	}
	return CheckLengths(Length{"name", m.Name, 120}, Length{"occupation", m.Occupation, 60}, Length{"industry", m.Industry, 60},
		Length{"address", m.Address, 255}, Length{"sizes", m.Sizes, 255}, Length{"likes", m.Likes, 500}, Length{"note", m.Note, 500})
}

// Differs names what of the profile is another in an edit, so that a trail can
// tell what was changed without what it says.
func (m Member) Differs(now Member) (fields []string) {
	for _, f := range []struct {
		name string
		same bool
	}{{"name", m.Name == now.Name}, {"sex", m.Sex == now.Sex}, {"birthday", m.Birthday() == now.Birthday() && m.BirthYear == now.BirthYear},
		{"adviser", sameID(m.AdviserID, now.AdviserID)}, {"source", m.Source == now.Source}, {"occupation", m.Occupation == now.Occupation},
		{"industry", m.Industry == now.Industry}, {"education", m.Education == now.Education}, {"income_band", m.IncomeBand == now.IncomeBand},
		{"address", m.Address == now.Address}, {"sizes", m.Sizes == now.Sizes}, {"likes", m.Likes == now.Likes}, {"note", m.Note == now.Note}} {
		if !f.same {
			fields = append(fields, f.name)
		}
	}
	return fields
}

func sameID(a, b *int64) bool { return a == b || a != nil && b != nil && *a == *b }

// youngest is the age below which the law asks for a guardian's consent
// (Personal Information Protection Law, article 31).
const youngest = 14

// Validate reports an event that makes no sense: a reminder has a day that it is
// due on, and nothing else has; what happened did not happen later.
func (e MemberEvent) Validate(on Date) error {
	switch {
	case !slices.Contains(MemberEventKinds(), e.Kind):
		return Invalid("kind", "error.choice_unknown")
	case strings.TrimSpace(e.Note) == "":
		return Invalid("note", "error.value_required")
	case e.HappenedOn.IsZero() || e.HappenedOn > on:
		return Invalid("happened_on", "error.event_later")
	case e.Kind == EventReminder && e.DueOn < on:
		return Invalid("due_on", "error.reminder_due")
	case e.Kind != EventReminder && !e.DueOn.IsZero():
		return Invalid("due_on", "error.due_of_reminder")
	}
	return CheckLengths(Length{"note", e.Note, 1000})
}

// Validate reports a consent that names no purpose, channel or text.
func (c MemberConsent) Validate() error {
	switch {
	case !slices.Contains(ConsentPurposes(), c.Purpose):
		return Invalid("purpose", "error.choice_unknown")
	case !slices.Contains(ConsentChannels(), c.Channel):
		return Invalid("channel", "error.choice_unknown")
	case c.TextVersion == "":
		return Invalid("text_version", "error.value_required")
	}
	return CheckLengths(Length{"text_version", c.TextVersion, 40})
}
