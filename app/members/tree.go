package members

import (
	"slices"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// How much of a tree a page shows: children of the member, children of each
// below, levels, and how far reach is counted.
const (
	mostChildren = 20
	mostBelow    = 5
	treeLevels   = 3
	mostReach    = 5_000
	mostAbove    = 12
)

// Node is somebody in the tree of who brought whom. The name is there for whom
// the visitor may know; Inside tells that the page of the member is too.
type Node struct {
	ID        int64
	BroughtBy int64
	Number    string
	Name      string
	Initial   string
	Inside    bool
	Relation  models.ReferralRelation
	JoinedOn  models.Date
	Tier      string
	Brought   int64 // children
	BoughtFen models.Money
	CreditFen models.Money // what of it counts for who brought the member
	Children  []Node       `gorm:"-"`
}

// More is how many children are not shown.
func (n Node) More() int64 { return n.Brought - int64(len(n.Children)) }

// Tree is whom a member brought as far as a page shows it, and all of it in sums.
type Tree struct {
	Line      []Node // who brought the member, the nearest last
	Children  []Node
	Next      int64 // the member that the next page begins after, 0 for none
	Reach     models.ReferralReach
	BoughtFen models.Money // by those whom the member brought
	CreditFen models.Money
}

// TreeOf gathers the tree of a member whom the caller has found in the scope; its
// children begin after one of them, 0 for the first.
func TreeOf(q *gorm.DB, scope models.Scope, p models.ValuePolicy, id, after int64) (t Tree, err error) {
	look := looker{q, scope, p}
	if t.Line, err = look.line(id); err != nil {
		return t, err
	}
	direct, err := look.reach(&t, id)
	if err != nil {
		return t, err
	}
	page := slices.DeleteFunc(slices.Clone(direct), func(child int64) bool { return child <= after })
	if len(page) > mostChildren {
		page = page[:mostChildren]
		t.Next = page[mostChildren-1]
	}
	if t.Children, err = look.nodes(page); err != nil {
		return t, err
	}
	if err := look.below(t.Children, treeLevels-1); err != nil {
		return t, err
	}
	return t, look.credit(&t, direct)
}

// looker reads nodes as one visitor may see them.
type looker struct {
	q      *gorm.DB
	scope  models.Scope
	policy models.ValuePolicy
}

// kin are members with all who were merged into them, by whose they are now.
func kin(q *gorm.DB, ids []int64) (heirs map[int64]int64, all []int64, err error) {
	heirs = make(map[int64]int64, len(ids))
	for _, id := range ids {
		heirs[id] = id
	}
	all = slices.Clone(ids)
	for next := ids; len(next) > 0; {
		var merged []struct{ MemberID, IntoID int64 }
		if err := q.Raw("SELECT member_id, into_id FROM member_merges WHERE into_id IN ? AND undone_at IS NULL", next).Scan(&merged).Error; err != nil {
			return nil, nil, err
		}
		next = nil
		for _, m := range merged {
			if _, known := heirs[m.MemberID]; !known {
				heirs[m.MemberID] = heirs[m.IntoID]
				all, next = append(all, m.MemberID), append(next, m.MemberID)
			}
		}
	}
	return heirs, all, nil
}

// edge is a living member under who brought it, or who took that one over.
type edge struct{ ID, By int64 }

// children are those whom some members brought, in the order of their numbers.
func children(q *gorm.DB, ids []int64) (out []edge, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	heirs, all, err := kin(q, ids)
	if err != nil {
		return nil, err
	}
	err = db.EachRow(q, "SELECT id, brought_by_id FROM members WHERE brought_by_id IN (?) AND erased_at IS NULL AND merged_into_id IS NULL ORDER BY id", func(scan db.Scan) error {
		var e edge
		err := scan(&e.ID, &e.By)
		if e.By = heirs[e.By]; e.By != e.ID {
			out = append(out, e)
		}
		return err
	}, all)
	return out, err
}

// reach counts all who came by a member, level by level, and returns the first.
func (l looker) reach(t *Tree, id int64) (direct []int64, err error) {
	seen, level := map[int64]bool{id: true}, []int64{id}
	for depth := 0; len(level) > 0 && t.Reach.All < mostReach; depth++ {
		edges, err := children(l.q, level)
		if err != nil {
			return nil, err
		}
		level = nil
		for _, e := range edges {
			if !seen[e.ID] {
				seen[e.ID] = true
				level = append(level, e.ID)
			}
		}
		if depth == 0 {
			direct, t.Reach.Direct = level, int64(len(level))
		}
		t.Reach.All += int64(len(level))
	}
	t.Reach.Norm = int64(l.policy.ReferralNorm)
	return direct, nil
}

// nodes reads members as the visitor may see them, in the order of their numbers.
func (l looker) nodes(ids []int64) (rows []Node, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	inside, args := within(l.scope)
	named := inside
	if len(l.scope.Stores) == 0 {
		named += " AND " + shared
	}
	all := append(append(slices.Clone(args), args...), ids)
	if err = l.q.Raw("SELECT m.id, m.number, CASE WHEN "+named+" THEN m.name ELSE '' END AS name, SUBSTR(m.name, 1, 1) AS initial, "+inside+` AS inside, COALESCE(rl.relation, '') AS relation, m.joined_on, a.tier
		FROM members m JOIN member_accounts a ON a.member_id = m.id LEFT JOIN member_relations rl ON rl.member_id = m.id WHERE m.id IN ? ORDER BY m.id`, all...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	counts, err := children(l.q, ids)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if !rows[i].Inside {
			rows[i].Initial = ""
		}
		for _, e := range counts {
			if e.By == rows[i].ID {
				rows[i].Brought++
			}
		}
	}
	return rows, l.bought(rows)
}

// below hangs the first children of some nodes under them, down so many levels.
func (l looker) below(nodes []Node, levels int) error {
	if levels == 0 || len(nodes) == 0 {
		return nil
	}
	at := map[int64]int{}
	var ids []int64
	for i, n := range nodes {
		at[n.ID], ids = i, append(ids, n.ID)
	}
	edges, err := children(l.q, ids)
	if err != nil {
		return err
	}
	of, shown := map[int64]int64{}, map[int64]int{}
	var first []int64
	for _, e := range edges {
		if shown[e.By]++; shown[e.By] <= mostBelow {
			of[e.ID], first = e.By, append(first, e.ID)
		}
	}
	rows, err := l.nodes(first)
	if err != nil {
		return err
	}
	if err := l.below(rows, levels-1); err != nil {
		return err
	}
	for _, r := range rows {
		n := &nodes[at[of[r.ID]]]
		n.Children = append(n.Children, r)
	}
	return nil
}

// line goes up from a member.
func (l looker) line(id int64) (out []Node, err error) {
	seen := map[int64]bool{id: true}
	for len(out) < mostAbove {
		if id, err = above(l.q, id, ""); err != nil || id == 0 || seen[id] {
			return out, err
		}
		seen[id] = true
		rows, err := l.nodes([]int64{id})
		if err != nil || len(rows) == 0 {
			return out, err
		}
		out = slices.Insert(out, 0, rows[0])
	}
	return out, nil
}
