package chart

// Ticks are the round values of an axis, 1, 2 or 5 times a power of ten apart:
// from the last at or below low to the first above high, so that nothing drawn
// touches the edge. There are at most parts steps between low and high.
func Ticks(low, high int64, parts int) []int64 {
	step := Step(high-low, parts)
	from := low / step * step
	if from > low {
		from -= step
	}
	ticks := []int64{from}
	for at := from; at <= high; {
		at += step
		ticks = append(ticks, at)
	}
	return ticks
}

// Step is the smallest of 1, 2 and 5 times a power of ten of which at most
// parts fit into the span; 1 for an empty one.
func Step(span int64, parts int) int64 {
	for unit := int64(1); ; unit *= 10 {
		for _, step := range []int64{unit, 2 * unit, 5 * unit} {
			if span/step < int64(parts) {
				return step
			}
		}
	}
}
