package models

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SegmentRule says which members are in a segment: groups of conditions, each
// of which holds when all or any of its conditions do, joined by all or any. A
// rule without conditions holds for every member.
type SegmentRule struct {
	Any    bool
	Groups []SegmentGroup
}

// SegmentGroup is one level of conditions.
type SegmentGroup struct {
	Any        bool
	Conditions []SegmentCondition
}

// SegmentCondition compares a field of the facts with values. What the values
// are follows from the field's kind.
type SegmentCondition struct {
	Field  string
	Op     SegmentOp
	Values []string
}

// SegmentOp is how a field is compared.
type SegmentOp string

// The operators. Within and beyond count days back from the day that is asked
// for; never is a date that is not there.
const (
	OpAtLeast SegmentOp = "ge"
	OpAtMost  SegmentOp = "le"
	OpIn      SegmentOp = "in"
	OpOut     SegmentOp = "out"
	OpFrom    SegmentOp = "from"
	OpUntil   SegmentOp = "until"
	OpWithin  SegmentOp = "within"
	OpBeyond  SegmentOp = "beyond"
	OpNever   SegmentOp = "never"
)

// SegmentKind is what a field holds.
type SegmentKind string

// The kinds of fields. A set holds several of the choices at once.
const (
	SegmentNumber SegmentKind = "number"
	SegmentMoney  SegmentKind = "money"
	SegmentDay    SegmentKind = "day"
	SegmentChoice SegmentKind = "choice"
	SegmentSet    SegmentKind = "set"
	SegmentText   SegmentKind = "text"
)

// Ops are the operators of a kind, in the order a form offers them.
func (k SegmentKind) Ops() []SegmentOp {
	switch k {
	case SegmentNumber, SegmentMoney:
		return []SegmentOp{OpAtLeast, OpAtMost}
	case SegmentDay:
		return []SegmentOp{OpWithin, OpBeyond, OpFrom, OpUntil, OpNever}
	}
	return []SegmentOp{OpIn, OpOut}
}

// SegmentField is a field of the facts that people may ask for. Words is where
// the catalogue names the options: Words.option, "" where they are names of
// their own.
type SegmentField struct {
	Key     string
	Kind    SegmentKind
	Options []string
	Words   string
}

// yesNo are the options of what is or is not.
var yesNo = []string{"yes", "no"}

// SegmentFields are the fields in the order a form offers them; tiers are those
// of the policy in force.
func SegmentFields(tiers []string) []SegmentField {
	months, scores := make([]string, 12), []string{"1", "2", "3", "4", "5"}
	for i := range months {
		months[i] = strconv.Itoa(i + 1)
	}
	states := make([]string, 0, 3)
	for _, s := range MemberStates() {
		states = append(states, string(s))
	}
	return []SegmentField{
		{"state", SegmentChoice, states, "member_state"}, {"tier", SegmentChoice, tiers, ""}, {"growth", SegmentNumber, nil, ""}, {"points", SegmentNumber, nil, ""},
		{"last_on", SegmentDay, nil, ""}, {"before_on", SegmentDay, nil, ""}, {"first_on", SegmentDay, nil, ""}, {"joined_on", SegmentDay, nil, ""},
		{"purchases", SegmentNumber, nil, ""}, {"year_purchases", SegmentNumber, nil, ""}, {"net_fen", SegmentMoney, nil, ""}, {"year_fen", SegmentMoney, nil, ""},
		{"basket_fen", SegmentMoney, nil, ""}, {"returns", SegmentNumber, nil, ""}, {"favourite", SegmentChoice, Categories, "category"}, {"categories", SegmentSet, Categories, "category"},
		{"r", SegmentChoice, scores, ""}, {"f", SegmentChoice, scores, ""}, {"m", SegmentChoice, scores, ""},
		{"sex", SegmentChoice, []string{"f", "m"}, "sex"}, {"age_band", SegmentChoice, AgeBands(), "age_band"}, {"birth_month", SegmentChoice, months, ""},
		{"occupation", SegmentText, nil, ""}, {"industry", SegmentText, nil, ""}, {"source", SegmentChoice, MemberSources(), "member_source"},
		{"marketing", SegmentChoice, yesNo, "consented"}, {"greeting", SegmentChoice, yesNo, "consented"}, {"sharing", SegmentChoice, yesNo, "consented"},
		{"brought", SegmentNumber, nil, ""}, {"brought_fen", SegmentMoney, nil, ""},
		{"alive_ppm", SegmentNumber, nil, ""}, {"clv_fen", SegmentMoney, nil, ""},
	}
}

// FieldOf finds a field by its key.
func FieldOf(fields []SegmentField, key string) (SegmentField, bool) {
	i := slices.IndexFunc(fields, func(f SegmentField) bool { return f.Key == key })
	if i < 0 {
		return SegmentField{}, false
	}
	return fields[i], true
}

// The bounds of a rule.
const (
	MostGroups     = 4
	MostConditions = 8 // of a group
	mostValues     = 40
	longestRule    = 4_000
)

