package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHowAProspectGoesOn(t *testing.T) {
	on := MustDate("2026-06-10")
	for _, r := range textTable(t, `
		stage     | to        | kind    | happened   | next       | refused
		new       | contacted | call    | 2026-06-10 | 2026-06-12 |
		new       | visiting  | visit   | 2026-06-09 |            |
		new       | lost      | call    | 2026-06-10 |            |
		new       | new       | enquiry | 2026-06-10 | 2026-06-10 |
		contacted | new       | call    | 2026-06-10 |            | stage
		visiting  | lost      | call    | 2026-06-10 | 2026-06-12 | next_on
		lost      | contacted | call    | 2026-06-10 | 2026-06-12 |
		lost      | visiting  | call    | 2026-06-10 |            | stage
		visiting  | converted | visit   | 2026-06-10 |            | stage
		converted | lost      | call    | 2026-06-10 |            | stage
		converted | converted | call    | 2026-06-10 |            | stage
		new       | contacted | review  | 2026-06-10 |            | kind
		new       | contacted | call    | 2026-06-11 |            | happened_on
		new       | contacted | call    | 2026-06-10 | 2026-06-09 | next_on`) {
		n := ProspectNote{Kind: MemberEventKind(r.str("kind")), Note: "聊过", HappenedOn: r.date("happened"), Stage: ProspectStage(r.str("to"))}
		if r.str("next") != "" {
			n.NextOn = r.date("next")
		}
		p, err := Prospect{Stage: ProspectStage(r.str("stage")), LastOn: MustDate("2026-06-01")}.Follow(n, on)
		if r.str("refused") != "" {
			var e *Error
			require.ErrorAs(t, err, &e, r.line)
			require.Equal(t, r.str("refused"), e.Field, r.line)
			continue
		}
		require.NoError(t, err, r.line)
		require.Equal(t, []any{n.Stage, n.NextOn, n.HappenedOn}, []any{p.Stage, p.NextOn, p.LastOn}, r.line)
		require.Equal(t, n.Stage == ProspectLost, p.LostReason != "", r.line)
	}
}

func TestProspectsAreChecked(t *testing.T) {
	on := MustDate("2026-06-10")
	good := Prospect{Name: "林", Source: FromWalkIn}
	require.NoError(t, good.Validate(on))
	for field, change := range map[string]func(*Prospect){
		"name": func(p *Prospect) { p.Name = " " }, "source": func(p *Prospect) { p.Source = "sky" }, "budget": func(p *Prospect) { p.BudgetFen = -1 },
		"channel": func(p *Prospect) { p.AgreedOn = on }, "next_on": func(p *Prospect) { p.NextOn = on - 1 }, "relation": func(p *Prospect) { p.Relation = RelationFriend }} {
		p := good
		change(&p)
		var e *Error
		require.ErrorAs(t, p.Validate(on), &e, field)
		require.Equal(t, field, e.Field)
	}
	require.Equal(t, []string{"counter", "event", "referral", "media", "online", "counter"}, []string{FromWalkIn.Member(), FromEvent.Member(), FromReferral.Member(), FromMedia.Member(), FromForm.Member(), FromOther.Member()})
}
