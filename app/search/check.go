package search

import (
	"math"
	"slices"

	"assay/app/db"
)

// Difference is a thing whose rows are not those that its names give: how many
// there should be and are.
type Difference struct {
	Kind Kind
	ID   int64
	Want int
	Got  int
	want Entry // without terms when it is no more
}

// Differences compares every row with the names, up to a number of findings.
// Memory stays flat.
func Differences(tx *db.Tx, most int) ([]Difference, error) {
	found, err := payerDifferences(tx, most)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		for after := int64(0); len(found) < most; {
			some, last, err := s.compare(tx, after, "")
			if err != nil {
				return nil, err
			}
			if found = append(found, some...); last == 0 {
				break
			}
			after = last
		}
	}
	return found[:min(len(found), most)], nil
}

// compare looks at the next things of a kind, and at rows of things that are
// no more. The tail may lock the names.
func (s source) compare(tx *db.Tx, after int64, tail string) (found []Difference, last int64, err error) {
	entries, last, err := s.read(tx.DB, after, tail)
	if err != nil {
		return nil, 0, err
	}
	upTo := last
	if last == 0 {
		upTo = math.MaxInt64
	}
	type row struct {
		term  string
		agent int64
	}
	rows, ids := map[int64][]row{}, []int64{}
	err = db.EachRow(tx.DB, "SELECT ref_id, term, agent_id FROM search_terms WHERE kind = ? AND ref_id > ? AND ref_id <= ? ORDER BY ref_id, term", func(scan db.Scan) error {
		var id int64
		var r row
		err := scan(&id, &r.term, &r.agent)
		if rows[id] == nil {
			ids = append(ids, id)
		}
		rows[id] = append(rows[id], r)
		return err
	}, string(s.kind), after, upTo)
	for _, e := range entries {
		got := rows[e.ID]
		delete(rows, e.ID)
		same := slices.EqualFunc(e.Terms, got, func(term string, r row) bool { return term == r.term && r.agent == e.AgentID })
		if !same {
			found = append(found, Difference{s.kind, e.ID, len(e.Terms), len(got), e})
		}
	}
	for _, id := range ids {
		if left := rows[id]; left != nil {
			found = append(found, Difference{s.kind, id, 0, len(left), Entry{Kind: s.kind, ID: id}})
		}
	}
	return found, last, err
}

// payerDifferences compares the payers with what the receipts name.
func payerDifferences(tx *db.Tx, most int) (found []Difference, err error) {
	for after := int64(0); len(found) < most; {
		want, last, err := payersOf(tx.DB, after)
		if err != nil || last == 0 {
			return found, err
		}
		have, err := payersBetween(tx, after, last)
		if err != nil {
			return nil, err
		}
		for _, p := range want {
			i, there := slices.BinarySearchFunc(have, p, byAgentAndName)
			switch {
			case !there:
				found = append(found, Difference{Kind: KindPayer, ID: p.ReceiptID, Want: 1})
			case have[i].ReceiptID != p.ReceiptID:
				found = append(found, Difference{Kind: KindPayer, ID: have[i].ID, Want: int(p.ReceiptID), Got: int(have[i].ReceiptID)})
			}
		}
		for _, p := range have {
			if _, there := slices.BinarySearchFunc(want, p, byAgentAndName); !there {
				found = append(found, Difference{Kind: KindPayer, ID: p.ID, Got: 1})
			}
		}
		after = last
	}
	return found, nil
}