// String is the rule as it stands in an address and in the book: ParseRule
// reads it. Values are escaped, so that any text may be one.
func (r SegmentRule) String() string {
	parts := []string{mode(r.Any)}
	for _, g := range r.Groups {
		group := []string{mode(g.Any)}
		for _, c := range g.Conditions {
			values := make([]string, len(c.Values))
			for i, v := range c.Values {
				values[i] = url.QueryEscape(v)
			}
			group = append(group, c.Field+"."+string(c.Op)+"."+strings.Join(values, ","))
		}
		parts = append(parts, strings.Join(group, ";"))
	}
	return strings.Join(parts, "|")
}

func mode(anyOf bool) string {
	if anyOf {
		return "any"
	}
	return "all"
}

// ParseRule reads what String wrote; invalid for anything else. What the values
// mean is for Validate.
func ParseRule(text string) (r SegmentRule, err error) {
	wrong := Invalid("rule", "error.segment_rule")
	if len(text) > longestRule {
		return r, wrong
	}
	parts := strings.Split(text, "|")
	if r.Any, err = modeOf(parts[0]); err != nil {
		return r, err
	}
	for _, p := range parts[1:] {
		words := strings.Split(p, ";")
		g := SegmentGroup{}
		if g.Any, err = modeOf(words[0]); err != nil {
			return r, err
		}
		for _, w := range words[1:] {
			c, err := conditionOf(w)
			if err != nil {
				return r, wrong
			}
			g.Conditions = append(g.Conditions, c)
		}
		r.Groups = append(r.Groups, g)
	}
	return r, nil
}

func modeOf(text string) (anyOf bool, err error) {
	if text != "any" && text != "all" {
		return false, Invalid("rule", "error.segment_rule")
	}
	return text == "any", nil
}

func conditionOf(text string) (c SegmentCondition, err error) {
	parts := strings.SplitN(text, ".", 3)
	if len(parts) != 3 {
		return c, Invalid("rule", "error.segment_rule")
	}
	c.Field, c.Op = parts[0], SegmentOp(parts[1])
	if parts[2] == "" {
		return c, nil
	}
	for _, v := range strings.Split(parts[2], ",") {
		if v, err = url.QueryUnescape(v); err != nil {
			return c, err
		}
		c.Values = append(c.Values, v)
	}
	return c, nil
}

// Validate refuses a rule that says nothing that can be looked up; the error is
// on the field of the form, groups.0.1 for the second condition of the first
// group.
func (r SegmentRule) Validate(fields []SegmentField) error {
	if len(r.Groups) > MostGroups {
		return Invalid("rule", "error.segment_long")
	}
	for i, g := range r.Groups {
		if len(g.Conditions) > MostConditions {
			return Invalid("rule", "error.segment_long")
		}
		for j, c := range g.Conditions {
			if err := c.validate(fields); err != nil {
				return OnField(err, "groups."+strconv.Itoa(i)+"."+strconv.Itoa(j))
			}
		}
	}
	return nil
}

func (c SegmentCondition) validate(fields []SegmentField) error {
	f, known := FieldOf(fields, c.Field)
	switch {
	case !known || !slices.Contains(f.Kind.Ops(), c.Op):
		return Invalid("", "error.segment_rule")
	case c.Op == OpNever:
		return nil
	case len(c.Values) == 0 || len(c.Values) > mostValues:
		return Invalid("", "error.value_required")
	}
	for _, v := range c.Values {
		if err := f.check(c.Op, v); err != nil {
			return err
		}
	}
	return nil
}

// check reads one value.
func (f SegmentField) check(op SegmentOp, v string) error {
	switch f.Kind {
	case SegmentNumber:
		_, err := WholeNumber(v)
		return err
	case SegmentMoney:
		_, err := ParseMoney(v)
		return err
	case SegmentDay:
		if op == OpWithin || op == OpBeyond {
			n, err := WholeNumber(v)
			if err == nil && n > 36_500 {
				err = Invalid("", "error.not_a_number")
			}
			return err
		}
		_, err := ParseDate(v)
		return err
	case SegmentText:
		if strings.TrimSpace(v) == "" {
			return Invalid("", "error.value_required")
		}
		return CheckLengths(Length{Field: "", Value: v, Max: 60})
	}
	if !slices.Contains(f.Options, v) {
		return Invalid("", "error.choice_unknown")
	}
	return nil
}

// WholeNumber reads digits.
func WholeNumber(text string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n < 0 || n > int64(MaxMoney) {
		return 0, Invalid("", "error.not_a_number")
	}
	return n, nil
}

// Conditions counts those of all groups.
func (r SegmentRule) Conditions() (n int) {
	for _, g := range r.Groups {
		n += len(g.Conditions)
	}
	return n
}

// MemberSegment is a rule that somebody keeps under a name. It belongs to a
// store, to a region, or to the brand where both are nil: whoever works there
// sees it, each with the members of their own scope.
type MemberSegment struct {
	ID        int64
	Name      string
	Rule      string
	StoreID   *int64
	RegionID  *int64
	OwnerID   int64
	Owner     string
	CreatedAt time.Time
	EditedAt  time.Time
	RemovedAt *time.Time
	Version   int64
}
