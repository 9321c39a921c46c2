package chart

import "assay/models"

// HeatClass ranks a cell of a heat table by its share of the largest one: 5
// for a half and more, 4 a quarter, 3 an eighth, 2 a twentieth, 1 less. What is
// not above zero has no class, 0.
func HeatClass(m, largest models.Money) int {
	share := part(m, largest)
	switch {
	case m <= 0 || largest <= 0:
		return 0
	case share >= models.One/2:
		return 5
	case share >= models.One/4:
		return 4
	case share >= models.One/8:
		return 3
	case share >= models.One/20:
		return 2
	}
	return 1
}
