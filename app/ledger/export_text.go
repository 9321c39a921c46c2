package ledger

import (
	"bufio"
	"fmt"

	"assay/models"
)

const currency = "CNY"

// hledger writes a journal that hledger check accepts, also with --strict.
// The business key is the tag key, a late document's own day the tag belongs.
type hledger struct{ w *bufio.Writer }

func (h hledger) head() error {
	_, err := fmt.Fprintf(h.w, "decimal-mark .\ncommodity 1000.00 %s\ntag key\ntag kind\ntag belongs\ntag memo\n\n", currency)
	return err
}

func (h hledger) open(a name, _ models.Date) error {
	_, err := fmt.Fprintf(h.w, "account %s\n", a)
	return err
}

func (h hledger) entry(e exported) error {
	fmt.Fprintf(h.w, "\n%s (%s) %s  ; key: %s, kind: %s", e.PostingOn, oneLine.Replace(e.Document), description(e), oneLine.Replace(e.BusinessKey), e.Kind)
	if !e.BelongsToOn.IsZero() {
		fmt.Fprintf(h.w, ", belongs: %s", e.BelongsToOn)
	}
	if e.Memo != "" {
		fmt.Fprintf(h.w, ", memo: %s", oneLine.Replace(e.Memo))
	}
	return postings(h.w, e)
}

func (h hledger) tail() error { return nil }

// beancount writes a ledger that bean-check accepts: every account is opened
// on the first day it is used, in the book's one currency.
type beancount struct{ w *bufio.Writer }

func (b beancount) head() error {
	_, err := fmt.Fprintf(b.w, "option \"title\" \"Assay\"\noption \"operating_currency\" \"%s\"\n\n", currency)
	return err
}

func (b beancount) open(a name, on models.Date) error {
	_, err := fmt.Fprintf(b.w, "%s open %s %s\n", on, a, currency)
	return err
}

func (b beancount) entry(e exported) error {
	fmt.Fprintf(b.w, "\n%s * \"%s\" \"%s\"\n  key: \"%s\"\n  kind: \"%s\"", e.PostingOn, oneLine.Replace(e.Document), description(e),
		oneLine.Replace(e.BusinessKey), e.Kind)
	if !e.BelongsToOn.IsZero() {
		fmt.Fprintf(b.w, "\n  belongs: %s", e.BelongsToOn)
	}
	if e.Memo != "" {
		fmt.Fprintf(b.w, "\n  memo: \"%s\"", oneLine.Replace(e.Memo))
	}
	return postings(b.w, e)
}

func (b beancount) tail() error { return nil }

func description(e exported) string {
	if e.AgentCode == "" {
		return string(e.Kind)
	}
	return string(e.Kind) + " " + oneLine.Replace(e.AgentCode)
}

// postings are written alike in both formats.
func postings(w *bufio.Writer, e exported) error {
	for _, l := range e.lines {
		fmt.Fprintf(w, "\n  %-48s  %s %s", nameOf(l.Account, l.AgentID, e.AgentCode), l.AmountFen, currency)
	}
	return w.WriteByte('\n')
}
