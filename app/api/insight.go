package api

import (
	"time"

	"assay/app/insight"
	"assay/app/members"
	"assay/models"
)

func (s *server) insight() {
	add(s, operation{"GET", "/members/{id}/facts", models.MemberRead, "insight", "get-member-facts", "What is known of a member in one row: purchases, scores, state and expected value", 0}, s.memberFacts)
	add(s, operation{"GET", "/member-figures", models.InsightRead, "insight", "get-member-figures", "How the members of the user's scope are doing; each figure with the rule of those that it counts", 0}, s.memberFigures)
	add(s, operation{"GET", "/member-counts", models.InsightRead, "insight", "count-members", "How many members of the user's scope a rule holds for", 0}, s.countMembers)
	add(s, operation{"GET", "/key-members", models.InsightRead, "insight", "get-key-members", "How spend is spread over the buyers of the user's scope", 0}, s.keyMembers)
	add(s, operation{"GET", "/member-segments/{id}", models.InsightRead, "insight", "get-segment", "One saved segment", 0}, s.getSegment)
	add(s, operation{"GET", "/member-segments/{id}/members", models.InsightRead, "insight", "list-segment-members", "The members of a segment inside the user's scope, by id", 0}, s.segmentMembers)
	add(s, operation{"POST", "/member-segments", models.SegmentEdit, "insight", "save-segment", "Keep a rule under a name, for the user's own store, for a region of the user's, or for the brand", 201}, s.saveSegment)
	add(s, operation{"POST", "/member-segments/{id}/removal", models.SegmentEdit, "insight", "remove-segment", "Take a segment out of use", 0}, s.removeSegment)
}

// memberFact is a member's row of facts.
type memberFact struct {
	MemberID      int64        `json:"member_id"`
	AsOfOn        models.Date  `json:"as_of_on" doc:"Zero where the member was not counted yet."`
	State         string       `json:"state"`
	Purchases     int64        `json:"purchases"`
	YearPurchases int64        `json:"year_purchases"`
	FirstOn       models.Date  `json:"first_on,omitzero"`
	LastOn        models.Date  `json:"last_on,omitzero"`
	Spent         models.Money `json:"spent"`
	YearSpent     models.Money `json:"year_spent"`
	Basket        models.Money `json:"basket"`
	Returns       int64        `json:"returns"`
	Favourite     string       `json:"favourite"`
	Categories    []string     `json:"categories"`
	Recency       int          `json:"recency" doc:"1 to 5, 0 for who never bought."`
	Frequency     int          `json:"frequency"`
	Money         int          `json:"money"`
	Brought       int64        `json:"brought"`
	BroughtSpent  models.Money `json:"brought_spent"`
	Value         *memberWorth `json:"value,omitempty" doc:"Missing where no sound fit values the member."`
}

// memberWorth is what a member is expected to be worth, with its parts.
type memberWorth struct {
	FitID       int64        `json:"fit_id"`
	AlivePPM    models.Rate  `json:"alive_ppm"`
	ExpectedPPM models.Rate  `json:"expected_ppm" doc:"Purchases ahead, in millionths."`
	Basket      models.Money `json:"basket"`
	MarginPPM   models.Rate  `json:"margin_ppm"`
	Own         models.Money `json:"own"`
	Referral    models.Money `json:"referral"`
	Total       models.Money `json:"total"`
}

func (s *server) memberFacts(c *call, in *ByID) (memberFact, error) {
	m, err := members.InScope(c.q, c.scope(), in.ID)
	if err != nil {
		return memberFact{}, err
	}
	f, err := insight.FactsOf(c.q, m.ID)
	v := memberFact{m.ID, f.AsOfOn, string(f.State), f.Purchases, f.YearPurchases, f.FirstOn, f.LastOn, f.NetFen, f.YearFen, f.BasketFen, f.Returns, f.Favourite,
		each(f.Categories.List(), func(c string) string { return c }), f.R, f.F, f.M, f.Brought, f.BroughtFen, nil}
	if f.FitID != 0 {
		v.Value = &memberWorth{f.FitID, f.AlivePPM, f.ExpectedPPM, f.SpendFen, f.MarginPPM, f.OwnFen, f.ReferralFen, f.ClvFen}
	}
	return v, err
}

// memberFigure is a count with what its members spent in twelve months.
type memberFigure struct {
	Key       string       `json:"key"`
	Members   int64        `json:"members"`
	YearSpent models.Money `json:"year_spent"`
	PartPPM   models.Rate  `json:"part_ppm"`
	Rule      string       `json:"rule"`
}

func viewFigure(f insight.Figure) memberFigure {
	return memberFigure{f.Key, f.Members, f.YearFen, f.Part, f.Rule}
}

