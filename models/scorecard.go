package models

import (
	"slices"
	"strconv"
)

// FactorKey names what a scorecard looks at (docs/credit-policy.md §9).
type FactorKey string

// The factors that follow from the ledger. A factor of outside data is
// "external." and the name of its field.
const (
	FactorDaysBeyondTerms FactorKey = "days_beyond_terms" // hundredths of a day, 12 months
	FactorOnTimeShare     FactorKey = "on_time_share"     // ppm of what fell due in 12 months
	FactorUtilisation     FactorKey = "utilisation"       // ppm of the limit
	FactorTenure          FactorKey = "tenure"            // months since the first sale
	FactorGrowth          FactorKey = "growth"            // ppm, 12 months against the 12 before
	FactorDisputes        FactorKey = "disputes"          // ppm of 12 months' invoices
	FactorBrokenPromises  FactorKey = "broken_promises"   // number in 12 months
	FactorLoss            FactorKey = "loss"              // fen written off and not recovered
)

// ExternalPrefix begins the key of a factor of outside data.
const ExternalPrefix = "external."

// FactorValues are what is known of an agent on a day, in the factors' own
// units. A factor that is missing is not known: it never counts as zero.
type FactorValues map[FactorKey]int64

// FactorRange gives its points to values up to UpTo, inclusive; the last range
// of a factor has none and takes the rest.
type FactorRange struct {
	UpTo   *int64 `json:"up_to,omitempty"`
	Points int    `json:"points"`
}

// ScoreFactor is one factor of a scorecard with its ranges in ascending order
// and the points of an agent of whom the value is not known.
type ScoreFactor struct {
	Key     FactorKey     `json:"key"`
	Ranges  []FactorRange `json:"ranges"`
	Missing int           `json:"missing"`
}

// GradeBound is the lowest score of a grade.
type GradeBound struct {
	Grade Grade `json:"grade"`
	From  int   `json:"from"`
}

// Scorecard turns what is known of an agent into a score and a grade. A review
// holds for ValidMonths; a loss not recovered caps the grade at LossGrade.
type Scorecard struct {
	Factors     []ScoreFactor `json:"factors"`
	Grades      []GradeBound  `json:"grades"` // best first
	ValidMonths int           `json:"valid_months"`
	LossGrade   Grade         `json:"loss_grade"`
	// LargeOrderPPM is the share of the limit above which an order asks for a
	// review; 0 asks for none.
	LargeOrderPPM Rate `json:"large_order_ppm,omitempty"`
}

// FactorPoints is one line of a score's log: the value, the range it fell in
// and what that gave. Range counts from 0; −1 stands for a value not known.
type FactorPoints struct {
	Key    FactorKey `json:"key"`
	Known  bool      `json:"known"`
	Value  int64     `json:"value"`
	Range  int       `json:"range"`
	Points int       `json:"points"`
	Best   int       `json:"best"` // the most that the factor gives
}

// Score is the outcome of a scorecard with the log that explains every point.
type Score struct {
	Points    int            `json:"points"`
	Grade     Grade          `json:"grade"`
	Capped    bool           `json:"capped"` // by LossGrade
	ValidToOn Date           `json:"valid_to"`
	Log       []FactorPoints `json:"log"`
}

// Rate scores what is known of an agent on a day: the points of the range that
// each factor falls in, summed; the grade whose bound the sum reaches, the
// last grade below all bounds.
func (c Scorecard) Rate(v FactorValues, on Date) Score {
	s := Score{ValidToOn: on.AddMonths(c.ValidMonths)}
	for _, f := range c.Factors {
		line := f.points(v)
		s.Points += line.Points
		s.Log = append(s.Log, line)
	}
	s.Grade = c.gradeOf(s.Points)
	if v[FactorLoss] > 0 && c.LossGrade != "" && c.LossGrade.WorseThan(s.Grade) {
		s.Grade, s.Capped = c.LossGrade, true
	}
	return s
}

func (f ScoreFactor) points(v FactorValues) FactorPoints {
	value, known := v[f.Key]
	line := FactorPoints{Key: f.Key, Known: known, Value: value, Range: -1, Points: f.Missing, Best: f.best()}
	for i, r := range f.Ranges {
		if known && (r.UpTo == nil || value <= *r.UpTo) {
			line.Range, line.Points = i, r.Points
			break
		}
	}
	return line
}

func (f ScoreFactor) best() int {
	most := f.Missing
	for _, r := range f.Ranges {
		most = max(most, r.Points)
	}
	return most
}

// BestScore is the most that an agent can reach.
func (c Scorecard) BestScore() int {
	sum := 0
	for _, f := range c.Factors {
		sum += f.best()
	}
	return sum
}

func (c Scorecard) gradeOf(points int) Grade {
	for _, g := range c.Grades {
		if points >= g.From {
			return g.Grade
		}
	}
	return Grades[len(Grades)-1]
}

