package db

import "strings"

// GradeAt is the SQL for the grade that an agent had on a day, both columns or
// places: the last of the journal by the end of that day; for a day before the
// journal begins, as of imported history, the first known one.
func GradeAt(agent, day string) string {
	return strings.ReplaceAll(strings.ReplaceAll(gradeAt, "%AGENT%", agent), "%DAY%", day)
}

const gradeAt = `COALESCE((SELECT j.grade FROM agent_grades j WHERE j.agent_id = %AGENT% AND j.from_on <= %DAY% ORDER BY j.from_on DESC, j.id DESC LIMIT 1),
	(SELECT j.grade FROM agent_grades j WHERE j.agent_id = %AGENT% ORDER BY j.from_on, j.id LIMIT 1),
	(SELECT b.grade FROM agents b WHERE b.id = %AGENT%))`
