package runs

import (
	"assay/app/list"
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