type memberFigures struct {
	On      models.Date    `json:"on"`
	Members int64          `json:"members"`
	States  []memberFigure `json:"states"`
	Figures []memberFigure `json:"figures"`
	New     []memberFigure `json:"new" doc:"Of the month, by source."`
}

func (s *server) memberFigures(c *call, _ *struct{}) (memberFigures, error) {
	terms, err := insight.TermsOn(c.q, c.on)
	if err != nil {
		return memberFigures{}, err
	}
	x, err := insight.FiguresOf(c.q, c.scope(), terms.Policy, c.on)
	return memberFigures{c.on, x.Members, each(x.States, viewFigure), each([]insight.Figure{x.Buyers, x.Repeat, x.Newly, x.Back}, viewFigure), each(x.New, viewFigure)}, err
}

type ruleInput struct {
	Rule text `query:"rule" required:"true" minLength:"3" maxLength:"4000" doc:"As pages write it: all|all;net_fen.ge.1000;state.in.active"`
}

type memberCount struct {
	Rule    string `json:"rule"`
	Members int64  `json:"members"`
}

func (s *server) countMembers(c *call, in *ruleInput) (memberCount, error) {
	fields, err := insight.FieldsOn(c.q, c.on)
	if err != nil {
		return memberCount{}, err
	}
	r, err := models.ParseRule(in.Rule.clean())
	if err == nil {
		err = r.Validate(fields)
	}
	if err != nil {
		return memberCount{}, models.OnField(err, "rule")
	}
	n, err := insight.CountOf(c.q, c.scope(), r, fields, c.on)
	return memberCount{r.String(), n}, err
}

type keyMembers struct {
	Buyers   int64         `json:"buyers"`
	Spent    models.Money  `json:"spent"`
	Key      int64         `json:"key"`
	KeySpent models.Money  `json:"key_spent"`
	KeyFrom  models.Money  `json:"key_from" doc:"The least that a key member spent."`
	TenthPPM []models.Rate `json:"tenth_ppm" doc:"What the first tenth of buyers brings, the first two, and so on."`
}

func (s *server) keyMembers(c *call, _ *struct{}) (keyMembers, error) {
	p, err := insight.ParetoOf(c.q, c.scope())
	v := keyMembers{p.Buyers, p.Total, p.Key, p.KeyFen, p.EdgeFen, nil}
	for k := range p.Tenths {
		v.TenthPPM = append(v.TenthPPM, p.Part(k))
	}
	return v, err
}

// segmentView is a saved segment.
type segmentView struct {
	ID       int64     `json:"id"`
	Name     string    `json:"name"`
	Rule     string    `json:"rule"`
	StoreID  *int64    `json:"store_id,omitempty"`
	RegionID *int64    `json:"region_id,omitempty"`
	Owner    string    `json:"owner"`
	EditedAt time.Time `json:"edited_at"`
	Version  int64     `json:"version"`
}

func (s *server) getSegment(c *call, in *ByID) (segmentView, error) { return s.segment(c, in.ID) }

func (s *server) segment(c *call, id int64) (segmentView, error) {
	g, err := insight.SegmentByID(c.q, c.scope(), id)
	return segmentView{g.ID, g.Name, g.Rule, g.StoreID, g.RegionID, g.Owner, g.EditedAt.UTC(), g.Version}, err
}

type segmentMembersInput struct {
	ByID
	Paging
}

func (s *server) segmentMembers(c *call, in *segmentMembersInput) (List[int64], error) {
	ids, err := insight.Audience(c.q, c.scope(), in.ID, c.on)
	from := min(in.offset(), len(ids))
	part := ids[from:min(from+in.Limit, len(ids))]
	return listOf(in.Paging, part, int64(len(ids)), func(id int64) int64 { return id }), err
}

type segmentInput struct {
	Body struct {
		Name     text  `json:"name" minLength:"1" maxLength:"80"`
		Rule     text  `json:"rule" minLength:"3" maxLength:"4000"`
		RegionID int64 `json:"region_id,omitempty" minimum:"1" maximum:"9007199254740991" doc:"Of the headquarters: left out, the segment is the brand's."`
	}
}

func (s *server) saveSegment(c *call, in *segmentInput) (segmentView, error) {
	rule, err := models.ParseRule(in.Body.Rule.clean())
	if err != nil {
		return segmentView{}, err
	}
	id, err := s.Insight.SaveSegment(c, c.Actor.Who(), c.scope(), insight.SegmentInput{Name: in.Body.Name.clean(), Rule: rule, StoreID: c.Actor.HomeStore(), RegionID: in.Body.RegionID})
	if err != nil {
		return segmentView{}, err
	}
	return s.segment(c, id)
}

func (s *server) removeSegment(c *call, in *ByID) (segmentView, error) {
	was, err := s.segment(c, in.ID)
	if err != nil {
		return was, err
	}
	return was, s.Insight.RemoveSegment(c, c.Actor.Who(), c.scope(), in.ID)
}
