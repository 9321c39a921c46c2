package models

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTogether(t *testing.T) {
	amount, again, date := Invalid("amount", "error.not_a_number"), Invalid("amount", "error.amount_must_be_positive"), Invalid("on", "error.date_required")
	require.NoError(t, Together(nil, nil))
	require.NoError(t, Together())
	require.Equal(t, []*Error{amount, date}, Each(Together(amount, nil, Together(again, date))), "the first of each field")
	require.Equal(t, KindInvalid, KindOf(Together(nil, date)))
	down := errors.New("no database")
	require.ErrorIs(t, Together(amount, down), down)
	require.Empty(t, Each(Together(amount, down)), "what nobody can act on comes alone")
	require.Empty(t, Each(nil))
}
