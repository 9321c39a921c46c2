package loyalty

import (
	"context"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// gives is what a rule gives for an activity on a day, to a member who was
// rewarded for it so often this year.
func (a *account) gives(of models.Activity, on models.Date) (int64, error) {
	rule := a.rules.Points.Rule(of)
	if rule.Gives(on, 0) == 0 {
		return 0, nil
	}
	var times int
	err := a.tx.Raw(`SELECT COALESCE(SUM(CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END), 0) FROM member_grants WHERE member_id = ? AND activity = ?
		AND granted_on >= ? AND granted_on <= ?`, a.MemberID, of, models.NewDate(on.Year(), 1, 1), models.NewDate(on.Year(), 12, 31)).Scan(&times).Error
	return rule.Gives(on, times), err
}

// grant gives or takes what was granted, as a document and its entries.
func (a *account) grant(g models.MemberGrant) error {
	g.MemberID, g.EnteredBy, g.EnteredByID, g.EnteredAt = a.MemberID, a.who.Name, a.who.ID, a.at.At
	if err := a.tx.Create(&g).Error; err != nil {
		return err
	}
	of := source{models.FromActivity, g.ID, string(g.Activity)}
	if g.Activity == "" {
		of = source{models.FromAdjustment, g.ID, g.Reason}
	}
	if err := a.grow(of, g.Growth, g.GrantedOn); err != nil {
		return err
	}
	switch {
	case g.ReversesID != nil:
		return a.takeBack(of, 0, -g.Points)
	case g.Points < 0:
		return a.spend(of, -g.Points)
	}
	return a.earn(of, g.Points, nil, g.GrantedOn)
}

// RewardInput is an activity that a member was seen at.
type RewardInput struct {
	StoreID    int64
	MemberID   int64
	Activity   models.Activity
	Note       string
	RequestKey string
}

// Reward gives what the rule of an activity gives today and returns it: invalid
// where the rule gives nothing, or the member had it often enough this year. A
// birthday is rewarded by the sale itself.
func (s *Service) Reward(ctx context.Context, who models.Who, scope models.Scope, in RewardInput) (int64, error) {
	at := s.Clock.Moment()
	if in.Activity == models.ActivityBirthday {
		return 0, models.Invalid("activity", "error.choice_unknown")
	}
	if err := models.CheckLengths(models.Length{Field: "note", Value: in.Note, Max: 200}); err != nil {
		return 0, err
	}
	if err := checkStore(s.DB.Read(ctx), scope, in.StoreID); err != nil {
		return 0, err
	}
	given := models.MemberGrant{StoreID: &in.StoreID, Activity: in.Activity, GrantedOn: at.On, Reason: in.Note, RequestKey: in.RequestKey}
	err := s.change(ctx, at, who, scope, in.MemberID, &given, func(a *account) (err error) {
		if given.Points, err = a.gives(in.Activity, at.On); err != nil {
			return err
		}
		if given.Growth = given.Points; given.Points == 0 {
			return models.Invalid("activity", "error.activity_gives_nothing")
		}
		return a.grant(given)
	})
	return given.Points, err
}

// AdjustInput is a correction by hand. Points below 0 are taken from what can
// be spent; growth may go below a tier's bound.
type AdjustInput struct {
	MemberID   int64
	Growth     int64
	Points     int64
	Reason     string
	RequestKey string
}

// mostAdjusted bounds a correction that somebody mistyped.
const mostAdjusted = 10_000_000

// Adjust corrects growth and points, with a reason that the trail keeps.
func (s *Service) Adjust(ctx context.Context, who models.Who, scope models.Scope, in AdjustInput) error {
	at := s.Clock.Moment()
	const most = mostAdjusted
	switch {
	case in.Growth == 0 && in.Points == 0:
		return models.Invalid("points", "error.value_required")
	case max(in.Growth, -in.Growth) > most:
		return models.Invalid("growth", "error.out_of_range").With("From", -most).With("To", most)
	case max(in.Points, -in.Points) > most:
		return models.Invalid("points", "error.out_of_range").With("From", -most).With("To", most)
	}
	if err := checkReason(in.Reason); err != nil {
		return err
	}
	given := models.MemberGrant{Growth: in.Growth, Points: in.Points, GrantedOn: at.On, Reason: in.Reason, RequestKey: in.RequestKey}
	return s.change(ctx, at, who, scope, in.MemberID, &given, func(a *account) error {
		if err := a.grant(given); err != nil {
			return err
		}
		return audit.Write(a.tx, at, who, audit.Act{Action: "member.adjust", SubjectKind: "member", SubjectID: a.MemberID, Reason: in.Reason,
			Detail: map[string]int64{"growth": in.Growth, "points": in.Points}})
	})
}

// change runs a grant on the account of a member inside the scope. The same
// request key again changes nothing and is given the first grant.
func (s *Service) change(ctx context.Context, at models.Moment, who models.Who, scope models.Scope, memberID int64, given *models.MemberGrant, do func(*account) error) error {
	key := given.RequestKey
	if err := checkKey(key, 64); err != nil {
		return err
	}
	q := s.DB.Read(ctx)
	id, err := reachable(q, scope, memberID)
	if err != nil {
		return err
	}
	rules, err := RulesOn(q, at.On)
	if err != nil {
		return err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := hold(tx, at, who, rules, id)
		if err != nil {
			return err
		}
		if err := do(a); err != nil {
			return err
		}
		if err := a.raise(nil); err != nil {
			return err
		}
		return a.keep()
	})
	if !db.MayRepeat(err) {
		return err
	}
	return sameGrant(q, given, key, id, err)
}

// sameGrant takes over the first grant with the key; the refusal stands when
// there is none.
func sameGrant(q *gorm.DB, given *models.MemberGrant, key string, memberID int64, refusal error) error {
	var first models.MemberGrant
	if err := q.Raw("SELECT * FROM member_grants WHERE request_key = ?", key).Scan(&first).Error; err != nil {
		return err
	}
	switch {
	case first.ID == 0:
		return refusal
	case first.MemberID != memberID || first.Activity != given.Activity || first.Reason != given.Reason:
		return db.ErrKeyReused
	case given.Activity == "" && (first.Growth != given.Growth || first.Points != given.Points):
		return db.ErrKeyReused
	}
	*given = first
	return nil
}
