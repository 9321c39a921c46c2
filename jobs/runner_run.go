package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"assay/app/db"
	"assay/app/runs"
	"assay/models"
)

const showEvery = 500 * time.Millisecond

// runDue runs one slot under the job's lease. over tells that the job's next
// slot may follow: this one is done, given up, or no longer owed.
func (r *Runner) runDue(ctx context.Context, d Due) (over bool, err error) {
	p, err := r.plan(d.Job)
	if err != nil {
		return false, err
	}
	rec, failure := r.run(ctx, p, func(tx *db.Tx, l lease) (runs.Record, error) { return r.open(tx, l, p, d) })
	switch {
	case errors.Is(failure, errSettled):
		return true, nil
	case errors.Is(failure, errBusy):
		return false, nil
	case rec.ID == 0:
		return false, failure
	case failure != nil:
		r.log().Error("jobs: run failed", "job", d.Job, "slot", d.key, "failures", rec.Failures, "given_up", rec.GivenUp(), "error", failure)
	}
	return rec.Over(), nil
}

func (r *Runner) runManual(ctx context.Context, p plan, who models.Who, slot time.Time) (runs.Record, error) {
	rec, err := r.run(ctx, p, func(tx *db.Tx, _ lease) (runs.Record, error) {
		key, err := runs.ManualKey(tx, p.Name, slot)
		return runs.Record{Job: p.Name, SlotKey: key, AsOfOn: models.DateOf(slot, p.zone), RequestedBy: who.Name}, err
	})
	if errors.Is(err, errBusy) {
		return rec, models.Conflict("error.job_is_running").With("Job", p.Name)
	}
	return rec, err
}

// run takes the lease, opens a row of history and calls the job. A record
// with an id says that the job was called.
func (r *Runner) run(ctx context.Context, p plan, open func(*db.Tx, lease) (runs.Record, error)) (runs.Record, error) {
	if !r.claim(p.Name) {
		return runs.Record{}, errBusy
	}
	defer r.unclaim(p.Name)
	l, rec, err := r.begin(ctx, p.Name, open)
	if err != nil {
		return runs.Record{}, err
	}
	asked, err := runs.AskedOf(r.DB.Read(ctx), rec.ID)
	if err != nil {
		return rec, err // the lease runs out, and the run is resumed
	}
	run := newRun(rec, asked)
	run.Fence = func(tx *db.Tx) error { return l.beat(tx, r.lasts()) }
	inner, lose := context.WithCancelCause(ctx)
	defer lose(nil)
	leave := r.attend(ctx, run, lose)
	failure := r.call(inner, p, run)
	leave()
	if failure != nil && errors.Is(context.Cause(inner), ErrLost) {
		failure = errors.Join(ErrLost, failure)
	}
	return r.end(ctx, l, run, failure)
}

// begin is one transaction: when the slot turns out not to be owed, the lease
// is as it was.
func (r *Runner) begin(ctx context.Context, job string, open func(*db.Tx, lease) (runs.Record, error)) (lease, runs.Record, error) {
	at := r.Clock.Moment().At
	var l lease
	var rec runs.Record
	err := r.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if l, err = take(tx, job, r.Owner, r.lasts()); err != nil {
			return err
		}
		if rec, err = open(tx, l); err != nil {
			return err
		}
		rec.Token = l.Token
		if err = runs.Start(tx, &rec, at); db.IsDuplicate(err) {
			return db.ErrRetry
		}
		return err
	})
	return l, rec, err
}

// open finds or makes the row of a slot. The list of what is due may be old
// by now, so the answer comes from the lease row that is held.
func (r *Runner) open(tx *db.Tx, l lease, p plan, d Due) (runs.Record, error) {
	now := r.Clock.Moment().At
	if !d.Manual() {
		if err := p.turn(l, d.Slot, now); err != nil {
			return runs.Record{}, err
		}
		if p.Catch != All {
			if err := runs.Supersede(tx, p.Name, d.Slot, now); err != nil {
				return runs.Record{}, err
			}
		}
	}
	rec, err := runs.Find(tx.DB, d.Job, d.key)
	if err != nil {
		return rec, err
	}
	if rec.ID == 0 {
		return runs.Record{Job: d.Job, SlotKey: d.key, AsOfOn: models.DateOf(d.Slot, p.zone), RequestedBy: models.System.Name}, nil
	}
	if rec.Over() {
		return rec, errSettled
	}
	return rec, nil
}

