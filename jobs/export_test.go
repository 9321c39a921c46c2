package jobs

// WakeOn makes a runner wake on another rule than each minute.
func (r *Runner) WakeOn(spec string) { r.wakeSpec = spec }
