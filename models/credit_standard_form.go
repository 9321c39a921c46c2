package models

// Sections are the norm and its band, the moves of the controller, and a row
// per level from strict to loose.
func (p *StandardPolicy) Sections() []PolicySection {
	names := make([]string, len(p.Levels))
	for i, l := range p.Levels {
		names[i] = l.Name
	}
	return []PolicySection{
		{Key: "band", Title: named("standard.band_title"), Fields: []PolicyField{
			rateField("normal", named("standard.norm"), &p.NormalPPM),
			optional(&p.TargetPPM, func(r *Rate) PolicyField { return rateField("target", named("standard.target"), r) }),
			rateField("lower_width", named("standard.lower_width"), &p.LowerWidthPPM),
			rateField("upper_width", named("standard.upper_width"), &p.UpperWidthPPM),
			intField("lag_days", named("standard.lag_days"), UnitDays, &p.LagDays),
			optional(&p.EarlySignalPPM, func(r *Rate) PolicyField { return rateField("early_signal", named("standard.early_bound"), r) }),
		}},
		{Key: "moves", Title: named("standard.moves_title"), Fields: []PolicyField{
			choiceField("direction", named("standard.direction"), "standard_direction", &p.Direction, DirectionProtective, DirectionExpansive),
			choiceField("mode", named("standard.mode"), "standard_mode", &p.Mode, ModeShadow, ModePropose, ModeAutomatic),
			optional(&p.ReachAgents, func(n *int) PolicyField {
				return intField("reach_agents", named("standard.reach_agents"), UnitNumber, n)
			}),
			optional(&p.ReachFen, func(m *Money) PolicyField { return moneyField("reach", named("standard.reach"), m) }),
			intField("tighten_cooldown_days", named("standard.tighten_cooldown"), UnitDays, &p.TightenCooldownDays),
			intField("loosen_cooldown_days", named("standard.loosen_cooldown"), UnitDays, &p.LoosenCooldownDays),
			choiceField("start", named("standard.start"), "level", &p.Start, names...),
			choiceField("floor", named("standard.floor"), "level", &p.Floor, names...),
			choiceField("ceiling", named("standard.ceiling"), "level", &p.Ceiling, names...),
		}},
		{Key: "levels", Title: named("standard.levels_title"), Row: named("standard.level"), Columns: []PolicyLabel{named("standard.lowest_grade"), named("standard.multiplier"), named("standard.longest"), named("standard.deposit")},
			Rows: p.levelRows(), Grows: true},
	}
}

func (p *StandardPolicy) levelRows() []PolicyRow {
	grades := append([]Grade{""}, Grades...)
	rows := make([]PolicyRow, len(p.Levels))
	for i := range p.Levels {
		l, at := &p.Levels[i], "levels."+p.Levels[i].Name+"."
		rows[i] = PolicyRow{Label: named("level." + l.Name), Fields: []PolicyField{
			choiceField(at+"lowest_grade", named("standard.lowest_grade"), "grade_or_any", &l.LowestGrade, grades...),
			rateField(at+"multiplier", named("standard.multiplier"), &l.MultiplierPPM),
			intField(at+"longest_months", named("standard.longest"), UnitMonths, &l.LongestMonths),
			rateField(at+"deposit", named("standard.deposit"), &l.DepositPPM),
		}}
	}
	return rows
}

// LevelNames are the names a level may have, from strict to loose.
func LevelNames() []string { return []string{"strictest", "strict", "normal", "loose", "loosest"} }

// AddRow adds the first level that is missing, as strict as the level that
// stands where it goes.
func (p *StandardPolicy) AddRow(section string) {
	if section != "levels" || len(p.Levels) == 0 {
		return
	}
	at := 0
	for _, name := range LevelNames() {
		if p.LevelIndex(name) >= 0 {
			at = p.LevelIndex(name) + 1
			continue
		}
		like := p.Levels[min(at, len(p.Levels)-1)]
		like.Name = name
		p.Levels = append(p.Levels[:at:at], append([]StandardLevel{like}, p.Levels[at:]...)...)
		return
	}
}

// DropRow drops a level.
func (p *StandardPolicy) DropRow(section string, row int) {
	if section == "levels" && row >= 0 && row < len(p.Levels) {
		p.Levels = append(p.Levels[:row:row], p.Levels[row+1:]...)
	}
}
