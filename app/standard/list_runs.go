package standard

import (
	"encoding/json"

	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// RunList are all runs of the controller, each with what it knew and the band of
// the policy that it went by. say finds the names of segments.
func RunList(segments []string, say func(key string, params ...any) string) list.Spec {
	var options []list.Option
	for _, s := range segments {
		options = append(options, list.Option{Value: s, Text: web.SegmentText(say, s)})
	}
	return list.Spec{Name: "standard-runs", Title: "standard.runs_title", Empty: "standard.no_runs", Hint: "standard.runs_hint", From: "standard_runs r", ID: "r.id", Sort: "-as_of", Need: models.StandardRead,
		Search: []string{"r.segment", "r.from_level", "r.to_level"},
		Columns: append(append([]list.Column{
			{Key: "as_of", Label: "standard.as_of", Expr: "r.as_of_on", Kind: list.Day, Link: "/finance/standard/runs/{id}", Phone: "k-11", Sort: true},
			{Key: "segment", Label: "standard.segment", Expr: "r.segment", Kind: list.Text, Phone: "k-full", Show: func(v list.Values) any { return web.SegmentText(say, text(v, "segment")) }},
		}, evidenceColumns()...), []list.Column{
			{Key: "rule", Label: "standard.rule", Expr: "r.rule", Kind: list.Word, Family: "standard_rule", Phone: "k-full"},
			{Key: "result", Label: "standard.result", Expr: "r.result", Kind: list.Word, Family: "standard_result", Phone: "k-12"},
			{Key: "from", Label: "standard.from_level", Expr: "r.from_level", Kind: list.Word, Family: "level", Phone: "k-start"},
			{Key: "to", Label: "standard.to_level", Expr: "r.to_level", Kind: list.Word, Family: "level", Phone: "k-end"},
			{Key: "version", Label: "standard.version_head", Expr: "r.policy_version", Kind: list.Number},
			{Key: "mode", Label: "standard.mode", Expr: "r.mode", Kind: list.Word, Family: "standard_mode", Later: true},
			{Key: "run_at", Label: "standard.run_at", Expr: "r.run_at", Kind: list.Time, Later: true},
			{Key: "record", Expr: "r.record", Kind: list.Text},
		}...),
		Filters: []list.Filter{
			{Key: "segment", Label: "standard.segment", Kind: list.Word, Expr: "r.segment", All: "list.any", Front: true, Options: options},
			{Key: "result", Label: "standard.result", Kind: list.Word, Expr: "r.result", All: "list.any", Front: true,
				Options: list.States("standard_result", models.ResultKept, models.ResultShadowed, models.ResultProposed, models.ResultApplied)},
			{Key: "as_of", Label: "standard.as_of", Kind: list.Day, Expr: "r.as_of_on"},
		}}
}

// evidenceColumns are read from the run's record; what a run had none of is
// empty.
func evidenceColumns() []list.Column {
	of := func(key, label string, kind list.Kind, phone string, get func(RunLine) any) list.Column {
		return list.Column{Key: key, Label: label, Expr: "''", Raw: list.Text, Kind: kind, Phone: phone, Show: func(v list.Values) any { return get(lineOf(v)) }}
	}
	later := func(key, label string, kind list.Kind, get func(RunLine) any) list.Column {
		c := of(key, label, kind, "", get)
		c.Later = true
		return c
	}
	rate := func(r models.Rate, ok bool) any {
		if !ok {
			return nil
		}
		return r
	}
	loss := func(r RunLine) models.LossEstimate { return r.Record.Evidence.Loss }
	return []list.Column{
		of("rate", "standard.rate", list.Fine, "k-start", func(r RunLine) any { return rate(loss(r).RatePPM, loss(r).GrossFen > 0) }),
		of("low", "standard.low", list.Fine, "", func(r RunLine) any { return rate(loss(r).LowPPM, loss(r).HasInterval()) }),
		of("high", "standard.high", list.Fine, "", func(r RunLine) any { return rate(loss(r).HighPPM, loss(r).HasInterval()) }),
		of("lower", "standard.band_from", list.Fine, "", func(r RunLine) any { return r.Band().Lower }),
		of("upper", "standard.band_to", list.Fine, "k-end", func(r RunLine) any { return r.Band().Upper }),
		later("agents", "standard.agents", list.Number, func(r RunLine) any { return int64(loss(r).Agents) }),
		later("lost", "standard.lost", list.Money, func(r RunLine) any { return loss(r).LostFen }),
		later("sales", "standard.sales", list.Money, func(r RunLine) any { return loss(r).GrossFen }),
		later("early", "standard.early", list.Fine, func(r RunLine) any {
			if early := r.Record.Evidence.EarlySignal; early != nil {
				return *early
			}
			return nil
		}),
	}
}

// lineOf is the run of a row, as far as its record tells.
func lineOf(v list.Values) (r RunLine) {
	_ = json.Unmarshal([]byte(text(v, "record")), &r.Record)
	return r
}

func text(v list.Values, key string) string {
	s, _ := v[key].(string)
	return s
}
