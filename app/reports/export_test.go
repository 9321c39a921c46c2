package reports

// Rules are the names of what Check proves.
func Rules() []string {
	rules := []string{keepsData, keepsPaper, findsNames}
	for _, inv := range invariants {
		rules = append(rules, inv.rule)
	}
	return rules
}
