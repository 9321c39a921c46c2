// Package models holds the nouns and the rules of the trade: what an order,
// a receivable, a credit line or a statement is, and what follows from what.
// It decides from values in hand and knows no database, clock or request.
package models
