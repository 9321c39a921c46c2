package ledger

import (
	"bufio"
	"context"
	"io"
	"time"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// Format is a file format that accountants' tools read.
type Format string

// The formats: plain text accounting for hledger and beancount, and CSV.
const (
	FormatHledger   Format = "hledger"
	FormatBeancount Format = "beancount"
	FormatCSV       Format = "csv"
)

// renderer writes one format. open comes once, for every account of the span
// with the first day it is used, before the entries in id order.
type renderer interface {
	head() error
	open(account name, on models.Date) error
	entry(e exported) error
	tail() error
}

// exported is an entry as it leaves the book.
type exported struct {
	ID          int64
	BusinessKey string
	PostingOn   models.Date
	BelongsToOn models.Date
	Kind        models.EntryKind
	Document    string
	AgentID     int64
	AgentCode   string
	Memo        string
	PostedBy    string
	PostedAt    time.Time
	lines       []models.JournalLine
}

// exportBatch bounds what is held in memory, whatever the book's length.
const exportBatch = 500

// Export writes the entries posted from one day to another, both inclusive
// and both optional, in id order. It reads one state of the book, a batch at
// a time. The file holds the movements of the span, not its opening balances.
func (s *Service) Export(ctx context.Context, w io.Writer, format Format, from, to models.Date) error {
	if from.IsZero() {
		from = beginning
	}
	if to.IsZero() {
		to = end
	}
	b := bufio.NewWriterSize(w, 64<<10)
	r, err := newRenderer(format, b)
	if err != nil {
		return err
	}
	if err := r.head(); err != nil {
		return err
	}
	err = s.DB.Snapshot(ctx, func(tx *db.Tx) error {
		if err := exportAccounts(tx, r, from, to); err != nil {
			return err
		}
		return exportEntries(tx, r, from, to)
	})
	if err != nil {
		return err
	}
	if err := r.tail(); err != nil {
		return err
	}
	return b.Flush()
}

// RecordExport keeps in the audit trail that somebody takes the journal out.
func (s *Service) RecordExport(ctx context.Context, who models.Who, format Format, from, to models.Date) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		return audit.Write(tx, at, who, audit.Act{Action: "journal.export", SubjectKind: "journal", Subject: string(format),
			Detail: map[string]models.Date{"from": from, "to": to}})
	})
}

func newRenderer(format Format, w *bufio.Writer) (renderer, error) {
	switch format {
	case FormatHledger:
		return hledger{w}, nil
	case FormatBeancount:
		return beancount{w}, nil
	case FormatCSV:
		return newCSVJournal(w), nil
	}
	return nil, models.Invalid("format", "error.export_format_unknown").With("Format", string(format))
}

type usedAccount struct {
	Account models.Account
	AgentID int64
	Code    string
	FirstOn models.Date
}

// exportAccounts opens the accounts: those kept per agent, some agents at a
// time, then the others once each.
func exportAccounts(tx *db.Tx, r renderer, from, to models.Date) error {
	for after := int64(-1); ; {
		var last int64
		err := tx.Raw("SELECT COALESCE(MAX(b.id), 0) FROM (SELECT id FROM agents WHERE id > ? ORDER BY id LIMIT ?) b", after, exportBatch).Scan(&last).Error
		if err != nil {
			return err
		}
		if last == 0 {
			break
		}
		var rows []usedAccount
		err = tx.Raw(`SELECT l.account, l.agent_id, COALESCE(a.code, '') AS code, MIN(l.posting_on) AS first_on
			FROM journal_lines l LEFT JOIN agents a ON a.id = l.agent_id
			WHERE l.account IN ? AND l.agent_id > ? AND l.agent_id <= ? AND l.posting_on BETWEEN ? AND ?
			GROUP BY l.account, l.agent_id, a.code ORDER BY l.agent_id, l.account`, perAgent, after, last, from, to).Scan(&rows).Error
		if err != nil {
			return err
		}
		if err := openAll(r, rows); err != nil {
			return err
		}
		after = last
	}
	return exportOthers(tx, r, from, to)
}

// exportOthers opens the accounts that all agents share.
func exportOthers(tx *db.Tx, r renderer, from, to models.Date) error {
	var rows []usedAccount
	err := tx.Raw(`SELECT account, MIN(posting_on) AS first_on FROM journal_lines
		WHERE account NOT IN ? AND posting_on BETWEEN ? AND ? GROUP BY account ORDER BY account`, perAgent, from, to).Scan(&rows).Error
	if err != nil {
		return err
	}
	return openAll(r, rows)
}

func openAll(r renderer, rows []usedAccount) error {
	for _, u := range rows {
		if err := r.open(nameOf(u.Account, u.AgentID, u.Code), u.FirstOn); err != nil {
			return err
		}
	}
	return nil
}

func exportEntries(tx *db.Tx, r renderer, from, to models.Date) error {
	for after := int64(0); ; {
		entries, err := entriesAfter(tx, from, to, after)
		if err != nil || len(entries) == 0 {
			return err
		}
		for _, e := range entries {
			if err := r.entry(e); err != nil {
				return err
			}
		}
		after = entries[len(entries)-1].ID
	}
}

func entriesAfter(tx *db.Tx, from, to models.Date, after int64) ([]exported, error) {
	var entries []exported
	err := tx.Raw(`SELECT e.*, COALESCE(a.code, '') AS agent_code FROM journal_entries e LEFT JOIN agents a ON a.id = e.agent_id
		WHERE e.id > ? AND e.posting_on BETWEEN ? AND ? ORDER BY e.id LIMIT ?`, after, from, to, exportBatch).Scan(&entries).Error
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	at := make(map[int64]int, len(entries))
	ids := make([]int64, len(entries))
	for i, e := range entries {
		at[e.ID], ids[i] = i, e.ID
	}
	var lines []models.JournalLine
	if err := tx.Raw("SELECT * FROM journal_lines WHERE entry_id IN ? ORDER BY entry_id, line_no", ids).Scan(&lines).Error; err != nil {
		return nil, err
	}
	for _, l := range lines {
		e := &entries[at[l.EntryID]]
		e.lines = append(e.lines, l)
	}
	return entries, nil
}
