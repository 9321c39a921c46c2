package policy

// tierRows are the members by the tier now and the one under the draft.
func (t *Trial) tierRows(say func(string, ...any) string) [][]any {
	head := []any{say("tier.now")}
	for _, l := range t.Tiers.Levels {
		head = append(head, l.Code)
	}
	rows := [][]any{head}
	for _, now := range t.Tiers.Now {
		row := []any{now}
		for _, l := range t.Tiers.Levels {
			row = append(row, t.Tiers.Of(now, l.Code))
		}
		rows = append(rows, row)
	}
	return rows
}

// pointRows are what points are worth and activities give.
func (t *Trial) pointRows(say func(string, ...any) string) [][]any {
	p := t.Points
	rows := [][]any{{say("trial.figure"), say("trial.base"), say("trial.candidate")},
		{say("points.open"), p.Open, p.Open}, {say("points.worth"), p.WorthNow, p.WorthThen}, {say("points.valid_months"), p.MonthsNow, p.MonthsThen}}
	for _, a := range p.Activities {
		rows = append(rows, []any{say("activity." + string(a.Activity)), a.Given, a.Then})
	}
	return rows
}

// valueRows are the states that members are in, and the margin.
func (t *Trial) valueRows(say func(string, ...any) string) [][]any {
	v := t.Value
	rows := [][]any{{say("trial.figure"), say("trial.base"), say("trial.candidate")}}
	for _, s := range v.States {
		rows = append(rows, []any{say("member_state." + string(s.State)), s.Now, s.Then})
	}
	return append(rows, []any{say("value.margin_of_year"), v.MarginNow, v.Margin})
}
