package api

import (
	"time"

	"assay/app/provision"
	"assay/models"
)

func (s *server) provisions() {
	add(s, operation{"GET", "/provision-months", models.LedgerRead, "provisions", "list-provision-months", "The months whose expected credit loss was posted, the latest first", 0}, s.listProvisionMonths)
	add(s, operation{"GET", "/provisions", models.LedgerRead, "provisions", "list-provisions", "A month's movement of the allowances, segment by segment, with what each closing balance was made of", 0}, s.listProvisions)
}

// AllowanceMovement is how an allowance came from its opening to its closing balance:
// closing = opening − use + charge − release.
type AllowanceMovement struct {
	Opening models.Money `json:"opening"`
	Use     models.Money `json:"use" doc:"Drawn by write-offs."`
	Charge  models.Money `json:"charge" doc:"Added, as an expense."`
	Release models.Money `json:"release" doc:"Taken back."`
	Closing models.Money `json:"closing" doc:"What the matrix required."`
}

func viewMovement(p models.Provision) AllowanceMovement {
	return AllowanceMovement{p.OpeningFen, p.UseFen, p.ChargeFen, p.ReleaseFen, p.ClosingFen}
}

// provisionMonth is a posted month over all segments.
type provisionMonth struct {
	Through  models.Date `json:"through" doc:"The last day of the month."`
	Segments int         `json:"segments"`
	AllowanceMovement
}

func (s *server) listProvisionMonths(c *call, in *Paging) (List[provisionMonth], error) {
	rows, total, err := provision.Months(c.q, in.Limit, in.offset())
	return listOf(*in, rows, total, func(m provision.Month) provisionMonth {
		return provisionMonth{m.ThroughOn, m.Segments, viewMovement(m.Provision)}
	}), err
}

// provisionClass is one ageing class of a segment.
type provisionClass struct {
	Class    string       `json:"class" doc:"not_due, or the days late."`
	Owed     models.Money `json:"owed" doc:"Credit notes and receipts not yet used lower no provision."`
	RatePPM  models.Rate  `json:"rate_ppm"`
	Required models.Money `json:"required" doc:"Owed × rate, rounded half up; their sum is the closing balance."`
}

// segmentMovement is a segment's movement of a month.
type segmentMovement struct {
	Segment string `json:"segment" doc:"all, grade:LETTER or region:CODE."`
	Version int64  `json:"matrix_version"`
	AllowanceMovement
	Classes  []provisionClass `json:"classes"`
	PostedBy string           `json:"posted_by"`
	PostedAt time.Time        `json:"posted_at"`
}

type provisionsOfMonth struct {
	Through models.Date       `json:"through,omitzero"`
	Items   []segmentMovement `json:"items" doc:"None for a day on which no posted month ended."`
	Sum     AllowanceMovement `json:"sum"`
}

type provisionsInput struct {
	Through day `query:"through" doc:"The last day of a month; of the latest that was posted unless told."`
}

func (s *server) listProvisions(c *call, in *provisionsInput) (provisionsOfMonth, error) {
	last, err := provision.PostedThrough(c.q)
	if err != nil {
		return provisionsOfMonth{}, err
	}
	out := provisionsOfMonth{Items: []segmentMovement{}}
	if out.Through, err = in.Through.or("through", last); err != nil {
		return out, err
	}
	rows, err := provision.Of(c.q, out.Through)
	if err != nil {
		return out, err
	}
	var sum models.Provision
	for _, m := range rows {
		line, err := viewSegment(m)
		if err != nil {
			return out, err
		}
		out.Items, sum = append(out.Items, line), sum.Plus(m.Provision)
	}
	out.Sum = viewMovement(sum)
	return out, nil
}

func viewSegment(m provision.Movement) (segmentMovement, error) {
	made, err := m.Made()
	v := segmentMovement{Segment: m.Segment, Version: m.PolicyVersion, AllowanceMovement: viewMovement(m.Provision), PostedBy: m.PostedBy, PostedAt: m.PostedAt.UTC()}
	for i, owed := range made.Ageing.Classes() {
		v.Classes = append(v.Classes, provisionClass{models.ClassName(i), owed, made.Rates[i], made.Cells[i]})
	}
	return v, err
}
