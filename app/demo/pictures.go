package demo

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"strings"

	"assay/app/catalog"
	"assay/app/db"
	"assay/models"
)

// materials are the metal and the stone of a category.
var materials = map[string][2]hue{
	"gold": {yellow, yellow}, "k_gold": {rose, rose}, "platinum": {white, white}, "silver": {white, white},
	"diamond": {white, ice}, "jade": {yellow, green}, "pearl": {yellow, cream},
}

// drawn is what an article looks like, by the letters of its form.
func drawn(form, category string) image.Image {
	m := materials[category]
	metal, stone, set, pearls := m[0], m[1], m[0] != m[1], category == "pearl"
	neck := func(t float64) (float64, float64) { x := 1.3*t - 0.65; return x, 0.42 - 2.6*x*x }
	wrist := func(t float64) (float64, float64) {
		return 0.66 * math.Cos(2*math.Pi*t), 0.44 * math.Sin(2*math.Pi*t)
	}
	switch form {
	case "RG":
		return paint([]body{loop(metal, 0, 0.16, 0.46, 0.075), ball(stone, 0, -0.4, either(set, 0.17, 0.12))})
	case "BG":
		if category == "jade" {
			metal = stone
		}
		return paint([]body{loop(metal, 0, 0, 0.6, 0.115)})
	case "NK":
		return paint(append(beads(either(pearls, stone, metal), either(pearls, 0.07, 0.034), either(pearls, 27, 45), neck), ball(stone, 0, 0.55, 0.13)))
	case "PD":
		return paint([]body{loop(metal, 0, -0.52, 0.1, 0.03), loop(metal, 0, 0.06, 0.42, 0.06), ball(stone, 0, 0.06, 0.36)})
	case "ER":
		return paint([]body{loop(metal, -0.34, -0.3, 0.16, 0.03), loop(metal, 0.34, -0.3, 0.16, 0.03), ball(stone, -0.34, 0.16, 0.22), ball(stone, 0.34, 0.16, 0.22)})
	case "BAR":
		return paint([]body{slab(metal, 0, 0, 0.36, 0.6, 0.06), slab(metal, 0, -0.05, 0.24, 0.34, 0.02), ball(metal, 0, 0.46, 0.06)})
	}
	return paint(beads(either(set, stone, metal), 0.075, 33, wrist))
}

// either is the first of two where something is so, else the second.
func either[T any](so bool, yes, no T) T {
	if so {
		return yes
	}
	return no
}

// illustrate gives every article a picture of its form and material.
func (s *sim) illustrate(tx *db.Tx, at models.Moment) error {
	known := map[string]catalog.Drawn{}
	for _, p := range s.products {
		look := strings.Split(p.SKU, "-")[1]
		key := look + " " + p.Category
		if _, ok := known[key]; !ok {
			var file bytes.Buffer
			if err := png.Encode(&file, drawn(look, p.Category)); err != nil {
				return err
			}
			jpeg, err := catalog.Redraw(&file)
			if err != nil {
				return err
			}
			known[key] = jpeg
		}
		if err := catalog.PutPicture(tx, at, s.people.salesManager, p, known[key]); err != nil {
			return err
		}
	}
	return nil
}
