// Package modeltest drives the verbs of the money core with a seeded
// generator and compares every figure, after every step, with an oracle that
// knows the rules a second time.
package modeltest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/app/apptest"
	"assay/app/db"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// size is how much of the model test runs, by the environment variable
// ASSAY_TEST; ASSAY_SEED runs one sequence again.
type size struct{ sequences, steps int }

func sizes(engine string) size {
	if s := os.Getenv("ASSAY_SEED"); s != "" {
		return size{1, 300}
	}
	lite := map[string]size{"": {6, 120}, "nightly": {300, 256}, "some": {40, 200}, "release": {3000, 256}}
	maria := map[string]size{"": {1, 60}, "nightly": {40, 200}, "some": {4, 100}, "release": {400, 256}}
	if engine == "mysql" {
		return maria[os.Getenv("ASSAY_TEST")]
	}
	return lite[os.Getenv("ASSAY_TEST")]
}

func firstSeed() uint64 {
	n, err := strconv.ParseUint(os.Getenv("ASSAY_SEED"), 10, 64)
	if err != nil {
		return 1
	}
	return n
}

// step is one move and the dice it throws; what it acts on follows from the
// state it meets, so that a list stays meaningful when steps are left out.
type step struct {
	move int
	dice uint64
}

func (s step) String() string { return fmt.Sprintf("%s/%d", moves[s.move].name, s.dice%100_000) }

func sequence(seed uint64, n int) []step {
	r := rand.New(rand.NewPCG(seed, 42))
	total := 0
	for _, m := range moves {
		total += m.weight
	}
	steps := make([]step, n)
	for i := range steps {
		at := r.IntN(total)
		for m := range moves {
			if at -= moves[m].weight; at < 0 {
				steps[i] = step{m, r.Uint64()}
				break
			}
		}
	}
	return steps
}

// run makes the steps on a fresh book and tells at which one product and
// oracle part.
func run(t testing.TB, d *db.DB, steps []step) (at int, err error) {
	w := newWorld(t, d)
	for i, s := range steps {
		w.step = i + 1
		if err := moves[s.move].run(w, rand.New(rand.NewPCG(s.dice, 7))); err != nil {
			return i, fmt.Errorf("%v: %w", s, err)
		}
		if err := w.compare(); err != nil {
			return i, fmt.Errorf("after %v: %w", s, err)
		}
	}
	if err := w.compareBooks(); err != nil {
		return len(steps), err
	}
	return len(steps), w.replayAll()
}

func TestTheMoneyCoreAgreesWithItsOracle(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		n := sizes(d.Dialect())
		for i := range n.sequences {
			seed := firstSeed() + uint64(i)
			if d.Dialect() == "mysql" {
				seed += 1_000_000
			}
			t.Run(fmt.Sprintf("seed%d", seed), func(t *testing.T) {
				steps := sequence(seed, n.steps)
				own := apptest.SQLite
				if d.Dialect() == "mysql" {
					own = apptest.MariaDB
				}
				if at, err := run(t, own(t), steps); err != nil {
					report(t, seed, steps, at, err)
				}
			})
		}
	})
}

func report(t *testing.T, seed uint64, steps []step, at int, err error) {
	t.Helper()
	short, why := shrink(t, steps[:min(at+1, len(steps))], err)
	var list []string
	for _, s := range short {
		list = append(list, s.String())
	}
	t.Fatalf("seed %d, step %d of %d: %v\nshrunk to %d steps, which end with: %v\n%s", seed, at+1, len(steps), err, len(short), why, strings.Join(list, " "))
}

var varying = regexp.MustCompile(`^(after )?[a-z -]+/\d+: |[0-9.]+`)

// classOf is the sort of a failure: its words without step and figures.
func classOf(err error) string {
	words := varying.ReplaceAllString(err.Error(), "")
	return words[:min(40, len(words))]
}

// shrink leaves out what is not needed to fail, on SQLite, for 20 seconds.
func shrink(t *testing.T, steps []step, err error) ([]step, error) {
	end := time.Now().Add(20 * time.Second)
	class := classOf(err)
	for chunk := len(steps) / 2; chunk > 0; chunk /= 2 {
		for at := 0; at+chunk <= len(steps) && time.Now().Before(end); {
			fewer := append(append([]step(nil), steps[:at]...), steps[at+chunk:]...)
			if n, e := run(t, apptest.SQLite(t), fewer); e != nil && classOf(e) == class {
				steps, err = fewer[:min(n+1, len(fewer))], e
				continue
			}
			at += chunk
		}
	}
	return steps, err
}
