package pdf

import (
	"assay/app/chart"
	"assay/models"
)

// ages are the classes of an ageing on paper, from not due to the latest: those
// of the screen in daylight.
var ages = [chart.AgeingClasses]ink{{0xcf, 0xca, 0xbb}, {0xec, 0xd3, 0xa0}, {0xe0, 0xb4, 0x6c}, {0xd3, 0x93, 0x4a}, {0xb4, 0x56, 0x2d}, {0x94, 0x37, 0x1f}, {0x6b, 0x15, 0x17}}

// ageBar draws an ageing as one bar, laid out as on the page; nothing owed
// leaves the track empty.
func (s *sheet) ageBar(x, y, w, h float64, a models.Ageing) {
	s.fill(x, y, w, h, wash)
	for _, p := range chart.AgeingBar(a) {
		if p.Width > 0 {
			s.fill(x+w*float64(p.From)/float64(models.One), y, w*float64(p.Width)/float64(models.One), h, ages[p.Class])
		}
	}
}
