package models

import (
	"fmt"
	"time"
)

// Account is an account of the general ledger for receivables.
type Account string

// The chart of accounts. Receivable, unallocated receipts and
// deposits are kept per agent.
const (
	AccountReceivable  Account = "receivable"
	AccountRevenue     Account = "revenue"
	AccountOutputVAT   Account = "output_vat"
	AccountReturns     Account = "sales_returns"
	AccountDiscounts   Account = "discounts"
	AccountBank        Account = "bank"
	AccountUnallocated Account = "unallocated"
	AccountDeposits    Account = "deposits"
	AccountBadDebt     Account = "bad_debt"
	AccountAllowance   Account = "allowance"
	AccountRecoveries  Account = "recoveries"
	AccountInterest    Account = "interest_income"
	AccountRounding    Account = "rounding"
	AccountOpening     Account = "opening_balances"
)

// Accounts lists the chart in the order of a trial balance.
func Accounts() []Account {
	return []Account{AccountBank, AccountReceivable, AccountAllowance, AccountUnallocated, AccountDeposits, AccountOutputVAT,
		AccountOpening, AccountRevenue, AccountReturns, AccountDiscounts, AccountInterest, AccountRecoveries, AccountBadDebt, AccountRounding}
}

// EntryKind says which sort of document an entry posts.
type EntryKind string

// The documents that post.
const (
	EntryInvoice    EntryKind = "invoice"
	EntryCreditNote EntryKind = "credit_note"
	EntryReceipt    EntryKind = "receipt"
	EntryAllocation EntryKind = "allocation"
	EntryDiscount   EntryKind = "discount"
	EntryReversal   EntryKind = "reversal"
	EntryWriteOff   EntryKind = "write_off"
	EntryRecovery   EntryKind = "recovery"
	EntryDeposit    EntryKind = "deposit"
	EntryOpening    EntryKind = "opening"
	EntryProvision  EntryKind = "provision"
)

// JournalEntry is one posting: append-only, at least two lines, debits equal
// credits. BusinessKey makes a retry post nothing twice. BelongsToOn is set
// when the document concerns an earlier period.
type JournalEntry struct {
	ID          int64
	BusinessKey string
	PostingOn   Date
	BelongsToOn Date
	Kind        EntryKind
	Document    string
	AgentID     int64
	Memo        string
	PostedBy    string
	PostedAt    time.Time
	Lines       []JournalLine `gorm:"-"`
}

// JournalLine is a debit (positive) or a credit (negative).
type JournalLine struct {
	EntryID   int64 `gorm:"primaryKey"`
	LineNo    int   `gorm:"primaryKey"`
	Account   Account
	AgentID   int64
	AmountFen Money
	PostingOn Date
}

// Debit adds a debit line; a zero amount adds nothing.
func (e *JournalEntry) Debit(a Account, m Money) *JournalEntry {
	if m != 0 {
		e.Lines = append(e.Lines, JournalLine{Account: a, AmountFen: m})
	}
	return e
}

// Credit adds a credit line; a zero amount adds nothing.
func (e *JournalEntry) Credit(a Account, m Money) *JournalEntry { return e.Debit(a, -m) }

// Check reports an entry that must not be posted: fewer than two lines, or
// debits that differ from credits.
func (e *JournalEntry) Check() error {
	var sum Money
	for _, l := range e.Lines {
		sum += l.AmountFen
	}
	if len(e.Lines) < 2 || sum != 0 {
		return fmt.Errorf("models: entry %s has %d lines and is %s out of balance", e.BusinessKey, len(e.Lines), sum)
	}
	return nil
}

// Reversed is the entry that undoes e: every line with the opposite sign.
func (e JournalEntry) Reversed(key string) JournalEntry {
	r := e
	r.ID, r.BusinessKey, r.Kind, r.Lines = 0, key, EntryReversal, nil
	for _, l := range e.Lines {
		r.Debit(l.Account, -l.AmountFen)
	}
	return r
}
