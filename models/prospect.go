package models

import (
	"slices"
	"strings"
	"time"
)

// Prospect is somebody whom a store hopes to win as a member: a name and a phone,
// sealed as members' are, where they came from and what they look for. It is the
// store's until it becomes a member or is forgotten.
type Prospect struct {
	ID            int64
	PublicID      string
	Number        string
	StoreID       int64
	Name          string
	PhoneSealed   *string
	PhoneHash     *string
	PhoneTail     string
	Source        ProspectSource
	ReferrerID    *int64
	Relation      ReferralRelation
	StaffID       *int64
	Categories    CategorySet
	BudgetFen     Money
	Occasion      string
	AgreedOn      Date // to be contacted; zero for who did not say so
	AgreedChannel string
	AgreedText    string // the version of the text that was agreed to
	Stage         ProspectStage
	LostReason    string
	NextOn        Date // when to get in touch again
	LastOn        Date // the last contact, at first the day of entry
	MemberID      *int64
	ErasedAt      *time.Time
	RequestKey    string
	EnteredOn     Date
	EnteredBy     string
	EnteredByID   int64
	EnteredAt     time.Time
	Version       int64
}

// ProspectSource is where a prospect came from.
type ProspectSource string

// The sources, with that of the member whom a prospect becomes.
const (
	FromWalkIn   ProspectSource = "walk_in"
	FromEvent    ProspectSource = "event"
	FromReferral ProspectSource = "referral"
	FromMedia    ProspectSource = "media"
	FromForm     ProspectSource = "form"
	FromOther    ProspectSource = "other"
)

// ProspectSources lists them in the order a form offers them.
func ProspectSources() []ProspectSource {
	return []ProspectSource{FromWalkIn, FromEvent, FromReferral, FromMedia, FromForm, FromOther}
}

// Member is the source of the member whom a prospect of the source becomes.
func (s ProspectSource) Member() string {
	switch s {
	case FromEvent, FromReferral, FromMedia:
		return string(s)
	case FromForm:
		return "online"
	}
	return MemberSources()[0]
}

// ProspectStage is how far a store is with a prospect.
type ProspectStage string

// The stages.
const (
	ProspectNew       ProspectStage = "new"
	ProspectContacted ProspectStage = "contacted"
	ProspectVisiting  ProspectStage = "visiting"
	ProspectConverted ProspectStage = "converted"
	ProspectLost      ProspectStage = "lost"
)

// ProspectStages lists them in their order.
func ProspectStages() []ProspectStage {
	return []ProspectStage{ProspectNew, ProspectContacted, ProspectVisiting, ProspectConverted, ProspectLost}
}

// Open tells that there is something to do about it.
func (s ProspectStage) Open() bool { return s != ProspectConverted && s != ProspectLost }

// Next are the stages that somebody may move a prospect to from here: forward,
// lost, and from lost back into touch. Becoming a member is no move but an act.
func (s ProspectStage) Next() []ProspectStage {
	switch s {
	case ProspectNew:
		return []ProspectStage{ProspectContacted, ProspectVisiting, ProspectLost}
	case ProspectContacted:
		return []ProspectStage{ProspectVisiting, ProspectLost}
	case ProspectVisiting:
		return []ProspectStage{ProspectLost}
	case ProspectLost:
		return []ProspectStage{ProspectContacted}
	}
	return nil
}

// ProspectKeepMonths is how long a prospect is kept after the last contact
// (docs/members.md §14).
const ProspectKeepMonths = 12

// Validate reports the first field that breaks a rule.
func (p Prospect) Validate(on Date) error {
	switch {
	case strings.TrimSpace(p.Name) == "":
		return Invalid("name", "error.name_required")
	case !slices.Contains(ProspectSources(), p.Source):
		return Invalid("source", "error.choice_unknown")
	case p.BudgetFen < 0:
		return Invalid("budget", "error.amount_out_of_range")
	case p.AgreedChannel != "" && !slices.Contains(ConsentChannels(), p.AgreedChannel):
		return Invalid("channel", "error.choice_unknown")
	case !p.AgreedOn.IsZero() && (p.AgreedChannel == "" || p.AgreedText == ""):
		return Invalid("channel", "error.value_required")
	case !p.NextOn.IsZero() && p.NextOn < on:
		return Invalid("next_on", "error.reminder_due")
	}
	if err := CheckRelation(p.Relation, p.ReferrerID != nil); err != nil {
		return err
	}
	return CheckLengths(Length{"name", p.Name, 120}, Length{"occasion", p.Occasion, 200})
}

// ProspectNote is what happened with a prospect; NextOn is when to get in touch
// again, Stage where it stood afterwards.
type ProspectNote struct {
	ID          int64
	ProspectID  int64
	Kind        MemberEventKind
	Note        string
	HappenedOn  Date
	NextOn      Date
	Stage       ProspectStage
	EnteredBy   string
	EnteredByID int64
	EnteredAt   time.Time
}

// ProspectNoteKinds are what a contact is, in the order a form offers them.
func ProspectNoteKinds() []MemberEventKind {
	return []MemberEventKind{EventCall, EventVisit, EventEnquiry}
}

// Follow is the prospect after a contact, refused where it does not go on from
// its stage; lost takes the note for its reason.
func (p Prospect) Follow(n ProspectNote, on Date) (Prospect, error) {
	switch {
	case !slices.Contains(ProspectNoteKinds(), n.Kind):
		return p, Invalid("kind", "error.choice_unknown")
	case strings.TrimSpace(n.Note) == "":
		return p, Invalid("note", "error.value_required")
	case n.HappenedOn.IsZero() || n.HappenedOn > on:
		return p, Invalid("happened_on", "error.event_later")
	case n.Stage != p.Stage && !slices.Contains(p.Stage.Next(), n.Stage) || n.Stage == ProspectConverted:
		return p, Invalid("stage", "error.choice_unknown")
	case !n.NextOn.IsZero() && (n.NextOn < on || !n.Stage.Open()):
		return p, Invalid("next_on", "error.reminder_due")
	}
	p.Stage, p.NextOn, p.LastOn, p.LostReason = n.Stage, n.NextOn, max(p.LastOn, n.HappenedOn), ""
	if n.Stage == ProspectLost {
		p.LostReason = n.Note
	}
	return p, CheckLengths(Length{"note", n.Note, 500})
}
