package models

// Night is what a night does to a state: a tier by hand past its last day ends,
// a policy that has other bounds than before raises whom it now gives more or
// takes who stands in a tier that it no longer has, and a period that is over
// is reviewed. The causes are in that order; none where nothing changes but a
// period that begins.
func (p TierPolicy) Night(s TierState, value int64, joined, on Date) (TierState, []TierCause) {
	var causes []TierCause
	if s.Manual != "" && on > s.ManualUntil {
		s.Manual, s.ManualUntil, causes = "", 0, append(causes, TierHandEnded)
	}
	if p.Levels[p.Index(s.Tier)].Code != s.Tier {
		return p.moved(s, p.At(value), joined, on), append(causes, TierPolicySet)
	}
	if p.Reviewed() && s.ReviewOn.IsZero() {
		s.ReviewOn = p.PeriodEnd(joined, on)
	}
	if up, cause := p.Earned(s, value, joined, on); cause != TierUnchanged && !p.Reviewed() {
		return up, append(causes, TierPolicySet)
	}
	s, cause := p.Review(s, value, joined, on)
	if cause != TierUnchanged {
		causes = append(causes, cause)
	}
	return s, causes
}

// TierCount is how many members are in a tier now and would be by the bounds of
// a draft.
type TierCount struct {
	Now, Then string
	Members   int64
}

// TierPreview is what a draft of the tiers would change. Up move at once; of
// Down the growth is below the bounds of their tier: they keep it until a
// review, which a policy for life does not have.
type TierPreview struct {
	Members int64
	Up      int64
	Down    int64
	Reviews bool
	Now     []string // tiers in the order of the draft, with those it no longer has
	Levels  []TierLevel
	Counts  []TierCount
}

// Add counts members with a tier and a value. It is called with Levels set.
func (t *TierPreview) Add(p TierPolicy, now string, value, members int64) {
	at := p.At(value)
	then := p.Levels[at].Code
	t.Members += members
	switch was := p.Index(now); {
	case at > was:
		t.Up += members
	case at < was:
		t.Down += members
	}
	for i := range t.Counts {
		if t.Counts[i].Now == now && t.Counts[i].Then == then {
			t.Counts[i].Members += members
			return
		}
	}
	t.Counts = append(t.Counts, TierCount{now, then, members})
}

// Of is the count of a pair, 0 for one that nobody is in.
func (t TierPreview) Of(now, then string) int64 {
	for _, c := range t.Counts {
		if c.Now == now && c.Then == then {
			return c.Members
		}
	}
	return 0
}

// PointsPreview is what a draft of the points policy would change: what the
// open points are worth, and what the activities of twelve months would have
// given.
type PointsPreview struct {
	Members    int64
	Open       int64
	WorthNow   Money
	WorthThen  Money
	MonthsNow  int
	MonthsThen int
	Activities []ActivityPreview
}

// ActivityPreview is an activity: how often it was rewarded, with what, and
// what the draft gives for as many.
type ActivityPreview struct {
	Activity Activity
	Times    int64
	Given    int64
	Then     int64
}
