package policy

import (
	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// sheetOf are the policies as a table: what is in force, what begins, what is a
// draft.
func sheetOf(lines []Line, say func(key string, params ...any) string) list.Table {
	rows := [][]any{{say("policy.kind"), say("standard.segment"), say("policy.now"), say("policy.effective_on"), say("policy.decided"),
		say("policy.next"), say("policy.effective_on"), say("policy.draft"), say("policy.stage"), say("policy.drafted")}}
	for _, l := range lines {
		row := []any{say("policy." + string(l.Kind)), web.SegmentText(say, l.Segment)}
		row = append(row, begun(l.Now)...)
		row = append(row, decidedBy(l.Now))
		row = append(row, begun(l.Next)...)
		if l.Draft != nil {
			row = append(row, l.Draft.Version, say("policy_stage."+string(l.Stage)), l.Draft.DraftedBy)
		}
		rows = append(rows, row)
	}
	return list.Table{Name: say("policy.list"), Rows: rows}
}

// begun is a version's number and the day it begins.
func begun(v *models.PolicyVersion) []any {
	if v == nil {
		return []any{"", ""}
	}
	return []any{v.Version, v.EffectiveOn}
}

func decidedBy(v *models.PolicyVersion) any {
	if v == nil {
		return ""
	}
	return v.DecidedBy
}
