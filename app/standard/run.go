package standard

import (
	"context"
	"encoding/json"
	"strings"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/policy"
	"assay/app/receivables"
	"assay/models"
)

// Run asks the controller of a segment once for a day and policy version and
// leaves a record, also when nothing changes. ok is false when that run exists
// already, or when the segment has no policy. fence runs first in the
// transaction.
func (s *Service) Run(ctx context.Context, at models.Moment, segment string, asOf models.Date, fence func(tx *db.Tx) error) (run models.StandardRun, ok bool, err error) {
	var rec models.StandardRecord
	var row models.PolicyVersion
	err = s.DB.Snapshot(ctx, func(tx *db.Tx) error {
		row, rec, err = gather(tx, segment, asOf)
		return err
	})
	if models.KindOf(err) == models.KindNotFound {
		return run, false, nil
	}
	if err != nil {
		return run, false, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		run, err = Keep(tx, at, row.Version, rec)
		return err
	})
	if db.IsDuplicate(err) {
		return run, false, nil
	}
	return run, err == nil, err
}

// gather reads all that the controller needs from one snapshot and steers.
func gather(tx *db.Tx, segment string, asOf models.Date) (models.PolicyVersion, models.StandardRecord, error) {
	rec := models.StandardRecord{On: asOf}
	row, policy, err := Policy(tx.DB, segment, asOf)
	if err != nil {
		return row, rec, err
	}
	rec.Policy = policy
	if rec.State, err = State(tx.DB, segment); err != nil {
		return row, rec, err
	}
	if rec.Evidence, err = Evidence(tx.DB, tx.Dialect(), segment, asOf, policy.LagDays); err != nil {
		return row, rec, err
	}
	rec.Outcome = rec.Replay()
	if rec.Outcome.Move != models.MoveKeep {
		rec.Reach, err = Reach(tx.DB, segment, asOf, policy.Level(rec.Outcome.From), policy.Level(rec.Outcome.To))
	}
	return row, rec, err
}

// Evidence is what the controller of a segment would know on a day.
func Evidence(q *gorm.DB, dialect, segment string, asOf models.Date, lagDays int) (models.StandardEvidence, error) {
	var e models.StandardEvidence
	rows, err := LossRows(q, dialect, segment, asOf, lagDays)
	if err != nil {
		return e, err
	}
	if e.Loss, err = models.EstimateLoss(rows); err != nil {
		return e, err
	}
	members, err := Members(q, segment, asOf)
	if err != nil {
		return e, err
	}
	agents, err := receivables.Ageings(q, asOf)
	var sum models.Ageing
	for _, a := range agents {
		if segment == models.SegmentAll || members[a.AgentID] {
			sum = sum.Plus(a.Ageing)
		}
	}
	e.EarlySignal = models.EarlySignal(sum)
	return e, err
}

// Keep is the step that stores a run and does what follows from it: a new
// segment begins at its start level; what an older run proposed is replaced,
// also by a run that proposes nothing; an automatic move within its reach is
// made.
func Keep(tx *db.Tx, at models.Moment, version int64, rec models.StandardRecord) (models.StandardRun, error) {
	raw, err := json.Marshal(rec)
	if err != nil {
		return models.StandardRun{}, err
	}
	o, segment := rec.Outcome, rec.State.Segment
	run := models.StandardRun{Segment: segment, AsOfOn: rec.On, PolicyVersion: version, Mode: rec.Policy.Mode,
		Result: rec.Policy.ResultOf(o, rec.Reach), Rule: o.Rule, FromLevel: o.From, ToLevel: o.To, Record: string(raw), RunAt: at.At}
	if err := tx.Create(&run).Error; err != nil {
		return run, err
	}
	if o.Rule == models.RuleNewSegment {
		return run, open(tx, version, rec)
	}
	if err := supersede(tx, at, models.System, segment); err != nil {
		return run, err
	}
	switch run.Result {
	case models.ResultApplied:
		change := models.StandardChange{Segment: segment, FromLevel: o.From, ToLevel: o.To, EffectiveOn: at.On, Source: models.ChangeAutomatic,
			Reason: string(o.Rule), ChangedBy: models.System.Name, ChangedAt: at.At}
		if err := move(tx, at, models.System, &change, rec.State.Version); err != nil {
			return run, err
		}
		return run, audit.Write(tx, at, models.System, audit.Act{Action: "standard.automatic", SubjectKind: "standard_run", SubjectID: run.ID,
			Detail: map[string]any{"segment": segment, "from": o.From, "to": o.To, "reach": rec.Reach}})
	case models.ResultProposed:
		return run, tx.Create(&models.StandardProposal{RunID: run.ID, Segment: segment, FromLevel: o.From, ToLevel: o.To, State: models.ProposalOpen,
			StateVersion: rec.State.Version, ProposedAt: at.At}).Error
	}
	return run, nil
}

// open begins a segment at its start level; who belongs to it is under its
// standard from now on.
func open(tx *db.Tx, version int64, rec models.StandardRecord) error {
	kind, code, _ := strings.Cut(rec.State.Segment, ":")
	path := ""
	if kind == "region" {
		if err := tx.Raw("SELECT path FROM regions WHERE code = ?", code).Scan(&path).Error; err != nil {
			return err
		}
		if path == "" {
			return models.NotFound("region")
		}
	}
	state := rec.State.At(rec.Policy.Level(rec.Policy.Start)).Matching(path)
	state.PolicyVersion, state.Version = version, 1
	if err := tx.Create(&state).Error; err != nil {
		return err
	}
	return credit.TermsChanged(tx)
}

// PutPolicy is the step that puts a policy in force without a draft: what a
// new company starts with.
func PutPolicy(tx *db.Tx, at models.Moment, who models.Who, p models.StandardPolicy, reason string) error {
	direct := policy.Service{Apply: map[models.PolicyKind]func(*db.Tx, models.Moment, models.PolicyVersion) error{models.PolicyStandard: Apply}}
	return direct.Put(tx, at, who, models.PolicyStandard, models.SegmentAll, &p, reason)
}

// Apply is the step that follows when a version of the policy comes into
// force: what it asks at the present level holds for the next credit check, and
// what was proposed under the policy before is superseded by whoever approved it.
func Apply(tx *db.Tx, at models.Moment, v models.PolicyVersion) error {
	p, err := policy.Body[*models.StandardPolicy](v)
	if err != nil {
		return err
	}
	if err := supersede(tx, at, models.Who{ID: v.DecidedByID, Name: v.DecidedBy}, v.Segment); err != nil {
		return err
	}
	return demand(tx, v.Segment, v.Version, *p)
}

// demand puts in force what the policy asks at the present level, if it still
// has that level, for the next credit check.
func demand(tx *db.Tx, segment string, version int64, p models.StandardPolicy) error {
	state, err := State(tx.DB, segment)
	i := p.LevelIndex(state.Level)
	if err != nil || i < 0 {
		return err
	}
	state = state.At(p.Levels[i])
	if _, err := tx.Change(`UPDATE standard_states SET lowest_grade = ?, multiplier_ppm = ?, longest_months = ?, deposit_ppm = ?,
		policy_version = ?, version = version + 1 WHERE segment = ? AND level = ?`,
		state.LowestGrade, state.MultiplierPPM, state.LongestMonths, state.DepositPPM, version, segment, state.Level); err != nil {
		return err
	}
	return credit.TermsChanged(tx)
}
