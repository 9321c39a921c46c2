package models

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Case is a service request, a bespoke order or a complaint. The row is what its
// entries say, one after the other (Case.Apply).
type Case struct {
	ID            int64
	Number        string
	Kind          CaseKind
	Topic         string
	StoreID       int64
	MemberID      int64
	SlipID        *int64 // the sale that it is about, or that delivered it
	Title         string
	Brief         string
	Category      string // of what is made, for its sale
	Stage         CaseStage
	OwnerID       *int64 // who of the store's people looks after it
	OpenedOn      Date
	PromisedOn    Date
	PromisedAt    string // the hour of an appointment, "14:30"
	WeightInMg    Weight
	WeightOutMg   Weight
	QuoteFen      Money
	DepositFen    Money // what was paid down and not paid back
	ChargeFen     Money // the final price
	Drawings      int
	AgreedOn      Date
	AgreedBy      string
	HandedTo      string
	ClosedOn      Date
	ReplyDueAt    *time.Time
	SolveDueAt    *time.Time
	RepliedAt     *time.Time
	SolvedAt      *time.Time
	RequestKey    string
	RequestSHA256 string `gorm:"column:request_sha256"`
	EnteredBy     string
	EnteredByID   int64
	EnteredAt     time.Time
	Version       int64
}

// TableName is care_cases.
func (Case) TableName() string { return "care_cases" }

// CaseAct is what an entry of a case does.
type CaseAct string

// The acts.
const (
	CaseOpened   CaseAct = "opened"
	CaseMoved    CaseAct = "moved"
	CaseNoted    CaseAct = "noted"
	CaseQuoted   CaseAct = "quoted"
	CaseAgreed   CaseAct = "agreed"
	CasePaid     CaseAct = "paid" // down; a negative amount is paid back
	CaseCharged  CaseAct = "charged"
	CaseWeighed  CaseAct = "weighed"
	CasePictured CaseAct = "pictured"
	CasePromised CaseAct = "promised"
	CaseHanded   CaseAct = "handed" // over to another of the store's people
)

// CaseActs are what may be done to a case that is open, in the order a page
// offers them.
func CaseActs(k CaseKind) []CaseAct {
	if k == CaseComplaint {
		return []CaseAct{CaseNoted, CasePromised, CasePictured, CaseHanded}
	}
	return []CaseAct{CaseNoted, CasePictured, CaseQuoted, CaseAgreed, CasePaid, CaseWeighed, CaseCharged, CasePromised, CaseHanded}
}

// CaseEntry is a line of a case's history; lines are never changed, but the note
// and the name of a member who was erased are emptied.
type CaseEntry struct {
	ID          int64
	CaseID      int64
	Act         CaseAct
	FromStage   CaseStage
	Stage       CaseStage
	Note        string
	AmountFen   Money
	WeightMg    Weight
	Day         Date
	Hour        string
	Name        string // who agreed, or who took the thing
	OwnerID     *int64
	FileID      *int64
	RequestKey  string
	EnteredBy   string
	EnteredByID int64
	EnteredAt   time.Time
}

// TableName is care_entries.
func (CaseEntry) TableName() string { return "care_entries" }

// CaseFile is a picture or a drawing.
type CaseFile struct {
	ID           int64
	CaseID       int64
	Name         string
	Media        string
	SizeBytes    int64
	SHA256       string `gorm:"column:sha256"`
	Content      []byte
	UploadedBy   string
	UploadedByID int64
	UploadedAt   time.Time
}

// TableName is care_files.
func (CaseFile) TableName() string { return "care_files" }

// Check refuses a case that cannot be opened.
func (c Case) Check(on Date) error {
	switch {
	case !slices.Contains(CaseKinds(), c.Kind):
		return Invalid("kind", "error.choice_unknown")
	case !slices.Contains(CaseTopics(c.Kind), c.Topic):
		return Invalid("topic", "error.choice_unknown")
	case strings.TrimSpace(c.Title) == "":
		return Invalid("title", "error.value_required")
	case strings.TrimSpace(c.Brief) == "" && c.Kind != CaseService:
		return Invalid("brief", "error.value_required")
	case c.Kind == CaseBespoke && !slices.Contains(Categories, c.Category):
		return Invalid("category", "error.choice_unknown")
	case c.Kind == CaseService && c.Topic != TopicVisit && c.WeightInMg <= 0:
		return Invalid("weight", "error.case_weigh_in")
	case c.WeightInMg < 0 || c.WeightInMg > mostWeight:
		return Invalid("weight", "error.not_a_weight")
	case c.Topic == TopicVisit && c.PromisedOn.IsZero():
		return Invalid("promised_on", "error.date_required")
	case !c.PromisedOn.IsZero() && c.PromisedOn < on:
		return Invalid("promised_on", "error.date_in_past")
	}
	if err := checkHour(c.PromisedAt, c.PromisedOn); err != nil {
		return err
	}
	return CheckLengths(Length{"title", c.Title, 120}, Length{"brief", c.Brief, 2000})
}

// mostWeight is what a thing may weigh: a hundred kilograms.
const mostWeight Weight = 100_000_000

var hourShape = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

func checkHour(hour string, day Date) error {
	if hour != "" && (day.IsZero() || !hourShape.MatchString(hour)) {
		return Invalid("promised_at", "error.not_an_hour")
	}
	return nil
}

// Begin is the case as it stands when it is opened, with the clocks of a
// complaint running.
func (c Case) Begin(p CarePolicy, at Moment) Case {
	c.Stage, c.OpenedOn = caseFlows[c.Kind][0].stage, at.On
	if c.Kind == CaseComplaint {
		c.startClocks(p, at)
	}
	return c
}

func (c *Case) startClocks(p CarePolicy, at Moment) {
	reply, solve := at.At.Add(time.Duration(p.ReplyHours)*time.Hour), at.At.AddDate(0, 0, p.SolveDays)
	c.ReplyDueAt, c.SolveDueAt, c.RepliedAt, c.SolvedAt = &reply, &solve, nil, nil
}

// Late tells that a complaint waits for its reply or its solution longer than
// its clock allows, or anything else is past the day that was promised.
func (c Case) Late(at Moment) bool {
	switch {
	case c.Stage.Ended():
		return false
	case c.Kind == CaseComplaint:
		return c.RepliedAt == nil && c.ReplyDueAt != nil && at.At.After(*c.ReplyDueAt) || c.SolvedAt == nil && c.SolveDueAt != nil && at.At.After(*c.SolveDueAt)
	}
	return !c.PromisedOn.IsZero() && c.PromisedOn < at.On
}
