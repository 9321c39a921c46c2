package jobs

import "context"

// lookSpec is how often a runner looks whether somebody waits.
const lookSpec = "@every 1s"

// Answer begins what people wait for and is nobody's yet, one run per job,
// beside the timetable and beside one another, and waits for the ends.
func (r *Runner) Answer(ctx context.Context) error {
	if err := r.register(ctx); err != nil {
		return err
	}
	err := r.answer(ctx)
	r.answering.Wait()
	return err
}

// answer begins and does not wait.
func (r *Runner) answer(ctx context.Context) error {
	due, err := r.asked(ctx)
	if err != nil || r.stopping.Load() {
		return err
	}
	for _, d := range due {
		r.answering.Go(func() {
			if _, err := r.runDue(ctx, d); err != nil && ctx.Err() == nil {
				r.log().Error("jobs: answer", "job", d.Job, "error", err)
			}
		})
	}
	return nil
}

// look is answer for the clock of the process.
func (r *Runner) look(ctx context.Context) {
	if err := r.answer(ctx); err != nil && ctx.Err() == nil {
		r.log().Error("jobs: look", "error", err)
	}
}
