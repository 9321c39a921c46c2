package audit

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"
)

// MostExported is how many entries one file takes; a longer trail is exported
// by dates.
const MostExported = 50_000

// CSV is a table of entries with the times of the zone.
func CSV(entries []Entry, zone *time.Location) ([]byte, error) {
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	if err := w.Write([]string{"id", "at", "actor_id", "actor", "action", "subject_kind", "subject_id", "subject", "reason", "detail", "request_id"}); err != nil {
		return nil, err
	}
	for _, e := range entries {
		err := w.Write([]string{strconv.FormatInt(e.ID, 10), e.At.In(zone).Format("2006-01-02 15:04:05.000"), strconv.FormatInt(e.ActorID, 10),
			cell(e.Actor), e.Action, e.SubjectKind, strconv.FormatInt(e.SubjectID, 10), cell(e.Subject), cell(e.Reason), cell(e.Detail), e.RequestID})
		if err != nil {
			return nil, err
		}
	}
	w.Flush()
	return buf.Bytes(), w.Error()
}

// cell keeps a spreadsheet from running a text.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
