package policy

import (
	"gorm.io/gorm"

	"assay/models"
)

// Line is a policy of the overview: what is in force and the open draft.
type Line struct {
	Kind    models.PolicyKind
	Segment string
	Now     *models.PolicyVersion
	Next    *models.PolicyVersion // approved, not begun yet
	Draft   *models.PolicyVersion
	Stage   models.PolicyStage // of the draft
}

// Lines lists every policy: of all, and of each segment that has its own.
func Lines(q *gorm.DB, on models.Date) ([]Line, error) {
	var lines []Line
	for _, kind := range models.PolicyKinds() {
		segments, err := Segments(q, kind)
		if err != nil {
			return nil, err
		}
		for _, segment := range append([]string{models.SegmentAll}, segments...) {
			versions, err := Versions(q, kind, segment)
			if err != nil {
				return nil, err
			}
			lines = append(lines, lineOf(kind, segment, versions, on))
		}
	}
	return lines, nil
}

func lineOf(kind models.PolicyKind, segment string, versions []models.PolicyVersion, on models.Date) Line {
	l := Line{Kind: kind, Segment: segment, Now: models.InForce(versions, on)}
	stages := models.StageOf(versions, on)
	for i, v := range versions {
		switch stages[v.ID] {
		case models.StageDraft, models.StageSimulated:
			l.Draft, l.Stage = &versions[i], stages[v.ID]
		case models.StageApproved:
			l.Next = &versions[i]
		}
	}
	return l
}

// View is all that a version's page shows.
type View struct {
	Version  models.PolicyVersion
	Stage    models.PolicyStage
	Body     models.PolicyBody
	Base     *models.PolicyVersion // what is in force now, nil before the first
	Changes  []models.PolicyChange // from the base to this version
	Versions []models.PolicyVersion
	Stages   map[int64]models.PolicyStage
	Kept     *Simulation
	Trial    *Trial
	Typed    func(path string) (string, bool)
	Asked    decision // what was typed into a decision that was not accepted
	On       models.Date
	Own      bool     // the visitor wrote or changed it, so that another person approves it
	Fields   []string // of outside data that may become factors
}

// outsideFields are the fields of outside data that are known of any agent, for
// a body that makes factors of them.
func outsideFields(q *gorm.DB, body models.PolicyBody) (names []string, err error) {
	if _, ok := body.(models.FactorBody); ok {
		err = q.Raw("SELECT DISTINCT name FROM agent_facts ORDER BY name LIMIT 200").Scan(&names).Error
	}
	return names, err
}

// decision is a form of approval as it was typed.
type decision struct{ EffectiveOn, Reason string }

// EffectiveOn is the day from which an approval is to hold: as typed, else today.
func (v View) EffectiveOn() string {
	if v.Asked.EffectiveOn != "" {
		return v.Asked.EffectiveOn
	}
	return v.On.String()
}

// Look reads what a version's page shows on a day.
func Look(q *gorm.DB, id int64, on models.Date) (View, error) {
	v, err := ByID(q, id)
	if err != nil {
		return View{}, err
	}
	view := View{Version: v, On: on}
	if view.Body, err = models.DecodePolicy(v.Kind, v.Body); err != nil {
		return view, err
	}
	if view.Versions, err = Versions(q, v.Kind, v.Segment); err != nil {
		return view, err
	}
	view.Stages = models.StageOf(view.Versions, on)
	view.Stage = view.Stages[v.ID]
	if view.Kept, err = LatestSimulation(q, id); err != nil {
		return view, err
	}
	if view.Base = models.InForce(view.Versions, on); view.Base == nil || view.Base.ID == v.ID {
		return view, nil
	}
	base, err := models.DecodePolicy(v.Kind, view.Base.Body)
	if err != nil {
		return view, err
	}
	view.Changes = models.ComparePolicies(base, view.Body)
	return view, nil
}

// IsDraft tells whether the version can still be edited.
func (v View) IsDraft() bool { return v.Version.State == models.VersionDraft }

// Value is the text of a field: as it was typed, else as it is stored.
func (v View) Value(f models.PolicyField) string {
	if v.Typed != nil {
		if text, ok := v.Typed(f.Path); ok || f.Unit == models.UnitFlag {
			return text
		}
	}
	return f.Text()
}

// Earlier tells whether a version can be rolled back to.
func (v View) Earlier(other models.PolicyVersion) bool {
	return v.Stages[other.ID] == models.StageSuperseded && v.Base != nil && other.Version < v.Base.Version
}
