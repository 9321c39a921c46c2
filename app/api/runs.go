package api

import (
	"time"

	"assay/app/runs"
	"assay/models"
)

func (s *server) runs() {
	add(s, operation{"GET", "/runs", models.OwnAccount, "runs", "list-runs", "Long work that the user asked for, the latest first; whoever runs the system sees everybody's", 0}, s.listWork)
	add(s, operation{"GET", "/runs/{id}", models.OwnAccount, "runs", "get-run", "How far a run is, or what became of it", 0}, s.getRun)
	add(s, operation{"GET", "/runs/{id}/faults", models.OwnAccount, "runs", "list-run-faults", "What a run could not do and why, by line", 0}, s.listRunFaults)
	add(s, operation{"POST", "/runs/{id}/cancellation", models.OwnAccount, "runs", "cancel-run", "Ask a run to stop between two steps; it keeps what it has done", 0}, s.cancelRun)
}

// run is a piece of long work.
type run struct {
	ID          int64            `json:"id"`
	Kind        string           `json:"kind" doc:"import-receipts, issue-statements, close-period …"`
	State       string           `json:"state" enum:"waiting,running,done,failed,given_up,cancelled,superseded" doc:"A failed run is tried again, one given up is not."`
	Over        bool             `json:"over" doc:"It changes no more by itself."`
	Stopping    bool             `json:"stopping" doc:"A cancellation was asked for."`
	Done        int64            `json:"done"`
	Total       int64            `json:"total" doc:"0 until it is known."`
	Counts      map[string]int64 `json:"counts" doc:"What it did: read, loaded, rejected …"`
	Faults      int64            `json:"faults" doc:"How many are kept; at most 10,000."`
	File        string           `json:"file,omitempty"`
	Message     string           `json:"message,omitempty" doc:"The last failure, for those who run the system."`
	AsOf        models.Date      `json:"as_of"`
	RequestedBy string           `json:"requested_by"`
	RequestedAt time.Time        `json:"requested_at"`
	StartedAt   *time.Time       `json:"started_at,omitempty"`
	FinishedAt  *time.Time       `json:"finished_at,omitempty"`
	Page        string           `json:"page" doc:"The path of its page."`
}

func (c *call) viewRun(e runs.Entry) run {
	out := run{ID: e.ID, Kind: e.Job, State: e.Shown(), Over: e.Over(), Stopping: e.Stopping, Done: e.Done, Total: e.Total, Counts: e.Counts(), Faults: e.Faults, File: e.FileName,
		AsOf: e.AsOfOn, RequestedBy: e.RequestedBy, RequestedAt: e.RequestedAt.UTC(), StartedAt: utc(e.StartedAt), FinishedAt: utc(e.FinishedAt), Page: runs.Page(e.ID)}
	if c.Actor.Can(models.JobRun) {
		out.Message = e.Message
	}
	return out
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

type runsInput struct {
	Paging
	State string `query:"state" enum:"waiting,running,done,failed,cancelled"`
}

func (s *server) listWork(c *call, in *runsInput) (List[run], error) {
	rows, total, err := runs.List(c.q, c.Actor, runs.State(in.State), in.Limit, in.offset())
	return listOf(in.Paging, rows, total, c.viewRun), err
}

func (s *server) getRun(c *call, in *ByID) (run, error) {
	e, err := runs.ByID(c.q, c.Actor, in.ID)
	if err != nil {
		return run{}, err
	}
	return c.viewRun(e), nil
}

// fault is one thing that a run could not do.
type fault struct {
	Line   int64  `json:"line,omitempty" doc:"Of the file, the head being line 1."`
	Place  string `json:"place,omitempty" doc:"The column, or what it was about."`
	Value  string `json:"value,omitempty"`
	Code   string `json:"code" doc:"A stable key of the reason."`
	Reason string `json:"reason" doc:"In the language of Accept-Language."`
}

type faultsInput struct {
	ByID
	Paging
}

func (s *server) listRunFaults(c *call, in *faultsInput) (List[fault], error) {
	e, err := runs.ByID(c.q, c.Actor, in.ID)
	if err != nil {
		return List[fault]{}, err
	}
	rows, err := runs.Faults(c.q, in.ID, in.Limit, in.offset())
	return listOf(in.Paging, rows, e.Faults, func(f runs.StoredFault) fault {
		return fault{f.Line, f.Place, f.Value, f.Message, c.say(f.Message, f.Said())}
	}), err
}

func (s *server) cancelRun(c *call, in *ByID) (run, error) {
	if err := s.Runs.Cancel(c, c.Actor, in.ID); err != nil {
		return run{}, err
	}
	return s.getRun(c, in)
}
