package models

// GradeFactor is what a grade's purchases are multiplied with.
type GradeFactor struct {
	Grade     Grade `json:"grade"`
	FactorPPM Rate  `json:"factor_ppm"`
}

// LimitFormula proposes credit limits (docs/credit-policy.md §10).
type LimitFormula struct {
	Factors []GradeFactor `json:"factors"`
	StepFen Money         `json:"step"` // proposals are rounded down to whole steps
	CapFen  Money         `json:"cap"`  // the most that is proposed
	// ReviewMonths is how long a standing limit from a proposal holds.
	ReviewMonths int `json:"review_months"`
	// ThresholdPPM is how far a proposal must differ from the limit in force
	// to be worth a person's time.
	ThresholdPPM Rate `json:"threshold_ppm"`
}

// LimitBasis is what a proposal is made from: purchases less returns of the
// trailing twelve months, gross; the first sale; the terms; the grade and the
// standard's multiplier.
type LimitBasis struct {
	PurchasesFen  Money          `json:"purchases"`
	FirstSaleOn   Date           `json:"first_sale"`
	Settlement    SettlementKind `json:"settlement"`
	PeriodMonths  int            `json:"period_months"`
	DaysToPay     int            `json:"days_to_pay"`
	Grade         Grade          `json:"grade"`
	LowestGrade   Grade          `json:"lowest_grade"`
	MultiplierPPM Rate           `json:"multiplier_ppm"`
	On            Date           `json:"on"`
}

// LimitProposalRule names why a proposal came out as it did.
type LimitProposalRule string

// The rules; every proposal has one.
const (
	ProposedByFormula  LimitProposalRule = "formula"
	ProposedCapped     LimitProposalRule = "capped"
	ProposedNoSales    LimitProposalRule = "no_sales"
	ProposedPrepaid    LimitProposalRule = "no_credit_needed"
	ProposedBelowGrade LimitProposalRule = "grade_below_standard"
)

// LimitWorking is a proposal with each of its steps.
type LimitWorking struct {
	Basis     LimitBasis        `json:"basis"`
	Months    int               `json:"months"`  // over which the purchases are spread
	Monthly   Money             `json:"monthly"` // purchases ÷ months, rounded half up
	CoverPPM  Rate              `json:"cover_ppm"`
	FactorPPM Rate              `json:"factor_ppm"`
	Raw       Money             `json:"raw"` // before step and cap
	Limit     Money             `json:"limit"`
	Rule      LimitProposalRule `json:"rule"`
}

// SaleMonths is over how many months purchases are spread: the whole months
// since the first sale, at least 1, at most 12.
func SaleMonths(first, on Date) int {
	months := 0
	for months < 12 && first.AddMonths(months+1) <= on.AddDays(1) {
		months++
	}
	return max(1, months)
}

// Propose is the limit that the formula gives: purchases a month × (period
// months + days to pay ÷ 30) × grade factor × the standard's multiplier,
// rounded down to a step, capped. Prepaid and immediate customers, and grades
// below the standard, get 0. ErrOverflow when an amount does not fit.
func (f LimitFormula) Propose(b LimitBasis) (LimitWorking, error) {
	w := LimitWorking{Basis: b, Rule: ProposedByFormula}
	switch {
	case !b.Settlement.NeedsLimit():
		w.Rule = ProposedPrepaid
		return w, nil
	case b.PurchasesFen <= 0 || b.FirstSaleOn.IsZero():
		w.Rule = ProposedNoSales
		return w, nil
	}
	w.Months, w.FactorPPM = SaleMonths(b.FirstSaleOn, b.On), f.factor(b.Grade)
	w.CoverPPM = Rate(b.PeriodMonths)*One + Rate((int64(b.DaysToPay)*int64(One)+15)/30)
	monthly, err := MulDiv(int64(b.PurchasesFen), 1, int64(w.Months))
	if err != nil {
		return w, err
	}
	w.Monthly, w.Raw = Money(monthly), Money(monthly)
	for _, r := range []Rate{w.CoverPPM, w.FactorPPM, b.MultiplierPPM} {
		if w.Raw, err = w.Raw.At(r); err != nil {
			return w, err
		}
	}
	if b.Grade.WorseThan(b.LowestGrade) {
		w.Rule = ProposedBelowGrade
		return w, nil
	}
	w.Limit = w.Raw - w.Raw%max(1, f.StepFen)
	if w.Limit > f.CapFen {
		w.Limit, w.Rule = f.CapFen, ProposedCapped
	}
	return w, nil
}

func (f LimitFormula) factor(g Grade) Rate {
	for _, x := range f.Factors {
		if x.Grade == g {
			return x.FactorPPM
		}
	}
	return 0
}

// Differs tells whether a proposal is far enough from the limit in force.
func (f LimitFormula) Differs(proposed, inForce Money) bool {
	gap := proposed - inForce
	if gap < 0 {
		gap = -gap
	}
	bound, err := inForce.At(f.ThresholdPPM)
	return err != nil || gap > bound
}

// Validate reports the first field that breaks a rule; a worse grade never
// has a higher factor.
func (f LimitFormula) Validate() error {
	for i, x := range f.Factors {
		at := "factors." + string(x.Grade)
		switch {
		case x.Grade.index() < 0:
			return Invalid(at, "error.grade_unknown")
		case x.FactorPPM < 0 || x.FactorPPM > 10*One:
			return Invalid(at, "error.out_of_range").With("From", 0).With("To", 1000)
		case i > 0 && (x.Grade.index() <= f.Factors[i-1].Grade.index() || x.FactorPPM > f.Factors[i-1].FactorPPM):
			return Invalid(at, "error.grade_factors_descend")
		}
	}
	switch {
	case f.StepFen <= 0 || f.StepFen > MaxMoney:
		return Invalid("step", "error.amount_out_of_range")
	case f.CapFen < f.StepFen || f.CapFen > MaxMoney:
		return Invalid("cap", "error.amount_out_of_range")
	case f.ReviewMonths < 1 || f.ReviewMonths > 36:
		return Invalid("review_months", "error.out_of_range").With("From", 1).With("To", 36)
	case f.ThresholdPPM < 0 || f.ThresholdPPM > One:
		return Invalid("threshold", "error.out_of_range").With("From", 0).With("To", 100)
	}
	return nil
}

// DefaultLimitFormula is what a new book starts with.
func DefaultLimitFormula() LimitFormula {
	return LimitFormula{Factors: []GradeFactor{{"A", 1_500_000}, {"B", 1_200_000}, {"C", One}, {"D", 700_000}, {"E", 300_000}},
		StepFen: 1_000_000, CapFen: 2_000_000_000, ReviewMonths: 12, ThresholdPPM: 100_000}
}
