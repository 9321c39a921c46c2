package insight

import (
	"slices"
	"strconv"
	"strings"

	"assay/models"
)

// asked is a rule as a page asks for it, with its condition.
type asked struct {
	text string
	rule models.SegmentRule
	cond string
	args []any
	err  error // why the rule cannot be looked up
}

// askFor reads a rule. One that cannot be looked up finds nobody.
func askFor(text string, fields []models.SegmentField, on models.Date) asked {
	a := asked{text: text, cond: "1 = 0"}
	if text == "" {
		a.text = models.SegmentRule{}.String()
	}
	if a.rule, a.err = models.ParseRule(a.text); a.err == nil {
		a.err = a.rule.Validate(fields)
	}
	if a.err == nil {
		a.cond, a.args = Condition(a.rule, fields, on)
	}
	return a
}

// typed is what a form of a rule holds: one value of a name, and all of them.
type typed interface {
	Value(name string) string
	Values(name string) []string
}

// pressed changes a rule by what a form holds and by the button that was
// pressed: "add.1" a condition of the chosen field to a group, "drop.1.0" one
// out of it, "group" another group; any other button changes nothing besides.
func pressed(r models.SegmentRule, fields []models.SegmentField, form typed, button string) models.SegmentRule {
	r.Any = form.Value("mode") == "any"
	for i := range r.Groups {
		g := &r.Groups[i]
		at := strconv.Itoa(i)
		g.Any = form.Value("mode."+at) == "any"
		for j := range g.Conditions {
			g.Conditions[j] = typedCondition(g.Conditions[j], fields, form, at+"."+strconv.Itoa(j))
		}
	}
	parts := strings.Split(button, ".")
	place := func(n int) int {
		if n >= len(parts) {
			return -1
		}
		at, err := strconv.Atoi(parts[n])
		if err != nil {
			return -1
		}
		return at
	}
	if parts[0] == "add" && place(1) == 0 && len(r.Groups) == 0 {
		r.Groups = append(r.Groups, models.SegmentGroup{})
	}
	switch i := place(1); {
	case parts[0] == "group" && len(r.Groups) < models.MostGroups:
		r.Groups = append(r.Groups, models.SegmentGroup{Any: !r.Any})
	case i < 0 || i >= len(r.Groups):
	case parts[0] == "add":
		r.Groups[i].Conditions = append(r.Groups[i].Conditions, begun(fields, form.Value("add."+parts[1]))...)
	case parts[0] == "drop":
		r.Groups = without(r.Groups, i, place(2))
	}
	return r
}

// typedCondition takes operator and values over from a form that holds them.
func typedCondition(c models.SegmentCondition, fields []models.SegmentField, form typed, at string) models.SegmentCondition {
	op := models.SegmentOp(form.Value("op." + at))
	if op == "" {
		return c
	}
	if f, known := models.FieldOf(fields, c.Field); known && slices.Contains(f.Kind.Ops(), op) {
		c.Op = op
	}
	c.Values = nil
	for _, v := range form.Values("value." + at) {
		if v != "" {
			c.Values = append(c.Values, v)
		}
	}
	return c
}

// begun is a new condition of a field with a value to begin with.
func begun(fields []models.SegmentField, key string) []models.SegmentCondition {
	f, known := models.FieldOf(fields, key)
	if !known {
		return nil
	}
	c := models.SegmentCondition{Field: key, Op: f.Kind.Ops()[0], Values: []string{"1"}}
	switch {
	case f.Kind == models.SegmentDay:
		c.Values = []string{"30"}
	case len(f.Options) > 0:
		c.Values = f.Options[:1]
	case f.Kind == models.SegmentText:
		c.Values = nil
	}
	return []models.SegmentCondition{c}
}

// without drops a condition, and a group that is left with none.
func without(groups []models.SegmentGroup, i, j int) []models.SegmentGroup {
	g := &groups[i]
	if j >= 0 && j < len(g.Conditions) {
		g.Conditions = slices.Delete(slices.Clone(g.Conditions), j, j+1)
	}
	if len(g.Conditions) == 0 {
		return slices.Delete(slices.Clone(groups), i, i+1)
	}
	return groups
}
