package policy

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// ErrEdited says that somebody else saved the draft in the meantime.
var ErrEdited = models.Conflict("error.policy_edited")

// Draft opens a draft of a policy and returns its id: with the content of the
// version from, of what is in force when from is 0, of the starting policy
// when there is nothing yet. There is one open draft per policy; it is
// returned when it exists already. A segment names a grade, region or
// settlement policy that there is.
func (s *Service) Draft(ctx context.Context, who models.Who, kind models.PolicyKind, segment string, from int64) (id int64, err error) {
	at := s.Clock.Moment()
	if err := models.CheckSegment(segment); err != nil {
		return 0, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if err := checkSegmentNames(tx.DB, segment); err != nil {
			return err
		}
		id, err = openDraft(tx, at, who, kind, segment, from)
		return err
	})
	if db.IsDuplicate(err) {
		id, err = draftOf(s.DB.Read(ctx), kind, segment)
	}
	return id, err
}

// checkSegmentNames refuses a region or settlement policy that does not exist:
// no agent would ever be under the segment's policy.
func checkSegmentNames(q *gorm.DB, segment string) error {
	kind, code, _ := strings.Cut(segment, ":")
	var query, message string
	switch kind {
	case "region":
		query, message = "SELECT code FROM regions WHERE code = ?", "error.segment_no_region"
	case "settlement":
		query, message = "SELECT code FROM settlement_policies WHERE code = ?", "error.segment_no_settlement"
	default:
		return nil
	}
	var found string
	if err := q.Raw(query, code).Scan(&found).Error; err != nil {
		return err
	}
	if found != code {
		return models.Invalid("segment", message).With("Code", code)
	}
	return nil
}

// draftOf is the open draft of a policy, 0 when there is none.
func draftOf(q *gorm.DB, kind models.PolicyKind, segment string) (id int64, err error) {
	err = q.Raw("SELECT id FROM policy_versions WHERE kind = ? AND segment = ? AND open_draft = 'open'", kind, segment).Scan(&id).Error
	return id, err
}

// openDraft is the step behind Draft; a duplicate when one is open.
func openDraft(tx *db.Tx, at models.Moment, who models.Who, kind models.PolicyKind, segment string, from int64) (int64, error) {
	body, err := startingBody(tx, kind, segment, from, at.On)
	if err != nil {
		return 0, err
	}
	return DraftWith(tx, at, who, kind, segment, body)
}

// ErrDraftOpen says that a draft of the policy is open already.
var ErrDraftOpen = models.Conflict("error.policy_draft_open")

// DraftWith is the step that opens a draft with a content; a duplicate when one
// is open.
func DraftWith(tx *db.Tx, at models.Moment, who models.Who, kind models.PolicyKind, segment string, body models.PolicyBody) (id int64, err error) {
	v := models.PolicyVersion{Kind: kind, Segment: segment, State: models.VersionDraft, DraftedBy: who.Name, DraftedByID: who.ID, DraftedAt: at.At, EditedAt: at.At}
	if v.Body, v.SHA256, err = models.EncodePolicy(body); err != nil {
		return 0, err
	}
	if id, err = insert(tx, v); err != nil {
		return 0, err
	}
	return id, audit.Write(tx, at, who, audit.Act{Action: "policy.draft", SubjectKind: "policy", SubjectID: id, Detail: subject(v)})
}

func startingBody(tx *db.Tx, kind models.PolicyKind, segment string, from int64, on models.Date) (models.PolicyBody, error) {
	var v models.PolicyVersion
	var err error
	if from != 0 {
		v, err = ByID(tx.DB, from)
	} else {
		v, err = inherited(tx, kind, segment, on)
	}
	switch {
	case from == 0 && models.KindOf(err) == models.KindNotFound:
		return models.NewPolicyBody(kind)
	case err != nil:
		return nil, err
	case v.Kind != kind:
		return nil, models.NotFound("policy")
	}
	return models.DecodePolicy(kind, v.Body)
}

// inherited is what is in force for the segment: its own version, else that of
// all.
func inherited(tx *db.Tx, kind models.PolicyKind, segment string, on models.Date) (models.PolicyVersion, error) {
	v, err := InForce(tx.DB, kind, segment, on)
	if models.KindOf(err) == models.KindNotFound {
		v, err = InForce(tx.DB, kind, models.SegmentAll, on)
	}
	return v, err
}

// insert numbers a version and stores it.
func insert(tx *db.Tx, v models.PolicyVersion) (int64, error) {
	if err := tx.Raw("SELECT COALESCE(MAX(version), 0) + 1 FROM policy_versions WHERE kind = ? AND segment = ?", v.Kind, v.Segment).Scan(&v.Version).Error; err != nil {
		return 0, err
	}
	if v.State == models.VersionDraft {
		v.OpenDraft = "open"
	}
	v.Edit = 1
	if err := tx.Create(&v).Error; err != nil {
		return 0, err
	}
	_, err := tx.Change("INSERT INTO policy_editors (policy_id, user_id) VALUES (?, ?)", v.ID, v.DraftedByID)
	return v.ID, err
}

func subject(v models.PolicyVersion) map[string]any {
	return map[string]any{"kind": v.Kind, "segment": v.Segment, "version": v.Version}
}

// SaveDraft stores a draft's content when nobody saved it since edit. The body must
// be valid.
func (s *Service) SaveDraft(ctx context.Context, who models.Who, id, edit int64, body models.PolicyBody) error {
	at := s.Clock.Moment()
	if b, ok := body.(models.TidyBody); ok {
		b.Tidy()
	}
	if err := body.Validate(); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return save(tx, at, who, id, edit, body) })
}

// save is the step behind Save. Whom the body names must be there.
func save(tx *db.Tx, at models.Moment, who models.Who, id, edit int64, body models.PolicyBody) error {
	if err := checkScopes(tx.DB, body); err != nil {
		return err
	}
	raw, sha, err := models.EncodePolicy(body)
	if err != nil {
		return err
	}
	n, err := tx.Change("UPDATE policy_versions SET body = ?, sha256 = ?, edited_at = ?, edit = edit + 1 WHERE id = ? AND state = 'draft' AND edit = ?", raw, sha, at.At, id, edit)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrEdited
	}
	return edited(tx, id, who)
}

// edited keeps that a person had a hand in a draft: whoever had does not
// approve it.
func edited(tx *db.Tx, id int64, who models.Who) error {
	own, err := isEditor(tx.DB, id, who)
	if err != nil || own {
		return err
	}
	_, err = tx.Change("INSERT INTO policy_editors (policy_id, user_id) VALUES (?, ?)", id, who.ID)
	return err
}

func isEditor(q *gorm.DB, id int64, who models.Who) (bool, error) {
	var n int64
	err := q.Raw("SELECT COUNT(*) FROM policy_editors WHERE policy_id = ? AND user_id = ?", id, who.ID).Scan(&n).Error
	return n > 0, err
}
