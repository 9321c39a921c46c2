package jobs

import (
	"context"
	"errors"

	"assay/app/statements"
	"assay/models"
)

// issueStatements issues every statement whose period has ended. The list of
// what is due is what is still missing, so another try goes on where this one
// stopped.
func (w Work) issueStatements(ctx context.Context, run *Run) error {
	due, err := statements.DueAgents(w.DB.Read(ctx), models.Scope{All: true}, run.On)
	if err != nil {
		return err
	}
	at := w.moment(run)
	err = each(ctx, run, "agents", due, func(d statements.Due) error { return w.issueAll(ctx, run, at, d.AgentID) })
	if ctx.Err() != nil || errors.Is(err, ErrLost) {
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
func (w Work) issueAll(ctx context.Context, run *Run, at models.Moment, agentID int64) error {
	for {
		_, ok, err := w.Statements.Issue(ctx, at, models.System, agentID, run.Fence)
		if err != nil || !ok {
			return err
		}
		run.Count("statements", 1)
	}
}
