package runs

import (
	"strings"
	"time"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// figuresOf are the counts of a run that its page shows, in their order.
var figuresOf = map[string][]string{
	"import-receipts":  {"read", "loaded", "known", "rejected"},
	"issue-statements": {"agents", "statements"},
	"close-period":     {"periods"},
}

// asked is the list of the runs that a person may see.
func asked(who models.Actor) list.Spec {
	mine, args := owned(who)
	return list.Spec{Name: "runs", Title: "runs.title", Empty: "runs.none", Hint: "runs.search_hint",
		From: "run_requests q JOIN job_runs r ON r.id = q.run_id", Where: mine, Args: args, Need: models.OwnAccount, ID: "q.run_id", Sort: "-id",
		Search: []string{"q.file_name", "r.requested_by"},
		Columns: []list.Column{
			{Key: "kind", Label: "runs.kind", Expr: "r.job", Kind: list.Word, Family: "job", Link: "/runs/{id}", Phone: "k-11"},
			{Key: "file", Label: "import.file", Expr: "q.file_name", Kind: list.Text, Under: "kind"},
			{Key: "state", Label: "jobs.state", Expr: "CASE WHEN r.state = 'failed' THEN 'given_up' ELSE r.state END", Kind: list.State, Family: "job_state", Phone: "k-12"},
			{Key: "done", Label: "runs.done", Expr: "r.done", Kind: list.Number},
			{Key: "total", Label: "runs.total", Expr: "r.total", Kind: list.Number},
			{Key: "by", Label: "jobs.asked_by", Expr: "r.requested_by", Kind: list.Text, Phone: "k-full"},
			{Key: "id", Label: "runs.asked_at", Expr: "r.requested_at", By: "q.run_id", Kind: list.Time, Phone: "k-full", Sort: true},
			{Key: "finished", Label: "runs.finished", Expr: "r.finished_at", Kind: list.Time, Later: true},
		},
		Filters: []list.Filter{{Key: "state", Label: "jobs.state", Kind: list.Word, Expr: "r.state", All: "list.any", Front: true,
			Options: append(list.States("job_state", Waiting, Running, Done, Cancelled), list.Option{Value: string(Failed), Label: "job_state.given_up"})}}}
}

// shown is the state of a run as Record.Shown tells it; its place takes
// MaxFailures.
const shown = "CASE WHEN r.state = 'failed' AND (r.slot LIKE 'manual:%' OR r.failures >= ?) THEN 'given_up' ELSE r.state END"

// HistoryOf is the list of the runs of a job, asked for or the clock's, the
// latest first. say finds the words of what they counted.
func HistoryOf(job string, say func(key string, params ...any) string) list.Spec {
	most := []any{MaxFailures}
	return list.Spec{Name: "job-runs", Title: "jobs.history", Empty: "jobs.never_run", Hint: "jobs.search_hint",
		From: "job_runs r", Where: "r.job = ?", Args: []any{job}, Need: models.JobRun, ID: "r.id", Sort: "-slot", Search: []string{"r.requested_by", "r.message", "r.slot"},
		Columns: []list.Column{
			{Key: "slot", Label: "jobs.slot", Expr: "r.slot", By: "r.id", Raw: list.Text, Kind: list.Second, Sort: true, Show: func(v list.Values) any { return recordOf(v).Slot() }},
			{Key: "state", Label: "jobs.state", Expr: shown, Args: most, Kind: list.State, Family: "job_state", Phone: "k-12"},
			{Key: "started", Label: "jobs.started", Expr: "r.started_at", Kind: list.Second, Phone: "k-full"},
			{Key: "took", Label: "jobs.took", Expr: "''", Raw: list.Text, Kind: list.Text, Phone: "k-full", Show: func(v list.Values) any { return tookOf(recordOf(v)) }},
			{Key: "counts", Label: "jobs.result", Expr: "''", Raw: list.Text, Kind: list.Text, Phone: "k-full", Show: func(v list.Values) any { return countsOf(recordOf(v), say) }},
			{Key: "message", Label: "jobs.message", Expr: "r.message", Kind: list.Text, Under: "counts"},
			{Key: "done", Label: "runs.done", Expr: "r.done", Kind: list.Number, Later: true},
			{Key: "total", Label: "runs.total", Expr: "r.total", Kind: list.Number, Later: true},
			{Key: "by", Label: "jobs.asked_by", Expr: "r.requested_by", Kind: list.Text, Phone: "k-full", Show: func(v list.Values) any { return askedBy(recordOf(v), say) }},
			{Key: "as_of", Label: "jobs.as_of", Expr: "r.as_of_on", Kind: list.Day, Later: true},
			{Key: "key", Expr: "r.slot", Kind: list.Text}, {Key: "detail", Expr: "r.detail", Kind: list.Text}, {Key: "asked", Expr: "r.requested_by", Kind: list.Text},
			{Key: "begun", Expr: "r.started_at", Kind: list.Second}, {Key: "ended", Expr: "r.finished_at", Kind: list.Second},
		},
		Filters: []list.Filter{
			{Key: "state", Label: "jobs.state", Kind: list.Word, Expr: shown, Args: most, All: "list.any", Front: true, Options: append(list.States("job_state", Waiting, Running, Done, Failed, Cancelled, Superseded), list.Option{Value: "given_up", Label: "job_state.given_up"})},
			{Key: "by", Label: "jobs.asked_by", Kind: list.Word, All: "list.any", Options: []list.Option{
				{Value: "clock", Label: "jobs.clock", Cond: "r.slot NOT LIKE 'manual:%'"}, {Value: "person", Label: "jobs.person", Cond: "r.slot LIKE 'manual:%'"}}},
			{Key: "as_of", Label: "jobs.as_of", Kind: list.Day, Expr: "r.as_of_on"},
		}}
}

// recordOf is the run of a row, as far as the list reads it.
func recordOf(v list.Values) (r Record) {
	r.SlotKey, _ = v["key"].(string)
	r.Detail, _ = v["detail"].(string)
	r.RequestedBy, _ = v["asked"].(string)
	if at, _ := v["begun"].(time.Time); !at.IsZero() {
		r.StartedAt = &at
	}
	if at, _ := v["ended"].(time.Time); !at.IsZero() {
		r.FinishedAt = &at
	}
	return r
}

func tookOf(r Record) string {
	if d := r.Took(); d > 0 {
		return d.String()
	}
	return "–"
}

// countsOf are what a run counted, in words, without what is nothing.
func countsOf(r Record, say func(key string, params ...any) string) string {
	var parts []string
	for _, f := range figures(r) {
		if f.N != 0 {
			parts = append(parts, say("job_count."+f.Key)+" "+web.Count(f.N))
		}
	}
	return strings.Join(parts, " · ")
}

func askedBy(r Record, say func(key string, params ...any) string) string {
	if r.Manual() {
		return r.RequestedBy
	}
	return say("jobs.clock")
}
