package jobs

import (
	"context"
	"errors"

	"assay/app/db"
	"assay/app/runs"
	"assay/app/statements"
	"assay/models"
)

// issueStatements issues every statement whose period has ended, for all
// agents at night and for those in the scope of a person who asks by hand. The
// list of what is due is what is still missing, so another try goes on where
// this one stopped.
func (w Work) issueStatements(ctx context.Context, run *Run) error {
	asked := statements.Asked{Scope: models.Scope{All: true}}
	byHand, err := run.Input(&asked)
	if err != nil {
		return err
	}
	due, err := statements.DueAgents(w.DB.Read(ctx), asked.Scope, run.On)
	if err != nil {
		return err
	}
	at := w.moment(run)
	err = each(ctx, run, "agents", due, func(d statements.Due) error { return w.issueAll(ctx, run, at, d) })
	if byHand || ctx.Err() != nil || errors.Is(err, ErrLost) {
		return err
	}
	papers, unread := statements.Unprinted(w.DB.Read(ctx), run.On)
	for _, id := range papers {
		if _, unprinted := w.Statements.PDF(ctx, id); unprinted != nil {
			err = errors.Join(err, unprinted)
		}
	}
	return errors.Join(err, unread)
}

// issueAll issues one statement per ended period of the agent.
func (w Work) issueAll(ctx context.Context, run *Run, at models.Moment, d statements.Due) error {
	for {
		more := false
		err := run.Counted("statements", func(also func(*db.Tx) error) (err error) {
			_, more, err = w.Statements.Issue(ctx, at, run.By, d.AgentID, run.Fence, also)
			return err
		})
		if err != nil && !errors.Is(err, ErrLost) && ctx.Err() == nil {
			err = errors.Join(err, run.Fault(ctx, w.DB, runs.Fault{Value: d.Code, Err: err}))
		}
		if err != nil || !more {
			return err
		}
	}
}
