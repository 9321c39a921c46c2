package models

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
)

// PolicyKind names one of the company's policies. Each is kept as versioned data
// (docs/credit-policy.md §8).
type PolicyKind string

// The kinds.
const (
	PolicyStandard  PolicyKind = "standard"  // the levels of the credit standard and its controller
	PolicyScorecard PolicyKind = "scorecard" // what makes a score and a grade
	PolicyLimits    PolicyKind = "limits"    // how a credit limit is proposed
	PolicyBlocking  PolicyKind = "blocking"  // what stops an order, and what does not
	PolicyApproval  PolicyKind = "approval"  // who decides on limits and holds
	PolicyProvision PolicyKind = "provision" // what is expected to be lost
	PolicyWatch     PolicyKind = "watch"     // who is put on the watch-list
	PolicyPoints    PolicyKind = "points"    // what members earn and for how long
	PolicyTiers     PolicyKind = "tiers"     // which tiers members come to
	PolicyCare      PolicyKind = "care"      // how services, bespoke orders and complaints are kept
	PolicyZones     PolicyKind = "zones"     // what an answer says of a member's loyalty
	PolicyValue     PolicyKind = "value"     // when members count as lost, and what they are worth
	PolicyBenefits  PolicyKind = "benefits"  // what members have beside their points
)

// policies says for each kind, in the order pages show them, what a new policy
// starts with and what a stored one is read into.
var policies = []struct {
	kind            PolicyKind
	starting, empty func() PolicyBody
}{
	{PolicyStandard, func() PolicyBody { p := DefaultStandardPolicy(); return &p }, func() PolicyBody { return &StandardPolicy{} }},
	{PolicyScorecard, func() PolicyBody { c := DefaultScorecard(); return &c }, func() PolicyBody { return &Scorecard{} }},
	{PolicyLimits, func() PolicyBody { f := DefaultLimitFormula(); return &f }, func() PolicyBody { return &LimitFormula{} }},
	{PolicyBlocking, func() PolicyBody { p := DefaultBlockingPolicy(); return &p }, func() PolicyBody { return &BlockingPolicy{} }},
	{PolicyProvision, func() PolicyBody { m := DefaultProvisionMatrix(); return &m }, func() PolicyBody { return &ProvisionMatrix{} }},
	{PolicyWatch, func() PolicyBody { p := DefaultWatchPolicy(); return &p }, func() PolicyBody { return &WatchPolicy{} }},
	{PolicyApproval, func() PolicyBody { m := DefaultApprovalMatrix(); return &m }, func() PolicyBody { return &ApprovalMatrix{} }},
	{PolicyPoints, func() PolicyBody { p := DefaultPointsPolicy(); return &p }, func() PolicyBody { return &PointsPolicy{} }},
	{PolicyTiers, func() PolicyBody { p := DefaultTierPolicy(); return &p }, func() PolicyBody { return &TierPolicy{} }},
	{PolicyCare, func() PolicyBody { p := DefaultCarePolicy(); return &p }, func() PolicyBody { return &CarePolicy{} }},
	{PolicyZones, func() PolicyBody { p := DefaultZonePolicy(); return &p }, func() PolicyBody { return &ZonePolicy{} }},
	{PolicyValue, func() PolicyBody { p := DefaultValuePolicy(); return &p }, func() PolicyBody { p := silentValuePolicy(); return &p }},
	{PolicyBenefits, func() PolicyBody { p := DefaultBenefitPolicy(); return &p }, func() PolicyBody { return &BenefitPolicy{} }},
}

// PolicyKinds lists the kinds in the order pages show them.
func PolicyKinds() []PolicyKind {
	kinds := make([]PolicyKind, len(policies))
	for i, p := range policies {
		kinds[i] = p.kind
	}
	return kinds
}

// PolicyBody is the content of a policy version. Sections are bound to the
// body: setting a field of them changes it.
type PolicyBody interface {
	// Validate reports the first field that breaks a rule, by its path.
	Validate() error
	Sections() []PolicySection
}

// GrowingBody is a body with tables that rows are added to and dropped from.
// A row that does not exist is left alone.
type GrowingBody interface {
	PolicyBody
	AddRow(section string)
	DropRow(section string, row int)
}

// FactorBody is a body with factors of outside data, which are named by their
// field.
type FactorBody interface {
	PolicyBody
	// AddFactor adds the factor of a field; invalid on field factor_name when
	// the name is none of a field or the factor is there.
	AddFactor(field string) error
	// DropFactor drops a factor of outside data, by its key.
	DropFactor(key string)
}

// ScopedBody is a body that names agents and groups: Scopes are "agent:CODE"
// and "group:CODE" by the path of the field that holds them.
type ScopedBody interface {
	PolicyBody
	Scopes() map[string]string
}

// TidyBody is a body with fields that may mean nothing beside others: Tidy
// empties those.
type TidyBody interface {
	PolicyBody
	Tidy()
}

// NewPolicyBody is what a policy of the kind starts with; not found for an
// unknown kind.
func NewPolicyBody(kind PolicyKind) (PolicyBody, error) {
	for _, p := range policies {
		if p.kind == kind {
			return p.starting(), nil
		}
	}
	return nil, NotFound("policy")
}

