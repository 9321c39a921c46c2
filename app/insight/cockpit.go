package insight

import (
	"gorm.io/gorm"

	"assay/models"
)

// Figures are what the cockpit of members shows: each with the rule of those
// that it counts, so that it leads to them.
type Figures struct {
	On      models.Date
	Members int64
	States  []Figure
	Buyers  Figure // of twelve months
	Repeat  Figure // of those, who bought in them twice or more
	Newly   Figure // lost in the last 30 days
	Back    Figure // bought again in the last 30 days after being lost
	New     []Figure
	Tiers   []TierStep
}

// Figure is a count with what its members spent in twelve months, and the
// rule that leads to them.
type Figure struct {
	Key     string `gorm:"column:kind"`
	Members int64
	YearFen models.Money
	Rule    string
	Part    models.Rate
}

// TierStep is how many moved from one tier to another since the month began.
type TierStep struct {
	FromTier, ToTier string
	Members          int64
}

// churnDays is how far back the cockpit looks at who was lost or won back.
const churnDays = 30

// FiguresOf counts a scope on a day.
func FiguresOf(q *gorm.DB, scope models.Scope, p models.ValuePolicy, on models.Date) (x Figures, err error) {
	x.On = on
	if err = x.addStates(q, scope); err != nil {
		return x, err
	}
	lost := on.AddDays(-p.LostDays)
	for _, of := range []struct {
		to   *Figure
		key  string
		rule string
		cond string
		args []any
	}{
		{&x.Buyers, "buyers", "all|all;year_purchases.ge.1", "f.year_purchases >= 1", nil},
		{&x.Repeat, "repeat", "all|all;year_purchases.ge.2", "f.year_purchases >= 2", nil},
		{&x.Newly, "newly_lost", "all|all;last_on.from." + lost.AddDays(-churnDays).String() + ";last_on.until." + lost.AddDays(-1).String(), "f.last_on >= ? AND f.last_on <= ?", []any{lost.AddDays(-churnDays), lost - 1}},
		{&x.Back, "won_back", "all|all;last_on.within.30;before_on.until." + lost.AddDays(-churnDays-1).String(), "f.last_on >= ? AND f.before_on < ?", []any{on.AddDays(-churnDays), lost.AddDays(-churnDays)}},
	} {
		if *of.to, err = countFigure(q, scope, of.cond, of.args); err != nil {
			return x, err
		}
		of.to.Key, of.to.Rule = of.key, of.rule
	}
	x.Repeat.Part = models.PartOf(x.Repeat.Members, x.Buyers.Members)
	held := x.Newly.Members
	for _, s := range x.States[:2] {
		held += s.Members
	}
	x.Newly.Part = models.PartOf(x.Newly.Members, held)
	if err = x.addNew(q, scope); err != nil {
		return x, err
	}
	return x, x.addMoves(q, scope)
}

func countFigure(q *gorm.DB, scope models.Scope, cond string, args []any) (f Figure, err error) {
	inside, own := within(scope)
	err = q.Raw("SELECT COUNT(*) AS members, COALESCE(SUM(f.year_fen), 0) AS year_fen FROM member_facts f WHERE "+cond+" AND "+inside, append(args, own...)...).Scan(&f).Error
	return f, err
}

func (x *Figures) addStates(q *gorm.DB, scope models.Scope) error {
	inside, args := within(scope)
	var rows []Figure
	if err := q.Raw("SELECT f.state AS kind, COUNT(*) AS members, SUM(f.year_fen) AS year_fen FROM member_facts f WHERE "+inside+" GROUP BY f.state", args...).Scan(&rows).Error; err != nil {
		return err
	}
	for _, s := range models.MemberStates() {
		f := Figure{Key: string(s), Rule: "all|all;state.in." + string(s)}
		for _, r := range rows {
			if r.Key == f.Key {
				f.Members, f.YearFen = r.Members, r.YearFen
			}
		}
		x.States, x.Members = append(x.States, f), x.Members+f.Members
	}
	for i := range x.States {
		x.States[i].Part = models.PartOf(x.States[i].Members, x.Members)
	}
	return nil
}

// addNew counts who joined since the month began, by where they came from.
func (x *Figures) addNew(q *gorm.DB, scope models.Scope) error {
	inside, args := within(scope)
	from := x.On.MonthStart()
	err := q.Raw("SELECT f.source AS kind, COUNT(*) AS members, SUM(f.year_fen) AS year_fen FROM member_facts f WHERE f.joined_on >= ? AND "+inside+" GROUP BY f.source ORDER BY members DESC, f.source",
		append([]any{from}, args...)...).Scan(&x.New).Error
	for i := range x.New {
		x.New[i].Rule = "all|all;joined_on.from." + from.String() + ";source.in." + x.New[i].Key
	}
	return err
}

// addMoves counts the moves between tiers since the month began.
func (x *Figures) addMoves(q *gorm.DB, scope models.Scope) error {
	inside, args := within(scope)
	return q.Raw(`SELECT t.from_tier, t.to_tier, COUNT(DISTINCT t.member_id) AS members FROM tier_moves t JOIN member_facts f ON f.member_id = t.member_id
		WHERE t.moved_on >= ? AND t.from_tier <> t.to_tier AND t.from_tier <> '' AND `+inside+" GROUP BY t.from_tier, t.to_tier ORDER BY t.from_tier, t.to_tier",
		append([]any{x.On.MonthStart()}, args...)...).Scan(&x.Tiers).Error
}
