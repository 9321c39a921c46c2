package models

import (
	"slices"
	"strconv"
)

// ProvisionClasses are the ageing classes that a provision matrix rates: not
// due, then the late buckets.
const ProvisionClasses = Buckets + 1

// ProvisionRow is the rate of each ageing class for a segment: "all",
// "grade:LETTER" or "region:CODE" with the regions below.
type ProvisionRow struct {
	Segment string                 `json:"segment"`
	Rates   [ProvisionClasses]Rate `json:"rates"`
}

// ProvisionMatrix is what is expected to be lost of what is owed
// (docs/credit-policy.md §14). An agent belongs to the first row that is for it;
// the last row is for all.
type ProvisionMatrix struct {
	Rows []ProvisionRow `json:"rows"`
}

// RowFor is the place of the row that an agent belongs to, by its grade and the
// codes of its region and those above.
func (m ProvisionMatrix) RowFor(grade Grade, regions []string) int {
	return slices.IndexFunc(m.Rows, func(r ProvisionRow) bool {
		return r.Segment == SegmentAll || r.Segment == "grade:"+string(grade) ||
			slices.ContainsFunc(regions, func(code string) bool { return r.Segment == "region:"+code })
	})
}

// Classes are the claims of an ageing by class; credits and unallocated
// receipts lower no provision.
func (a Ageing) Classes() (c [ProvisionClasses]Money) {
	c[0] = a.NotDue
	copy(c[1:], a.Late[:])
	return c
}

// Cells are the provision of each class: residual × rate, rounded half up per
// cell. ErrOverflow when one does not fit.
func (r ProvisionRow) Cells(a Ageing) (cells [ProvisionClasses]Money, err error) {
	for i, m := range a.Classes() {
		if cells[i], err = m.At(r.Rates[i]); err != nil {
			return cells, err
		}
	}
	return cells, nil
}

// Provision is the movement of a segment's allowance over a period.
type Provision struct {
	OpeningFen Money `json:"opening"`
	UseFen     Money `json:"use"`     // drawn by write-offs
	ChargeFen  Money `json:"charge"`  // added
	ReleaseFen Money `json:"release"` // taken back
	ClosingFen Money `json:"closing"`
}

// MoveAllowance is the movement that brings an allowance from its opening, less what
// write-offs drew, to what is required.
func MoveAllowance(opening, use, required Money) Provision {
	p := Provision{OpeningFen: opening, UseFen: use, ClosingFen: required}
	switch change := required - (opening - use); {
	case change > 0:
		p.ChargeFen = change
	case change < 0:
		p.ReleaseFen = -change
	}
	return p
}

// Plus adds the movement of another segment.
func (p Provision) Plus(o Provision) Provision {
	return Provision{p.OpeningFen + o.OpeningFen, p.UseFen + o.UseFen, p.ChargeFen + o.ChargeFen, p.ReleaseFen + o.ReleaseFen, p.ClosingFen + o.ClosingFen}
}

// RollToLoss is what became of what was owed in a class: of LookedFen, owed at
// the end of months that are a year ago or more, LostFen was written off and
// not recovered within the year after.
type RollToLoss struct {
	LookedFen Money
	LostFen   Money
}

// Rate is the part that was lost; false when nothing was owed.
func (r RollToLoss) Rate() (Rate, bool) {
	if r.LookedFen <= 0 {
		return 0, false
	}
	n, err := MulDiv(int64(max(0, r.LostFen)), int64(One), int64(r.LookedFen))
	return Rate(n), err == nil
}

// Validate reports the first cell that breaks a rule: rates lie between 0 and
// 100 % and never fall with age; the last row is for all, and no row comes
// after it.
func (m ProvisionMatrix) Validate() error {
	for i, r := range m.Rows {
		at := "rows." + strconv.Itoa(i) + "."
		if err := CheckSegment(r.Segment); err != nil {
			return OnField(err, at+"segment")
		}
		if (r.Segment == SegmentAll) != (i == len(m.Rows)-1) || slices.ContainsFunc(m.Rows[:i], func(o ProvisionRow) bool { return o.Segment == r.Segment }) {
			return Invalid(at+"segment", "error.provision_last_row_all")
		}
		for c, rate := range r.Rates {
			switch {
			case rate < 0 || rate > One:
				return Invalid(at+strconv.Itoa(c), "error.out_of_range").With("From", 0).With("To", 100)
			case c > 0 && rate < r.Rates[c-1]:
				return Invalid(at+strconv.Itoa(c), "error.provision_rates_rise")
			}
		}
	}
	if len(m.Rows) == 0 {
		return Invalid("rows", "error.provision_last_row_all")
	}
	return nil
}

// ClassLabel names an ageing class by its place.
func ClassLabel(class int) PolicyLabel {
	if class == 0 {
		return named("ageing.not_due")
	}
	return PolicyLabel{Name: BucketNames()[class-1]}
}

// ClassName is the name of an ageing class for other systems.
func ClassName(class int) string {
	if class == 0 {
		return "not_due"
	}
	return BucketNames()[class-1]
}

// Sections are the rows of the matrix.
func (m *ProvisionMatrix) Sections() []PolicySection {
	columns := []PolicyLabel{named("provision.segment")}
	for c := range ProvisionClasses {
		columns = append(columns, ClassLabel(c))
	}
	rows := make([]PolicyRow, len(m.Rows))
	for i := range m.Rows {
		r, at := &m.Rows[i], "rows."+strconv.Itoa(i)+"."
		fields := []PolicyField{segmentField(at+"segment", named("provision.segment"), 64, &r.Segment)}
		for c := range r.Rates {
			fields = append(fields, rateField(at+strconv.Itoa(c), ClassLabel(c), &r.Rates[c]))
		}
		rows[i] = PolicyRow{Label: PolicyLabel{Name: strconv.Itoa(i + 1)}, Fields: fields}
	}
	return []PolicySection{{Key: "rows", Title: named("provision.matrix"), Row: named("block_rule.number"), Columns: columns, Rows: rows, Grows: true}}
}

// AddRow adds a row before the one for all, with its rates.
func (m *ProvisionMatrix) AddRow(section string) {
	if n := len(m.Rows); section == "rows" && n > 0 {
		m.Rows = slices.Insert(slices.Clone(m.Rows), n-1, ProvisionRow{Segment: "grade:" + string(Grades[min(n-1, len(Grades)-1)]), Rates: m.Rows[n-1].Rates})
	}
}

// DropRow drops a row.
func (m *ProvisionMatrix) DropRow(section string, row int) {
	if section == "rows" && row >= 0 && row < len(m.Rows) {
		m.Rows = slices.Delete(slices.Clone(m.Rows), row, row+1)
	}
}

// DefaultProvisionMatrix is what a new book starts with.
func DefaultProvisionMatrix() ProvisionMatrix {
	return ProvisionMatrix{Rows: []ProvisionRow{{Segment: SegmentAll, Rates: [ProvisionClasses]Rate{5_000, 20_000, 50_000, 100_000, 250_000, 500_000, One}}}}
}
