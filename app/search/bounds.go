package search

// bounds keep a search short whatever is typed.
type bounds struct {
	// common is how many rows make a word common. Then the rows of who sees a
	// part only are looked up agent by agent.
	common int
	// widest is how many rows of a common word are compared with the other
	// words, common at a time; few is how many agents are asked one by one
	// instead.
	widest int
	few    int
	// newest is how many documents with a common beginning are looked at, the
	// latest first, before those of the scope's own agents are; own is how many
	// of those for a region. Whoever works for an agent has few enough to look
	// at all.
	newest int
	own    int
}

var bound = bounds{common: 2000, widest: 10_000, few: 1000, newest: 2000, own: 3000}
