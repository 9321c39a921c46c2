package models

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// loop is a company under the controller for ten years: 120 agents buy every
// month; a share of them fails, which is lost 150 days after the due day of what
// they bought. A stricter level sells to fewer of those that fail. rate gives
// the share of a month's sales that fails at the normal level, in ppm.
type loop struct {
	r     *rand.Rand
	p     StandardPolicy
	rate  func(month int) float64
	sales [][]AgentLoss // per month
}

// works is how much of the failing sales a level lets through.
var works = map[string]float64{"strict": 0.55, "normal": 1, "loose": 1.6}

// buy makes the sales of a month at a level: amounts differ by agent, and each
// agent's loss is a draw with a heavy tail.
func (l *loop) buy(month int, level string) {
	rows := make([]AgentLoss, 120)
	for i := range rows {
		gross := Money(20_000_00 * (1 + i%8))
		rows[i] = AgentLoss{AgentID: int64(i + 1), GrossFen: gross}
		if p := l.rate(month) * works[level] / 1e6 / 0.5; l.r.Float64() < p {
			rows[i].LostFen = Money(float64(gross) * l.r.Float64())
		}
	}
	l.sales = append(l.sales, rows)
}

// run steers for ten years after two of run-in and tells how often the
// standard moved, how often against its last move, and its level each month.
func (l *loop) run() (moves int, reversed []Date, levels []string) {
	state := StandardState{Segment: SegmentAll}.At(l.p.Levels[l.p.LevelIndex(l.p.Start)])
	start, last := MustDate("2016-01-01"), MoveKeep
	for m := range 144 {
		l.buy(m, state.Level)
		if m < 24 {
			continue
		}
		on := start.AddMonths(m)
		// Due a month after the sale: the cohort are the sales of months m−19 … m−8.
		var rows []AgentLoss
		for k := m - 19; k <= m-8; k++ {
			rows = append(rows, l.sales[k]...)
		}
		loss, err := EstimateLoss(rows)
		if err != nil {
			panic(err)
		}
		o := Steer(l.p, state, StandardEvidence{Loss: loss}, on)
		if o.Move != MoveKeep {
			moves++
			if last != MoveKeep && o.Move != last {
				reversed = append(reversed, on)
			}
			last = o.Move
			state = state.At(l.p.Levels[l.p.LevelIndex(o.To)])
			state.ChangedOn = on
		}
		levels = append(levels, state.Level)
	}
	return moves, reversed, levels
}

// docLoop checks the table of ten simulated years: the worst of 40 companies.
func docLoop(t *testing.T, rows []textRow) {
	for _, r := range rows {
		p := DefaultStandardPolicy()
		p.EarlySignalPPM = nil
		before, after := float64(r.rate("rate %")), float64(r.rate("then %"))
		var most, mostReversals, oscillating, reacted int
		for seed := range uint64(40) {
			l := loop{r: rand.New(rand.NewPCG(seed, 5)), p: p, rate: func(m int) float64 {
				if m >= 72 {
					return after
				}
				return before
			}}
			moves, reversed, levels := l.run()
			most, mostReversals = max(most, moves), max(mostReversals, len(reversed))
			if Oscillates(reversed) {
				oscillating++
			}
			if levels[len(levels)-1] == r.str("ends") {
				reacted++
			}
		}
		said := fmt.Sprintf("%d moves, %d reversals, %d oscillate, %d end at %s", most, mostReversals, oscillating, reacted, r.str("ends"))
		require.Equal(t, r.num("most moves"), most, "%s: %s", r.line, said)
		require.Equal(t, r.num("most reversals"), mostReversals, "%s: %s", r.line, said)
		require.Equal(t, r.num("oscillating"), oscillating, "%s: %s", r.line, said)
		require.Equal(t, r.num("end there"), reacted, "%s: %s", r.line, said)
		require.LessOrEqual(t, most, 10, "one move a year at most")
	}
}
