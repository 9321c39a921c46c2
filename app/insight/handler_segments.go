package insight

import (
	"fmt"
	"net/url"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// Where the pages are: the stores' and the headquarters' are the same, each
// with the members of its scope.
const (
	storeBase = "/store"
	salesBase = "/sales"
)

// Pages are what is asked about members as a whole, below a base.
type Pages struct {
	*Service
	Base string
}

// StorePages and SalesPages are the same pages for both sides.
func (s *Service) StorePages() Pages { return Pages{s, storeBase} }

// SalesPages are those of the headquarters.
func (s *Service) SalesPages() Pages { return Pages{s, salesBase} }

// Segments is the list of what people saved.
func (p Pages) Segments(c *web.Ctx) error {
	return list.Alone(c, p.DB, segmentList(p.Base, c.Actor.Scope(models.InsightRead)), list.Button{Label: "segment.new", Href: p.Base + "/segments/new", Icon: "plus", Need: models.SegmentEdit, Main: true})
}

// builder is a rule with the members that it holds for. Segment is nil for one
// that nobody saved.
type builder struct {
	Base    string
	Segment *models.MemberSegment
	Rule    string
	Any     bool
	Groups  []builderGroup
	Fields  []models.SegmentField
	Count   int64
	Known   bool // the rule can be looked up
	More    bool // another group fits
	Full    bool // the visitor may make it the brand's
	Regions []models.Region
	Name    string
	List    list.View
}

type builderGroup struct {
	At    int
	Any   bool
	Rows  []builderRow
	First bool
}

type builderRow struct {
	At    string
	Field models.SegmentField
	models.SegmentCondition
}

// Is tells whether a value is among those of the condition.
func (r builderRow) Is(v string) bool {
	for _, x := range r.Values {
		if x == v {
			return true
		}
	}
	return false
}

// First is the value of a condition that has one.
func (r builderRow) First() string {
	if len(r.Values) == 0 {
		return ""
	}
	return r.Values[0]
}

// New is the builder without a saved segment.
func (p Pages) New(c *web.Ctx) error { return p.build(c, nil, nil) }

// Show is a saved segment: its rule unless another is asked for.
func (p Pages) Show(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	g, err := SegmentByID(p.DB.Read(c.UserContext()), c.Actor.Scope(models.InsightRead), id)
	if err != nil {
		return err
	}
	if !c.Context().QueryArgs().Has("rule") && c.Query("do") == "" {
		return c.Redirect(c.Path()+"?rule="+url.QueryEscape(g.Rule), "")
	}
	return p.build(c, &g, nil)
}

// query gives the values of a request one by one.
type query struct{ *web.Ctx }

// Values are all values of a name.
func (q query) Values(name string) (out []string) {
	args := q.Context().QueryArgs()
	for _, v := range args.PeekMulti(name) {
		out = append(out, web.Clean(string(v)))
	}
	return out
}

// build renders the builder. A button of it leads to the rule that it makes.
func (p Pages) build(c *web.Ctx, g *models.MemberSegment, wrong error) error {
	q, on, scope := p.DB.Read(c.UserContext()), c.Today(), c.Actor.Scope(models.InsightRead)
	fields, err := FieldsOn(q, on)
	if err != nil {
		return err
	}
	ask := askFor(c.Value("rule"), fields, on)
	if do := c.Query("do"); do != "" {
		rule := pressed(ask.rule, fields, query{c}, do)
		return c.Redirect(c.Path()+"?rule="+url.QueryEscape(rule.String()), "")
	}
	data := builder{Base: p.Base, Segment: g, Rule: ask.text, Any: ask.rule.Any, Fields: fields, Known: ask.err == nil, More: len(ask.rule.Groups) < models.MostGroups, Full: scope.All, Name: c.Value("name")}
	if g != nil && data.Name == "" {
		data.Name = g.Name
	}
	data.lay(ask.rule, fields)
	if ask.err == nil {
		if data.Count, err = CountOf(q, scope, ask.rule, fields, on); err != nil {
			return err
		}
	} else if wrong == nil {
		wrong = ask.err
	}
	if data.Regions, err = regionsOf(q, scope); err != nil {
		return err
	}
	return list.Show(c, p.DB, memberList(p.Base, scope, ask), wrong, func(v list.View) (string, web.Page) {
		data.List = v
		return "insight/segment", web.Page{Title: p.title(c, g), Data: data, Crumbs: []web.Crumb{{Text: c.T("nav.segments"), Href: p.Base + "/segments"}, {Text: p.title(c, g)}}}
	})
}

func (p Pages) title(c *web.Ctx, g *models.MemberSegment) string {
	if g == nil {
		return c.T("segment.new")
	}
	return g.Name
}

// lay lays the rule out as the form shows it; an empty rule has a group to
// begin with.
func (b *builder) lay(r models.SegmentRule, fields []models.SegmentField) {
	if len(r.Groups) == 0 {
		r.Groups = []models.SegmentGroup{{}}
	}
	for i, g := range r.Groups {
		group := builderGroup{At: i, Any: g.Any, First: i == 0}
		for j, c := range g.Conditions {
			f, _ := models.FieldOf(fields, c.Field)
			group.Rows = append(group.Rows, builderRow{fmt.Sprintf("%d.%d", i, j), f, c})
		}
		b.Groups = append(b.Groups, group)
	}
}

// Save keeps a new rule.
func (p Pages) Save(c *web.Ctx) error { return p.save(c, nil) }

// Change keeps another rule or name of a segment.
func (p Pages) Change(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	g, err := SegmentByID(p.DB.Read(c.UserContext()), c.Actor.Scope(models.SegmentEdit), id)
	if err != nil {
		return err
	}
	return p.save(c, &g)
}

func (p Pages) save(c *web.Ctx, g *models.MemberSegment) error {
	in := SegmentInput{Name: c.Value("name"), StoreID: c.Actor.HomeStore(), RegionID: c.FormID("region")}
	if g != nil {
		in.ID, in.Version = g.ID, c.FormID("version")
	}
	rule, err := models.ParseRule(c.Value("rule"))
	if in.Rule = rule; err == nil {
		in.ID, err = p.SaveSegment(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.SegmentEdit), in)
	}
	if err != nil {
		return p.build(c, g, err)
	}
	return c.Redirect(fmt.Sprintf("%s/segments/%d", p.Base, in.ID), "segment.flash_saved")
}

// Removal takes a segment out of use.
func (p Pages) Removal(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := p.RemoveSegment(c.UserContext(), c.Actor.Who(), c.Actor.Scope(models.SegmentEdit), id); err != nil {
		return err
	}
	return c.Redirect(p.Base+"/segments", "segment.flash_removed")
}