// EncodePolicy is the body as it is stored, and the hash that names its
// content: equal bodies have equal hashes.
func EncodePolicy(b PolicyBody) (body, sha string, err error) {
	raw, err := json.Marshal(b)
	if err != nil {
		return "", "", err
	}
	sum := sha256.Sum256(raw)
	return string(raw), hex.EncodeToString(sum[:]), nil
}

// DecodePolicy reads a stored body. A field that the kind does not know is an
// error: a version means all that it says.
func DecodePolicy(kind PolicyKind, body string) (PolicyBody, error) {
	for _, p := range policies {
		if p.kind == kind {
			b := p.empty()
			d := json.NewDecoder(bytes.NewReader([]byte(body)))
			d.DisallowUnknownFields()
			return b, d.Decode(b)
		}
	}
	return nil, NotFound("policy")
}

// VersionState is where a version stands by what people did with it.
type VersionState string

// A draft is edited and simulated; approval by a second person, or a roll-back,
// makes it a version that is never changed again; withdrawing ends it unused.
const (
	VersionDraft     VersionState = "draft"
	VersionApproved  VersionState = "approved"
	VersionWithdrawn VersionState = "withdrawn"
)

// SegmentAll is the segment that every agent belongs to.
const SegmentAll = "all"

// PolicyVersion is one version of a policy for a segment. Body is its JSON,
// SHA256 names the content. SimulatedSHA256 is the content that the latest
// simulation ran on. EffectiveOn is zero for a draft.
type PolicyVersion struct {
	ID              int64
	Kind            PolicyKind
	Segment         string
	Version         int64
	State           VersionState
	OpenDraft       string `gorm:"default:null"` // "open" while it is a draft: there is one per policy
	Body            string
	SHA256          string `gorm:"column:sha256"`
	SimulatedSHA256 string `gorm:"column:simulated_sha256"`
	SimulationID    *int64
	EffectiveOn     Date
	Reason          string
	RollsBackTo     *int64
	DraftedBy       string
	DraftedByID     int64
	DraftedAt       time.Time
	EditedAt        time.Time
	DecidedBy       string
	DecidedByID     int64
	DecidedAt       *time.Time
	AppliedAt       *time.Time
	Edit            int64
}

// Simulated tells whether the content as it is now was simulated.
func (v PolicyVersion) Simulated() bool { return v.SHA256 != "" && v.SimulatedSHA256 == v.SHA256 }

// PolicyStage is where a version stands on a day, for people to read.
type PolicyStage string

// The life of a version: draft → simulated → approved → in force → superseded.
const (
	StageDraft      PolicyStage = "draft"
	StageSimulated  PolicyStage = "simulated"
	StageApproved   PolicyStage = "approved"
	StageInForce    PolicyStage = "in_force"
	StageSuperseded PolicyStage = "superseded"
	StageWithdrawn  PolicyStage = "withdrawn"
)

// InForce is the version in force on a day among those of one kind and
// segment: the approved one with the highest number that has begun, so a
// version approved later replaces an earlier one that was to begin after it.
// Nil before the first.
func InForce(versions []PolicyVersion, on Date) *PolicyVersion {
	var last *PolicyVersion
	for i := range versions {
		v := &versions[i]
		if v.State == VersionApproved && v.EffectiveOn <= on && (last == nil || v.Version > last.Version) {
			last = v
		}
	}
	return last
}

// StageOf is the stage of each version on a day, by id.
func StageOf(versions []PolicyVersion, on Date) map[int64]PolicyStage {
	stages := make(map[int64]PolicyStage, len(versions))
	now := InForce(versions, on)
	for _, v := range versions {
		stages[v.ID] = v.stage(now, on)
	}
	return stages
}

func (v PolicyVersion) stage(now *PolicyVersion, on Date) PolicyStage {
	switch {
	case v.State == VersionWithdrawn:
		return StageWithdrawn
	case v.State == VersionDraft && v.Simulated():
		return StageSimulated
	case v.State == VersionDraft:
		return StageDraft
	case now != nil && v.ID == now.ID:
		return StageInForce
	case now != nil && v.Version < now.Version:
		return StageSuperseded
	case v.EffectiveOn > on:
		return StageApproved
	}
	return StageSuperseded
}

// CheckSegment refuses a segment that is neither "all" nor kind:value with a
// kind that agents can be told apart by.
func CheckSegment(segment string) error {
	kind, value, ok := strings.Cut(segment, ":")
	switch {
	case segment == SegmentAll:
		return nil
	case !ok || value == "" || len(segment) > 64:
		return Invalid("segment", "error.segment_unknown")
	case kind == "grade" && Grade(value).index() < 0:
		return Invalid("segment", "error.grade_unknown")
	case kind != "grade" && kind != "region" && kind != "settlement":
		return Invalid("segment", "error.segment_unknown")
	}
	return nil
}

// SegmentLabel names a segment, or the agent or group that a rule is for; what is
// neither keeps its own text.
func SegmentLabel(segment string) PolicyLabel {
	kind, value, several := strings.Cut(segment, ":")
	switch kind {
	case "grade", "region", "settlement", "agent", "group":
		if several {
			return PolicyLabel{Key: "segment." + kind, Name: value}
		}
	case SegmentAll:
		if !several {
			return PolicyLabel{Key: "segment.all"}
		}
	}
	return PolicyLabel{Name: segment}
}