// turn tells whether slot is the one that comes now: errBusy when an older
// one is still open, errSettled when it is no longer owed.
func (p plan) turn(l lease, slot, now time.Time) error {
	first := p.next(l.settled())
	if p.Catch != All {
		first = time.Time{}
		if owed := p.owed(l.settled(), now); len(owed) > 0 {
			first = owed[0]
		}
	}
	switch {
	case first.Equal(slot):
		return nil
	case !first.IsZero() && slot.After(first):
		return errBusy
	}
	return errSettled
}

// call runs the job's code; a panic is a failure like any other.
func (r *Runner) call(ctx context.Context, p plan, run *Run) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
			r.log().Error("jobs: panic", "job", p.Name, "slot", run.rec.SlotKey, "error", err, "stack", string(debug.Stack()))
		}
	}()
	return p.Run(ctx, run)
}

// attend beats for the lease and shows progress until it is told to leave,
// and calls lose when another process has taken over.
func (r *Runner) attend(ctx context.Context, run *Run, lose context.CancelCauseFunc) (leave func()) {
	ctx = context.WithoutCancel(ctx) // an interrupted job still owns its slot while it winds down
	quit, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		beat, show := time.NewTicker(r.lasts()/4), time.NewTicker(showEvery)
		defer beat.Stop()
		defer show.Stop()
		for {
			var err error
			select {
			case <-quit:
				return
			case <-beat.C:
				err = r.DB.InTx(ctx, run.Fence)
			case <-show.C:
				err = r.show(ctx, run)
			}
			if errors.Is(err, ErrLost) {
				lose(ErrLost)
				return
			}
			if err != nil {
				r.log().Warn("jobs: heartbeat", "job", run.rec.Job, "error", err)
			}
		}
	}()
	return func() { close(quit); <-gone }
}

// show writes progress when there is some, and looks whether the run shall
// stop.
func (r *Runner) show(ctx context.Context, run *Run) error {
	if run.rec.Manual() && run.Stopped() == nil {
		asked, err := runs.AskedOf(r.DB.Read(ctx), run.rec.ID)
		if err != nil {
			return err
		}
		run.stop.Store(asked.CancelAt != nil)
	}
	if !run.saving.TryLock() {
		return nil // a step stores the figures itself; the heartbeat must not wait for it
	}
	defer run.saving.Unlock()
	rec := run.rec
	done, total, detail, news := run.tally()
	if !news {
		return nil
	}
	rec.Done, rec.Total, rec.Detail = done, total, detail
	return r.DB.InTx(ctx, func(tx *db.Tx) error { return held(rec.Store(tx)) })
}

// end writes how the try went and gives the lease back. A try that lost its
// lease writes nothing; an interrupted one stays running, for anybody to
// resume.
func (r *Runner) end(ctx context.Context, l lease, run *Run, failure error) (runs.Record, error) {
	rec, at := run.rec, r.Clock.Moment().At
	if errors.Is(failure, ErrLost) {
		return rec, failure
	}
	rec.Done, rec.Total, rec.Detail, _ = run.tally()
	switch {
	case failure == nil:
		rec.State, rec.Message, rec.FinishedAt = runs.Done, "", &at
	case errors.Is(failure, ErrCancelled):
		rec.State, rec.Message, rec.FinishedAt, failure = runs.Cancelled, "", &at, nil
	case ctx.Err() == nil:
		rec.State, rec.Message, rec.FinishedAt = runs.Failed, brief(failure), &at
		rec.Failures++
	}
	settled := l.settled()
	if !rec.Manual() && (rec.Over()) {
		settled = rec.Slot()
	}
	err := r.DB.InTx(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		if err := l.release(tx, settled); err != nil {
			return err
		}
		if err := held(rec.Store(tx)); err != nil {
			return err
		}
		return rec.Finish(tx, failure)
	})
	if err != nil {
		return run.rec, errors.Join(failure, err)
	}
	return rec, failure
}

// brief fits an error into the history's column.
func brief(err error) string {
	text := []rune(strings.ToValidUTF8(err.Error(), "?"))
	return string(text[:min(len(text), 1000)])
}
