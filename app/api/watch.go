package api

import (
	"assay/app/review"
	"assay/models"
)

func (s *server) watch() {
	add(s, operation{"GET", "/watch-list", models.CreditEdit, "scores", "list-watched", "The agents on the watch-list as it was judged last, those with most points first", 0}, s.listWatched)
}

// watched is an agent on the watch-list with the signals; one that was not
// known is left out.
type watched struct {
	AgentID    int64        `json:"agent_id"`
	AgentCode  string       `json:"agent_code"`
	NameZh     string       `json:"name_zh"`
	NameEn     string       `json:"name_en"`
	Grade      models.Grade `json:"grade"`
	Points     int          `json:"points"`
	Oldest     *int64       `json:"oldest_overdue_days,omitempty"`
	HabitPPM   *int64       `json:"late_habit_ppm,omitempty" doc:"Of the claims paid in twelve months, by number, those more than 30 days late."`
	Open       *int64       `json:"open_claims,omitempty"`
	UsedPPM    *int64       `json:"utilisation_ppm,omitempty"`
	Broken     int64        `json:"broken_promises" doc:"In twelve months."`
	Receivable models.Money `json:"receivable" doc:"Now."`
	SinceOn    models.Date  `json:"since_on" doc:"Listed without a break since."`
	AsOfOn     models.Date  `json:"as_of_on" doc:"Judged as of this day."`
	Version    int64        `json:"policy_version"`
}

func (s *server) listWatched(c *call, in *Paging) (List[watched], error) {
	rows, total, err := review.OnWatch(c.q, c.scope(), in.Limit, in.offset())
	return listOf(*in, rows, total, func(w review.Listed) watched {
		return watched{w.AgentID, w.Code, w.NameZh, w.NameEn, w.Grade, w.Points, w.OldestDays, w.HabitPPM, w.OpenClaims, w.UsedPPM, w.Broken, w.ReceivableFen, w.SinceOn, w.AsOfOn, w.PolicyVersion}
	}), err
}
