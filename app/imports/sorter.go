package imports

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"slices"
)

// runLength is how many events are held in memory; longer files are sorted in
// runs on disk and merged.
var runLength = 50_000

// sorter puts events in the order of loading.
type sorter struct {
	held []event
	runs []*run
	n    int
}

// run is a sorted part on disk with its next event.
type run struct {
	file *os.File
	in   *json.Decoder
	next event
	over bool
}

func (s *sorter) add(e event) error {
	s.held, s.n = append(s.held, e), s.n+1
	if len(s.held) < runLength {
		return nil
	}
	return s.spill()
}

// done ends adding; each is called after it.
func (s *sorter) done() error {
	if len(s.runs) > 0 && len(s.held) > 0 {
		return s.spill()
	}
	s.sort()
	return nil
}

func (s *sorter) sort() {
	slices.SortFunc(s.held, func(a, b event) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
}

func (s *sorter) spill() error {
	s.sort()
	f, err := os.CreateTemp("", "assay-import-*")
	if err != nil {
		return err
	}
	os.Remove(f.Name())
	w := bufio.NewWriter(f)
	out := json.NewEncoder(w)
	for _, e := range s.held {
		if err := out.Encode(e); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r := &run{file: f, in: json.NewDecoder(bufio.NewReader(f))}
	s.runs, s.held = append(s.runs, r), s.held[:0]
	return r.advance()
}

func (r *run) advance() error {
	r.next = event{}
	err := r.in.Decode(&r.next)
	if err == io.EOF {
		r.over = true
		return nil
	}
	return err
}

// batch takes the next events in order; none at the end.
func (s *sorter) batch(n int) ([]event, error) {
	if len(s.runs) == 0 {
		n = min(n, len(s.held))
		out := s.held[:n]
		s.held = s.held[n:]
		return out, nil
	}
	var out []event
	for len(out) < n {
		var first *run
		for _, r := range s.runs {
			if !r.over && (first == nil || r.next.before(first.next)) {
				first = r
			}
		}
		if first == nil {
			break
		}
		out = append(out, first.next)
		if err := first.advance(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *sorter) close() {
	for _, r := range s.runs {
		r.file.Close()
	}
}