// worseWhenHigher are the factors of which more is never better; of the others
// less is never better. Outside data may run either way.
var worseWhenHigher = map[FactorKey]bool{FactorDaysBeyondTerms: true, FactorOnTimeShare: false, FactorUtilisation: true, FactorTenure: false,
	FactorGrowth: false, FactorDisputes: true, FactorBrokenPromises: true, FactorLoss: true}

// Validate reports the first field that breaks a rule: ranges ascend and end
// with an open one, a worse history never gives more points, grades descend.
func (c Scorecard) Validate() error {
	if len(c.Factors) == 0 {
		return Invalid("factors", "error.score_factors_required")
	}
	for i, f := range c.Factors {
		if slices.ContainsFunc(c.Factors[:i], func(o ScoreFactor) bool { return o.Key == f.Key }) {
			return Invalid(f.path("missing"), "error.score_factor_twice")
		}
		if err := f.Validate(); err != nil {
			return err
		}
	}
	if c.ValidMonths < 1 || c.ValidMonths > 36 {
		return Invalid("valid_months", "error.out_of_range").With("From", 1).With("To", 36)
	}
	if c.LossGrade != "" && c.LossGrade.index() < 0 {
		return Invalid("loss_grade", "error.grade_unknown")
	}
	if c.LargeOrderPPM < 0 || c.LargeOrderPPM > 10*One {
		return Invalid("large_order", "error.out_of_range").With("From", 0).With("To", 1000)
	}
	return c.validateGrades()
}

func (c Scorecard) validateGrades() error {
	for i, g := range c.Grades {
		at := "grades." + string(g.Grade)
		if g.Grade.index() < 0 || i > 0 && g.Grade.index() <= c.Grades[i-1].Grade.index() {
			return Invalid(at, "error.grade_unknown")
		}
		if i > 0 && g.From >= c.Grades[i-1].From {
			return Invalid(at, "error.grade_bounds_descend")
		}
	}
	if len(c.Grades) == 0 {
		return Invalid("grades", "error.grade_unknown")
	}
	return nil
}

// Validate reports the first range that breaks a rule.
func (f ScoreFactor) Validate() error {
	falls, ours := worseWhenHigher[f.Key]
	if !ours && (len(f.Key) <= len(ExternalPrefix) || string(f.Key[:len(ExternalPrefix)]) != ExternalPrefix) {
		return Invalid(f.path("missing"), "error.score_factor_unknown")
	}
	for i, r := range f.Ranges {
		last := i == len(f.Ranges)-1
		switch {
		case last != (r.UpTo == nil):
			return Invalid(f.path(strconv.Itoa(i)+".up_to"), "error.score_last_range_open")
		case i > 0 && !last && *r.UpTo <= *f.Ranges[i-1].UpTo:
			return Invalid(f.path(strconv.Itoa(i)+".up_to"), "error.score_ranges_ascend")
		case i > 0 && ours && falls && r.Points > f.Ranges[i-1].Points, i > 0 && ours && !falls && r.Points < f.Ranges[i-1].Points:
			return Invalid(f.path(strconv.Itoa(i)+".points"), "error.score_worse_gives_more")
		}
	}
	if len(f.Ranges) == 0 {
		return Invalid(f.path("missing"), "error.score_last_range_open")
	}
	return nil
}

func (f ScoreFactor) path(part string) string { return "factors." + string(f.Key) + "." + part }

// upTo is a bound of a range.
func upTo(n int64) *int64 { return &n }

// DefaultScorecard is what a new book starts with: 100 points, A from 80.
func DefaultScorecard() Scorecard {
	return Scorecard{ValidMonths: 6, LossGrade: "E", LargeOrderPPM: 500_000,
		Grades: []GradeBound{{"A", 80}, {"B", 65}, {"C", 50}, {"D", 35}, {"E", 0}},
		Factors: []ScoreFactor{
			{FactorDaysBeyondTerms, []FactorRange{{upTo(0), 25}, {upTo(500), 20}, {upTo(1500), 12}, {upTo(3000), 5}, {nil, 0}}, 10},
			{FactorOnTimeShare, []FactorRange{{upTo(500_000), 0}, {upTo(700_000), 6}, {upTo(850_000), 12}, {upTo(950_000), 16}, {nil, 20}}, 8},
			{FactorUtilisation, []FactorRange{{upTo(500_000), 15}, {upTo(800_000), 12}, {upTo(950_000), 7}, {upTo(1_000_000), 3}, {nil, 0}}, 7},
			{FactorTenure, []FactorRange{{upTo(5), 2}, {upTo(11), 5}, {upTo(35), 9}, {nil, 12}}, 0},
			{FactorGrowth, []FactorRange{{upTo(-300_000), 0}, {upTo(-100_000), 3}, {upTo(100_000), 6}, {nil, 8}}, 4},
			{FactorDisputes, []FactorRange{{upTo(10_000), 8}, {upTo(50_000), 5}, {nil, 0}}, 8},
			{FactorBrokenPromises, []FactorRange{{upTo(0), 7}, {upTo(1), 3}, {nil, 0}}, 7},
			{FactorLoss, []FactorRange{{upTo(0), 5}, {nil, 0}}, 5},
		}}
}
