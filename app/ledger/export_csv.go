package ledger

import (
	"bufio"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"assay/models"
)

// csvJournal writes one row per line of an entry, UTF-8 with a byte order
// mark, so that spreadsheets read Chinese. Text that a spreadsheet would take
// for a formula gets an apostrophe in front.
type csvJournal struct {
	w   *csv.Writer
	raw *bufio.Writer
}

func newCSVJournal(w *bufio.Writer) csvJournal { return csvJournal{csv.NewWriter(w), w} }

func (c csvJournal) head() error {
	if _, err := c.raw.WriteString("\ufeff"); err != nil {
		return err
	}
	return c.w.Write([]string{"entry", "posting_on", "belongs_to_on", "kind", "document", "agent", "business_key",
		"line", "account", "debit", "credit", "memo", "posted_by", "posted_at"})
}

func (c csvJournal) open(name, models.Date) error { return nil }

func (c csvJournal) entry(e exported) error {
	for _, l := range e.lines {
		debit, credit := "", ""
		if l.AmountFen > 0 {
			debit = l.AmountFen.String()
		} else {
			credit = (-l.AmountFen).String()
		}
		err := c.w.Write([]string{strconv.FormatInt(e.ID, 10), e.PostingOn.String(), e.BelongsToOn.String(), string(e.Kind), cell(e.Document),
			cell(e.AgentCode), cell(e.BusinessKey), strconv.Itoa(l.LineNo), string(l.Account), debit, credit, cell(e.Memo), cell(e.PostedBy),
			e.PostedAt.UTC().Format(time.RFC3339)})
		if err != nil {
			return err
		}
	}
	return nil
}

func (c csvJournal) tail() error {
	c.w.Flush()
	return c.w.Error()
}

// cell keeps a spreadsheet from running a text.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
