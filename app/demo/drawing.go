package demo

import (
	"image"
	"image/color"
	"math"
)

// side is how many pixels a drawn picture has.
const side = 240

// hue is a material in light and in shadow.
type hue struct{ dark, light [3]float64 }

var (
	yellow = hue{[3]float64{134, 92, 22}, [3]float64{250, 214, 120}}
	rose   = hue{[3]float64{140, 88, 66}, [3]float64{247, 208, 184}}
	white  = hue{[3]float64{104, 110, 118}, [3]float64{240, 243, 246}}
	ice    = hue{[3]float64{120, 160, 190}, [3]float64{250, 253, 255}}
	green  = hue{[3]float64{38, 92, 62}, [3]float64{170, 220, 178}}
	cream  = hue{[3]float64{172, 158, 146}, [3]float64{255, 250, 244}}
)

// body is a part of a piece: how deep a point lies in it (negative outside),
// in units of half the picture, and how much light falls there, from 0 to 1.
type body struct {
	of hue
	at func(x, y float64) (depth, light float64)
}

// lit is the light on a surface that leans so far to the right and down, from
// −1 to 1 each: the lamp stands above on the left.
func lit(nx, ny float64) float64 {
	nz := math.Sqrt(max(0, 1-nx*nx-ny*ny))
	return min(1, max(0, 0.12+0.78*(nz*0.75-nx*0.42-ny*0.5)))
}

// ball is a pearl, a bead or a stone.
func ball(of hue, cx, cy, r float64) body {
	return body{of, func(x, y float64) (float64, float64) {
		dx, dy := x-cx, y-cy
		return r - math.Hypot(dx, dy), lit(dx/r, dy/r)
	}}
}

// loop is a tube bent to a circle, wide from its middle to its edge.
func loop(of hue, cx, cy, r, wide float64) body {
	return body{of, func(x, y float64) (float64, float64) {
		dx, dy := x-cx, y-cy
		d := math.Hypot(dx, dy)
		out := (d - r) / wide
		return wide - math.Abs(d-r), lit(out*dx/max(d, 1e-9), out*dy/max(d, 1e-9))
	}}
}

// slab is a bar with an edge that is bevelled.
func slab(of hue, cx, cy, w, h, bevel float64) body {
	return body{of, func(x, y float64) (float64, float64) {
		dx, dy := x-cx, y-cy
		depth := min(w-math.Abs(dx), h-math.Abs(dy))
		if depth >= bevel {
			return depth, 0.62 - 0.25*(dx+dy)
		}
		if w-math.Abs(dx) < h-math.Abs(dy) {
			return depth, lit(math.Copysign(0.7, dx), 0)
		}
		return depth, lit(0, math.Copysign(0.7, dy))
	}}
}

// beads are balls along a line of n points.
func beads(of hue, r float64, n int, along func(t float64) (x, y float64)) []body {
	all := make([]body, n)
	for i := range all {
		x, y := along(float64(i) / float64(n-1))
		all[i] = ball(of, x, y, r)
	}
	return all
}

// paint draws bodies over each other on paper, each with a soft shadow.
func paint(all []body) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	const half = float64(side) / 2
	for py := range side {
		for px := range side {
			x, y := (float64(px)+0.5)/half-1, (float64(py)+0.5)/half-1
			paper := 250 - 10*(x*x+y*y)
			c := [3]float64{paper, paper - 2, paper - 6}
			for _, b := range all {
				if depth, _ := b.at(x-0.03, y-0.06); depth > -0.06 {
					cover(&c, [3]float64{120, 112, 100}, 0.16*min(1, (depth+0.06)/0.12))
				}
			}
			for _, b := range all {
				depth, light := b.at(x, y)
				var seen [3]float64
				for i := range seen {
					seen[i] = b.of.dark[i] + (b.of.light[i]-b.of.dark[i])*light
				}
				cover(&c, seen, min(1, max(0, depth*half+0.5)))
			}
			img.SetRGBA(px, py, color.RGBA{channel(c[0]), channel(c[1]), channel(c[2]), 255})
		}
	}
	return img
}

func channel(v float64) uint8 { return uint8(min(255, max(0, math.Round(v)))) }

func cover(c *[3]float64, with [3]float64, share float64) {
	for i := range c {
		c[i] += (with[i] - c[i]) * share
	}
}
